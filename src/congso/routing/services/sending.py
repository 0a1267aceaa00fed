# SPDX-License-Identifier: AGPL-3.0-or-later
"""How every direction goes out: one direction, its flows, the copies for other offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services import lifecycle as paper
from congso.documents.services import transfer
from congso.documents.services.words import add_said
from congso.organisation.queries import who, working_calendar
from congso.routing import parties
from congso.routing.deadlines import NO_DUE, Due, opinion_due, settled
from congso.routing.enums import Role, Way, WorkKind
from congso.routing.events import DirectionGiven, FlowSent
from congso.routing.lifecycle import FLOWS
from congso.routing.models import Direction, Flow, Precedent, Proposal
from congso.routing.parties import Named, Slip
from congso.routing.services import clock_stops
from congso.routing.services.completion import finish_paper_if_done
from congso.routing.services.widening import require_readers
from congso.routing.words import words_of

NOTE_MAX = 500  # what travels with a copy to another office


@dataclass(frozen=True)
class Origin:
    """Whose direction it is and how it came about."""

    way: str
    author_id: int
    acting_for_id: int | None = None
    entered_by_id: int | None = None
    given_at: dt.datetime | None = None
    paper_date: dt.date | None = None
    photo_sha256: str = ""
    photo_name: str = ""
    proposal: Proposal | None = None
    parent: Flow | None = None


def as_system(actor: Actor) -> Actor:
    """The product acting in the course of the person's act: what moves by itself."""
    return replace(actor, via="system:routing")


def send(
    actor: Actor,
    document: Document,
    slip: Slip,
    named: Sequence[Named],
    origin: Origin,
    *,
    above: dt.datetime | None,
    now: dt.datetime,
) -> Direction:
    """Send a direction whose right, state and recipients have been looked at; the paper is locked.

    Returns it. Raises UnfitDirection, DueInThePast, DueTooLate or NeedsWidening.
    """
    parties.check_roles(slip.parties, slip.work_kind)
    due = NO_DUE if slip.work_kind == WorkKind.TO_KNOW else settled(slip.due, above=above, now=now)
    readers = {*parties.heads_of(named, document, now), slip.watcher_id, slip.urger_id}
    require_readers(actor, document, readers | {origin.author_id}, widen=slip.widen, now=now)
    direction = _direction(document, slip, origin, due, now)
    add_said(document.pk, direction.text)
    for each in named:
        send_flow(actor, document, direction, each, _due_of(each, due, now), now=now)
    _move_paper(actor, document)
    if origin.parent is None:
        _remember(document, direction, named, slip)
    _record(actor, direction)
    finish_paper_if_done(as_system(actor), document)
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    return direction


def _direction(
    document: Document, slip: Slip, origin: Origin, due: Due, now: dt.datetime
) -> Direction:
    author = who([origin.author_id], clock.day_of(now)).get(origin.author_id)
    return Direction.objects.create(
        document=document,
        author_id=origin.author_id,
        author_title=author.title if author else "",
        acting_for_id=origin.acting_for_id,
        entered_by_id=origin.entered_by_id,
        way=origin.way,
        text=parties.clean_text(slip.text),
        given_at=origin.given_at or now,
        paper_date=origin.paper_date,
        photo_sha256=origin.photo_sha256,
        photo_name=origin.photo_name,
        parent_flow=origin.parent,
        proposal=origin.proposal,
        work_kind=slip.work_kind,
        watcher_id=slip.watcher_id,
        urger_id=slip.urger_id,
        due_kind=due.kind,
        due_at=due.at,
    )


def _due_of(named: Named, lead: Due, now: dt.datetime) -> Due:
    if named.party.role == Role.LEAD:
        return lead
    if named.party.role == Role.COOPERATE:
        return opinion_due(named.party.due_at, lead, working_calendar(), now)
    return NO_DUE


def send_flow(
    actor: Actor,
    document: Document,
    direction: Direction,
    named: Named,
    due: Due,
    *,
    now: dt.datetime,
    former: Flow | None = None,
) -> Flow:
    """One recipient's flow, with the copy for a unit that has its own registry office."""
    parent = direction.parent_flow
    role = former.role if former else named.party.role
    flow = Flow(
        direction=direction,
        document=document,
        office_id=document.office_id,
        giver_id=direction.author_id,
        parent=parent,
        unit=named.unit,
        person_id=named.person_id,
        role=role,
        owes_opinion=role == Role.COOPERATE
        or (role == Role.LEAD and parent is not None and parent.owes_opinion),
        when_needed=former.when_needed if former else named.party.when_needed,
        state="",
        sent_at=now,
        due_kind=due.kind,
        due_at=due.at,
        forwarded_from=former,
    )
    FLOWS.advance(flow, "send")
    office_id = named.unit.office_id
    if named.person_id is None and office_id is not None and office_id != document.office_id:
        flow.copy = _copy(actor, document, direction, office_id, due, now)
    flow.save(force_insert=True)
    if flow.copy_id is not None and document.clock_stopped_at is not None:
        clock_stops.hold_copy(actor, flow, now)
    audit.record(
        actor,
        FlowSent(
            flow.pk, document.pk, flow.unit_id, flow.person_id, str(flow.role), document.urgency
        ),
    )
    return flow


def _copy(
    actor: Actor,
    document: Document,
    direction: Direction,
    office_id: int,
    due: Due,
    now: dt.datetime,
) -> Document:
    return transfer.send_to_office(
        as_system(actor),
        document_id=document.pk,
        office_id=office_id,
        due_at=due.at,
        note=direction.text[:NOTE_MAX],
        now=now,
    )


def _move_paper(actor: Actor, document: Document) -> None:
    if document.state == PaperState.REGISTERED:
        paper.distribute(as_system(actor), document_id=document.pk)
    elif document.state == PaperState.FINISHED:
        paper.reopen(as_system(actor), document_id=document.pk)
    document.refresh_from_db(fields=("state", "version"))


def _remember(document: Document, direction: Direction, named: Sequence[Named], slip: Slip) -> None:
    """Keep how the paper went, for the next of that sender. Not of restricted papers."""
    lead = next((n.unit for n in named if n.party.role == Role.LEAD), None)
    if lead is None or document.is_restricted:
        return
    leader = direction.author_id if direction.way != Way.STRAIGHT else None
    Precedent.objects.create(
        direction=direction,
        office_id=document.office_id,
        issuer_id=document.issuer_id,
        issuer_unit_id=document.issuer_unit_id,
        type_id=document.type_id,
        words=words_of(document.subject),
        lead_unit=lead,
        supporting=[n.unit.pk for n in named if n.party.role == Role.COOPERATE],
        leader_id=leader,
        at=direction.given_at,
    )


def _record(actor: Actor, direction: Direction) -> None:
    event = DirectionGiven(
        direction.pk, direction.document_id, direction.author_id, str(direction.way)
    )
    due = direction.due_at.isoformat() if direction.due_at else None
    audit.record(
        actor,
        event,
        after={"text": direction.text, "due_kind": str(direction.due_kind), "due": due},
    )
