# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of papers: what a module offers as a menu entry, a counter and a page.

A list is one queryset, used for its page and for its counter, so the two cannot disagree (B-53).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.highlights import Pieces
from congso.documents.models import Document
from congso.organisation.queries import working_calendar
from congso.ui import keyset
from congso.ui.deadlines import DeadlineView, deadline_view, stopped_view

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One paper as a line of a list. `status` is a key of ui.status, shown only if it differs."""

    document: Document
    is_outline: bool = False
    unread: bool = False
    status: str = ""
    due: DeadlineView | None = None
    note: str = ""
    # Where a row leads instead of the paper's page (a waiting paper: its form).
    url: str = ""
    # What stands for the subject of a row in outline, when it is not "restricted document".
    hidden: str = ""
    # The subject and a line of the files with the searched words marked.
    subject: Pieces = field(default_factory=list)
    excerpt: Pieces = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next_cursor: str = ""


@dataclass(frozen=True)
class PaperList:
    """A list by name. `source` gives the rows for an actor; `order` must end in a unique field.

    `document_of` leads from a row of `source` to its document when the list is of flows or
    proposals; `row` turns one into a line.
    """

    key: str
    label: str | Promise
    source: Callable[[Actor], QuerySet[Any]]
    order: Sequence[str]
    row: Callable[[Any, dt.datetime], Row]
    offered: Callable[[Actor], bool] = lambda _actor: True
    icon: str = "file-import"
    tone: str = ""
    empty: str | Promise = ""
    position: int = 500
    counted: bool = True
    # The page the menu leads to when it is not the plain list.
    route: str = ""
    preload: Callable[[list[Any]], None] | None = field(default=None)
    # What stands over the rows (a bar for rows chosen together), and what opening it notes.
    tools: str = ""
    opened: Callable[[Actor], object] | None = field(default=None)

    @property
    def url(self) -> str:
        return reverse(self.route) if self.route else reverse("documents:list", args=[self.key])

    def page(self, actor: Actor, cursor: str = "", *, size: int = PAGE) -> Page:
        """One page of lines and the cursor of the next. Raises keyset.BadCursor."""
        found = keyset.page_of(self.source(actor), order=self.order, cursor=cursor, size=size)
        if self.preload:
            self.preload(found.rows)
        now = clock.now()
        return Page([self.row(item, now) for item in found.rows], found.next_cursor)


def due_view(due: dt.datetime | None, now: dt.datetime) -> DeadlineView:
    """A deadline in working days of this site."""
    return deadline_view(due, now, working_days_between=working_calendar().working_days_between)


def paper_due(document: Document, due: dt.datetime | None, now: dt.datetime) -> DeadlineView | None:
    """A deadline of a paper or of work on it; while its clock is stopped, that."""
    if due is None:
        return None
    return due_view(due, now) if document.clock_stopped_at is None else stopped_view()


def plain_row(document: Document, now: dt.datetime) -> Row:
    """A line for a paper itself."""
    return Row(document, due=paper_due(document, document.due_at, now))


def all_lists() -> dict[str, PaperList]:
    """Every list of the product by key, in menu order (CONGSO_PAPER_LISTS names the tables)."""
    tables = (import_string(path) for path in settings.CONGSO_PAPER_LISTS)
    lists = sorted((item for table in tables for item in table), key=lambda item: item.position)
    return {item.key: item for item in lists}


def offered_to(actor: Actor) -> list[PaperList]:
    """The lists this person works with."""
    return [item for item in all_lists().values() if item.offered(actor)]
