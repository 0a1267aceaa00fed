# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slips, proposals and told events for tests of routing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.documents.models import Document
from congso.organisation.tests.factories import Agency
from congso.routing import listeners
from congso.routing.deadlines import Due
from congso.routing.enums import PartyRole
from congso.routing.models import Direction, Flow, Proposal
from congso.routing.parties import Party, ProposalData, Slip
from congso.routing.services import assign, direct, propose

WEDNESDAY = dt.date(2026, 11, 25)
MORNING = clock.at(WEDNESDAY, 8, 30)
TEXT = "Giao Phòng Trồng trọt chủ trì, báo cáo Giám đốc trước ngày 03/12/2026."


def lead(agency: Agency, unit: str | None = None, person: str | None = None) -> Party:
    return party(agency, PartyRole.LEAD, unit, person)


def party(
    agency: Agency, role: str, unit: str | None = None, person: str | None = None, **more: Any
) -> Party:
    return Party(
        role,
        agency.units[unit].pk if unit else None,
        agency.people[person].pk if person else None,
        **more,
    )


def slip(document: Document, *parties: Party, **changes: Any) -> Slip:
    return Slip(document_id=document.pk, parties=parties, **({"text": TEXT} | changes))


def proposal_data(
    agency: Agency, document: Document, *parties: Party, **changes: Any
) -> ProposalData:
    leader = changes.pop("leader", "chauvtm")
    defaults = {"text": TEXT, "leader_id": agency.people[leader].pk if leader else None}
    return ProposalData(
        document_id=document.pk,
        parties=parties or (lead(agency, "TT"),),
        **(defaults | changes),
    )


def presented(
    agency: Agency,
    document: Document,
    *parties: Party,
    now: dt.datetime | None = None,
    **changes: Any,
) -> Proposal:
    """A proposal of the Chánh Văn phòng before a leader (Châu, whose field is Trồng trọt)."""
    data = proposal_data(agency, document, *parties, **changes)
    return propose.propose(agency.actor("khiemtg"), data=data, present_now=True, now=now)


def directed(
    agency: Agency,
    document: Document,
    *parties: Party,
    now: dt.datetime | None = None,
    **changes: Any,
) -> Direction:
    """A direction of the Director."""
    made = slip(document, *(parties or (lead(agency, "TT"),)), **changes)
    return direct.direct(agency.actor("dinhlq"), slip=made, now=now)


def assigned(
    agency: Agency,
    head: str,
    flow: Flow,
    *parties: Party,
    now: dt.datetime | None = None,
    **changes: Any,
) -> Direction:
    made = Slip(document_id=flow.document_id, parties=parties, **({"text": "Xử lý."} | changes))
    return assign.assign(agency.actor(head), flow_id=flow.pk, slip=made, now=now)


def lead_flow(direction: Direction) -> Flow:
    return Flow.objects.filter(direction=direction, role="lead").order_by("-pk")[0]


def by_day(days: int, now: dt.datetime | None = None) -> Due:
    return Due.by_day(clock.day_of(now or clock.now()) + dt.timedelta(days=days))


def tell_all(agency: Agency | None = None) -> None:
    """Let routing hear every paper event so far, as the worker would (and twice is allowed)."""
    hears = {
        "document.received": listeners.paper_received,
        "document.registered": listeners.paper_registered,
        "flow.send": listeners.work_sent,
        "document.joined_into": listeners.paper_joined,
        "document.returned_to_sender": listeners.paper_returned,
        "document.finished": listeners.paper_finished,
        "document.voided": listeners.paper_returned,
        "duty_turn.assigned": listeners.duty_changed,
    }
    for entry in Entry.objects.filter(verb__in=hears).order_by("pk"):
        hears[entry.verb](heard(entry.pk))


def differences(document: Document) -> list[str]:
    return access.differences(ObjectKind.DOCUMENT, [document.pk])
