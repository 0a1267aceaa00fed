# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what to an account. R-06: only the Office issues, locks and unlocks."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from congso.common.actor import Actor
from congso.common.policy import (
    EVERYTHING,
    NOBODY,
    Denied,
    Policy,
    allow,
    predicate,
    the_system,
)


def may_issue(actor: Actor) -> bool:
    """Whether the actor may create accounts: the system, or whom the organisation names."""
    if actor.is_system or actor.via == "cli":
        return True
    path = getattr(settings, "CONGSO_ACCOUNT_ISSUERS", "")
    if not path or actor.person_id is None:
        return False
    issuers: Callable[[Actor], bool] = import_string(path)
    return actor.remember("may_issue_accounts", lambda: issuers(actor))


def may_approve(actor: Actor) -> bool:
    """Whether the actor may be the second person when an account is given."""
    path = getattr(settings, "CONGSO_ACCOUNT_APPROVERS", "")
    if not path or actor.person_id is None:
        return may_issue(actor)
    approvers: Callable[[Actor], bool] = import_string(path)
    return actor.remember("may_approve_accounts", lambda: approvers(actor))


def is_guarded(person_id: int) -> bool:
    """Whether the account opens so much that two people give its password (leaders, clerks, who
    administers). The organisation knows (CONGSO_GUARDED_ACCOUNTS)."""
    path = getattr(settings, "CONGSO_GUARDED_ACCOUNTS", "")
    if not path:
        return False
    guarded: Callable[[int], bool] = import_string(path)
    return guarded(person_id)


@predicate
def issuer(actor: Actor) -> Q:
    """Somebody of the Office who issues accounts. Roles are of the organisation module."""
    return EVERYTHING if may_issue(actor) else NOBODY


@predicate
def second_person(actor: Actor) -> Q:
    """Another issuer, or the approver of requests."""
    return EVERYTHING if may_approve(actor) else NOBODY


@predicate
def oneself(actor: Actor) -> Q:
    """The person of the account."""
    return Q(pk=actor.person_id) if actor.person_id is not None else NOBODY


TABLE = Policy(
    "accounts.Person",
    #     action             who
    allow("view", oneself | issuer | the_system),
    allow("change_password", oneself | the_system),
    allow("set_preferences", oneself | the_system),
    allow("end_sessions", oneself | issuer | the_system),
    allow("report_leak", oneself | issuer | the_system),
    # Nobody issues a password to himself or locks himself out: that takes a second person.
    allow("issue_password", (issuer & ~oneself) | the_system),
    # Of a leader, a clerk, an administrator: the second person, when an issuer has asked before.
    allow("issue_guarded_password", second_person & ~oneself),
    allow("lock", (issuer & ~oneself) | the_system),
    allow("unlock", (issuer & ~oneself) | the_system),
    allow("change", (issuer & ~oneself) | the_system),
    # The second of two, when an issuer has asked before.
    allow("reset_second_factor", second_person & ~oneself),
)


def require_create(actor: Actor) -> None:
    """Raise Denied unless the actor may create an account (there is no object to ask about yet)."""
    if not may_issue(actor):
        raise Denied("create")
