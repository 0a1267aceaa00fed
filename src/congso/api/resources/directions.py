# SPDX-License-Identifier: AGPL-3.0-or-later
"""Directions: leaders' own words, what was entered for them, where a paper is."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.api import papers, references, routes, slips
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, delete, get, nothing, post
from congso.api.schemas.common import PersonRef, ReasonIn, UnitRef
from congso.api.schemas.routing import (
    DirectionOut,
    EnteredIn,
    NodeOut,
    PhraseIn,
    PhraseOut,
    PhrasesOut,
    PlannedOut,
    ProposalOut,
    SlipIn,
    TreeOut,
    branch_of,
    direction_of,
    flow_of,
    phrase_of,
    proposal_of,
)
from congso.api.schemas.types import IdInPath, IdInQuery
from congso.common.actor import Actor
from congso.documents.models import Document
from congso.routing.models import Direction, Proposal, StockPhrase
from congso.routing.policies import FLOWS, PHRASES, PROPOSALS
from congso.routing.queries import desk
from congso.routing.queries.tree import Node, Tree, tree_of
from congso.routing.services import direct, enter, rules

router = Router(tags=["directions"])


@get(router, "/documents/{uuid:document_id}/tree", TreeOut, errors=(404,))
def get_tree(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Where a paper is: directions, recipients with their states, who has it now."""
    actor = actor_of(request)
    document = papers.seen(actor, document_id)
    tree = tree_of(document)
    acts = _acts(actor, tree)
    body = TreeOut(
        document=document.uuid,
        directions=[branch_of(branch, document.uuid, acts) for branch in tree.branches],
        holders=[
            flow_of(node.flow, document.uuid, acts[node.flow.pk])
            for node in tree.holders()
            if node.flow
        ],
        proposal=_proposal(actor, document),
        planned=[_planned(node) for node in tree.planned],
    )
    return answer(body)


def _acts(actor: Actor, tree: Tree) -> dict[int, set[str]]:
    flows = [node.flow for node in tree.nodes() if node.flow]
    allowed = FLOWS.allowed(actor, FLOWS.actions, flows)
    return {flow.pk: allowed[flow.pk] - {"view"} for flow in flows}


def _proposal(actor: Actor, document: Document) -> ProposalOut | None:
    found = (
        Proposal.objects.filter(document=document)
        .exclude(stage="superseded")
        .select_related(*routes.PROPOSAL)
        .order_by("-pk")
        .first()
    )
    return proposal_of(found, routes.can(actor, PROPOSALS, found)) if found else None


def _planned(node: Node) -> PlannedOut:
    return PlannedOut(
        role=node.role,
        unit=UnitRef(id=node.unit_id, name=node.unit_name) if node.unit_id else None,
        person=PersonRef(id=node.person_id, full_name=node.person_name) if node.person_id else None,
        due_at=node.until,
    )


@post(
    router, "/documents/{uuid:document_id}/directions", DirectionOut, scope=Scope.ROUTING,
    status=201, matches=True,
)  # fmt: skip
def direct_document(request: HttpRequest, document_id: UUID, slip: SlipIn) -> HttpResponse:
    """A direction in the leader's own words; a standing proposal is kept beside it as changed."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "view")
    sent = slips.slip_of(slip, document.pk)
    with papers.unchanged(request, document):
        made = direct.direct(actor, slip=sent)
    return show_direction(request, made, status=201)


@post(
    router, "/documents/{uuid:document_id}/directions/entered", DirectionOut,
    scope=Scope.ROUTING, status=201, matches=True,
)  # fmt: skip
def enter_direction(request: HttpRequest, document_id: UUID, entered: EnteredIn) -> HttpResponse:
    """Enter for a leader what he wrote on the paper or said; it counts as his at once."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "view")
    slip = slips.slip_of(entered, document.pk)
    with papers.unchanged(request, document):
        made = enter.enter_direction(actor, slip=slip, entered=slips.entered_of(actor, entered))
    return show_direction(request, made, status=201)


@get(router, "/directions/{int:direction_id}", DirectionOut, errors=(404,))
def get_direction(request: HttpRequest, direction_id: IdInPath) -> HttpResponse:
    """One direction with its flows."""
    return show_direction(request, routes.direction_for(actor_of(request), direction_id))


@post(router, "/directions/{int:direction_id}/confirm", DirectionOut, scope=Scope.ROUTING)
def confirm_direction(request: HttpRequest, direction_id: IdInPath) -> HttpResponse:
    """The leader confirms what was entered for him."""
    actor = actor_of(request)
    direction = routes.direction_for(actor, direction_id)
    enter.confirm(actor, direction_id=direction.pk)
    return show_direction(request, routes.direction_for(actor, direction_id))


@post(
    router, "/directions/{int:direction_id}/close-confirmation", DirectionOut, scope=Scope.ROUTING
)
def close_confirmation(request: HttpRequest, direction_id: IdInPath, why: ReasonIn) -> HttpResponse:
    """The leader left before he confirmed: the Office or the head of the agency lets it rest."""
    actor = actor_of(request)
    direction = routes.direction_for(actor, direction_id)
    enter.close_confirmation(actor, direction_id=direction.pk, note=why.reason)
    return show_direction(request, routes.direction_for(actor, direction_id))


def show_direction(
    request: HttpRequest, direction: Direction, *, status: int = 200
) -> HttpResponse:
    """A direction with its flows of the first level below it."""
    actor = actor_of(request)
    uuid = Document.objects.values_list("uuid", flat=True).get(pk=direction.document_id)
    flows = list(direction.flows.select_related("unit", "person").order_by("pk"))
    acts = FLOWS.allowed(actor, FLOWS.actions, flows)
    nodes = [
        NodeOut(flow=flow_of(flow, uuid, acts[flow.pk] - {"view"}), directions=[]) for flow in flows
    ]
    at = f"/api/v1/directions/{direction.pk}" if status == 201 else ""
    return answer(direction_of(direction, nodes), status=status, at=at)


# --- phrases


@get(router, "/phrases", PhrasesOut)
def list_phrases(request: HttpRequest, office_id: IdInQuery) -> HttpResponse:
    """Words for directions: one's own first, then the office's."""
    found = desk.phrases(actor_of(request), office_id)[:200]
    return answer(PhrasesOut(items=[phrase_of(row) for row in found]))


@post(router, "/phrases", PhraseOut, scope=Scope.ROUTING, status=201, errors=())
def keep_phrase(request: HttpRequest, phrase: PhraseIn) -> HttpResponse:
    """Keep words for directions."""
    references.require(office_id=phrase.office_id)
    made = rules.keep_phrase(
        actor_of(request), office_id=phrase.office_id, text=phrase.text, own=phrase.own
    )
    return answer(phrase_of(made), status=201)


@delete(router, "/phrases/{int:phrase_id}", scope=Scope.ROUTING)
def drop_phrase(request: HttpRequest, phrase_id: IdInPath) -> HttpResponse:
    """Offer a phrase no more."""
    actor = actor_of(request)
    phrase = PHRASES.filter(StockPhrase.objects.all(), actor, "drop_phrase").get(pk=phrase_id)
    rules.drop_phrase(actor, phrase_id=phrase.pk)
    return nothing()
