# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with a work file. What lies in it keeps its own rights."""

from __future__ import annotations

from django.db.models import Q

from congso.common.actor import Actor
from congso.common.policy import ANY, NOBODY, Policy, allow, predicate
from congso.organisation.standing import standing_of
from congso.workfiles.enums import State


@predicate
def keeper(actor: Actor) -> Q:
    """The person who keeps the file, and who stands in for him."""
    if actor.person_id is None:
        return NOBODY
    return Q(keeper__in={f.person_id for f in standing_of(actor).acting("may_handle")})


@predicate
def head_of_its_unit(actor: Actor) -> Q:
    """Head or deputy head of the keeper's unit."""
    if actor.person_id is None:
        return NOBODY
    units = {u for f in standing_of(actor).acting("may_handle") for u in f.units_headed()}
    return Q(unit__in=units)


@predicate
def colleague(actor: Actor) -> Q:
    """A member of the unit the file belongs to."""
    if actor.person_id is None:
        return NOBODY
    return Q(unit__in={post.unit_id for post in standing_of(actor).own.posts})


TABLE = Policy(
    "workfiles.WorkFile",
    #      action       who                                   while the file is
    allow("view",       keeper | head_of_its_unit | colleague, ANY),
    allow("put_in",     keeper | head_of_its_unit | colleague, State.IN_PROGRESS),
    allow("take_out",   keeper,                                State.IN_PROGRESS),
    allow("close",      keeper | head_of_its_unit,             State.IN_PROGRESS),
    allow("reopen",     head_of_its_unit,                      State.CLOSED),
    allow("open",       keeper,                                ANY),
)  # fmt: skip
