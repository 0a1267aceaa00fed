# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the Department issues to its own units: each paper arrives in their "to register".

k re-registered by one key, f a letter of which two of fourteen recipients are units of the house,
g its correction to the same two, h an invitation taken back, the conference, and the duty list of
the Office (an internal notice). Recipients outside the house are told only where outgoing papers
can be sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from congso.documents.incoming import IncomingData
from congso.documents.models import Document
from congso.documents.services import transfer
from congso.operations.demo.case import Case, Moments
from congso.operations.demo.cast import CLERK, MAIN
from congso.operations.demo.course import Course
from congso.operations.demo.plan import Plan, PlannedPaper
from congso.operations.demo.setting import Setting
from congso.operations.demo.timeline import Timeline, after, on_day
from congso.routing.enums import PartyRole
from congso.routing.parties import Party, Slip
from congso.routing.services import direct

REREGISTERED = 35
ROOM_OF_REREGISTERED = "CCTY-QLDB"
LETTER, CORRECTION = 34, 53
RECALLED, RECALLED_FROM, RECALLED_AT = 52, "CCTS", (-1, "16:05")
# The conference and the duty list: these units' clerks have not taken them in yet.
CONFERENCE, CONFERENCE_WAITS = 37, ("CCTY", "CCKL", "TTKN")
DUTY_LIST, DUTY_LIST_WAITS = 39, ("CCKL", "CCPTNT")


class HousePapers:
    """Puts on the timeline what the Department issues to its units, and what they do with it."""

    def __init__(self, story: Plan, setting: Setting, course: Course, timeline: Timeline) -> None:
        self.story, self.setting, self.course, self.timeline = story, setting, course, timeline
        self.cast = setting.cast

    def add(self) -> None:
        """Plan all of them."""
        self._reregistered()
        self._letter_and_correction()
        self._recalled()
        below = [code for code in self.cast.office if code != MAIN and "-" not in code]
        for n, waits in ((CONFERENCE, CONFERENCE_WAITS), (DUTY_LIST, DUTY_LIST_WAITS)):
            case = self._issued(self.story.paper(n), below)
            self._taken_in(case, [unit for unit in below if unit not in waits])

    def _reregistered(self) -> None:
        planned = self.story.paper(REREGISTERED)
        unit = planned.paper.details["reregistered"]["unit"]
        case = self._issued(planned, [unit])
        taken_in = taken_in_at(case.moments.entered)
        self.timeline.at(taken_in, partial(self.course.take_in, case, unit), book=unit)
        self.timeline.at(after(taken_in, 25), partial(self._direct_room, case, unit))

    def _direct_room(self, case: Case, unit: str) -> None:
        room = Party(PartyRole.LEAD, unit_id=self.cast.unit[ROOM_OF_REREGISTERED])
        slip = Slip(case.copies[unit], (room,), text=DIRECTED_ROOM)
        direct.direct(self.cast.actor(self.cast.head_of(unit)), slip=slip)

    def _letter_and_correction(self) -> None:
        """The correction goes to all who got the letter."""
        units = self._units_among(self.story.paper(LETTER))
        for n in (LETTER, CORRECTION):
            self._taken_in(self._issued(self.story.paper(n), units), units)

    def _units_among(self, planned: PlannedPaper) -> list[str]:
        """The units with registry offices of their own among the recipients of a paper."""
        codes: Mapping[str, str] = self.setting.codes
        names = [delivery["to"] for delivery in planned.paper.details["deliveries"]]
        found = [codes[name] for name in names if name in codes]
        return [code for code in found if code in self.cast.office]

    def _recalled(self) -> None:
        planned = self.story.paper(RECALLED)
        case = self._issued(planned, [RECALLED_FROM])
        day, hour = RECALLED_AT
        moment = on_day(self.story.story_day, day, hour)
        reason = planned.paper.details["recall_reason"]
        self.timeline.at(moment, partial(self._take_back, case, reason))

    def _take_back(self, case: Case, reason: str) -> None:
        """The product takes the copy back in the name of the clerk."""
        clerk = replace(self.cast.actor(CLERK), via="system:transfer")
        transfer.withdraw(clerk, copy_id=case.copies[RECALLED_FROM], reason=reason)

    def _taken_in(self, case: Case, units: Iterable[str]) -> None:
        for turn, unit in enumerate(units):
            moment = after(case.moments.entered, 10 + 7 * turn)
            self.timeline.at(moment, partial(self.course.take_in, case, unit), book=unit)

    def _issued(self, planned: PlannedPaper, units: list[str]) -> Case:
        entered = planned.entered
        if entered is None:
            raise ValueError(planned.paper.n)
        data = partial(self._data, planned)
        case = Case(0, Moments(entered), data, None, "", "done")
        self.timeline.at(entered, partial(self._issue, case, units))
        return case

    def _data(self, planned: PlannedPaper) -> IncomingData:
        return self.setting.entering.planned(planned, self.cast.actor(CLERK))

    def _issue(self, case: Case, units: list[str]) -> None:
        papers: list[Document] = transfer.issue_inside(
            self.cast.actor(CLERK),
            sender_office_id=self.cast.office[MAIN],
            data=case.data(),
            office_ids=[self.cast.office[unit] for unit in units],
        )
        case.copies = {unit: paper.pk for unit, paper in zip(units, papers, strict=True)}


def taken_in_at(issued: datetime) -> datetime:
    """Return when the clerk of the unit gives the re-registered paper its number."""
    return after(issued, 12)


DIRECTED_ROOM = "Phòng Quản lý dịch bệnh tham mưu kế hoạch thực hiện văn bản của Sở."
