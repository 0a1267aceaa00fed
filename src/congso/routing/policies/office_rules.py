# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with attendance at meetings, stock phrases and rules of the Office."""

from __future__ import annotations

from django.db.models import Q

from congso.common.actor import Actor
from congso.common.policy import ANY, NOBODY, Policy, allow, predicate, the_system
from congso.documents.policies import offices_run_by
from congso.organisation.standing import standing_of
from congso.routing import acting
from congso.routing.policies.proposals import paper_in_sight


@predicate
def assigned_by_me(actor: Actor) -> Q:
    return Q(assigned_by=actor.person_id) if actor.person_id else NOBODY


@predicate
def meeting_of_my_office(actor: Actor) -> Q:
    if actor.person_id is None:
        return NOBODY
    offices = offices_run_by(actor) | acting.offices_headed(actor)
    return Q(document__office__in=offices)


@predicate
def still_stands(actor: Actor) -> Q:
    return Q(cancelled_at__isnull=True)


ATTENDANCES = Policy(
    "routing.Attendance",
    allow(
        "cancel_attendance",
        (assigned_by_me | meeting_of_my_office) & paper_in_sight & still_stands,
        ANY,
    ),
    state_field="part",
)


@predicate
def runs_this_office(actor: Actor) -> Q:
    return Q(pk__in=offices_run_by(actor)) if actor.person_id else NOBODY


@predicate
def leads_this_office(actor: Actor) -> Q:
    """In the leadership of the agency: keeps phrases of his own."""
    if actor.person_id is None:
        return NOBODY
    return Q(pk__in=standing_of(actor).own.offices_led())


OFFICES = Policy(
    "organisation.RegistryOffice",
    allow("set_routine_kinds", runs_this_office | the_system, ANY),
    allow("set_unit_keywords", runs_this_office | the_system, ANY),
    allow("keep_phrase", runs_this_office | the_system, ANY),
    allow("keep_own_phrase", leads_this_office | runs_this_office, ANY),
    state_field="place",
)


@predicate
def own_phrase(actor: Actor) -> Q:
    return Q(owner=actor.person_id) if actor.person_id else NOBODY


@predicate
def phrase_of_my_office(actor: Actor) -> Q:
    if actor.person_id is None:
        return NOBODY
    return Q(owner__isnull=True, office__in=offices_run_by(actor))


PHRASES = Policy(
    "routing.StockPhrase",
    allow("drop_phrase", own_phrase | phrase_of_my_office | the_system, ANY),
    state_field="text",
)
