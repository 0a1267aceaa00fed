# SPDX-License-Identifier: AGPL-3.0-or-later
"""What only the order of rows shows: numbers twice, gaps, dates that fall, papers entered twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from congso.common.vietnamese import fold
from congso.operations.registers.days import swapped
from congso.operations.registers.lines import Line

JUMP, NEAR = dt.timedelta(days=45), dt.timedelta(days=15)


@dataclass
class Sequence:
    """Told of the rows one after the other, adds what it sees to each."""

    numbers: dict[tuple[int, str], int] = field(default_factory=dict)
    papers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    highest: int = 0
    day: dt.date | None = None

    def follow(self, line: Line) -> None:
        """Compare a row with those above it."""
        if "number" in line.values:
            self._number(line)
        if line.arrived_on is not None and line.is_good:
            self._day(line, line.arrived_on)
        if line.is_good:
            self._twin(line)

    def _number(self, line: Line) -> None:
        number, suffix = line.values["number"], line.values["suffix"]
        first = self.numbers.setdefault((number, suffix), line.row)
        if first != line.row:
            line.say("number_twice", "number", number=line.number_text, row=first)
            return
        if self.highest and number > self.highest + 1:
            code = "gap" if number > self.highest + 2 else "gap_one"
            line.say(code, "number", first=self.highest + 1, last=number - 1)
        elif number < self.highest and not suffix:
            line.say("number_falls", "number", number=line.number_text, before=self.highest)
        self.highest = max(self.highest, number)

    def _day(self, line: Line, day: dt.date) -> None:
        above, self.day = self.day, day
        if above is None or above <= day <= above + JUMP:
            return
        other = swapped(day)
        fits = other is not None and above <= other <= above + NEAR
        args = {"day": f"{day:%d/%m/%Y}", "before": f"{above:%d/%m/%Y}"}
        if fits and other is not None:
            self.day = above
            line.say("day_swapped", "arrived_on", **args, swapped=f"{other:%d/%m/%Y}")
        elif day < above:
            line.say("day_falls", "arrived_on", **args)

    def _twin(self, line: Line) -> None:
        if not line.values.get("symbol") or line.issued_on is None:
            return
        key = (fold(line.values["symbol"]), fold(line.values["issuer"]), str(line.issued_on))
        first = self.papers.setdefault(key, line.row)
        if first != line.row:
            line.say("twin", "symbol", row=first)
