# SPDX-License-Identifier: AGPL-3.0-or-later
"""Distribution: what the Office proposes, presents to a leader or sends straight (PRACTICE 2.1)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services.locking import locked
from congso.routing import acting, parties
from congso.routing.deadlines import NO_DUE, Due, settled
from congso.routing.enums import RECIPIENT_ROLES, PartyRole, Stage, Way, WorkKind
from congso.routing.events import (
    ProposalDrafted,
    ProposalEvent,
    ProposalMade,
    ProposalPresented,
    ProposalSentStraight,
    ProposalWithdrawn,
)
from congso.routing.lifecycle import PROPOSALS as LIFECYCLE
from congso.routing.models import Direction, Proposal, ProposalParty, RoutineKind
from congso.routing.parties import Party, ProposalData, Slip
from congso.routing.policies import PAPERS
from congso.routing.services.completion import finish_paper_if_done
from congso.routing.services.locking import (
    above_of,
    locked_proposal,
    open_proposal,
    require_basis,
)
from congso.routing.services.sending import Origin, as_system, send
from congso.routing.services.widening import require_readers


class NotRoutine(Exception):
    """Only kinds listed in the working rules go straight to units."""

    message = _("This kind of paper is not listed to be sent straight. Present it to a leader.")


@transaction.atomic
def draft(actor: Actor, *, data: ProposalData, now: dt.datetime | None = None) -> Proposal:
    """The clerk's proposal, which the Office still confirms (the site's switch).

    Raises Denied, WrongState, Overtaken, UnfitDirection, DueInThePast or DueTooLate.
    """
    now = now or clock.now()
    document = _paper_for(actor, "draft", data.document_id)
    require_basis(document, data.basis)
    former = open_proposal(document)
    if former is not None and former.stage != Stage.DRAFT:
        raise WrongState("draft", former.stage)
    return _enter(actor, document, data, "draft", former, now)


@transaction.atomic
def propose(
    actor: Actor, *, data: ProposalData, present_now: bool = False, now: dt.datetime | None = None
) -> Proposal:
    """The Office's proposal; a standing one is superseded. With `present_now` it goes before the
    leader in the same act.

    Raises Denied, WrongState, Overtaken, UnfitDirection, DueInThePast, DueTooLate, NeedsWidening.
    """
    now = now or clock.now()
    document = _paper_for(actor, "propose", data.document_id)
    require_basis(document, data.basis)
    proposal = _enter(actor, document, data, "propose", open_proposal(document), now)
    return (
        present(actor, proposal_id=proposal.pk, widen=data.widen, now=now)
        if present_now
        else proposal
    )


@transaction.atomic
def present(
    actor: Actor, *, proposal_id: int, widen: bool = False, now: dt.datetime | None = None
) -> Proposal:
    """Put the proposal before its leader (Decree 30/2020, Article 23).

    Raises WrongState, Denied, UnfitDirection for somebody who leads no longer, NeedsWidening.
    """
    now = now or clock.now()
    proposal = locked_proposal(actor, "present", proposal_id)
    document = proposal.document
    leader_id = parties.check_leader(document.office_id, proposal.leader_id, now)
    require_readers(actor, document, [leader_id], widen=widen, now=now)
    LIFECYCLE.advance(proposal, "present")
    proposal.presented_at = now
    proposal.save(update_fields=("stage", "presented_at"))
    event = ProposalPresented(proposal.pk, document.pk, leader_id, document.urgency)
    audit.record(_for_office(actor, document), event)
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    return proposal


@transaction.atomic
def withdraw(actor: Actor, *, proposal_id: int, now: dt.datetime | None = None) -> Proposal:
    """Take a proposal back: the paper is to be distributed again. One that the leader returned is
    let go: nothing more is proposed. Raises WrongState or Denied.
    """
    now = now or clock.now()
    proposal = locked_proposal(actor, "withdraw", proposal_id)
    decide(actor, proposal, "withdraw", now, reason=proposal.return_reason)
    audit.record(
        _for_office(actor, proposal.document), ProposalWithdrawn(proposal.pk, proposal.document_id)
    )
    finish_paper_if_done(as_system(actor), proposal.document)
    access.refresh(ObjectKind.DOCUMENT, [proposal.document_id])
    return proposal


@transaction.atomic
def send_straight(
    actor: Actor, *, proposal_id: int, widen: bool = False, now: dt.datetime | None = None
) -> Direction:
    """Send a routine paper to units by the Office's own authority, as proposed.

    Raises WrongState, Denied, NotRoutine for a kind not listed, UnfitDirection, DueInThePast,
    DueTooLate or NeedsWidening.
    """
    now = now or clock.now()
    proposal = locked_proposal(actor, "send_straight", proposal_id)
    document = proposal.document
    kinds = RoutineKind.objects.filter(office=document.office_id, type=document.type_id)
    if not kinds.exists():
        raise NotRoutine
    decide(actor, proposal, "send_straight", now)
    actor = _for_office(actor, document)
    slip = slip_of(proposal, widen=widen)
    origin = Origin(Way.STRAIGHT, acting.person_of(actor), actor.acting_for_id, proposal=proposal)
    named = parties.named_by_leader(document.office_id, slip.parties, now)
    audit.record(actor, ProposalSentStraight(proposal.pk, document.pk))
    return send(actor, document, slip, named, origin, above=above_of(document), now=now)


def decide(
    actor: Actor,
    proposal: Proposal,
    verb: str,
    now: dt.datetime,
    *,
    reason: str = "",
    for_id: int | None = None,
) -> None:
    """Advance a locked proposal to what became of it. Raises WrongState."""
    LIFECYCLE.advance(proposal, verb)
    proposal.decided_at, proposal.decided_by_id = now, actor.person_id
    proposal.decided_for_id, proposal.return_reason = for_id, reason
    proposal.save(
        update_fields=("stage", "decided_at", "decided_by", "decided_for", "return_reason")
    )


def slip_of(proposal: Proposal, *, widen: bool = False) -> Slip:
    """What a proposal would send."""
    rows = list(proposal.parties.order_by("pk"))
    people = {row.role: row.person_id for row in rows if row.role not in RECIPIENT_ROLES}
    return Slip(
        document_id=proposal.document_id,
        parties=tuple(
            Party(row.role, row.unit_id, row.person_id, row.due_at, row.when_needed)
            for row in rows
            if row.role in RECIPIENT_ROLES
        ),
        text=proposal.text,
        due=Due(proposal.due_kind, proposal.due_at),
        work_kind=proposal.work_kind,
        watcher_id=people.get(PartyRole.WATCH),
        urger_id=people.get(PartyRole.URGE),
        widen=widen,
    )


def copy_for(actor: Actor, former: Proposal, leader_id: int, now: dt.datetime) -> Proposal:
    """The same proposal before another leader. The former is superseded by the caller."""
    slip = slip_of(former)
    data = ProposalData(
        **slip.__dict__, leader_id=leader_id, why=former.why, why_values=former.why_values
    )
    proposal = _row(actor, former.document, data, slip.due or NO_DUE, former, now)
    LIFECYCLE.advance(proposal, "propose")
    LIFECYCLE.advance(proposal, "present")
    proposal.presented_at = now
    proposal.save(force_insert=True)
    _save_parties(proposal, data)
    return proposal


def _paper_for(actor: Actor, action: str, document_id: int) -> Document:
    document = locked(document_id)
    if document.state not in (PaperState.REGISTERED, PaperState.DISTRIBUTED, PaperState.FINISHED):
        raise WrongState(action, document.state)
    PAPERS.require(actor, action, document)
    return document


def _enter(
    actor: Actor,
    document: Document,
    data: ProposalData,
    verb: str,
    former: Proposal | None,
    now: dt.datetime,
) -> Proposal:
    due = _checked(document, data, now)
    actor = _for_office(actor, document)
    if former is not None:
        decide(actor, former, "withdraw", now)
    proposal = _row(actor, document, data, due, former, now)
    LIFECYCLE.advance(proposal, verb)
    proposal.save(force_insert=True)
    _save_parties(proposal, data)
    events: dict[str, type[ProposalEvent]] = {"draft": ProposalDrafted, "propose": ProposalMade}
    audit.record(actor, events[verb](proposal.pk, document.pk), after={"text": proposal.text})
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    return proposal


def _checked(document: Document, data: ProposalData, now: dt.datetime) -> Due:
    parties.check_roles(data.parties, data.work_kind)
    parties.named_by_leader(document.office_id, data.parties, now)
    parties.check_staff(document.office_id, [data.watcher_id, data.urger_id], now)
    if data.leader_id is not None:
        parties.check_leader(document.office_id, data.leader_id, now)
    if data.work_kind == WorkKind.TO_KNOW:
        return NO_DUE
    return settled(data.due, above=above_of(document), now=now)


def _row(
    actor: Actor,
    document: Document,
    data: ProposalData,
    due: Due,
    former: Proposal | None,
    now: dt.datetime,
) -> Proposal:
    return Proposal(
        document=document,
        office_id=document.office_id,
        author_id=actor.person_id,
        acting_for_id=actor.acting_for_id,
        entered_at=now,
        stage="",
        leader_id=data.leader_id,
        text=parties.clean_text(data.text),
        work_kind=data.work_kind,
        due_kind=due.kind,
        due_at=due.at,
        why=data.why,
        why_values=data.why_values,
        follows=former,
    )


def _save_parties(proposal: Proposal, data: ProposalData) -> None:
    rows = [
        ProposalParty(
            proposal=proposal,
            role=party.role,
            unit_id=party.unit_id,
            person_id=party.person_id,
            due_at=party.due_at,
            when_needed=party.when_needed,
        )
        for party in data.parties
    ]
    for role, person_id in ((PartyRole.WATCH, data.watcher_id), (PartyRole.URGE, data.urger_id)):
        if person_id is not None:
            rows.append(ProposalParty(proposal=proposal, role=role, person_id=person_id))
    ProposalParty.objects.bulk_create(rows)


def _for_office(actor: Actor, document: Document) -> Actor:
    """The actor, with the name of the head of the Office he stands in for."""
    return acting.on_behalf(
        actor, "may_direct", lambda facts: document.office_id in acting.offices_run(facts)
    )
