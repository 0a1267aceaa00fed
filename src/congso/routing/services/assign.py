# SPDX-License-Identifier: AGPL-3.0-or-later
"""The head of a room or Chi cục assigns on: to people of the unit, to units below, any depth."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.organisation.standing import PersonFacts
from congso.routing import acting, parties
from congso.routing.enums import State, Way, WorkKind
from congso.routing.events import FlowAssigned
from congso.routing.lifecycle import FLOWS
from congso.routing.models import Direction, Flow
from congso.routing.parties import Slip, UnfitDirection
from congso.routing.services.locking import locked_flow
from congso.routing.services.sending import Origin, send


@transaction.atomic
def assign(actor: Actor, *, flow_id: int, slip: Slip, now: dt.datetime | None = None) -> Direction:
    """Give the work of a flow on, with own words and a date not later than the flow's.

    The flow completes when the leads named here do. Raises WrongState, Denied, UnfitDirection,
    DueInThePast, DueTooLate or NeedsWidening.
    """
    now = now or clock.now()
    flow = locked_flow(actor, "assign", flow_id)
    if slip.work_kind == WorkKind.TO_KNOW:
        raise UnfitDirection({"lead": _("Choose exactly one lead.")})
    _check_others(flow, slip)
    actor = for_recipient(actor, flow)
    if flow.state == State.SENT:
        flow.accepted_at, flow.accepted_by_id = now, actor.person_id
    FLOWS.advance(flow, "assign")
    flow.assigned_at = now
    touch(flow, actor, now)
    direction = _give_on(actor, flow, slip, now)
    audit.record(actor, FlowAssigned(flow.pk, flow.document_id, direction.pk))
    return direction


@transaction.atomic
def pass_to_know(
    actor: Actor, *, flow_id: int, slip: Slip, now: dt.datetime | None = None
) -> Direction:
    """Let people of the unit read the paper too. Changes nothing about the work.

    Raises Denied, UnfitDirection or NeedsWidening.
    """
    now = now or clock.now()
    flow = locked_flow(actor, "pass_to_know", flow_id)
    if slip.work_kind != WorkKind.TO_KNOW:
        raise UnfitDirection({"lead": _("What came for information goes on for information.")})
    _check_others(flow, slip)
    actor = for_recipient(actor, flow)
    touch(flow, actor, now)
    return _give_on(actor, flow, slip, now)


def touch(flow: Flow, actor: Actor, now: dt.datetime) -> None:
    """Who acts on a flow has received and read it. Saves the flow."""
    flow.received_at = flow.received_at or now
    if flow.read_at is None:
        flow.read_at, flow.read_by_id = now, actor.person_id
    flow.version += 1
    flow.save()


def _check_others(flow: Flow, slip: Slip) -> None:
    if any(party.person_id and party.person_id == flow.person_id for party in slip.parties):
        raise UnfitDirection({"parties": _("You cannot assign the work to its present holder.")})


def _give_on(actor: Actor, flow: Flow, slip: Slip, now: dt.datetime) -> Direction:
    named = parties.named_by_head(flow.unit, slip.parties, now)
    origin = Origin(Way.ASSIGNED, acting.person_of(actor), actor.acting_for_id, parent=flow)
    return send(actor, flow.document, slip, named, origin, above=flow.due_at, now=now)


def for_recipient(actor: Actor, flow: Flow) -> Actor:
    """The actor, with the name of the recipient he stands in for."""

    def entitled(facts: PersonFacts) -> bool:
        if flow.person_id is not None:
            return facts.person_id == flow.person_id
        return flow.unit_id in facts.units_headed()

    return acting.on_behalf(actor, "may_handle", entitled)
