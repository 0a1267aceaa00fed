# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the giver does with work he gave: hand it on, take it back, close, reopen, urge."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services import lifecycle as paper
from congso.organisation.standing import PersonFacts
from congso.routing import acting, parties
from congso.routing.deadlines import Due
from congso.routing.enums import GONE, OPEN, FinishKind, Role, State
from congso.routing.events import (
    FlowClosed,
    FlowForwarded,
    FlowReopened,
    FlowUrged,
)
from congso.routing.lifecycle import FLOWS
from congso.routing.models import Flow, Urge
from congso.routing.parties import Named, Party
from congso.routing.services import copies
from congso.routing.services.completion import (
    end,
    finish_paper_if_done,
    finished,
    take_back_below,
    taken_back,
)
from congso.routing.services.locking import locked_flow
from congso.routing.services.sending import as_system, send_flow
from congso.routing.services.widening import require_readers

HANDED_ON = _("Handed to another recipient.")


class AlreadyRegistered(Exception):
    """The other agency has given the paper its number; from now on it is its own."""

    message = _("The unit has registered the paper already. Ask it to return the paper.")


class ParentGone(Exception):
    message = _("The work above this has been taken back. Direct the paper anew instead.")


@transaction.atomic
def forward(
    actor: Actor,
    *,
    flow_id: int,
    to: Party,
    reason: str = "",
    widen: bool = False,
    now: dt.datetime | None = None,
) -> Flow:
    """Hand a flow to another recipient: role and date stay, the history shows both (B-09).

    Also how a returned one is sent where it belongs. Returns the new flow. Raises WrongState,
    Denied, AlreadyRegistered, UnfitDirection or NeedsWidening.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason")
    flow = locked_flow(actor, "forward", flow_id)
    document = flow.document
    named = _new_recipient(flow, to, now)
    readers = parties.heads_of([named], document, now)
    require_readers(actor, document, readers, widen=widen, now=now)
    _require_not_registered(flow)
    actor = for_giver(actor, flow)
    take_back_below(actor, flow, reason, now)
    end(flow, "forward", actor, now, reason=reason or flow.reason)
    copies.call_back(actor, flow, reason or str(HANDED_ON), now)
    due = Due(flow.due_kind, flow.due_at)
    fresh = send_flow(actor, document, flow.direction, named, due, now=now, former=flow)
    audit.record(actor, FlowForwarded(flow.pk, document.pk, fresh.pk), after={"reason": reason})
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    return fresh


def _new_recipient(flow: Flow, to: Party, now: dt.datetime) -> Named:
    if flow.parent is not None:
        unit = flow.parent.unit
        named = parties.named_by_head(unit, [to], now)[0]
    else:
        named = parties.named_by_leader(flow.office_id, [to], now)[0]
    taken = Flow.objects.filter(
        direction=flow.direction_id, unit=named.unit, person=named.person_id
    ).exclude(state__in=GONE)
    if taken.exists():
        raise parties.UnfitDirection({"parties": parties.TWICE})
    return named


@transaction.atomic
def take_back(actor: Actor, *, flow_id: int, reason: str, now: dt.datetime | None = None) -> Flow:
    """Take a flow back with all that hangs on it; of a lead flow the whole direction (B-09).

    Raises WrongState, Denied, AlreadyRegistered, UnfitDirection without a reason.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)
    flow = locked_flow(actor, "take_back", flow_id)
    actor = for_giver(actor, flow)
    _require_not_registered(flow)
    take_back_below(actor, flow, reason, now)
    taken_back(actor, flow, reason, now)
    if flow.role == Role.LEAD:
        _end_beside(actor, flow, reason, now)
    _to_assign_again(flow)
    document = Document.objects.get(pk=flow.document_id)
    finish_paper_if_done(as_system(actor), document)
    access.refresh(ObjectKind.DOCUMENT, [flow.document_id])
    return flow


def _end_beside(actor: Actor, lead: Flow, reason: str, now: dt.datetime) -> None:
    """Without its lead a direction is over. What another office has numbered is only closed."""
    for flow in Flow.objects.filter(direction=lead.direction_id, state__in=OPEN):
        take_back_below(actor, flow, reason, now)
        if flow.copy_number or (flow.copy_id and copies.is_registered(flow.copy_id)):
            end(flow, "close", actor, now, finish_kind=FinishKind.CLOSED, finish_note=reason)
            audit.record(actor, FlowClosed(flow.pk, flow.document_id, str(FinishKind.CLOSED)))
        else:
            taken_back(actor, flow, reason, now)


