# SPDX-License-Identifier: AGPL-3.0-or-later
"""The trails of the incoming desk that go beyond the plain road (PRACTICE 7.3).

a hỏa tốc by telephone, b overdue and urged, c bút phê, i several roads, j annex missing,
l opinions, n petition with a hidden name, q substitute of a clerk. Trail m is the plain road of a
paper that a Chi cục issued to the Department. Of d (a draft returned twice) and p (a disputed line
of the month's report) only the words of the officers at work can be told: there are no drafts and
no such reports yet.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.services import access_history, annexes
from congso.documents.services import join as joining
from congso.documents.services import register as registry
from congso.operations.demo.case import Case
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
from congso.routing.parties import Slip
from congso.routing.services import enter, extend, handle, redirect

MINUTE = timedelta(minutes=1)
SPOKEN = (1, 22)  # papers directed on the telephone; the second is not confirmed yet
SUBSTITUTE_TRAIL = "q"
DRAFTED, DRAFT = 2, 55  # the work for which a draft was returned twice
REPORTED = 16  # the work that waits for a line of the month's report


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
        if planned.paper.n == DRAFTED:
            self._draft(case)
        if planned.paper.n == REPORTED:
            at(self._hour(0, "10:20"), partial(self._say, case, DISPUTED_LINE, 60))

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

    # --- d, p: what the officer at work says

    def _draft(self, case: Case) -> None:
        draft = self.story.paper(DRAFT).paper
        for turn, returned in enumerate(draft.details["returns"], start=1):
            text = RETURNED[returned["kind"]].format(
                turn=turn, name=self.setting.people[returned["by"]], reason=returned["reason"]
            )
            moment = self._hour(returned["day"], returned["time"]) + 5 * MINUTE
            self.timeline.at(moment, partial(self._say, case, text, 40 + 15 * turn))
        text = PRESENTED.format(turn=turn + 1, name=draft.signer.name)
        moment = self._hour(draft.issued, draft.time or "08:00")
        self.timeline.at(moment, partial(self._say, case, text, 85))

    def _say(self, case: Case, text: str, percent: int) -> None:
        officer = self.cast.actor(case.officer or self.cast.head_of(case.lead or MAIN))
        handle.report_progress(officer, flow_id=case.work_flow_id, text=text, percent=percent)

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

    # --- q

    def add_substitute(self) -> None:
        """Plan the substitute of a clerk."""
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


def substitute_days(story_day: date) -> tuple[date, date]:
    """Return the first and the last day of the clerk's substitute."""
    trail = load_trails()[SUBSTITUTE_TRAIL]
    return add_working_days(story_day, trail["from"]), add_working_days(story_day, trail["to"])


TS_ANSWER = "Còn 46 tàu trên biển, đã liên lạc được cả 46; đang về nơi tránh trú."
RETURNED = {
    "format": "Đ/c {name} trả lại dự thảo lần {turn} để sửa thể thức: {reason}",
    "content": "Đ/c {name} trả lại dự thảo lần {turn} để sửa nội dung: {reason}",
}
PRESENTED = "Đã trình đ/c {name} dự thảo lần {turn}."
DISPUTED_LINE = (
    "Báo cáo tháng về sử dụng thư công vụ đã đối chiếu xong, còn một dòng chưa thống nhất: Phòng "
    "Thủy sản đề nghị xem lại số lần kiểm tra hộp thư trong tháng vì có hai tuần trực bão."
)
