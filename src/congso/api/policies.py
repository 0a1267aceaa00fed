# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may make and revoke tokens: everybody his own; the command line for anybody."""

from __future__ import annotations

from django.db.models import Q

from congso.common.actor import Actor
from congso.common.policy import ANY, NOBODY, Policy, allow, predicate, the_system


@predicate
def owner(actor: Actor) -> Q:
    """The person the token stands for."""
    return NOBODY if actor.person_id is None else Q(person=actor.person_id)


@predicate
def not_by_token(actor: Actor) -> Q:
    """A token never makes another one: a stolen one would outlive its own end."""
    return NOBODY if actor.via == "api" else ~NOBODY


TOKENS = Policy(
    "api.ApiToken",
    allow("view", owner | the_system, ANY),
    allow("create", (owner & not_by_token) | the_system, ANY),
    allow("revoke", owner | the_system, ANY),
    state_field="name",
)
