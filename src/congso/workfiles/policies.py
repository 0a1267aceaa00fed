# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with a work file. What lies in it keeps its own rights."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import ANY, NOBODY, Policy, allow, predicate
from congso.organisation.enums import Position
from congso.organisation.models import Post
from congso.organisation.queries import valid_on
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


@predicate
def head_where_nobody_heads_it(actor: Actor) -> Q:
    """Head of the agency, for a unit that was closed or has no head."""
    if actor.person_id is None:
        return NOBODY
    heads = Post.objects.filter(
        valid_on(clock.today()),
        unit=OuterRef("unit"),
        position__in=(Position.HEAD, Position.DEPUTY),
    )
    offices = {o for f in standing_of(actor).acting("may_direct") for o in f.offices_headed()}
    return Q(office__in=offices) & ~Q(Exists(heads))


responsible = head_of_its_unit | head_where_nobody_heads_it
TABLE = Policy(
    "workfiles.WorkFile",
    #      action       who                                   while the file is
    allow("view",       keeper | responsible | colleague,      ANY),
    allow("put_in",     keeper | responsible | colleague,      State.IN_PROGRESS),
    allow("take_out",   keeper,                                State.IN_PROGRESS),
    allow("close",      keeper | responsible,                  State.IN_PROGRESS),
    allow("reopen",     responsible,                           State.CLOSED),
    allow("hand_over",  keeper | responsible,                  ANY),
    allow("open",       keeper,                                ANY),
)  # fmt: skip
