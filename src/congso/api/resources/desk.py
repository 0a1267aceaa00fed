# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of the caller's desk, and the search over everything he may see."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.api import paging, papers
from congso.api.operations import actor_of, answer, get
from congso.api.resources.documents import page_of
from congso.api.schemas.documents import PaperRow
from congso.api.schemas.routing import ListOut, ListPage, ListRow, ListsOut
from congso.api.schemas.types import Cursor, Limit, Out, Query
from congso.common import clock
from congso.documents import list_counts, lists
from congso.documents.queries import NotVisible
from congso.documents.search import Filters
from congso.routing.models import Direction, Flow, Proposal, SentBack

router = Router(tags=["desk"])
KINDS: dict[type, str] = {
    Flow: "flow_id",
    Proposal: "proposal_id",
    Direction: "direction_id",
    SentBack: "sent_back_id",
}


class Hit(Out):
    """Something found. `kind` is document; others come with their modules."""

    kind: str
    id: UUID
    address: str
    document: PaperRow


class HitPage(Out):
    items: list[Hit]
    next: str | None


@get(router, "/search", HitPage)
def search_everything(
    request: HttpRequest, q: Query, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """Everything the caller may see that holds all words of `q`, with or without accents."""
    if not q.strip():
        return answer(HitPage(items=[], next=None))
    page = page_of(actor_of(request), q, Filters(), cursor, limit)
    items = [
        Hit(kind="document", id=row.id, address=f"/documents/{row.id}/", document=row)
        for row in page.items
    ]
    return answer(HitPage(items=items, next=page.next))


@get(router, "/lists", ListsOut)
def list_lists(request: HttpRequest) -> HttpResponse:
    """The lists the caller works with, with how many papers are in each."""
    actor = actor_of(request)
    offered = lists.offered_to(actor)
    counts = list_counts.counts(actor, offered)
    items = [
        ListOut(key=item.key, label=str(item.label), count=counts.get(item.key)) for item in offered
    ]
    return answer(ListsOut(items=items))


@get(router, "/lists/{key}", ListPage, errors=(404,))
def get_list(
    request: HttpRequest, key: Query, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """One list in its order, with the ids of what each line is about."""
    actor = actor_of(request)
    chosen = lists.all_lists().get(key)
    if chosen is None or not chosen.offered(actor):
        raise NotVisible
    found, following = paging.page_of(chosen.source(actor), chosen.order, cursor, limit)
    if chosen.preload:
        chosen.preload(found)
    now = clock.now()
    lines = [chosen.row(item, now) for item in found]
    rows = papers.rows(actor, [line.document for line in lines])
    items = [_line(item, line, row) for item, line, row in zip(found, lines, rows, strict=True)]
    return answer(ListPage(items=items, next=following))


def _line(item: Any, line: lists.Row, row: PaperRow) -> ListRow:
    due: dt.datetime | None = getattr(item, "due_at", None)
    ids = {KINDS[type(item)]: item.pk} if type(item) in KINDS else {}
    note = "" if row.is_outline else line.note
    return ListRow(document=row, is_unread=line.unread, due_at=due, note=note, **ids)
