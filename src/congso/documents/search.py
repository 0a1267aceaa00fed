# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding papers by scraps: numbers jump, words match without accents, rights apply to all of it.

One statement over (fts, acl) answers a search; nothing is filtered afterwards, so hits, counts and
snippets know the same papers (B-50).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.module_loading import import_string

from congso.access import queries as access
from congso.access.enums import Level, ObjectKind, PrincipalKind
from congso.access.principals import kind_of
from congso.access.queries import principals_of
from congso.common import clock
from congso.common.actor import Actor
from congso.common.numbers import INT4_MAX
from congso.common.vietnamese import fold
from congso.documents.models import Document
from congso.documents.queries import LISTED, Listed
from congso.documents.symbols import Symbol, UnreadableSymbol, parse
from congso.organisation.queries import working_calendar

WORD = re.compile(r"[0-9a-z]+")
NUMBER = re.compile(r"\A\s*(?:so\s+)?(\d{1,7})\s*\Z")


# A filter's name, what it means to the ORM, and the same to the statements below.
NARROWS = (
    ("type_ids", "type__in", "d.type_id = ANY(%(type_ids)s)"),
    ("office_ids", "office__in", "d.office_id = ANY(%(office_ids)s)"),
    ("issuer", "issuer_name", "d.issuer_name = %(issuer)s"),
    ("arrived_from", "arrived_on__gte", "d.arrived_on >= %(arrived_from)s"),
    ("arrived_until", "arrived_on__lte", "d.arrived_on <= %(arrived_until)s"),
    ("urgency", "urgency", "d.urgency = %(urgency)s"),
    ("states", "state__in", "d.state = ANY(%(states)s)"),
)


@dataclass(frozen=True)
class Narrow:
    """A filter by facts of another module (CONGSO_PAPER_NARROWS names the tables of them).

    `probe` asks of one paper `d` and lets a walk end early; `among` gives all papers it is true
    of, for when they are few in the whole archive (`is_few`: always, so nothing is walked).
    """

    name: str
    probe: str
    among: str
    is_few: bool = False


@cache
def further_narrows() -> tuple[Narrow, ...]:
    """The filters that other modules offer."""
    tables = (import_string(path) for path in settings.CONGSO_PAPER_NARROWS)
    return tuple(narrow for table in tables for narrow in table)


OVERDUE, SOON = "overdue", "soon"


def span_of(deadline: str) -> tuple[dt.datetime, dt.datetime]:
    """From when until when a deadline is overdue or due soon: today or the next working day."""
    now = clock.now()
    if deadline == OVERDUE:
        return clock.at(LONG_AGO, 0), now
    following = working_calendar().add_working_days(clock.today(), 1)
    return now, clock.at(following + dt.timedelta(days=1), 0)


LONG_AGO = dt.date(1945, 1, 1)


EMPTY: tuple[Any, ...] = ("", None, ())


@dataclass(frozen=True)
class Filters:
    """What narrows a list or a search. Empty means everything."""

    type_ids: tuple[int, ...] = ()
    office_ids: tuple[int, ...] = ()
    issuer: str = ""
    arrived_from: dt.date | None = None
    arrived_until: dt.date | None = None
    urgency: int | None = None
    states: tuple[str, ...] = ()
    unit_id: int | None = None
    leader_id: int | None = None
    deadline: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Filters()

    @property
    def tells_content(self) -> bool:
        """More than number, date and office, which is all that an outline shows."""
        outside = {"office_ids", "arrived_from", "arrived_until"}
        narrows = (getattr(self, each.name) for each in fields(self) if each.name not in outside)
        return any(value not in EMPTY for value in narrows)

    def used(self) -> Iterator[tuple[str, str, str, Any]]:
        """The rows of NARROWS that are asked for, each with its value."""
        for name, lookup, sql in NARROWS:
            if (value := getattr(self, name)) not in EMPTY:
                yield name, lookup, sql, list(value) if isinstance(value, tuple) else value

    def further(self) -> Iterator[tuple[Narrow, Any]]:
        """The same of further_narrows."""
        for narrow in further_narrows():
            if (value := getattr(self, narrow.name)) not in EMPTY:
                yield narrow, list(span_of(value)) if narrow.name == "deadline" else value


