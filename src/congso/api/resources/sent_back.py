# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Office gives a registered paper back to the clerk, who looks it over."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.api import paging, papers
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, get, post
from congso.api.schemas.common import ReasonIn
from congso.api.schemas.sent_back import SentBackOut, SentBackPage, sent_back_of
from congso.api.schemas.types import Cursor, IdInPath, Limit
from congso.routing.models import SentBack
from congso.routing.policies import PAPERS, paper_in_sight
from congso.routing.queries import desk
from congso.routing.services import send_back

router = Router(tags=["proposals"])
PEOPLE = ("document", "author", "settled_by")


@get(router, "/sent-back", SentBackPage)
def list_sent_back(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """What the Office gave back and the caller, a clerk, has still to look over, oldest first."""
    found = desk.sent_back(actor_of(request)).select_related(*PEOPLE)
    shown, following = paging.page_of(found, ("at", "pk"), cursor, limit)
    return answer(SentBackPage(items=[sent_back_of(row) for row in shown], next=following))


@post(
    router, "/documents/{uuid:document_id}/send-back", SentBackOut, scope=Scope.ROUTING,
    status=201, matches=True,
)  # fmt: skip
def send_back_document(request: HttpRequest, document_id: UUID, why: ReasonIn) -> HttpResponse:
    """Give a paper that waits for distribution back to the clerk: wrong book, a scan not legible.

    It leaves the queue until he says that it is in order.
    """
    actor = actor_of(request)
    document = papers.seen(actor, document_id)
    PAPERS.require(actor, "send_back", document)
    with papers.unchanged(request, document):
        made = send_back.send_back(actor, document_id=document.pk, reason=why.reason)
    return _shown(made, status=201)


@post(router, "/sent-back/{int:sent_back_id}/settle", SentBackOut, scope=Scope.DOCUMENTS)
def settle_sent_back(request: HttpRequest, sent_back_id: IdInPath) -> HttpResponse:
    """The clerk has looked the paper over: it waits for distribution again."""
    actor = actor_of(request)
    row = SentBack.objects.filter(paper_in_sight(actor)).get(pk=sent_back_id)
    return _shown(send_back.settle(actor, sent_back_id=row.pk))


def _shown(row: SentBack, *, status: int = 200) -> HttpResponse:
    fresh = SentBack.objects.select_related(*PEOPLE).get(pk=row.pk)
    return answer(sent_back_of(fresh), status=status)
