# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with a recipient flow and with the extension of its deadline."""

from __future__ import annotations

from django.db.models import Q

from congso.access.enums import ObjectKind
from congso.access.queries import visible
from congso.common.actor import Actor
from congso.common.policy import ANY, NOBODY, Policy, allow, predicate, the_system
from congso.documents.policies import offices_run_by
from congso.routing import acting
from congso.routing.enums import (
    OPEN,
    ExtensionState,
    Role,
    State,
)
from congso.routing.policies.proposals import paper_in_sight


@predicate
def recipient(actor: Actor) -> Q:
    """The person it is to; the head and deputy heads of the unit it is to; their stand-ins."""
    if actor.person_id is None:
        return NOBODY
    return Q(person__in=acting.persons(actor, "may_handle")) | Q(
        person__isnull=True, unit__in=acting.units_headed(actor, "may_handle")
    )


@predicate
def handled_here(actor: Actor) -> Q:
    """Not by another registry office on its own copy."""
    return Q(copy__isnull=True)


@predicate
def copy_in_sight(actor: Actor) -> Q:
    """Handled by another registry office, on the copy that the actor sees there."""
    return Q(copy__isnull=False) & visible(actor, ObjectKind.DOCUMENT, of="copy_id")


@predicate
def heads_its_unit(actor: Actor) -> Q:
    """Head of the unit in which the flow is."""
    if actor.person_id is None:
        return NOBODY
    return Q(unit__in=acting.units_headed(actor, "may_handle"))


@predicate
def inside_my_unit(actor: Actor) -> Q:
    """Given on inside a unit that I head: "Trưởng phòng takes back and gives on"."""
    if actor.person_id is None:
        return NOBODY
    return Q(parent__unit__in=acting.units_headed(actor, "may_handle"))


@predicate
def given_by_me(actor: Actor) -> Q:
    """By my direction, or that of one for whom I direct today."""
    return _given_by(actor)


@predicate
def of_my_agency_flow(actor: Actor) -> Q:
    """Of the agency at whose head I stand."""
    return Q(office__in=acting.offices_headed(actor)) if actor.person_id else NOBODY


@predicate
def distributed_by_my_office(actor: Actor) -> Q:
    """A flow of the first level, in the registry office whose papers I distribute."""
    if actor.person_id is None:
        return NOBODY
    return Q(parent__isnull=True, office__in=offices_run_by(actor))


@predicate
def followed_by_me(actor: Actor) -> Q:
    """I am named to follow the direction or to urge its recipients."""
    if actor.person_id is None:
        return NOBODY
    mine = acting.persons(actor, "may_direct")
    return Q(direction__watcher__in=mine) | Q(direction__urger__in=mine)


@predicate
def lead_that_answers(actor: Actor) -> Q:
    """The lead answers for the result; who owes an opinion closes by it instead."""
    return Q(role=Role.LEAD, owes_opinion=False)


@predicate
def owes_an_opinion(actor: Actor) -> Q:
    return Q(owes_opinion=True)


@predicate
def to_act_on(actor: Actor) -> Q:
    return ~Q(role=Role.KNOW)


@predicate
def timed(actor: Actor) -> Q:
    return Q(due_at__isnull=False)


holder = recipient & handled_here & paper_in_sight
leader = (given_by_me | of_my_agency_flow | inside_my_unit) & paper_in_sight
giver = leader | (distributed_by_my_office & paper_in_sight)
asker = recipient & (paper_in_sight | copy_in_sight)
assigner = (
    recipient & heads_its_unit & handled_here & paper_in_sight
)  # a person's flow too, when he heads the unit: any depth

FLOWS = Policy(
    "routing.Flow",
    #      action              who                                         in state
    allow("view", holder | giver | the_system, ANY),
    allow("read", holder, ANY),
    allow("accept", holder & to_act_on, State.SENT),
    allow("accept", the_system, State.SENT),
    allow("start", holder & to_act_on, (State.SENT, State.ACCEPTED)),
    allow("assign", assigner & to_act_on, OPEN),
    allow("pass_to_know", assigner, (*OPEN, State.DONE)),
    allow("return_flow", holder | the_system, (State.SENT, State.ACCEPTED)),
    allow("forward", giver, (*OPEN, State.RETURNED)),
    allow("take_back", giver, (*OPEN, State.RETURNED)),
    allow("give_opinion", holder & owes_an_opinion, OPEN),
    allow("finish", (holder & lead_that_answers) | the_system, OPEN),
    allow("close", leader | the_system, OPEN),  # the Office urges and takes back, no more
    allow("reopen", giver & lead_that_answers, State.DONE),
    allow("report_progress", holder & to_act_on, OPEN),
    allow("ask_extension", asker & to_act_on & timed, OPEN),
    allow("urge", giver | (followed_by_me & paper_in_sight), OPEN),
)

# --- an extension


@predicate
def asked_of_me(actor: Actor) -> Q:
    """I set the date that is to move, or direct today for who did."""
    if actor.person_id is None:
        return NOBODY
    seen = visible(actor, ObjectKind.DOCUMENT, of="flow__document_id")
    return _given_by(actor, "flow__") & seen


def _given_by(actor: Actor, of: str = "") -> Q:
    """What was given in another's name is that one's, when the days of standing in are over."""
    if actor.person_id is None:
        return NOBODY
    people = acting.persons(actor, "may_direct")
    own = Q(**{f"{of}direction__acting_for__isnull": True, f"{of}giver__in": people})
    return own | Q(**{f"{of}direction__acting_for__in": people})


@predicate
def asked_in_my_agency(actor: Actor) -> Q:
    """Of the agency at whose head I stand: who set the date may have left."""
    if actor.person_id is None:
        return NOBODY
    seen = visible(actor, ObjectKind.DOCUMENT, of="flow__document_id")
    return Q(flow__office__in=acting.offices_headed(actor)) & seen


@predicate
def asked_in_my_unit(actor: Actor) -> Q:
    """Of work given on inside a unit that I head."""
    if actor.person_id is None:
        return NOBODY
    seen = visible(actor, ObjectKind.DOCUMENT, of="flow__document_id")
    return Q(flow__parent__unit__in=acting.units_headed(actor, "may_handle")) & seen


decider = asked_of_me | asked_in_my_agency | asked_in_my_unit
EXTENSIONS = Policy(
    "routing.Extension",
    allow("grant_extension", decider, ExtensionState.ASKED),
    allow("refuse_extension", decider, ExtensionState.ASKED),
)