def narrowed(papers: QuerySet[Document], filters: Filters) -> QuerySet[Document]:
    """The papers of a queryset that the filters leave."""
    papers = papers.filter(**{lookup: value for _name, lookup, _sql, value in filters.used()})
    for narrow, value in filters.further():
        given = f"%({narrow.name})s"
        sql = f"SELECT d.id FROM documents_document d WHERE {narrow.among}"  # noqa: S608 (a constant)
        parameters = [value] * narrow.among.count(given)
        papers = papers.filter(pk__in=RawSQL(sql.replace(given, "%s"), parameters))  # noqa: S611
    return papers


@dataclass(frozen=True)
class Found:
    """A page of hits: exact numbers first, then by date; `cursor` of the next page or None."""

    exact: list[Listed]
    rows: list[Listed]
    cursor: access.Cursor | None
    words: tuple[str, ...] = field(default=())


def search(
    actor: Actor,
    text: str,
    *,
    filters: Filters = Filters(),
    limit: int = 50,
    before: access.Cursor | None = None,
) -> Found:
    """Papers the actor may see that hold all words of `text`, newest first.

    A bare number also finds the papers with that arrival number or number of symbol, on top; so
    does a symbol, or its beginning. The last word matches by its beginning, as people type. An
    empty text with filters lists.
    """
    words = tuple(WORD.findall(fold(text)))
    exact = _exact(actor, text, filters)
    first = [] if before else exact
    if not words and filters.is_empty:
        return Found(first, [], None)
    ids = matching(actor, words, filters, limit + 1, before)
    page = listed(ids[:limit])
    rows = [row for row in page if row.document.pk not in _pks(exact)]  # they stand on top
    last = page[-1].document if len(ids) > limit and page else None
    return Found(first, rows, (last.created_at, last.pk) if last else None, words)


def query_of(words: tuple[str, ...]) -> str:
    """The words as a tsquery: all of them, the last one by its beginning."""
    return " & ".join([*words[:-1], f"{words[-1]}:*"])


def _exact(actor: Actor, text: str, filters: Filters) -> list[Listed]:
    """The papers that the text names: by arrival number, number of symbol or the whole symbol.

    Those of open books first, then the newest: last year's number 8319 stands below this year's.
    """
    full = access.visible(actor, ObjectKind.DOCUMENT)
    papers = narrowed(Document.objects.all(), filters)
    if match := NUMBER.match(fold(text)):
        number = int(match[1])
        seen = access.visible(actor, ObjectKind.DOCUMENT, Level.OUTLINE)
        if filters.tells_content:
            seen = full  # a restricted paper is not to be guessed at by asking who sent it
        by_book = papers.filter(number=number).filter(seen).order_by(*BEST)[:5]
        by_symbol = papers.filter(symbol_number=number).filter(full).order_by(*BEST)[:5]
        found = by_book.values("pk").union(by_symbol.values("pk"))
    elif symbol := _symbol(text):
        begun = papers.filter(symbol_number=symbol.number, symbol_key__startswith=symbol.key)
        found = begun.filter(full).order_by(*BEST).values("pk")[:5]
    else:
        return []
    rows = Document.objects.filter(pk__in=found).select_related(*LISTED).order_by(*BEST)
    shown = list(rows)
    ids = [document.pk for document in shown]
    whole = set(Document.objects.filter(pk__in=ids).filter(full).values_list("pk", flat=True))
    return [Listed(document, document.pk not in whole) for document in shown]


BEST = (F("book__state").desc(nulls_first=True), "-created_at", "-pk")  # open before closed


def _symbol(text: str) -> Symbol | None:
    """The text as a number and symbol, if it is one and names a number."""
    try:
        symbol = parse(text)
    except UnreadableSymbol:
        return None
    return symbol if symbol and symbol.number in range(INT4_MAX + 1) else None


