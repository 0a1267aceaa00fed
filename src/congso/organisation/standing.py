# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person is on a day: his posts, roles, fields and those he acts for, in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.db import connection

from congso.common import clock
from congso.common.actor import Actor
from congso.organisation.enums import Position, Role, UnitKind

HOW, OFFICE = 2, 7  # columns of the query
LATELY = dt.timedelta(days=7)  # so long a turn on duty counts after its end
SELF, STAND_IN, SECRETARY = "self", "stand_in", "secretary"
ORDER = (
    "who",
    "post",
    "role",
    "field",
    "member",
    "duty",
)  # a field counts with the post of its leader

_SQL = """
WITH who AS (
    SELECT %(person)s::bigint AS id, 'self' AS how,
           TRUE AS may_direct, TRUE AS may_register, TRUE AS may_handle
    UNION ALL
    SELECT s.absent_id, 'stand_in', s.may_direct, s.may_register, s.may_handle
      FROM organisation_standin s
     WHERE s.stand_in_id = %(person)s AND %(day)s BETWEEN s.valid_from AND s.valid_until
    UNION ALL
    SELECT g.leader_id, 'secretary', FALSE, FALSE, FALSE
      FROM organisation_rolegrant g
     WHERE g.person_id = %(person)s AND g.role = 'secretary' AND %(day)s >= g.valid_from
       AND (g.valid_until IS NULL OR g.valid_until >= %(day)s)
)
SELECT 'who' AS what, w.id, w.how, NULL::bigint AS ref, NULL::bigint AS unit_id, NULL AS word,
       NULL AS unit_kind, NULL::bigint AS office_id, w.may_direct AS a, w.may_register AS b,
       w.may_handle AS c, NULL AS label, NULL::boolean AS top
  FROM who w JOIN accounts_person p ON p.id = w.id
 WHERE w.how <> 'self' OR p.is_active
UNION ALL
SELECT 'post', w.id, w.how, p.id, p.unit_id, p.position, u.kind, u.office_id,
       p.is_primary, ro.unit_id = u.id, u.all_members_see, p.title || ', ' || u.name,
       above.kind = 'agency' AND above.parent_id IS NULL
  FROM who w JOIN organisation_post p ON p.person_id = w.id
  JOIN organisation_unit u ON u.id = p.unit_id
  LEFT JOIN organisation_registryoffice ro ON ro.id = u.office_id
  LEFT JOIN organisation_unit above ON above.id = u.parent_id
 WHERE %(day)s >= p.valid_from AND (p.valid_until IS NULL OR p.valid_until >= %(day)s)
UNION ALL
SELECT 'role', w.id, w.how, g.id, g.unit_id, g.role, NULL, g.registry_office_id, NULL, NULL, NULL,
       NULL, NULL
  FROM who w JOIN organisation_rolegrant g ON g.person_id = w.id
 WHERE %(day)s >= g.valid_from AND (g.valid_until IS NULL OR g.valid_until >= %(day)s)
UNION ALL
SELECT 'field', w.id, w.how, f.id, f.unit_id, NULL, NULL, f.registry_office_id, NULL, NULL, NULL,
       NULL, NULL
  FROM who w JOIN organisation_leaderfield f ON f.leader_id = w.id
 WHERE %(day)s >= f.valid_from AND (f.valid_until IS NULL OR f.valid_until >= %(day)s)
UNION ALL
SELECT 'member', w.id, w.how, m.id, NULL, NULL, NULL, m.office_id, NULL, NULL, NULL, NULL,
       NULL
  FROM who w JOIN organisation_officemember m ON m.person_id = w.id
UNION ALL
SELECT 'duty', w.id, w.how, d.id, NULL, d.kind, NULL, d.registry_office_id, NULL, NULL, NULL, NULL,
       NULL
  FROM who w JOIN organisation_dutyturn d ON d.person_id = w.id
 WHERE w.how = 'self' AND d.first_day <= %(day)s AND d.last_day >= %(lately)s
"""


