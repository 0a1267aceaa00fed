# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading who may see what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from congso.access import principals
from congso.access.enums import Level, ObjectKind
from congso.access.models import AccessRow
from congso.common.actor import Actor
from congso.organisation.enums import Position, Role
from congso.organisation.standing import PersonFacts, standing_of


def principals_of(actor: Actor) -> frozenset[int]:
    """The principals the actor stands for now: himself, his posts, roles, fields, stand-ins.

    Remembered for the request only, so a right lost is gone with the next one.
    """
    return actor.remember("principals", lambda: _resolve(actor))


def _resolve(actor: Actor) -> frozenset[int]:
    if actor.person_id is None:
        return frozenset()
    standing = standing_of(actor)
    if not (standing.own.posts or standing.own.roles or standing.own.may_handle):
        return frozenset()
    found = {principals.EVERYONE}
    found |= {principals.named(member) for member in standing.own.memberships()}
    for facts in standing.everyone():
        found |= _of_person(facts)
    return frozenset(found)


def _of_person(facts: PersonFacts) -> set[int]:
    found = {principals.member(member) for member in facts.memberships()}
    for post in facts.posts:
        if post.all_members_see:  # the unit's switch: on and off at once, for all its papers
            found.add(principals.unit_members(post.unit_id))
        if post.position in (Position.HEAD, Position.DEPUTY):
            found.add(principals.unit_heads(post.unit_id))
    readers = (
        facts.offices_headed()
        | facts.offices_run()
        | facts.offices_with_role(Role.DISTRIBUTOR)
        | facts.offices_with_role(Role.CLERK)
    )
    found |= {principals.office_readers(office) for office in readers}
    found |= {principals.clerks(office) for office in facts.offices_with_role(Role.CLERK)}
    found |= {principals.field(unit) for unit in facts.fields}
    found |= {principals.grant(r.grant_id) for r in facts.roles if r.role == Role.AUDITOR}
    return found


def visible(actor: Actor, kind: ObjectKind, level: Level = Level.FULL, *, of: str = "pk") -> Q:
    """The condition "there is an access row of at least `level` for one of my principals".

    `of` is the column with the object's id: "pk" in its own table, "document_id" in one that
    points to it (asked there it needs no look into the object's own table). True of nothing for
    an actor who is no person.
    """
    rows = AccessRow.objects.filter(
        kind=kind,
        object_id=OuterRef(of),
        principal__in=principals_of(actor),
        level__gte=level,
    )
    return Q(Exists(rows))


@dataclass(frozen=True)
class Seen:
    """One object on a page of visible ones: where it stands in the order, and how much shows."""

    object_id: int
    sort_at: dt.datetime
    level: int


Cursor = tuple[dt.datetime, int]

_NEWEST = """
SELECT r.object_id, r.sort_at, max(r.level) AS level
  FROM unnest(%(principals)s::int[]) AS p(principal)
 CROSS JOIN LATERAL (
       SELECT a.object_id, a.sort_at, a.level
         FROM access_accessrow a
        WHERE a.principal = p.principal AND a.kind = %(kind)s {before}
        ORDER BY a.sort_at DESC, a.object_id DESC
        LIMIT %(limit)s) r
 GROUP BY r.object_id, r.sort_at
 ORDER BY r.sort_at DESC, r.object_id DESC
 LIMIT %(limit)s
"""


def newest(
    actor: Actor, kind: ObjectKind, *, limit: int, before: Cursor | None = None
) -> list[Seen]:
    """The newest `limit` visible objects, those before the cursor: top n of each principal, merged.

    The cost depends on the page and the number of principals, not on how much there is.
    """
    parameters: dict[str, Any] = {
        "principals": sorted(principals_of(actor)),
        "kind": int(kind),
        "limit": limit,
    }
    where = ""
    if before is not None:
        where = "AND (a.sort_at, a.object_id) < (%(sort_at)s, %(object_id)s)"
        parameters |= {"sort_at": before[0], "object_id": before[1]}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST.format(before=where), parameters)
        return [Seen(*row) for row in cursor.fetchall()]


def principals_with_sight(kind: ObjectKind, object_id: int) -> list[int]:
    """The principals that see the object at any level."""
    rows = AccessRow.objects.filter(kind=kind, object_id=object_id)
    return list(rows.values_list("principal", flat=True))
