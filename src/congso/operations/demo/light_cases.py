# SPDX-License-Identifier: AGPL-3.0-or-later
"""Light rows of this year as cases with a plain, plausible road."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from random import Random

from congso.operations.demo.case import Case, Moments
from congso.operations.demo.cast import DEPUTY_DISTRIBUTOR, DISTRIBUTOR, Cast
from congso.operations.demo.entered import light_due
from congso.operations.demo.light_rows import LightRow
from congso.operations.demo.plan import Entry
from congso.operations.demo.setting import Setting
from congso.operations.demo.timeline import after
from congso.routing.enums import Part

DIRECTOR = "dinhlq"
PROPOSALS = (
    "Kính trình lãnh đạo Sở. Chủ trì: {unit}.",
    "Đề xuất giao {unit} chủ trì tham mưu.",
    "Chuyển {unit} thực hiện; kính báo cáo lãnh đạo Sở.",
)
ASSIGNMENTS = (
    "Đ/c nghiên cứu, tham mưu đúng hạn.",
    "Đ/c theo dõi, xử lý; báo tôi nếu vướng.",
    "Làm theo chỉ đạo của lãnh đạo Sở.",
    "",
)
PROGRESS = (
    "Đang tổng hợp số liệu của các đơn vị.",
    "Đã có dự thảo, đang lấy ý kiến trong phòng.",
    "Đã liên hệ nơi gửi, chờ bổ sung số liệu.",
    "",
)
NOTES = {"filed": "", "reference": "Lưu tham khảo."}
STAYS_LATE = 0.25  # share of open rows past their date that are really late


def light_case(entry: Entry, row: LightRow, setting: Setting) -> Case:
    """Return the case of one light row; the same row gives the same road."""
    rng = Random(f"{entry.number}/{row.symbol}")
    case = Case(
        number=entry.number,
        moments=Moments(row.registered),
        data=partial(setting.entering.light, row),
        lead=row.lead,
        leader=row.leader or DIRECTOR,
        stage=row.state,
        due=light_due(row),
        proposal_text=rng.choice(PROPOSALS).format(unit=setting.names[row.lead]),
        assignment_text=rng.choice(ASSIGNMENTS),
        progress_text=rng.choice(PROGRESS),
        officer=_officer(rng, row.lead, setting.cast),
        proposer=DISTRIBUTOR if rng.random() < 0.8 else DEPUTY_DISTRIBUTOR,
    )
    _hours(rng, case)
    _end(rng, case, row, setting.until)
    _meeting(rng, case, row)
    return case


def _officer(rng: Random, unit: str, cast: Cast) -> str | None:
    officers = cast.officers_of(unit)
    return rng.choice(officers).login if officers else None


def _hours(rng: Random, case: Case) -> None:
    moments = case.moments
    moments.proposed = moments.presented = after(moments.entered, rng.randint(4, 30))
    moments.directed = after(moments.proposed, rng.randint(10, 75))
    moments.taken_in = after(moments.directed, rng.randint(5, 30))
    moments.assigned = after(moments.taken_in, rng.randint(10, 60))
    moments.passed_on = after(moments.assigned, rng.randint(8, 40))
    moments.worked = after(moments.passed_on, rng.randint(10, 90))


def _end(rng: Random, case: Case, row: LightRow, until: datetime) -> None:
    """When the work ends; few rows are left open past their date."""
    worked = case.moments.worked
    if worked is None:
        return
    past = case.due is not None and case.due < until
    # A meeting that is over is before nobody any more, whatever else its day left undone.
    over = row.meeting_at is not None and case.stage in ("waiting_direction", "waiting_assignment")
    stays = case.stage == "in_progress" and (row.meeting_at or rng.random() > STAYS_LATE)
    if past and (over or stays):
        case.stage = "done"
    latest = after(worked, 5)
    wanted = after(worked, rng.randint(60, 900))
    if row.meeting_at and case.stage == "done":
        wanted = row.meeting_at + timedelta(minutes=60)
    elif case.due is not None:
        wanted = min(wanted, case.due - timedelta(minutes=rng.randint(15, 200)))
    case.moments.finished = max(wanted, latest)
    case.finish_kind = "reference" if row.type in ("TB", "BC") else "filed"
    case.finish_note = NOTES[case.finish_kind]


def _meeting(rng: Random, case: Case, row: LightRow) -> None:
    if row.meeting_at is None or case.stage == "for_information":
        return
    officer = case.officer
    goes = case.leader if officer is None or rng.random() < 0.4 else officer
    case.attends = ((goes, str(Part.ATTEND)),)