@dataclass(frozen=True)
class PostFacts:
    post_id: int
    unit_id: int
    position: str
    unit_kind: str
    office_id: int | None
    is_primary: bool
    unit_is_office: bool
    all_members_see: bool
    label: str = ""
    below_the_agency: bool = False  # straight below the agency at the top

    @property
    def leads_agency(self) -> bool:
        """A post in the leadership of a registry office: in its board, or heading it directly."""
        return self.unit_kind == UnitKind.LEADERSHIP or (
            self.unit_is_office and self.position in (Position.HEAD, Position.DEPUTY)
        )

    @property
    def heads_the_office(self) -> bool:
        """Chánh or Phó Chánh Văn phòng of the agency itself (queries_deciders says it in SQL)."""
        return self.below_the_agency and self.unit_kind == UnitKind.OFFICE and self.heads_unit

    @property
    def heads_unit(self) -> bool:
        return self.position in (Position.HEAD, Position.DEPUTY)


@dataclass(frozen=True)
class RoleFacts:
    grant_id: int
    role: str
    office_id: int | None
    unit_id: int | None

    @property
    def is_of_no_office(self) -> bool:
        """A duty for the whole house (accounts, machines), that no post goes with."""
        return self.office_id is None and self.role in (Role.ACCOUNT_ISSUER, Role.IT_ADMIN)


@dataclass
class PersonFacts:
    """One person's posts, roles and fields. `how` says whose: self, stand_in or secretary."""

    person_id: int
    how: str
    may_direct: bool = True
    may_register: bool = True
    may_handle: bool = True
    posts: list[PostFacts] = field(default_factory=list)
    roles: list[RoleFacts] = field(default_factory=list)
    fields: set[int] = field(default_factory=set)
    members: dict[int, int] = field(default_factory=dict)  # registry office -> number there
    duties: set[str] = field(default_factory=set)  # kinds of duty he has or had lately

    def offices(self) -> set[int]:
        """Registry offices he is one of, by a post or a duty."""
        found = {post.office_id for post in self.posts} | {role.office_id for role in self.roles}
        return {office for office in found if office is not None}

    def memberships(self) -> set[int]:
        """His numbers as one of these offices (OfficeMember)."""
        return {number for office, number in self.members.items() if office in self.offices()}

    def offices_headed(self) -> set[int]:
        """Registry offices of which this person is the head (Director, Chi cục trưởng)."""
        return self._offices(lambda post: post.leads_agency and post.position == Position.HEAD)

    def offices_led(self) -> set[int]:
        """Registry offices in whose leadership this person is, head or deputy."""
        return self._offices(lambda post: post.leads_agency)

    def offices_run(self) -> set[int]:
        """Registry offices whose Office this person runs (Chánh, Phó Chánh Văn phòng)."""
        return self._offices(lambda post: post.unit_kind == UnitKind.OFFICE and post.heads_unit)

    def offices_with_role(self, role: str) -> set[int]:
        return {r.office_id for r in self.roles if r.role == role and r.office_id is not None}

    def units_headed(self) -> set[int]:
        """Units of which this person is head or deputy head."""
        return {post.unit_id for post in self.posts if post.heads_unit}

    def _offices(self, wanted: Callable[[PostFacts], bool]) -> set[int]:
        return {p.office_id for p in self.posts if p.office_id is not None and wanted(p)}


@dataclass
class Standing:
    """A person and those for whom he acts or prepares that day.

    `basis` is what the database said of it: equal bases of a person make equal standings.
    """

    own: PersonFacts
    others: list[PersonFacts]
    basis: frozenset[tuple[object, ...]] = frozenset()

    def everyone(self) -> Iterator[PersonFacts]:
        yield self.own
        yield from self.others

    def acting(self, right: str) -> Iterator[PersonFacts]:
        """Himself and those he stands in for with `right` (may_direct, may_register, may_handle).

        A secretary prepares and never acts, so secretaries' leaders are not among them.
        """
        return (facts for facts in self.everyone() if getattr(facts, right))

    @property
    def primary_post(self) -> PostFacts | None:
        posts = sorted(self.own.posts, key=lambda post: (not post.is_primary, post.post_id))
        return posts[0] if posts else None

    @property
    def home_office(self) -> int | None:
        """The registry office the person works in."""
        return self.primary_post.office_id if self.primary_post else None


