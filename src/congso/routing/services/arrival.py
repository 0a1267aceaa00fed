# SPDX-License-Identifier: AGPL-3.0-or-later
"""What another registry office did with its copy, told to the flow here (PRACTICE 1.3).

Of its work only this is seen: received (number and time), handled, returned with reason.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services import lifecycle as paper
from congso.documents.services import transfer
from congso.documents.services.locking import locked
from congso.routing.enums import OPEN, FinishKind, Role, State
from congso.routing.events import (
    FlowAccepted,
    FlowAskedAgain,
    FlowRead,
    FlowReturned,
    ProposalWithdrawn,
)
from congso.routing.lifecycle import FLOWS
from congso.routing.models import Flow, Proposal
from congso.routing.policies import DIRECTED, PROPOSALS
from congso.routing.policies import FLOWS as TABLE
from congso.routing.services.completion import end
from congso.routing.services.handle import end_by_system
from congso.routing.services.locking import open_proposal
from congso.routing.services.propose import decide


@transaction.atomic
def copy_registered(actor: Actor, *, copy_id: int, since: dt.datetime | None = None) -> list[Flow]:
    """The other office gave the copy its number: received. Returns the flows moved.

    One that had a number before the work came (or before `since`) is to be directed anew there.
    """
    copy = Document.objects.get(pk=copy_id)
    moved = []
    for flow in _flows_behind(copy_id):
        if flow.state != State.SENT:
            _note_number(flow, copy)
            continue
        TABLE.require(actor, "accept", flow)
        at = max(filter(None, (copy.registered_at, flow.sent_at, since)))
        flow.copy_number, flow.received_at = copy.number_text, at
        if flow.role == Role.KNOW:
            FLOWS.advance(flow, "read")
            flow.finish_kind, flow.ended_at, flow.read_at = FinishKind.READ, at, at
        else:
            FLOWS.advance(flow, "accept")
            flow.accepted_at, flow.accepted_by_id = at, copy.registered_by_id
        flow.version += 1
        flow.save()
        event = FlowRead if flow.role == Role.KNOW else FlowAccepted
        audit.record(actor, event(flow.pk, flow.document_id))
        if flow.role != Role.KNOW and copy.registered_at and copy.registered_at < at:
            _ask_again(actor, flow, copy_id)
        moved.append(flow)
    return moved


def _note_number(flow: Flow, copy: Document) -> None:
    """Work reopened before the other office had registered its copy: only its number is new."""
    if not flow.copy_number:
        flow.copy_number, flow.received_at = copy.number_text, copy.registered_at
        flow.version += 1
        flow.save()


def _ask_again(actor: Actor, flow: Flow, copy_id: int) -> None:
    """A paper already distributed there goes back to its Office, with the date of this work."""
    copy = locked(copy_id)
    was_over = copy.state == PaperState.FINISHED
    if was_over:
        paper.reopen(actor, document_id=copy_id)
    if flow.due_at and (was_over or copy.due_at is None or flow.due_at < copy.due_at):
        transfer.move_due(actor, copy_id=copy_id, due_at=flow.due_at)
    if was_over or copy.state == PaperState.DISTRIBUTED:
        audit.record(actor, FlowAskedAgain(flow.pk, flow.document_id))


@transaction.atomic
def copy_joined(
    actor: Actor, *, copy_id: int, into_id: int, joined_at: dt.datetime | None = None
) -> list[Flow]:
    """The other office had the paper in its book already: from now on that one is the copy."""
    joined_at = joined_at or clock.now()
    Flow.objects.filter(
        pk__in=[flow.pk for flow in _flows_behind(copy_id)],
    ).update(copy_id=into_id, version=F("version") + 1)
    return copy_registered(actor, copy_id=into_id, since=joined_at)


@transaction.atomic
def copy_finished(actor: Actor, *, copy_id: int, now: dt.datetime | None = None) -> list[Flow]:
    """The other office has handled its copy: so has the flow. Returns the flows moved.

    None when it was reopened since: then it is not handled.
    """
    now = now or clock.now()
    moved: list[Flow] = []
    if Document.objects.get(pk=copy_id).state != PaperState.FINISHED:
        return moved
    for flow in _flows_behind(copy_id):
        TABLE.require(actor, "finish", flow)
        kind = FinishKind.OPINION if flow.owes_opinion else FinishKind.ANSWERED
        end_by_system(actor, flow, kind, now=now)
        moved.append(flow)
    return moved


@transaction.atomic
def copy_returned(
    actor: Actor, *, copy_id: int, reason: str, now: dt.datetime | None = None
) -> list[Flow]:
    """The other office sent its copy back: the flow returns with that reason."""
    now = now or clock.now()
    moved = []
    for flow in _flows_behind(copy_id):
        if flow.state not in FLOWS.sources("return_flow"):
            continue
        TABLE.require(actor, "return_flow", flow)
        end(flow, "return_flow", actor, now, reason=reason)
        audit.record(
            actor,
            FlowReturned(flow.pk, flow.document_id, flow.giver_id),
            after={"reason": reason},
        )
        access.refresh(ObjectKind.DOCUMENT, [flow.document_id])
        moved.append(flow)
    return moved


@transaction.atomic
def paper_set_aside(
    actor: Actor, *, document_id: int, now: dt.datetime | None = None
) -> Proposal | None:
    """A paper returned to its sender or made void is before no leader any more."""
    now = now or clock.now()
    document = locked(document_id)
    proposal = open_proposal(document)
    if proposal is None or document.state in DIRECTED:
        return None
    PROPOSALS.require(actor, "withdraw", proposal)
    decide(actor, proposal, "withdraw", now)
    audit.record(actor, ProposalWithdrawn(proposal.pk, document_id))
    access.refresh(ObjectKind.DOCUMENT, [document_id])
    return proposal


def _flows_behind(copy_id: int) -> list[Flow]:
    """The open flows that the copy answers to, their papers locked."""
    flows = Flow.objects.filter(copy=copy_id, state__in=OPEN)
    for document_id in sorted(set(flows.values_list("document_id", flat=True))):
        locked(document_id)
    return list(flows.select_related("direction", "unit", "document").order_by("pk"))
