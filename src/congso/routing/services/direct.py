# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaders' acts: agree, direct in own words, hand to another leader, return to the Office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.enums import Urgency
from congso.documents.models import Document
from congso.documents.services.locking import locked
from congso.organisation.standing import PersonFacts
from congso.routing import acting, parties
from congso.routing.deadlines import DueInThePast, DueTooLate
from congso.routing.enums import PartyRole, Stage, Way
from congso.routing.events import (
    ProposalAgreed,
    ProposalChanged,
    ProposalHandedOn,
    ProposalPresented,
    ProposalReturned,
)
from congso.routing.models import Direction, Proposal
from congso.routing.parties import Slip, UnfitDirection
from congso.routing.policies import DIRECTED, PAPERS
from congso.routing.services.completion import finish_paper_if_done
from congso.routing.services.locking import (
    above_of,
    locked_proposal,
    open_proposal,
    require_basis,
)
from congso.routing.services.propose import copy_for, decide, slip_of
from congso.routing.services.sending import Origin, as_system, send
from congso.routing.services.widening import NeedsWidening, require_readers


class SameLeader(Exception):
    message = _("The paper already lies before this leader.")


class UrgentApart(Exception):
    """Urgent papers are looked at one by one."""

    message = _("Urgent papers are not agreed to in a batch. Open this one.")


@transaction.atomic
def agree(
    actor: Actor, *, proposal_id: int, widen: bool = False, now: dt.datetime | None = None
) -> Direction:
    """Agree to the proposal: it goes out exactly as proposed (Decree 30/2020, Article 23; B-07).

    Raises WrongState when another leader was first, Denied, UnfitDirection for a recipient that
    exists no longer, DueInThePast, DueTooLate or NeedsWidening.
    """
    now = now or clock.now()
    proposal = locked_proposal(actor, "agree", proposal_id)
    document = proposal.document
    slip = slip_of(proposal, widen=widen)
    named = parties.named_by_leader(document.office_id, slip.parties, now)
    actor = _for_leader(actor, document, proposal)
    decide(actor, proposal, "agree", now, for_id=actor.acting_for_id)
    audit.record(actor, ProposalAgreed(proposal.pk, document.pk))
    origin = Origin(Way.AGREED, acting.person_of(actor), actor.acting_for_id, proposal=proposal)
    return send(actor, document, slip, named, origin, above=above_of(document), now=now)


@dataclass(frozen=True)
class Agreed:
    """What became of one proposal of a batch: the direction, or why not."""

    proposal_id: int
    direction: Direction | None = None
    refusal: str | Promise = ""


REFUSALS = (
    WrongState,
    Denied,
    UnfitDirection,
    DueInThePast,
    DueTooLate,
    NeedsWidening,
    UrgentApart,
)


def agree_all(
    actor: Actor, *, proposal_ids: Sequence[int], now: dt.datetime | None = None
) -> list[Agreed]:
    """Agree to many proposals in one act, each for itself; urgent ones stay to be opened.

    Returns one result a proposal in the order given: what could not go says why, the others went.
    """
    now = now or clock.now()
    found = Proposal.objects.select_related("document").in_bulk(set(proposal_ids))
    results: dict[int, Agreed] = {}
    # In order of papers, so that two batches wait for one another instead of blocking.
    for proposal in sorted(found.values(), key=lambda p: p.document_id):
        results[proposal.pk] = _agree_one(actor, proposal, now)
    missing = Agreed(0, refusal=Denied.message)
    return [results.get(pk, missing) for pk in proposal_ids]


def _agree_one(actor: Actor, proposal: Proposal, now: dt.datetime) -> Agreed:
    try:
        with transaction.atomic():
            direction = agree(actor, proposal_id=proposal.pk, now=now)
            # Asked after the right, so that nothing is said about papers of others.
            if proposal.document.urgency >= Urgency.VERY_URGENT:
                raise UrgentApart
    except REFUSALS as refusal:
        return Agreed(proposal.pk, refusal=refusal.message)
    return Agreed(proposal.pk, direction)


