# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with staged files and removals. Kept contents are guarded by who holds them."""

from __future__ import annotations

from django.db.models import Q

from congso.common.actor import Actor
from congso.common.policy import EVERYTHING, NOBODY, Policy, allow, predicate, the_system
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


STAGED = Policy(
    "filestore.Staged",
    allow("view", owner),
    allow("check", the_system, CHECKABLE),
    allow("confirm_no_secret_mark", owner, CONFIRMABLE),
    allow("keep", owner, StagedState.CLEAN),
    allow("discard", owner | the_system),
    allow("view_held", held),
    allow("confirm_no_secret_mark_held", held, CONFIRMABLE),
    allow("keep_held", held, StagedState.CLEAN),
    allow("discard_held", held),
)
REMOVALS = Policy(
    "filestore.Removal",
    allow("request", a_person),
    allow("confirm", another_person),
    allow("withdraw", who_asked),
)
