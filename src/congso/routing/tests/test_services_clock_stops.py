# SPDX-License-Identifier: AGPL-3.0-or-later
"""An incomplete paper: the Office stops its clock and starts it again (PRACTICE 2.3, flow 3)."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.models import Document
from congso.documents.services import annexes
from congso.documents.tests.factories import make_document
from congso.documents.trail import steps_of
from congso.organisation.queries import working_calendar
from congso.routing.deadlines import Due, moved
from congso.routing.lists import LISTS
from congso.routing.models import ClockStop, Flow
from congso.routing.parties import UnfitDirection
from congso.routing.queries import desk
from congso.routing.services import clock_stops, extend, watch
from congso.routing.tests.factories import MORNING, directed, lead, lead_flow

WHY = "Thiếu phụ lục 02 (biểu diện tích lúa đổ ngã), đã đề nghị nơi gửi bổ sung"
CAME = "Sở Xây dựng đã gửi bổ sung phụ lục 02"
DAY = dt.timedelta(days=1)


def paper(agency) -> Document:
    document = make_document(agency.office)
    mark(agency, document)
    return document


def mark(agency, document) -> None:
    annexes.mark_missing(
        agency.actor("diepptn"), document_id=document.pk, note="phụ lục 02, chưa có dấu"
    )
    document.refresh_from_db()


def stop(agency, document, login="khiemtg", **more):
    return clock_stops.stop_clock(
        agency.actor(login), document_id=document.pk, **({"reason": WHY} | more)
    )


def start(agency, document, login="khiemtg", **more):
    return clock_stops.start_clock(
        agency.actor(login), document_id=document.pk, **({"reason": CAME} | more)
    )


@pytest.fixture
def incomplete(agency):
    document = paper(agency)
    due_at = clock.at(dt.date(2026, 12, 10), 17)
    Document.objects.filter(pk=document.pk).update(due_at=due_at)
    document.due_at = due_at
    return document


@pytest.fixture
def flow(agency, incomplete):
    due = Due.by_day(dt.date(2026, 12, 3))
    return lead_flow(directed(agency, incomplete, due=due, now=MORNING))


def test_the_mark_alone_does_not_stop_the_clock(agency, flow):
    assert desk.overdue(agency.actor("dungctm"), now=flow.due_at + DAY).get() == flow


def test_a_stopped_clock_is_neither_near_nor_overdue(agency, incomplete, flow):
    stop(agency, incomplete, now=MORNING)
    holder = agency.actor("dungctm")
    assert not desk.overdue(holder, now=flow.due_at + DAY).exists()
    assert not desk.due_today(holder, now=flow.due_at - dt.timedelta(hours=2)).exists()
    assert not desk.due_soon(holder, now=flow.due_at - DAY).exists()
    assert watch.note_overdue(Actor.system("routing"), now=flow.due_at + DAY) == 0
    assert watch.note_due_soon(Actor.system("routing"), now=flow.due_at - DAY) == 0
    row = next(item for item in LISTS if item.key == "clock-stopped")
    assert [line.note for line in row.page(agency.actor("khiemtg")).rows] == [WHY[:120]]


def test_started_again_the_dates_move_by_the_working_days_that_passed(agency, incomplete, flow):
    stop(agency, incomplete, now=MORNING)  # Wednesday 25/11
    start(agency, incomplete, now=clock.at(dt.date(2026, 12, 1), 15))  # Tuesday: four days on
    flow.refresh_from_db()
    incomplete.refresh_from_db()
    assert flow.due_at == clock.at(dt.date(2026, 12, 9), 17)
    assert incomplete.due_at == clock.at(dt.date(2026, 12, 16), 17)
    assert incomplete.clock_stopped_at is None
    assert desk.overdue(agency.actor("dungctm"), now=flow.due_at + DAY).get() == flow
    assert not desk.clock_stopped(agency.actor("khiemtg")).exists()


def test_an_hour_moves_by_minutes_of_working_time(agency, incomplete):
    due = Due.by_hour(clock.at(dt.date(2026, 11, 25), 16))
    flow = lead_flow(directed(agency, incomplete, due=due, now=MORNING))
    stop(agency, incomplete, now=MORNING)  # 8:30
    start(agency, incomplete, now=clock.at(dt.date(2026, 11, 25), 10, 30))
    flow.refresh_from_db()  # 16:00 and two hours: one today, one from 7:30 tomorrow
    assert flow.due_at == clock.at(dt.date(2026, 11, 26), 8, 30)


@pytest.mark.parametrize(
    ("due", "since", "until", "expected"),
    [
        # Friday evening to Monday morning: the week-end is no working time
        ((27, 17), (27, 17), (30, 7), (30, 17)),
        ((27, 16), (27, 17), (30, 7), (27, 16)),
        # the same day: a day stays, however long the morning
        ((26, 17), (25, 8), (25, 16), (26, 17)),
        # started before it was given: nothing has passed
        ((26, 17), (30, 8), (25, 8), (26, 17)),
    ],
)
def test_working_time_alone_counts(db, due, since, until, expected):
    at = lambda day_hour: clock.at(dt.date(2026, 11, day_hour[0]), day_hour[1])  # noqa: E731
    assert moved(at(due), at(since), at(until), working_calendar()) == at(expected)


def test_what_was_late_already_is_as_late_as_before(agency, incomplete, flow):
    late = flow.due_at + 2 * DAY  # Saturday
    assert watch.note_overdue(Actor.system("routing"), now=late) == 1
    stop(agency, incomplete, now=late)
    start(agency, incomplete, now=late + 7 * DAY)
    flow.refresh_from_db()
    assert flow.due_at == clock.at(dt.date(2026, 12, 10), 17)
    assert flow.overdue_at is not None


def test_work_given_while_it_stands_still_moves_by_its_own_share(agency, incomplete):
    stop(agency, incomplete, now=MORNING)
    later = MORNING + 2 * DAY  # Friday
    due = Due.by_day(dt.date(2026, 12, 3))
    flow = lead_flow(directed(agency, incomplete, due=due, now=later))
    start(agency, incomplete, now=clock.at(dt.date(2026, 12, 1), 15))
    flow.refresh_from_db()
    assert flow.due_at == clock.at(dt.date(2026, 12, 7), 17)


def test_what_was_asked_for_moves_along(agency, incomplete, flow):
    asked = extend.ask_extension(
        agency.actor("dungctm"),
        flow_id=flow.pk,
        until=Due.by_day(dt.date(2026, 12, 4)),
        reason="Chờ số liệu",
        now=MORNING,
    )
    stop(agency, incomplete, now=MORNING)
    start(agency, incomplete, now=clock.at(dt.date(2026, 12, 1), 15))
    asked.refresh_from_db()
    flow.refresh_from_db()
    assert asked.wanted_at == clock.at(dt.date(2026, 12, 10), 17)
    assert asked.old_due_at == flow.due_at


def test_only_the_office_and_only_an_incomplete_paper(agency, incomplete):
    for login in ("diepptn", "dinhlq", "dungctm", "tuntc"):
        with pytest.raises(Denied):
            stop(agency, incomplete, login)
    with pytest.raises(Denied):
        stop(agency, make_document(agency.office))
    with pytest.raises(UnfitDirection):
        stop(agency, incomplete, reason="  ")
    stop(agency, incomplete)
    with pytest.raises(WrongState):
        stop(agency, incomplete)
    for login in ("diepptn", "dinhlq", "dungctm"):
        with pytest.raises(Denied):
            start(agency, incomplete, login)
    with pytest.raises(UnfitDirection):
        start(agency, incomplete, reason="")
    start(agency, incomplete)
    with pytest.raises(WrongState):
        start(agency, incomplete)


def test_the_trail_says_who_and_why(agency, incomplete, flow):
    stop(agency, incomplete)
    start(agency, incomplete)
    told = [step.text for step in steps_of(Document.objects.get(pk=incomplete.pk))]
    assert any(WHY in text for text in told)
    assert any(CAME in text for text in told)
    moves = Entry.objects.filter(verb="document.clock_released")
    assert moves.count() == 1


def test_a_copy_in_another_office_stands_still_with_it(agency, incomplete):
    due = Due.by_day(dt.date(2026, 12, 3))
    sent = directed(agency, incomplete, lead(agency, "CCTY"), due=due, now=MORNING)
    copy = lead_flow(sent).copy
    stop(agency, incomplete, now=MORNING)
    copy.refresh_from_db()
    assert copy.clock_stopped_at == MORNING
    below = ClockStop.objects.get(document=copy)
    assert below.above.document == incomplete
    start(agency, incomplete, now=clock.at(dt.date(2026, 12, 1), 15))
    copy.refresh_from_db()
    assert copy.clock_stopped_at is None
    assert copy.due_at == clock.at(dt.date(2026, 12, 9), 17)
    assert not ClockStop.objects.filter(started_at=None).exists()


def test_a_copy_sent_meanwhile_stands_still_too_and_only_the_sender_starts_it(agency, incomplete):
    stop(agency, incomplete, now=MORNING - DAY)
    due = Due.by_day(dt.date(2026, 12, 3))
    sent = directed(agency, incomplete, lead(agency, "CCTY"), due=due, now=MORNING)
    copy = lead_flow(sent).copy
    copy.refresh_from_db()
    assert copy.clock_stopped_at is not None
    with pytest.raises(Denied):
        start(agency, copy, "datqv")
    start(agency, incomplete, now=MORNING + DAY)
    copy.refresh_from_db()
    assert copy.clock_stopped_at is None


def test_flows_of_other_papers_are_left_alone(agency, incomplete, flow):
    due = Due.by_day(dt.date(2026, 12, 3))
    other = lead_flow(directed(agency, make_document(agency.office), due=due, now=MORNING))
    stop(agency, incomplete, now=MORNING)
    start(agency, incomplete, now=clock.at(dt.date(2026, 12, 1), 15))
    assert Flow.objects.get(pk=other.pk).due_at == due.at
