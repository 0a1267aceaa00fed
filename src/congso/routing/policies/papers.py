# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with a paper: propose, direct, enter a direction, name who attends."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from congso.common.actor import Actor
from congso.common.policy import NOBODY, Policy, allow, predicate
from congso.documents.enums import State as PaperState
from congso.documents.policies import clerk_of_office, in_sight, runs_the_office
from congso.organisation.enums import DutyKind
from congso.organisation.standing import standing_of
from congso.routing import acting, duty
from congso.routing.enums import (
    GONE,
    OPEN,
    OPEN_STAGES,
    PartyRole,
    Role,
    Stage,
    State,
)
from congso.routing.models import ClockStop, Direction, Flow, Proposal, ProposalParty


@predicate
def office_may_send_straight(actor: Actor) -> Q:
    """The switch of the registry office (PRACTICE 2.1)."""
    return Q(office__office_may_send_straight=True)


@predicate
def clerk_may_propose(actor: Actor) -> Q:
    """The switch of the registry office (PRACTICE 2.1)."""
    return Q(office__clerk_may_propose=True)


@predicate
def heads_the_agency(actor: Actor) -> Q:
    """The Director; in a Chi cục its head."""
    return Q(office__in=acting.offices_headed(actor)) if actor.person_id else NOBODY


@predicate
def field_leader(actor: Actor) -> Q:
    """The leader to whose field the lead unit of the proposal or of a direction belongs today."""
    if actor.person_id is None:
        return NOBODY
    held = acting.fields_held(actor)
    proposed = ProposalParty.objects.filter(
        proposal__document=OuterRef("pk"),
        proposal__stage__in=OPEN_STAGES,
        role=PartyRole.LEAD,
        unit__in=held,
    )
    directed = Flow.objects.filter(
        document=OuterRef("pk"), role=Role.LEAD, parent__isnull=True, unit__in=held
    ).exclude(state__in=(*GONE, State.RETURNED))
    return (Q(Exists(proposed)) | Q(Exists(directed))) if held else NOBODY


@predicate
def presented_to(actor: Actor) -> Q:
    """The leader before whom the paper lies."""
    if actor.person_id is None:
        return NOBODY
    waiting = Proposal.objects.filter(
        document=OuterRef("pk"),
        stage=Stage.PRESENTED,
        leader__in=acting.persons(actor, "may_direct"),
    )
    return Q(Exists(waiting))


@predicate
def follows(actor: Actor) -> Q:
    """The leader whom a direction names to lead and follow."""
    if actor.person_id is None:
        return NOBODY
    watched = Direction.objects.filter(
        document=OuterRef("pk"), watcher__in=acting.persons(actor, "may_direct")
    )
    return Q(Exists(watched))


@predicate
def heads_a_recipient(actor: Actor) -> Q:
    """Head of a unit that has a flow on the paper."""
    if actor.person_id is None:
        return NOBODY
    flows = Flow.objects.filter(
        document=OuterRef("pk"),
        copy__isnull=True,
        unit__in=acting.units_headed(actor, "may_handle"),
    ).exclude(state__in=(*GONE, State.RETURNED))
    return Q(Exists(flows))


@predicate
def on_duty_leader(actor: Actor) -> Q:
    """The leader on duty in the hours in which the urgent paper came; for a week after."""
    if actor.person_id is None:
        return NOBODY
    facts = standing_of(actor).acting("may_direct")
    people = sorted(one.person_id for one in facts if DutyKind.LEADER in one.duties)
    if not people:
        return NOBODY
    return Q(pk__in=actor.remember("papers_of_duty", lambda: _papers_of_duty(people)))


def _papers_of_duty(people: Sequence[int]) -> list[int]:
    return [pk for person_id in people for pk in duty.recent_papers_of(person_id)]


@predicate
def of_a_live_book(actor: Actor) -> Q:
    """Not a line of an old register: that is what happened, nobody works with it."""
    return Q(book__is_imported=False)


@predicate
def incomplete(actor: Actor) -> Q:
    """Marked as lacking something. The hour of a meeting never moves."""
    return Q(is_missing_annex=True, type__is_invitation=False)


@predicate
def dated_here(actor: Actor) -> Q:
    """Not a copy whose date another office gave: that office stops it, or gives a later date."""
    above = Flow.objects.filter(copy=OuterRef("pk"), state__in=OPEN, due_at__isnull=False)
    return ~Q(Exists(above))


@predicate
def clock_runs(actor: Actor) -> Q:
    return Q(clock_stopped_at__isnull=True)


@predicate
def stopped_here(actor: Actor) -> Q:
    """By its own Office; what stands still with the paper above runs again with that."""
    stops = ClockStop.objects.filter(
        document=OuterRef("pk"), started_at__isnull=True, above__isnull=True
    )
    return Q(clock_stopped_at__isnull=False) & Q(Exists(stops))


DIRECTED = (PaperState.REGISTERED, PaperState.DISTRIBUTED, PaperState.FINISHED)
leads = heads_the_agency | presented_to | field_leader | follows | on_duty_leader
workable = in_sight & of_a_live_book

PAPERS = Policy(
    "documents.Document",
    #      action                who                                          while the paper is
    allow("draft", clerk_of_office & clerk_may_propose & workable, PaperState.REGISTERED),
    allow("propose", runs_the_office & workable, DIRECTED),
    allow("send_back", runs_the_office & workable, PaperState.REGISTERED),
    allow("send_straight", runs_the_office & office_may_send_straight & workable, DIRECTED),
    allow(
        "stop_clock",
        runs_the_office & incomplete & dated_here & clock_runs & workable,
        (PaperState.REGISTERED, PaperState.DISTRIBUTED),
    ),
    allow("start_clock", runs_the_office & stopped_here & workable, DIRECTED),
    allow("direct", leads & workable, DIRECTED),
    allow("enter_handwritten", (clerk_of_office | runs_the_office) & workable, DIRECTED),
    allow("enter_spoken", runs_the_office & workable, DIRECTED),
    allow("attendance", (leads | runs_the_office | heads_a_recipient) & workable, DIRECTED),
)