@transaction.atomic
def direct(actor: Actor, *, slip: Slip, now: dt.datetime | None = None) -> Direction:
    """A direction in the leader's own words; the standing proposal is kept beside it as changed.

    A further direction on the same paper is another one: two requests, two leads. Raises
    WrongState, Denied, Overtaken, UnfitDirection, DueInThePast, DueTooLate or NeedsWidening.
    """
    now = now or clock.now()
    document = locked(slip.document_id)
    if document.state not in DIRECTED:
        raise WrongState("direct", document.state)
    PAPERS.require(actor, "direct", document)
    require_basis(document, slip.basis)
    proposal = open_proposal(document)
    actor = _for_leader(actor, document, proposal)
    named = checked(document, slip, now)
    if proposal is not None:
        decide(actor, proposal, "direct", now, for_id=actor.acting_for_id)
        audit.record(actor, ProposalChanged(proposal.pk, document.pk))
    origin = Origin(Way.WRITTEN, acting.person_of(actor), actor.acting_for_id, proposal=proposal)
    return send(actor, document, slip, named, origin, above=above_of(document), now=now)


def checked(document: Document, slip: Slip, now: dt.datetime) -> list[parties.Named]:
    """The recipients of a slip of the first level, with who follows and who urges looked at."""
    parties.check_staff(document.office_id, [slip.urger_id], now)
    if slip.watcher_id is not None:
        parties.check_leader(document.office_id, slip.watcher_id, now)
    return parties.named_by_leader(document.office_id, slip.parties, now)


@transaction.atomic
def hand_to_leader(
    actor: Actor,
    *,
    proposal_id: int,
    leader_id: int,
    widen: bool = False,
    now: dt.datetime | None = None,
) -> Proposal:
    """Put the paper before another leader instead: the same proposal anew.

    Returns the new proposal. Raises WrongState, Denied, SameLeader, UnfitDirection, NeedsWidening.
    """
    now = now or clock.now()
    former = locked_proposal(actor, "hand_to_leader", proposal_id)
    document = former.document
    if former.leader_id == leader_id:
        raise SameLeader
    parties.check_leader(document.office_id, leader_id, now)
    require_readers(actor, document, [leader_id], widen=widen, now=now)
    actor = _for_leader(actor, document, former)
    decide(actor, former, "hand_to_leader", now, for_id=actor.acting_for_id)
    proposal = copy_for(actor, former, leader_id, now)
    audit.record(actor, ProposalHandedOn(former.pk, document.pk, leader_id))
    audit.record(actor, ProposalPresented(proposal.pk, document.pk, leader_id, document.urgency))
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    return proposal


@transaction.atomic
def return_to_office(
    actor: Actor, *, proposal_id: int, reason: str, now: dt.datetime | None = None
) -> Proposal:
    """Give the proposal back to the Office with a reason. Raises WrongState, Denied,
    UnfitDirection without a reason.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)
    proposal = locked_proposal(actor, "return_to_office", proposal_id)
    actor = _for_leader(actor, proposal.document, proposal)
    decide(actor, proposal, "return_to_office", now, reason=reason, for_id=actor.acting_for_id)
    audit.record(
        actor, ProposalReturned(proposal.pk, proposal.document_id), after={"reason": reason}
    )
    # A further proposal held a paper whose work was over.
    finish_paper_if_done(as_system(actor), proposal.document)
    access.refresh(ObjectKind.DOCUMENT, [proposal.document_id])
    return proposal


def _for_leader(actor: Actor, document: Document, proposal: Proposal | None) -> Actor:
    """The actor, with the name of the absent leader whose right he used.

    The leader before whom it lies comes first, then the head of the agency, then the field.
    """
    leader_id = proposal.leader_id if proposal and proposal.stage == Stage.PRESENTED else None
    fields = set()
    if proposal is not None:
        leads = proposal.parties.filter(role=PartyRole.LEAD)
        fields = set(leads.values_list("unit_id", flat=True))
    directed = Direction.objects.filter(document=document, watcher__isnull=False)
    watchers = set(directed.values_list("watcher_id", flat=True))
    leads_now = set(
        document.flows.filter(role="lead", parent__isnull=True).values_list("unit_id", flat=True)
    )

    def presented(facts: PersonFacts) -> bool:
        return facts.person_id == leader_id

    def entitled(facts: PersonFacts) -> bool:
        return (
            presented(facts)
            or document.office_id in facts.offices_headed()
            or facts.person_id in watchers
            or bool(facts.fields & (fields | leads_now))
        )

    return acting.on_behalf(actor, "may_direct", entitled)
