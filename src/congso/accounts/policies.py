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


@predicate
def issuer(actor: Actor) -> Q:
    """Somebody of the Office who issues accounts. Roles are of the organisation module."""
    return EVERYTHING if may_issue(actor) else NOBODY


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
    allow("lock", (issuer & ~oneself) | the_system),
    allow("unlock", (issuer & ~oneself) | the_system),
    allow("change", (issuer & ~oneself) | the_system),
    allow("reset_second_factor", issuer & ~oneself),
)


def require_create(actor: Actor) -> None:
    """Raise Denied unless the actor may create an account (there is no object to ask about yet)."""
    if not may_issue(actor):
        raise Denied("create")
