# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of the demo story as actors of the product, and who does what in which unit."""

from __future__ import annotations

from datetime import date

from congso.accounts.models import Person
from congso.common import clock
from congso.common.actor import Actor
from congso.operations.demo.organisation import DemoPerson, load_organisation
from congso.organisation.models import Unit

MAIN = "SNN"
CLERK, DISTRIBUTOR, DEPUTY_DISTRIBUTOR = "diepptn", "khiemtg", "hadtt"
# Who stands in for whom as clerk, and in which office (trail q).
SUBSTITUTES = {"CCBVTV": ("antth", "vinhmt")}


class Cast:
    """Logins and unit codes of the data turned into ids and actors."""

    def __init__(self, substitute_days: frozenset[date]) -> None:
        self._data = load_organisation()
        self.person = dict(Person.objects.values_list("login", "pk"))
        units = Unit.objects.select_related("office").filter(
            code__in=[unit.code for unit in self._data.units]
        )
        self.unit = {unit.code: unit.pk for unit in units}
        self.office = {
            unit.code: unit.office.pk
            for unit in units
            if unit.office and unit.office.unit_id == unit.pk
        }
        self._substitute_days = substitute_days
        self._actors: dict[tuple[str, date], Actor] = {}

    def actor(self, login: str) -> Actor:
        """Return the person as actor on the day the clock tells; standing is read once a day."""
        key = (login, clock.today())
        if key not in self._actors:
            self._actors[key] = Actor(person_id=self.person[login])
        return self._actors[key]

    def registry_of(self, code: str) -> str:
        """Return the code of the unit whose registry office a unit belongs to."""
        unit = self._data.unit(code)
        while unit.registry is None:
            unit = self._data.unit(unit.parent or MAIN)
        return unit.code

    def has_own_registry(self, code: str) -> bool:
        """Say whether a unit registers for itself what the Department sends it."""
        return self.registry_of(code) != MAIN

    def clerk_of(self, code: str) -> Actor:
        """Return who registers today in the office of this unit."""
        _absent, substitute = SUBSTITUTES.get(code, ("", ""))
        if substitute and clock.today() in self._substitute_days:
            return self.actor(substitute)
        return self.actor(self._first_clerk(code))

    def _first_clerk(self, code: str) -> str:
        return next(
            person.login
            for person in self._data.people
            if "clerk" in person.roles and self.registry_of(person.unit) == code
        )

    def head_of(self, code: str) -> str:
        """Return the login of the head of a unit. Raises KeyError for a unit without one."""
        head = self._data.head_of(code)
        if head is None:
            raise KeyError(code)
        return head.login

    def officers_of(self, code: str) -> list[DemoPerson]:
        """Return who handles papers in a unit, or in the rooms of one with its own registry."""
        own = self.has_own_registry(code)
        return [
            person
            for person in self._data.people
            if "officer" in person.roles
            and not {"clerk", "secretary"} & set(person.roles)
            and (self.registry_of(person.unit) == code if own else person.unit == code)
        ]

    def unit_of(self, login: str) -> str:
        """Return the code of the unit a person works in."""
        return self._data.person(login).unit
