# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees which page of the Office, and who decides on requests (R-06, R-08)."""

from __future__ import annotations

from django.db.models import Q

from congso.administration.enums import BY_TWO, State
from congso.common.actor import Actor
from congso.common.policy import ANY, EVERYTHING, NOBODY, Policy, allow, predicate, the_system
from congso.documents.policies import offices_run_by
from congso.organisation.policies import (
    may_approve_accounts,
    may_issue_accounts,
    offices_managed,
)
from congso.organisation.standing import standing_of


@predicate
def issuer(actor: Actor) -> Q:
    """The Office's issuer of accounts."""
    return EVERYTHING if may_issue_accounts(actor) else NOBODY


@predicate
def second_of_two(actor: Actor) -> Q:
    """The approver of requests or a head of the Office, for a password, a role or a post that
    opens much, and for the reset of a second factor."""
    if actor.person_id is None or not may_approve_accounts(actor):
        return NOBODY
    return Q(kind__in=BY_TWO)


@predicate
def about_oneself(actor: Actor) -> Q:
    return Q(person=actor.person_id) if actor.person_id else NOBODY


@predicate
def asked_oneself(actor: Actor) -> Q:
    return Q(asked_by=actor.person_id) if actor.person_id else NOBODY


@predicate
def of_another(actor: Actor) -> Q:
    """A request made by the person of the account himself or by a colleague of the Office."""
    return ~Q(person=actor.person_id) & ~Q(asked_by=actor.person_id)


REQUESTS = Policy(
    "administration.AccountRequest",
    #     action       who                                  in state
    allow("view", issuer | second_of_two | about_oneself | asked_oneself, ANY),
    # Nobody decides on his own account or on what he asked for himself: that takes two.
    allow("approve", (issuer | second_of_two) & of_another, State.WAITING),
    allow("refuse", (issuer | second_of_two) & of_another, State.WAITING),
    allow("withdraw", about_oneself | asked_oneself, State.WAITING),
    allow("expire", the_system, State.WAITING),
    allow("ask", about_oneself | issuer, ANY),
)


def may_approve_only(actor: Actor) -> bool:
    """Who may be the second of two and does not keep accounts himself: he has a page of his own."""
    return may_approve_accounts(actor) and not may_issue_accounts(actor)


def may_keep_accounts(actor: Actor) -> bool:
    """Accounts, units, duties, working time: the Office's issuer (R-06)."""
    return may_issue_accounts(actor)


def offices_settled(actor: Actor) -> set[int] | None:
    """Registry offices whose fields, stand-ins and duty the actor settles; None: all."""
    return None if may_issue_accounts(actor) else offices_managed(actor)


def may_settle(actor: Actor) -> bool:
    """Whether there is any such office."""
    return may_issue_accounts(actor) or bool(offices_managed(actor))


def offices_ruled(actor: Actor) -> set[int]:
    """Registry offices whose phrases, routine kinds and key words the actor keeps."""
    return set(offices_run_by(actor))


def keeps_own_phrases(actor: Actor) -> set[int]:
    """Registry offices in which the actor may keep phrases of his own."""
    return standing_of(actor).own.offices_led() | offices_ruled(actor)
