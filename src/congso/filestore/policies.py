# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with staged files and removals. Kept contents are guarded by who holds them."""

from __future__ import annotations

from django.db.models import Q

from congso.common.actor import Actor
from congso.common.policy import (
    EVERYTHING,
    NOBODY,
    Policy,
    Predicate,
    Rule,
    allow,
    predicate,
    the_system,
)
from congso.filestore.enums import CHECKABLE, CONFIRMABLE, StagedState

WAITING = Q(confirmed_at__isnull=True, withdrawn_at__isnull=True)


@predicate
def owner(actor: Actor) -> Q:
    """Whoever uploaded it; not what a module holds for several people."""
    if actor.person_id is None:
        return NOBODY
    return Q(owner_id=actor.person_id, is_held=False)


@predicate
def held(actor: Actor) -> Q:
    """A person, and a file that a module holds: who exactly is for that module."""
    return NOBODY if actor.person_id is None else Q(is_held=True)


@predicate
def another_person(actor: Actor) -> Q:
    """A person who is not the one who asked."""
    if actor.person_id is None:
        return NOBODY
    return ~Q(requested_by_id=actor.person_id) & WAITING


@predicate
def who_asked(actor: Actor) -> Q:
    """The person who asked, while nobody has confirmed it."""
    return NOBODY if actor.person_id is None else Q(requested_by_id=actor.person_id) & WAITING


@predicate
def a_person(actor: Actor) -> Q:
    """Anybody but the system: who exactly is for the module that holds the paper."""
    return NOBODY if actor.person_id is None else EVERYTHING


def _in_hands_of(who: Predicate) -> tuple[Rule, ...]:
    return (
        allow("view", who),
        allow("confirm_no_secret_mark", who, CONFIRMABLE),
        allow("keep", who, StagedState.CLEAN),
        allow("discard", who),
    )


STAGED = Policy(
    "filestore.Staged",
    *_in_hands_of(owner),
    allow("check", the_system, CHECKABLE),
    allow("discard", the_system),
)
# The same acts on what a module holds; asked for by the module that has seen to it who may.
HELD = Policy("filestore.Staged", *_in_hands_of(held))


def table_of(*, is_held: bool) -> Policy:
    """The table of one's own uploads, or of what a module holds."""
    return HELD if is_held else STAGED


REMOVALS = Policy(
    "filestore.Removal",
    allow("request", a_person),
    allow("confirm", another_person),
    allow("withdraw", who_asked),
)