# Whoever sees most of an office finds 50 hits by walking the newest entries; whoever sees little
# has few candidates, which the index on (words, principals) gives at once. A walk that finds too
# little within WALKED entries is rare words: then the index is the quick way for all.
WALKED = 20_000

_WALK = """
SELECT s.document_id
  FROM (SELECT * FROM documents_searchentry s WHERE true {before}
         ORDER BY s.created_at DESC, s.document_id DESC LIMIT %(walked)s) s {join}
 WHERE s.acl && %(principals)s::int[] {words} {filters}
 ORDER BY s.created_at DESC, s.document_id DESC
 LIMIT %(limit)s
"""
_CANDIDATES = """
WITH m AS MATERIALIZED (
    SELECT s.document_id, s.created_at FROM documents_searchentry s {join}
     WHERE s.acl && %(principals)s::int[] {words} {before} {filters})
SELECT document_id FROM m ORDER BY created_at DESC, document_id DESC LIMIT %(limit)s
"""
WIDE = {PrincipalKind.OFFICE_READERS, PrincipalKind.FIELD}


def matching(
    actor: Actor,
    words: tuple[str, ...],
    filters: Filters,
    limit: int,
    before: access.Cursor | None,
) -> list[int]:
    """Ids of the papers that hold all words, newest first; rights and filters are in it."""
    parameters: dict[str, Any] = {
        "principals": sorted(principals_of(actor)),
        "limit": limit,
        "walked": WALKED,
    }
    parts = parts_of(words, filters, before, parameters)
    is_few = any(narrow.is_few for narrow, _value in filters.further())
    if not is_few and any(kind_of(principal) in WIDE for principal in principals_of(actor)):
        found = run(_WALK, parts, parameters)
        if len(found) == limit:
            return found
    return run(_CANDIDATES, parts | {"filters": parts["among"]}, parameters)


def parts_of(
    words: tuple[str, ...],
    filters: Filters,
    before: access.Cursor | None,
    parameters: dict[str, Any],
) -> dict[str, str]:
    """The conditions of a statement over documents_searchentry; fills `parameters`."""
    parts = {"join": "", "words": "", "before": "", "filters": "", "among": ""}
    if words:
        parts["words"] = "AND s.fts @@ to_tsquery('simple', %(query)s)"
        parameters["query"] = query_of(words)
    if before is not None:
        parts["before"] = "AND (s.created_at, s.document_id) < (%(sort_at)s, %(object_id)s)"
        parameters |= {"sort_at": before[0], "object_id": before[1]}
    if not filters.is_empty:
        parts["join"] = "JOIN documents_document d ON d.id = s.document_id"
        parts["filters"], parts["among"] = _conditions(filters, parameters)
    if filters.arrived_from is not None:
        # nothing is entered before it arrives, so this bounds the walk
        parts["before"] += " AND s.created_at >= %(entered_from)s"
        parameters["entered_from"] = clock.at(filters.arrived_from, 0)
    return parts


def run(sql: str, parts: dict[str, str], parameters: dict[str, Any]) -> list[int]:
    """The ids that a statement with these conditions gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**parts), parameters)
        return [row[0] for row in cursor.fetchall()]


def _conditions(filters: Filters, parameters: dict[str, Any]) -> tuple[str, str]:
    """The filters as conditions of a walk, and the same of what gathers all candidates."""
    used, further = list(filters.used()), list(filters.further())
    parameters |= {name: value for name, _lookup, _sql, value in used}
    parameters |= {narrow.name: value for narrow, value in further}
    same = "".join(f" AND {sql}" for _name, _lookup, sql, _value in used)
    walked = "".join(f" AND {narrow.probe}" for narrow, _value in further)
    gathered = "".join(f" AND {narrow.among}" for narrow, _value in further)
    return same + walked, same + gathered


def listed(ids: list[int]) -> list[Listed]:
    """The papers of these ids, in their order."""
    found = {d.pk: d for d in Document.objects.filter(pk__in=ids).select_related(*LISTED)}
    return [Listed(found[pk], False) for pk in ids if pk in found]


def _pks(rows: list[Listed]) -> set[int]:
    return {row.document.pk for row in rows}