def _require_not_registered(flow: Flow) -> None:
    """A copy that another office has numbered cannot be called back over its clerk's head."""
    if flow.copy_id is None or flow.state == State.RETURNED:
        return
    if flow.copy_number or copies.is_registered(flow.copy_id):
        raise AlreadyRegistered


def _to_assign_again(flow: Flow) -> None:
    """The head's own flow waits for a new assignment when nothing under it is left."""
    if flow.parent_id is None:
        return
    left = Flow.objects.filter(parent=flow.parent_id, role=Role.LEAD).exclude(state__in=GONE)
    if not left.exists():
        Flow.objects.filter(pk=flow.parent_id, state__in=OPEN).update(assigned_at=None)


@transaction.atomic
def close(actor: Actor, *, flow_id: int, reason: str, now: dt.datetime | None = None) -> Flow:
    """Whoever gave the work says that it needs no more. Raises WrongState, Denied,
    UnfitDirection without a reason.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)
    flow = locked_flow(actor, "close", flow_id)
    actor = for_giver(actor, flow)
    end(flow, "close", actor, now, finish_kind=FinishKind.CLOSED, finish_note=reason)
    audit.record(
        actor,
        FlowClosed(flow.pk, flow.document_id, str(FinishKind.CLOSED)),
        after={"reason": reason},
    )
    finished(actor, flow, now)
    finish_paper_if_done(as_system(actor), flow.document)
    access.refresh(ObjectKind.DOCUMENT, [flow.document_id])
    return flow


@transaction.atomic
def reopen(actor: Actor, *, flow_id: int, reason: str, now: dt.datetime | None = None) -> Flow:
    """Work that was reported as done goes on; what had completed through it reopens too.

    Raises WrongState, Denied, ParentGone, UnfitDirection without a reason.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)
    flow = locked_flow(actor, "reopen", flow_id)
    actor = for_giver(actor, flow)
    _reopen_up(actor, flow, reason, now)
    if flow.document.state == PaperState.FINISHED:
        paper.reopen(as_system(actor), document_id=flow.document_id)
    access.refresh(ObjectKind.DOCUMENT, [flow.document_id])
    return flow


def _reopen_up(actor: Actor, flow: Flow, reason: str, now: dt.datetime) -> None:
    if flow.parent_id is not None:
        parent = Flow.objects.get(pk=flow.parent_id)
        if parent.state in (*GONE, State.RETURNED):
            raise ParentGone
        if parent.state == State.DONE:
            _reopen_up(actor, parent, reason, now)
    FLOWS.advance(flow, "reopen")
    flow.finish_kind, flow.finish_note, flow.answer_id = "", "", None
    flow.ended_at = flow.ended_by_id = None
    flow.due_soon_at = flow.overdue_at = None
    flow.version += 1
    if flow.copy_id is not None and copies.reopen(actor, flow.copy_id):
        flow.accepted_at = now  # no direction of that office has followed yet
    flow.save()
    audit.record(actor, FlowReopened(flow.pk, flow.document_id), after={"reason": reason})


@transaction.atomic
def urge(actor: Actor, *, flow_id: int, text: str = "", now: dt.datetime | None = None) -> Urge:
    """Remind a recipient; who, when and with which words is kept (B-10, Decree 30, Article 24).

    Raises Denied, also for a flow that is not open.
    """
    now = now or clock.now()
    text = parties.clean_text(text)
    flow = locked_flow(actor, "urge", flow_id)
    actor = for_giver(actor, flow)
    made = Urge.objects.create(
        flow=flow,
        author_id=acting.person_of(actor),
        acting_for_id=actor.acting_for_id,
        at=now,
        text=text,
    )
    audit.record(actor, FlowUrged(flow.pk, flow.document_id, made.pk), after={"text": text})
    return made


def for_giver(actor: Actor, flow: Flow) -> Actor:
    """The actor, with the name of the giver he stands in for."""
    parent_unit = flow.parent.unit_id if flow.parent is not None else None

    def entitled(facts: PersonFacts) -> bool:
        return (
            facts.person_id == flow.giver_id
            or flow.office_id in facts.offices_headed()
            or (parent_unit is None and flow.office_id in acting.offices_run(facts))
            or (parent_unit is not None and parent_unit in facts.units_headed())
            or facts.person_id in (flow.direction.watcher_id, flow.direction.urger_id)
        )

    return acting.on_behalf(actor, "may_direct", entitled)
