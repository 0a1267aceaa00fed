# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a story is set: what the makers of its cases share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from congso.operations.demo.cast import Cast
from congso.operations.demo.entered import Entering
from congso.operations.demo.organisation import load_organisation
from congso.operations.demo.plan import Plan


@dataclass(frozen=True)
class Setting:
    """The cast, the way of entering, names of units, symbols of the worked-out papers."""

    cast: Cast
    entering: Entering
    names: dict[str, str]  # unit code -> name
    people: dict[str, str]  # login -> name
    symbols: dict[int, str]  # n of a worked-out paper -> its symbol
    until: datetime

    @property
    def codes(self) -> dict[str, str]:
        """Unit name -> code."""
        return {name: code for code, name in self.names.items()}


def setting_for(story: Plan, cast: Cast, entering: Entering, until: datetime) -> Setting:
    """Gather the setting of one story."""
    organisation = load_organisation()
    names = {unit.code: unit.name for unit in organisation.units}
    people = {person.login: person.name for person in organisation.people}
    symbols = {planned.paper.n: planned.symbol for planned in story.papers}
    return Setting(cast, entering, names, people, symbols, until)
