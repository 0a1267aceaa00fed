# SPDX-License-Identifier: AGPL-3.0-or-later
"""Distribution: what the Office proposes, and what leaders answer to it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router

from congso.api import papers, references, routes, slips
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, get, post
from congso.api.resources.directions import show_direction
from congso.api.resources.documents import again
from congso.api.schemas.common import ConfirmIn, LeaderIn, ReasonIn
from congso.api.schemas.documents import Paper
from congso.api.schemas.routing import (
    AgreedOut,
    BatchIn,
    BatchOut,
    ChoiceOut,
    ChoicesOut,
    DirectionOut,
    ProposalIn,
    ProposalOut,
    ProposalsOut,
    SuggestionOut,
    proposal_of,
)
from congso.api.schemas.types import IdInPath, Query
from congso.routing import recipients
from congso.routing.models import Proposal
from congso.routing.policies import PAPERS, PROPOSALS
from congso.routing.queries.suggestion import suggestion
from congso.routing.services import clock_stops, direct, propose

router = Router(tags=["proposals"])
PLACE = "/proposals/{int:proposal_id}"


@get(router, "/documents/{uuid:document_id}/suggestion", SuggestionOut, errors=(404,))
def get_suggestion(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What to propose for a paper, by how like ones went, and why; for who distributes."""
    actor = actor_of(request)
    document = papers.seen(actor, document_id)
    PAPERS.require(actor, "propose", document)
    found = suggestion(document)
    return answer(
        SuggestionOut(
            lead_unit_id=found.lead_unit_id,
            leader_id=found.leader_id,
            supporting_unit_ids=list(found.supporting_ids),
            due_kind=found.due.kind,
            due_at=found.due.at,
            confidence=found.confidence,
            is_sure=found.is_sure,
            why=gettext(found.why) % found.why_values,
            may_go_straight=found.may_go_straight,
        )
    )


@get(router, "/documents/{uuid:document_id}/recipients", ChoicesOut, errors=(404,))
def find_recipients(request: HttpRequest, document_id: UUID, q: Query = "") -> HttpResponse:
    """Units and people a direction of the first level may name."""
    document = papers.seen(actor_of(request), document_id)
    return answer(choices_of(recipients.of_office(document.office_id).matching(q, limit=50)))


def choices_of(found: recipients.Choices) -> ChoicesOut:
    """Choices of a box as ids; of who is away today, until when and who handles instead."""
    away = recipients.warnings(value for value, _name, _note in found.people)
    return ChoicesOut(
        units=[_choice(choice, {}) for choice in found.units],
        people=[_choice(choice, away) for choice in found.people],
    )


def _choice(choice: recipients.Choice, away: dict[str, str]) -> ChoiceOut:
    value, name, note = choice
    kind, _colon, number = value.partition(":")
    return ChoiceOut(
        unit_id=int(number) if kind == "unit" else None,
        person_id=int(number) if kind == "person" else None,
        name=name,
        note=note,
        warning=away.get(value, ""),
    )


