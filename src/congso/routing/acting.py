# SPDX-License-Identifier: AGPL-3.0-or-later
"""In whose stead an act is done: "xử lý thay (theo ủy quyền của …)", both names (B-48)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.organisation.enums import Role
from congso.organisation.standing import PersonFacts, standing_of


def person_of(actor: Actor) -> int:
    """The person who acts. Raises Denied for the product itself: this takes a person."""
    if actor.person_id is None:
        raise Denied("act as a person")
    return actor.person_id


def persons(actor: Actor, right: str) -> set[int]:
    """The actor and those he stands in for with `right`."""
    return {facts.person_id for facts in standing_of(actor).acting(right)}


def units_headed(actor: Actor, right: str) -> set[int]:
    """Units whose head or deputy head he is, or stands in for with `right`."""
    return {unit for facts in standing_of(actor).acting(right) for unit in facts.units_headed()}


def offices_headed(actor: Actor) -> set[int]:
    """Registry offices at whose head he stands, or stands in for with the right to direct."""
    acting = standing_of(actor).acting("may_direct")
    return {office for facts in acting for office in facts.offices_headed()}


def fields_held(actor: Actor) -> set[int]:
    """Units in the field of the leader, or of those he directs for."""
    acting = standing_of(actor).acting("may_direct")
    return {unit for facts in acting for unit in facts.fields}


def offices_run(facts: PersonFacts) -> set[int]:
    """Registry offices whose Office or registry the person serves by his own posts and duties."""
    return (
        facts.offices_run()
        | facts.offices_headed()
        | facts.offices_with_role(Role.DISTRIBUTOR)
        | facts.offices_with_role(Role.CLERK)
    )


def on_behalf(actor: Actor, right: str, entitled: Callable[[PersonFacts], bool]) -> Actor:
    """The actor with the name of the one he stands in for, where his own posts do not suffice.

    `entitled` says whether a person's facts suffice for the act.
    """
    if actor.person_id is None:
        return actor
    standing = standing_of(actor)
    if entitled(standing.own):
        return actor
    for facts in standing.acting(right):
        if facts.person_id != actor.person_id and entitled(facts):
            return replace(actor, acting_for_id=facts.person_id)
    return actor


def for_person(actor: Actor, right: str, person_id: int | None) -> Actor:
    """The actor acting for `person_id` where that is somebody he stands in for."""
    return on_behalf(actor, right, lambda facts: facts.person_id == person_id)
