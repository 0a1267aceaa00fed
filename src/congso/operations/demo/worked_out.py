# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worked-out incoming papers as cases: their words, people and hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from congso.documents.incoming import IncomingData
from congso.operations.demo.case import Case, Moments
from congso.operations.demo.cast import CLERK, DISTRIBUTOR, MAIN
from congso.operations.demo.entered import planned_due
from congso.operations.demo.light_cases import DIRECTOR
from congso.operations.demo.plan import PlannedPaper
from congso.operations.demo.setting import Setting
from congso.operations.demo.timeline import after, on_day
from congso.routing.enums import Part

# Minutes of working time from one step to the next, by urgency.
PACE = {
    "flash": (5, 6, 8, 4, 5, 10),
    "very_urgent": (6, 25, 12, 15, 10, 20),
    "urgent": (10, 40, 20, 25, 15, 40),
    "normal": (15, 60, 25, 35, 20, 60),
}
FINISH_AFTER = {"flash": 60, "very_urgent": 120, "urgent": 240, "normal": 240}
NOTES = {22: "Đã báo cáo đ/c Phó Giám đốc qua điện thoại lúc 08 giờ 30, lập phiếu báo lưu hồ sơ."}
DUE_BY_LEADER = frozenset({49})  # who set the date may be asked for a later one
PREPARES = {43: "nhatch"}
MEETING_LASTS = timedelta(minutes=60)


def paper_case(planned: PlannedPaper, setting: Setting, story_day: date) -> Case:
    """Return the case of a worked-out incoming paper."""
    paper = planned.paper
    answered = paper.details.get("answered_by")
    case = Case(
        number=planned.number or 0,
        moments=_moments(planned, story_day),
        data=partial(_data, planned, setting),
        lead=paper.lead,
        leader=paper.leader or DIRECTOR,
        stage=paper.stage,
        due=planned_due(planned),
        due_by_leader=paper.n in DUE_BY_LEADER,
        cooperate=planned.cooperate,
        proposal_text=paper.proposal,
        direction_text=paper.direction_text,
        assignment_text="Đ/c thực hiện theo chỉ đạo, báo cáo tiến độ hằng ngày.",
        progress_text="Đã nắm tình hình, đang tổng hợp.",
        officer=paper.officer or _someone(paper.lead, setting),
        finish_kind="answered" if answered else paper.details.get("finished", "filed"),
        finish_note=setting.symbols.get(answered or 0, "") or NOTES.get(paper.n, ""),
        proposer=DISTRIBUTOR,
        attends=_attends(planned),
        arrives=_arrives(planned, setting),
    )
    _after_meeting(case, planned)
    return case


def _data(planned: PlannedPaper, setting: Setting) -> IncomingData:
    data = setting.entering.planned(planned, setting.cast.actor(CLERK))
    return replace(data, due_at=None) if planned.paper.n in DUE_BY_LEADER else data


def _someone(lead: str | None, setting: Setting) -> str | None:
    officers = setting.cast.officers_of(lead) if lead else []
    return officers[0].login if officers else None


def _arrives(planned: PlannedPaper, setting: Setting) -> str:
    unit = setting.codes.get(planned.paper.sender)
    if unit is not None and unit != MAIN and setting.cast.has_own_registry(unit):
        return "inside"
    return "received" if "i" in planned.paper.trails else "directly"


def _attends(planned: PlannedPaper) -> tuple[tuple[str, str], ...]:
    people = []
    if login := planned.paper.details.get("attends"):
        people.append((login, str(Part.ATTEND)))
    if login := PREPARES.get(planned.paper.n):
        people.append((login, str(Part.PREPARE)))
    return tuple(people)


def _moments(planned: PlannedPaper, story_day: date) -> Moments:
    paper = planned.paper
    moments = Moments(_entered(planned))
    day = paper.arrived.day if paper.arrived else 0

    def given(key: str) -> datetime | None:
        text = paper.details.get(key)
        return on_day(story_day, day, text) if text else None

    pace = PACE[paper.urgency]
    step = _at_once if paper.urgency == "flash" else after
    moments.proposed = given("proposed_at") or step(moments.entered, pace[0])
    moments.presented = moments.proposed
    moments.directed = given("directed_at") or step(moments.proposed, pace[1])
    moments.taken_in = step(moments.directed, pace[2])
    moments.assigned = step(moments.taken_in, pace[3])
    moments.passed_on = step(moments.assigned, pace[4])
    moments.worked = step(moments.passed_on, pace[5])
    moments.finished = step(moments.worked, FINISH_AFTER[paper.urgency])
    return moments


def _at_once(moment: datetime, minutes: int) -> datetime:
    """An express paper is worked on whatever the hour."""
    return moment + timedelta(minutes=minutes)


def _entered(planned: PlannedPaper) -> datetime:
    if planned.entered is None:
        raise ValueError(planned.paper.n)
    return planned.entered


def _after_meeting(case: Case, planned: PlannedPaper) -> None:
    """A meeting is handled when it is over."""
    if planned.meeting_at is not None and case.stage == "in_progress":
        case.stage = "done"
        case.moments.finished = planned.meeting_at + MEETING_LASTS