def standing_of(actor: Actor, day: dt.date | None = None) -> Standing:
    """The standing of the actor on `day` (today): one query, remembered on the actor.

    A locked person stands nowhere; one without a post that day has left, whatever duties and
    stand-ins nobody has ended. In another's place he is what that one is in offices that are his
    own too: nobody of another registry office sees or does anything in it (VISIBILITY.md).
    Raises ValueError for a system actor.
    """
    if actor.person_id is None:
        raise ValueError("a system actor has no standing")
    day = day or clock.today()
    return actor.remember(("standing", day), lambda: _load(actor.person_id or 0, day))


class Standings:
    """What people are today, for statements that are kept meanwhile (common.statements)."""

    def basis(self, actor: Actor) -> Hashable | None:
        """What the database says of the person today; None for the product itself."""
        return standing_of(actor).basis if actor.person_id is not None else None

    def alone(self, actor: Actor) -> Actor:
        """The same actor with his standing of today remembered and nothing else."""
        today = clock.today()
        standing = standing_of(actor, today)
        alone = replace(actor, _memory={})
        alone.remember(("standing", today), lambda: standing)
        return alone


def _load(person_id: int, day: dt.date) -> Standing:
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"person": person_id, "day": day, "lately": day - LATELY})
        rows = cursor.fetchall()
    own = _people(row for row in rows if row[HOW] == SELF).get((person_id, SELF))
    if own is None or not own.posts:
        outside = [role for role in own.roles if role.is_of_no_office] if own else []
        nobody = PersonFacts(person_id, SELF, False, False, False, roles=outside)
        return Standing(nobody, [], frozenset(rows))
    offices = own.offices()
    others = _people(
        row for row in rows if row[HOW] != SELF and (row[OFFICE] is None or row[OFFICE] in offices)
    )
    return Standing(own, [f for f in others.values() if f.posts], frozenset(rows))


def _people(rows: Iterable[tuple[object, ...]]) -> dict[tuple[int, str], PersonFacts]:
    people: dict[tuple[int, str], PersonFacts] = {}
    for row in sorted(rows, key=lambda row: ORDER.index(str(row[0]))):
        what, person_id, how, ref, unit_id, word, unit_kind, office_id, a, b, c, label, top = row
        key = (int(str(person_id)), str(how))
        if what == "who":
            people[key] = PersonFacts(key[0], key[1], bool(a), bool(b), bool(c))
        elif (facts := people.get(key)) is not None:
            _add(facts, what, ref, unit_id, word, unit_kind, office_id, a, b, c, label, top)
    return people


def _add(
    facts: PersonFacts, what: object, ref: object, unit_id: object, word: object,
    unit_kind: object, office_id: object, a: object, b: object, c: object, label: object,
    top: object,
) -> None:  # fmt: skip
    office = None if office_id is None else int(str(office_id))
    unit = None if unit_id is None else int(str(unit_id))
    if what == "post" and unit is not None:
        facts.posts.append(
            PostFacts(
                int(str(ref)), unit, str(word), str(unit_kind), office, bool(a), bool(b), bool(c),
                str(label), bool(top),
            )
        )  # fmt: skip
    elif what == "role":
        facts.roles.append(RoleFacts(int(str(ref)), str(word), office, unit))
    elif what == "field" and unit is not None and office in facts.offices_led():
        facts.fields.add(unit)  # of an office whose leader he is no longer: nothing
    elif what == "member" and office is not None:
        facts.members[office] = int(str(ref))
    elif what == "duty":
        facts.duties.add(str(word))


def has_role(actor: Actor, role: Role) -> bool:
    """Whether the person himself holds `role` anywhere today."""
    return any(facts.role == role for facts in standing_of(actor).own.roles)
