# SPDX-License-Identifier: AGPL-3.0-or-later
"""Units and people in the boxes of a form: "unit:3", "person:7"; found by scraps of their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from congso.common import clock
from congso.common.numbers import read_number
from congso.common.vietnamese import fold
from congso.organisation.enums import UnitKind
from congso.organisation.models import Post, StandIn, Unit
from congso.organisation.queries import leaders_of, staff_of, units_of
from congso.organisation.queries_absences import Away, away_on
from congso.routing.enums import PartyRole
from congso.routing.parties import Party

Choice = tuple[str, str, str]  # value, name, note


@dataclass(frozen=True)
class Choices:
    """What may be chosen, units first, people by rank and name."""

    units: list[Choice]
    people: list[Choice]

    def matching(self, text: str, *, limit: int = 12) -> Choices:
        """Those that hold all words of `text`, with or without accents."""
        words = fold(text).split()

        def fits(choice: Choice) -> bool:
            folded = fold(f"{choice[1]} {choice[2]}")
            return all(word in folded for word in words)

        return Choices(
            [c for c in self.units if fits(c)][:limit], [c for c in self.people if fits(c)][:limit]
        )

    def only_people(self) -> Choices:
        """Without units: who goes to a meeting."""
        return Choices([], self.people)

    def chosen(self, values: Iterable[str]) -> list[tuple[str, str, str]]:
        """The names of chosen values, for a form shown again, with a warning of who is away."""
        names = {value: name for value, name, _note in (*self.units, *self.people)}
        known = [value for value in values if value in names]
        away = warnings(known)
        return [(value, names[value], away.get(value, "")) for value in known]


def warnings(values: Iterable[str]) -> dict[str, str]:
    """Of the people among these values who are away today: until when, who handles instead.

    The same number of queries for one and for fifty; none when there is no person among them.
    """
    found = (party(value, PartyRole.KNOW) for value in values)
    people = [one.person_id for one in found if one is not None and one.person_id is not None]
    away = away_on(clock.today(), people)
    return {f"person:{person_id}": _away(facts) for person_id, facts in away.items()}


def _away(away: Away) -> str:
    words = {"day": f"{away.last_day:%d/%m}", "name": away.instead}
    if not away.instead:
        return _("away until %(day)s, nobody stands in") % words
    return _("away until %(day)s, %(name)s handles instead") % words


def of_office(office_id: int) -> Choices:
    """Whom a direction of the first level may name: rooms, subordinate units, people."""
    units = [
        unit
        for unit in units_of(office_id)
        if unit.kind not in (UnitKind.LEADERSHIP, UnitKind.AGENCY)
    ]
    own = Unit.objects.filter(office=office_id).values_list("pk", flat=True)
    return Choices([_unit(unit) for unit in units], _people(staff_of(own)))


def of_unit(unit: Unit) -> Choices:
    """Whom the head of a unit may assign on to: his people, and units below with theirs."""
    if unit.kind == UnitKind.LEADERSHIP and unit.office_id is not None:
        return of_office(unit.office_id)
    below = list(Unit.objects.filter(parent=unit, office=unit.office_id).order_by("position"))
    people = _people(staff_of([unit.pk, *(child.pk for child in below)]))
    return Choices([_unit(child) for child in below], people)


def leaders(office_id: int) -> list[tuple[str, str]]:
    """The leadership as choices of a radio group: id, "PGĐ Võ Thị Minh Châu"; of who is away, who
    directs in his place."""
    posts = list(leaders_of(office_id, clock.today()))
    people = [post.person_id for post in posts]
    instead, away = _instead_of(people), away_on(clock.today(), people)
    return [(str(post.person_id), _named(post, instead, away)) for post in posts]


def _named(post: Post, instead: dict[int, str], away: dict[int, Away]) -> str:
    name = f"{_short(post.title)} {post.person.full_name}"
    if post.person_id not in instead:
        absent = away.get(post.person_id)
        return f"{name} ({_away(absent)})" if absent else name
    words = _("%(leader)s (away, %(name)s directs instead)")
    return words % {"leader": name, "name": instead[post.person_id]}


def _instead_of(people: list[int]) -> dict[int, str]:
    """Of those who are away today: who directs in their place."""
    today = clock.today()
    rows = StandIn.objects.filter(
        absent__in=people, may_direct=True, valid_from__lte=today, valid_until__gte=today
    )
    return dict(rows.values_list("absent", "stand_in__full_name"))


SHORT_TITLES = {
    "Giám đốc": "GĐ",
    "Phó Giám đốc": "PGĐ",
    "Chi cục trưởng": "CCT",
    "Phó Chi cục trưởng": "PCCT",
}


def _short(title: str) -> str:
    return SHORT_TITLES.get(title, title)


def _unit(unit: Unit) -> Choice:
    return f"unit:{unit.pk}", unit.name, unit.code


def _people(posts: Iterable[Post]) -> list[Choice]:
    seen: dict[int, Choice] = {}
    for post in posts:
        note = f"{post.title}, {post.unit.name}"
        seen.setdefault(post.person_id, (f"person:{post.person_id}", post.person.full_name, note))
    return list(seen.values())


def party(value: str, role: str, **more: object) -> Party | None:
    """The party a value means; None for anything that is not one."""
    kind, _colon, number = value.partition(":")
    pk = read_number(number)
    if pk is None:
        return None
    if kind == "unit":
        return Party(role, unit_id=pk, **more)  # type: ignore[arg-type]
    if kind == "person":
        return Party(role, person_id=pk, **more)  # type: ignore[arg-type]
    return None
