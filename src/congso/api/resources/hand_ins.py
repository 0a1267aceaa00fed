# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came straight to a unit or a person: handed to the clerk, so that it gets a number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router

from congso.api import paging, papers, references
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, get, post
from congso.api.schemas.hand_ins import HandedIn, HandedInPage, HandInIn, handed_in_of
from congso.api.schemas.types import Cursor, Limit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.incoming import IncomingData
from congso.documents.models import DocumentType
from congso.documents.queries_handed_in import handed_in
from congso.documents.services import hand_in

router = Router(tags=["registry"])
PLACE = "/documents/handed-in"


@get(router, PLACE, HandedInPage)
def list_handed_in(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """The papers the caller handed to a clerk, newest first, and what became of them."""
    found = handed_in(actor_of(request))
    shown, following = paging.page_of(found, ("-handed_at", "-pk"), cursor, limit)
    return answer(HandedInPage(items=[handed_in_of(row) for row in shown], next=following))


@post(router, PLACE, HandedIn, scope=Scope.DOCUMENTS, status=201, errors=(409, 507))
def hand_in_document(request: HttpRequest, paper: HandInIn) -> HttpResponse:
    """Hand a paper that went past the registry to the clerk; it waits to be registered.

    By whoever has a post in the office. It is taken as an official letter that came now; the
    clerk says better.
    """
    actor = actor_of(request)
    references.require(office_id=paper.office_id)
    made = hand_in.hand_in(actor, data=_data(actor, paper), note=paper.note)
    return answer(handed_in_of(handed_in(actor).get(pk=made.pk)), status=201)


def _data(actor: Actor, paper: HandInIn) -> IncomingData:
    return IncomingData(
        office_id=paper.office_id,
        type_id=DocumentType.objects.get(code="official_letter").pk,
        subject=paper.subject,
        symbol=paper.symbol,
        issued_on=paper.issued_on,
        issuer_name=paper.issuer_name,
        arrived_at=clock.now(),
        road=paper.road,
        urgency=int(paper.urgency),
        files=papers.kept(actor, paper.files),
        paper_number_note="" if paper.symbol else gettext("without number"),
    )
