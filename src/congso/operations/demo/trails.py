# SPDX-License-Identifier: AGPL-3.0-or-later
"""The trails of the incoming desk that go beyond the plain road (PRACTICE 7.3).

a hỏa tốc by telephone, b overdue and urged, c bút phê, i several roads, j annex missing,
k re-registered by one key, l opinions, n petition with a hidden name, q substitute of a clerk.
Trail m is the plain road of a paper that a Chi cục issued to the Department.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.incoming import IncomingData
from congso.documents.models import Document
from congso.documents.services import access_history, annexes, transfer
from congso.documents.services import join as joining
from congso.documents.services import register as registry
from congso.operations.demo.case import Case, Moments
from congso.operations.demo.cast import CLERK, DISTRIBUTOR, MAIN, SUBSTITUTES
from congso.operations.demo.course import Course
from congso.operations.demo.entered import ROADS
from congso.operations.demo.papers import load_trails
from congso.operations.demo.plan import Plan, PlannedPaper
from congso.operations.demo.setting import Setting
from congso.operations.demo.timeline import Timeline, after, on_day
from congso.operations.demo.workdays import add_working_days
from congso.organisation.models import StandIn
from congso.organisation.services import people
from congso.routing.deadlines import Due
from congso.routing.enums import PartyRole, Way
from congso.routing.models import Direction, Flow
from congso.routing.parties import Party, Slip
from congso.routing.services import direct, enter, extend, redirect

MINUTE = timedelta(minutes=1)
SPOKEN = (1, 22)  # papers directed on the telephone; the second is not confirmed yet
SUBSTITUTE_TRAIL = "q"
# The conference of the Department: these units' clerks have not taken it in yet.
CONFERENCE, CONFERENCE_WAITS = 37, ("CCTY", "CCKL", "TTKN")
REREGISTERED = 35
ROOM_OF_REREGISTERED = "CCTY-QLDB"


class Trails:
    """Adds to the cases of the worked-out papers what their trails say."""

    def __init__(self, story: Plan, setting: Setting, course: Course, timeline: Timeline) -> None:
        self.story, self.setting, self.course, self.timeline = story, setting, course, timeline
        self.cast = setting.cast

    def prepare(self, planned: PlannedPaper, case: Case) -> None:
        """Change how a case is directed, before its road is planned."""
        if planned.paper.n in SPOKEN:
            case.moments.proposed = case.moments.presented = None
            case.enter = partial(self._enter_spoken, case)
        if planned.paper.details.get("handwritten_direction"):
            case.enter = partial(self._enter_handwritten, planned, case)

    def add(self, planned: PlannedPaper, case: Case) -> None:
        """Plan what happens to a case beside its plain road."""
        self._roads(planned, case)
        self._opinions(planned, case)
        self._urging(planned, case)
        details, at = planned.paper.details, self.timeline.at
        if "missing_annex" in details:
            at(after(case.moments.entered, 20), partial(self._ask_for_annex, case))
        if opened := details.get("opened_at"):
            at(self._hour(0, opened), partial(self._open, case))
        if planned.paper.n == SPOKEN[0]:
            at(self._hour(0, "08:00"), partial(self._confirm, case))

    def add_from_the_house(self) -> None:
        """Plan what the Department issues to its units, and the substitute of a clerk."""
        self._reregistered()
        self._conference()
        self._substitute()

    def _hour(self, offset: int, text: str) -> datetime:
        return on_day(self.story.story_day, offset, text)

    # --- a, c: entered for the leader

    def _enter_spoken(self, case: Case, slip: Slip) -> Direction:
        entered = enter.Entered(
            self.cast.person[case.leader], Way.SPOKEN, spoken_at=clock.now() - 3 * MINUTE
        )
        return enter.enter_direction(self.cast.actor(DISTRIBUTOR), slip=slip, entered=entered)

    def _enter_handwritten(self, planned: PlannedPaper, case: Case, slip: Slip) -> Direction:
        clerk = self.cast.actor(CLERK)
        (photo,) = self.setting.entering.kept(planned, ("handwritten_direction",), clerk)
        entered = enter.Entered(
            self.cast.person[case.leader],
            Way.HANDWRITTEN,
            paper_date=clock.today(),
            photo_sha256=photo.sha256,
            photo_name=photo.name,
        )
        return enter.enter_direction(clerk, slip=slip, entered=entered)

    def _confirm(self, case: Case) -> None:
        enter.confirm(self.cast.actor(case.leader), direction_id=case.direction_id)

    # --- b: overdue, urged, not extended

    def _urging(self, planned: PlannedPaper, case: Case) -> None:
        if asked := planned.paper.details.get("extension"):
            ask, answer = self._hour(asked["asked"], "08:40"), self._hour(asked["asked"], "14:10")
            self.timeline.at(ask, partial(self._ask_for_more_time, case, asked))
            self.timeline.at(answer, partial(self._refuse, case, asked))
        for reminder in planned.paper.details.get("reminders", ()):
            moment = self._hour(reminder["day"], "08:30")
            self.timeline.at(moment, partial(self._urge, case, reminder["by"], reminder["text"]))

    def _top_flow(self, case: Case) -> Flow:
        return Flow.objects.get(direction=case.direction_id, role=PartyRole.LEAD)

    def _ask_for_more_time(self, case: Case, asked: dict[str, object]) -> None:
        head = self.cast.actor(self.cast.head_of(case.lead or MAIN))
        until = Due.by_day(add_working_days(self.story.story_day, int(str(asked["to"]))))
        flow = self._top_flow(case)
        extend.ask_extension(head, flow_id=flow.pk, until=until, reason=str(asked["reason"]))

    def _refuse(self, case: Case, asked: dict[str, object]) -> None:
        extension = self._top_flow(case).extensions.get()
        leader = self.cast.actor(str(asked["answered_by"]))
        extend.refuse_extension(leader, extension_id=extension.pk, reason=str(asked["note"]))

    def _urge(self, case: Case, by: str, text: str) -> None:
        redirect.urge(self.cast.actor(by), flow_id=self._top_flow(case).pk, text=text)

    # --- i: the same paper by several roads

    def _roads(self, planned: PlannedPaper, case: Case) -> None:
        for road, moment in planned.also_arrived:
            if moment < case.moments.entered:
                waiting = Case(0, case.moments, case.data, None, case.leader, case.stage)
                self.timeline.at(moment, partial(self._receive_again, waiting, road, moment))
                joined = case.moments.entered + 2 * MINUTE
                self.timeline.at(joined, partial(self._join_into, waiting, case))
            else:
                joined = moment + 5 * MINUTE
                self.timeline.at(joined, partial(self._join, planned, case, road, moment))

    def _receive_again(self, waiting: Case, road: str, moment: datetime) -> None:
        data = waiting.data()
        fields = {**data.__dict__, "road": ROADS[road], "arrived_at": moment}
        document = registry.receive_incoming(Actor.system("mail"), data=type(data)(**fields))
        waiting.document_id = document.pk

    def _join_into(self, waiting: Case, case: Case) -> None:
        joining.join_into(
            self.cast.actor(CLERK), received_id=waiting.document_id, document_id=case.document_id
        )

    def _join(self, planned: PlannedPaper, case: Case, road: str, moment: datetime) -> None:
        clerk = self.cast.actor(CLERK)
        joining.join(
            clerk,
            document_id=case.document_id,
            road=ROADS[road],
            arrived_at=moment,
            note="Bản giấy đến sau.",
            files=self.setting.entering.kept(planned, ("paper_original",), clerk),
        )

    # --- j, l, and a look

    def _ask_for_annex(self, case: Case) -> None:
        annexes.record_request(self.cast.actor(CLERK), document_id=case.document_id)

    def _opinions(self, planned: PlannedPaper, case: Case) -> None:
        given = planned.paper.details.get("opinions", ())
        if planned.paper.n == SPOKEN[0]:
            given = [{"unit": "TT", "answer": "Đồng ý."}, {"unit": "TS", "answer": TS_ANSWER}]
        directed = case.moments.directed
        if directed is None:
            return
        for turn, opinion in enumerate(given, start=1):
            wait = 15 * turn if planned.paper.urgency == "flash" else 150 * turn
            moment = directed + wait * MINUTE if wait < 60 else after(directed, wait)
            unit, answer = opinion["unit"], opinion["answer"]
            self.timeline.at(moment, partial(self.course.give_opinion, case, unit, answer))

    def _open(self, case: Case) -> None:
        reader = self.cast.actor(case.leader)
        access_history.record_opened(reader, document_id=case.document_id)

    # --- k and the conference: issued to units with their own registry offices

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

    def _conference(self) -> None:
        units = [code for code in self.cast.office if self._stands_below(code)]
        case = self._issued(self.story.paper(CONFERENCE), units)
        for turn, unit in enumerate(units):
            if unit not in CONFERENCE_WAITS:
                moment = after(case.moments.entered, 10 + 7 * turn)
                self.timeline.at(moment, partial(self.course.take_in, case, unit), book=unit)

    def _stands_below(self, code: str) -> bool:
        return code != MAIN and "-" not in code

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
        clerk = self.cast.actor(CLERK)
        papers: list[Document] = transfer.issue_inside(
            clerk,
            sender_office_id=self.cast.office[MAIN],
            data=case.data(),
            office_ids=[self.cast.office[unit] for unit in units],
        )
        case.copies = {unit: paper.pk for unit, paper in zip(units, papers, strict=True)}

    # --- q

    def _substitute(self) -> None:
        first, last = substitute_days(self.story.story_day)
        (unit,) = SUBSTITUTES
        self.timeline.at(self._hour(-2, "16:30"), partial(self._appoint, unit, first, last))

    def _appoint(self, unit: str, first: date, last: date) -> None:
        absent, substitute = SUBSTITUTES[unit]
        people.appoint_stand_in(
            self.cast.actor(absent),
            stand_in=StandIn(
                absent_id=self.cast.person[absent],
                stand_in_id=self.cast.person[substitute],
                valid_from=first,
                valid_until=last,
                may_register=True,
            ),
        )


def taken_in_at(issued: datetime) -> datetime:
    """Return when the clerk of the unit gives the re-registered paper its number."""
    return after(issued, 12)


def substitute_days(story_day: date) -> tuple[date, date]:
    """Return the first and the last day of the clerk's substitute."""
    trail = load_trails()[SUBSTITUTE_TRAIL]
    return add_working_days(story_day, trail["from"]), add_working_days(story_day, trail["to"])


TS_ANSWER = "Còn 46 tàu trên biển, đã liên lạc được cả 46; đang về nơi tránh trú."
DIRECTED_ROOM = "Phòng Quản lý dịch bệnh tham mưu kế hoạch thực hiện văn bản của Sở."
