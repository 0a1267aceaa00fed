# SPDX-License-Identifier: AGPL-3.0-or-later
"""From an id to the proposal, direction or flow, as far as the caller may see its paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from congso.api.operations import actor_of, answer, require_match
from congso.api.schemas.routing import (
    FlowDetail,
    extension_of,
    flow_fields,
    opinion_of,
    progress_of,
    proposal_of,
    urge_of,
)
from congso.common.actor import Actor
from congso.common.policy import Policy
from congso.documents.services.locking import locked
from congso.routing.models import Attendance, Direction, Extension, Flow, Proposal
from congso.routing.policies import (
    DIRECTIONS,
    EXTENSIONS,
    FLOWS,
    PROPOSALS,
    paper_in_sight,
)

PROPOSAL = ("document", "author", "leader", "decided_by")
FLOW = ("document", "unit", "person")


def proposal_for(actor: Actor, proposal_id: int) -> Proposal:
    """A proposal on a paper in sight. Raises Proposal.DoesNotExist."""
    found = PROPOSALS.filter(Proposal.objects.all(), actor, "view")
    return found.select_related(*PROPOSAL).get(pk=proposal_id)


def direction_for(actor: Actor, direction_id: int) -> Direction:
    """A direction on a paper in sight. Raises Direction.DoesNotExist."""
    found = Direction.objects.filter(
        DIRECTIONS.condition(actor, "view") | DIRECTIONS.condition(actor, "confirm")
    )
    people = ("document", "author", "acting_for", "entered_by", "watcher", "urger")
    return found.select_related(*people).get(pk=direction_id)


def flow_for(actor: Actor, flow_id: int) -> Flow:
    """A flow of the actor's, or on a paper in sight. Raises Flow.DoesNotExist."""
    mine = FLOWS.condition(actor, "view") | FLOWS.condition(actor, "urge")
    found = Flow.objects.filter(mine | paper_in_sight(actor))
    return found.select_related(*FLOW).get(pk=flow_id)


def extension_for(actor: Actor, extension_id: int) -> Extension:
    """A later date asked for on a flow the actor sees. Raises DoesNotExist."""
    row = Extension.objects.select_related("asked_by", "decided_by").get(pk=extension_id)
    row.flow = flow_for(actor, row.flow_id)
    return row


def attendance_for(actor: Actor, attendance_id: int) -> Attendance:
    """A part in a meeting whose paper is in sight. Raises Attendance.DoesNotExist."""
    found = Attendance.objects.filter(paper_in_sight(actor))
    return found.select_related("document", "person", "instead_of").get(pk=attendance_id)


@contextmanager
def unchanged(
    request: HttpRequest, rows: QuerySet[Any], document_id: int, field: str
) -> Iterator[None]:
    """Do the act of the block on what the caller has seen (If-Match), under the paper's lock."""
    if "If-Match" not in request.headers:
        yield
        return
    with transaction.atomic():
        locked(document_id)
        require_match(request, str(rows.values_list(field, flat=True).get()))
        yield


def can(actor: Actor, policy: Policy, row: Model) -> set[str]:
    """The acts the actor may do on a row now."""
    return policy.allowed(actor, policy.actions, [row])[row.pk] - {"view"}


def show_proposal(request: HttpRequest, proposal: Proposal, *, status: int = 200) -> HttpResponse:
    """A proposal with the stage as its version."""
    actor = actor_of(request)
    fresh = Proposal.objects.select_related(*PROPOSAL).get(pk=proposal.pk)
    body = proposal_of(fresh, can(actor, PROPOSALS, fresh))
    return answer(body, status=status, etag=fresh.stage)


def show_flow(request: HttpRequest, flow_id: int, *, status: int = 200) -> HttpResponse:
    """A flow with its history, as it is now."""
    actor = actor_of(request)
    flow = Flow.objects.select_related(*FLOW).get(pk=flow_id)
    uuid = flow.document.uuid
    extensions = list(flow.extensions.select_related("asked_by", "decided_by").order_by("pk"))
    acts = EXTENSIONS.allowed(actor, EXTENSIONS.actions, extensions)
    opinion = getattr(flow, "opinion", None)
    body = FlowDetail(
        **flow_fields(flow, uuid, can(actor, FLOWS, flow)),
        progress=[progress_of(p) for p in flow.progress.select_related("author").order_by("-pk")],
        opinion=opinion_of(opinion) if opinion else None,
        extensions=[extension_of(row, uuid, acts[row.pk]) for row in extensions],
        urges=[urge_of(u) for u in flow.urges.select_related("author").order_by("-pk")],
    )
    return answer(body, status=status, etag=str(flow.version))