@get(router, "/documents/{uuid:document_id}/proposals", ProposalsOut, errors=(404,))
def list_proposals(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Every proposal on a paper, the newest first."""
    actor = actor_of(request)
    document = papers.seen(actor, document_id)
    found = list(
        Proposal.objects.filter(document=document).select_related(*routes.PROPOSAL).order_by("-pk")
    )
    acts = PROPOSALS.allowed(actor, PROPOSALS.actions, found)
    items = [proposal_of(proposal, acts[proposal.pk] - {"view"}) for proposal in found]
    return answer(ProposalsOut(items=items))


@post(
    router, "/documents/{uuid:document_id}/proposals", ProposalOut, scope=Scope.ROUTING,
    status=201, matches=True,
)  # fmt: skip
def propose_document(request: HttpRequest, document_id: UUID, proposal: ProposalIn) -> HttpResponse:
    """Propose who handles a paper; a standing proposal is superseded."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "view")
    data = slips.proposal_of(proposal, document.pk)
    with papers.unchanged(request, document):
        if proposal.stage == "draft":
            made = propose.draft(actor, data=data)
        else:
            presents = proposal.stage == "presented"
            made = propose.propose(actor, data=data, present_now=presents)
    return routes.show_proposal(request, made, status=201)


@get(router, PLACE, ProposalOut, errors=(404,))
def get_proposal(request: HttpRequest, proposal_id: IdInPath) -> HttpResponse:
    """One proposal."""
    proposal = routes.proposal_for(actor_of(request), proposal_id)
    return routes.show_proposal(request, proposal)


@post(router, PLACE + "/present", ProposalOut, scope=Scope.ROUTING, matches=True)
def present_proposal(request: HttpRequest, proposal_id: IdInPath, asked: ConfirmIn) -> HttpResponse:
    """Put the proposal before its leader."""
    actor = actor_of(request)
    proposal = routes.proposal_for(actor, proposal_id)
    with _unchanged(request, proposal):
        propose.present(actor, proposal_id=proposal.pk, widen=asked.widen)
    return routes.show_proposal(request, proposal)


@post(router, PLACE + "/withdraw", ProposalOut, scope=Scope.ROUTING, matches=True)
def withdraw_proposal(request: HttpRequest, proposal_id: IdInPath) -> HttpResponse:
    """Take the proposal back: the paper is to be distributed again."""
    actor = actor_of(request)
    proposal = routes.proposal_for(actor, proposal_id)
    with _unchanged(request, proposal):
        propose.withdraw(actor, proposal_id=proposal.pk)
    return routes.show_proposal(request, proposal)


@post(router, PLACE + "/send-straight", DirectionOut, scope=Scope.ROUTING, status=201, matches=True)
def send_straight(request: HttpRequest, proposal_id: IdInPath, asked: ConfirmIn) -> HttpResponse:
    """Send a routine paper to units by the Office's own authority, as proposed."""
    actor = actor_of(request)
    proposal = routes.proposal_for(actor, proposal_id)
    with _unchanged(request, proposal):
        made = propose.send_straight(actor, proposal_id=proposal.pk, widen=asked.widen)
    return show_direction(request, made, status=201)


@post(router, PLACE + "/agree", DirectionOut, scope=Scope.ROUTING, status=201, matches=True)
def agree_to_proposal(
    request: HttpRequest, proposal_id: IdInPath, asked: ConfirmIn
) -> HttpResponse:
    """The leader agrees: it goes out exactly as proposed."""
    actor = actor_of(request)
    proposal = routes.proposal_for(actor, proposal_id)
    with _unchanged(request, proposal):
        made = direct.agree(actor, proposal_id=proposal.pk, widen=asked.widen)
    return show_direction(request, made, status=201)


@post(router, "/proposals/agree", BatchOut, scope=Scope.ROUTING, errors=())
def agree_to_proposals(request: HttpRequest, batch: BatchIn) -> HttpResponse:
    """Agree to many proposals, each for itself; urgent ones stay to be opened."""
    ids = list(dict.fromkeys(batch.proposal_ids))
    results = direct.agree_all(actor_of(request), proposal_ids=ids)
    items = [
        AgreedOut(
            proposal_id=pk,
            direction_id=result.direction.pk if result.direction else None,
            refusal=str(result.refusal),
        )
        for pk, result in zip(ids, results, strict=True)
    ]
    return answer(BatchOut(items=items))


@post(router, PLACE + "/hand-to-leader", ProposalOut, scope=Scope.ROUTING, status=201, matches=True)
def hand_to_leader(request: HttpRequest, proposal_id: IdInPath, to: LeaderIn) -> HttpResponse:
    """Put the paper before another leader: the same proposal anew."""
    actor = actor_of(request)
    references.require(leader_id=to.leader_id)
    proposal = routes.proposal_for(actor, proposal_id)
    with _unchanged(request, proposal):
        made = direct.hand_to_leader(
            actor, proposal_id=proposal.pk, leader_id=to.leader_id, widen=to.widen
        )
    return routes.show_proposal(request, made, status=201)


@post(router, PLACE + "/return", ProposalOut, scope=Scope.ROUTING, matches=True)
def return_to_office(request: HttpRequest, proposal_id: IdInPath, why: ReasonIn) -> HttpResponse:
    """The leader gives the proposal back to the Office with a reason."""
    actor = actor_of(request)
    proposal = routes.proposal_for(actor, proposal_id)
    with _unchanged(request, proposal):
        direct.return_to_office(actor, proposal_id=proposal.pk, reason=why.reason)
    return routes.show_proposal(request, proposal)


def _unchanged(request: HttpRequest, proposal: Proposal) -> AbstractContextManager[None]:
    rows = Proposal.objects.filter(pk=proposal.pk)
    return routes.unchanged(request, rows, proposal.document_id, "stage")


@post(
    router, "/documents/{uuid:document_id}/stop-clock", Paper, scope=Scope.ROUTING, matches=True
)  # fmt: skip
def stop_clock(request: HttpRequest, document_id: UUID, why: ReasonIn) -> HttpResponse:
    """The deadlines of an incomplete paper do not run until its Office starts the clock again."""
    actor = actor_of(request)
    document = papers.seen(actor, document_id)
    with papers.unchanged(request, document):
        clock_stops.stop_clock(actor, document_id=document.pk, reason=why.reason)
    return again(request, document_id)


@post(
    router, "/documents/{uuid:document_id}/start-clock", Paper, scope=Scope.ROUTING, matches=True
)  # fmt: skip
def start_clock(request: HttpRequest, document_id: UUID, why: ReasonIn) -> HttpResponse:
    """What was missing has come: the deadlines run again, moved by the working time that passed."""
    actor = actor_of(request)
    document = papers.seen(actor, document_id)
    with papers.unchanged(request, document):
        clock_stops.start_clock(actor, document_id=document.pk, reason=why.reason)
    return again(request, document_id)
