# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of a list or a search as they are exported: the same objects the pages are made of.

Rights are therefore the list's own. A paper seen in outline leaves in outline.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents import lists, queries, search
from congso.documents.lists import Row
from congso.reports import columns as columns_
from congso.reports import wording
from congso.reports.receivers import NO_FACTS, receiver_facts
from congso.reports.tables import Cell, Head, Table

PAGE = 500
MOST = 50_000  # rows of one file


@dataclass(frozen=True)
class Wanted:
    """What to export: a list by its key, else what a search with these words and filters finds."""

    list_key: str = ""
    text: str = ""
    filters: search.Filters = field(default_factory=search.Filters)
    columns: tuple[str, ...] = columns_.DEFAULT

    def to_json(self) -> dict[str, Any]:
        """Plain data; from_json gives the same value back."""
        data = asdict(self)
        for name in ("arrived_from", "arrived_until"):
            day = data["filters"][name]
            data["filters"][name] = day.isoformat() if day else None
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Wanted:
        given = dict(data["filters"])
        for name in ("arrived_from", "arrived_until"):
            given[name] = dt.date.fromisoformat(given[name]) if given[name] else None
        for name in ("type_ids", "office_ids", "states"):
            given[name] = tuple(given[name])
        return cls(data["list_key"], data["text"], search.Filters(**given), tuple(data["columns"]))


def rows_for(actor: Actor, wanted: Wanted) -> Iterator[Row]:
    """Every row the actor would see paging through the list or the search, in its order.

    Raises Denied for a list that is not offered to him.
    """
    if wanted.list_key:
        chosen = lists.all_lists().get(wanted.list_key)
        if chosen is None or not chosen.offered(actor):
            raise Denied("export", wanted.list_key)
        return islice(_of_list(actor, chosen), MOST)
    if wanted.text or not wanted.filters.is_empty:
        return islice(_of_search(actor, wanted), MOST)
    return islice(_newest(actor), MOST)


def _of_list(actor: Actor, chosen: lists.PaperList) -> Iterator[Row]:
    cursor = ""
    while True:
        page = chosen.page(actor, cursor, size=PAGE)
        yield from page.rows
        cursor = page.next_cursor
        if not cursor:
            return


def _of_search(actor: Actor, wanted: Wanted) -> Iterator[Row]:
    before = None
    while True:
        found = search.search(actor, wanted.text, filters=wanted.filters, limit=PAGE, before=before)
        yield from (Row(item.document, item.is_outline) for item in (*found.exact, *found.rows))
        before = found.cursor
        if before is None:
            return


def _newest(actor: Actor) -> Iterator[Row]:
    before = None
    while True:
        found = queries.newest(actor, limit=PAGE, before=before)
        yield from (Row(item.document, item.is_outline) for item in found)
        if len(found) < PAGE:
            return
        before = (found[-1].document.created_at, found[-1].document.pk)


def cells_of(rows: Iterator[Row], keys: tuple[str, ...]) -> Iterator[tuple[Cell, ...]]:
    """The lines of the file for these rows, with what routing knows, read in batches."""
    columns = columns_.chosen(keys)
    while batch := list(islice(rows, PAGE)):
        whole = [row.document.pk for row in batch if not row.is_outline]
        facts = receiver_facts(whole)
        for row in batch:
            yield columns_.cells(row, columns, facts.get(row.document.pk, NO_FACTS))


def table_of(
    wanted: Wanted, rows: Iterator[Row], *, now: dt.datetime, agency: str = "", parent: str = ""
) -> Table:
    """The table of an export. `rows` come from rows_for."""
    heads: tuple[Head, ...] = tuple(c.head for c in columns_.chosen(wanted.columns))
    return Table(
        title=title_of(wanted),
        heads=heads,
        rows=cells_of(rows, wanted.columns),
        above=tuple(_above(wanted, now)),
        agency=agency,
        parent=parent,
    )


def title_of(wanted: Wanted) -> str:
    """The title of the file, in the reader's language."""
    chosen = lists.all_lists().get(wanted.list_key)
    if chosen is not None:
        return str(chosen.label)
    return _("List of documents")


def _above(wanted: Wanted, now: dt.datetime) -> Iterator[str]:
    since, until = wanted.filters.arrived_from, wanted.filters.arrived_until
    if since or until:
        yield _("Arrived %(since)s – %(until)s") % {
            "since": wording.day(since) or "…",
            "until": wording.day(until or now),
        }
    if wanted.text:
        yield _("Words: %(text)s") % {"text": wanted.text}
