# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deadlines: three over one another, extensions asked of who set the date (PRACTICE 2.3)."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.enums import Urgency
from congso.documents.tests.factories import make_document
from congso.organisation.queries import working_calendar
from congso.routing import deadlines
from congso.routing.deadlines import Due, DueAlreadyPassed, DueInThePast, DueTooLate
from congso.routing.enums import DueKind, ExtensionState, FinishKind
from congso.routing.models import Extension
from congso.routing.parties import UnfitDirection
from congso.routing.queries import desk
from congso.routing.services import extend, handle, watch
from congso.routing.tests.factories import (
    MORNING,
    WEDNESDAY,
    assigned,
    by_day,
    directed,
    lead,
    lead_flow,
)


@pytest.fixture
def flow(agency, document):
    return lead_flow(directed(agency, document, due=by_day(5)))


def ask(agency, flow, days=7, login="dungctm"):
    return extend.ask_extension(
        agency.actor(login), flow_id=flow.pk, until=by_day(days), reason="Chờ số liệu 3 huyện"
    )


def test_granted_moves_the_flow_and_not_the_direction(agency, flow):
    extension = ask(agency, flow)
    assert desk.extensions_to_decide(agency.actor("dinhlq")).get() == extension
    extend.grant_extension(agency.actor("dinhlq"), extension_id=extension.pk)
    flow.refresh_from_db()
    assert flow.due_at == by_day(7).at
    assert flow.direction.due_at == by_day(5).at
    assert not desk.extensions_to_decide(agency.actor("dinhlq")).exists()


def test_a_refusal_stays_with_its_reason_and_the_date_stays(agency, flow):
    extension = ask(agency, flow)
    with pytest.raises(UnfitDirection):
        extend.refuse_extension(agency.actor("dinhlq"), extension_id=extension.pk, reason="")
    extend.refuse_extension(
        agency.actor("dinhlq"), extension_id=extension.pk, reason="UBND tỉnh đã giục"
    )
    flow.refresh_from_db()
    kept = Extension.objects.get()
    assert (kept.state, kept.decision_note) == (ExtensionState.REFUSED, "UBND tỉnh đã giục")
    assert flow.due_at == by_day(5).at
    with pytest.raises(WrongState):
        extend.grant_extension(agency.actor("dinhlq"), extension_id=extension.pk)
    assert ask(agency, flow, 6).state == ExtensionState.ASKED


def test_only_who_set_the_date_decides(agency, flow):
    extension = ask(agency, flow)
    for login in ("dungctm", "khiemtg", "chauvtm", "nhatch"):
        with pytest.raises(Denied):
            extend.grant_extension(agency.actor(login), extension_id=extension.pk)
    assert Extension.objects.get().state == ExtensionState.ASKED


def test_never_later_than_above_asked_or_granted(agency, document, flow):
    officer = lead_flow(
        assigned(agency, "dungctm", flow, lead(agency, person="tuntc"), due=by_day(3))
    )
    with pytest.raises(DueTooLate):
        ask(agency, officer, 6, "tuntc")
    ask(agency, officer, 5, "tuntc")
    with pytest.raises(extend.AskedAlready):
        ask(agency, officer, 4, "tuntc")
    extend.grant_extension(agency.actor("dungctm"), extension_id=Extension.objects.get().pk)
    officer.refresh_from_db()
    assert officer.due_at == by_day(5).at


def test_an_earlier_date_or_none_is_no_extension(agency, flow):
    for until in (by_day(5), by_day(4), Due()):
        with pytest.raises(UnfitDirection):
            extend.ask_extension(
                agency.actor("dungctm"), flow_id=flow.pk, until=until, reason="Lý do"
            )


def test_of_finished_work_nothing_is_granted(agency, flow):
    extension = ask(agency, flow)
    handle.finish(agency.actor("dungctm"), flow_id=flow.pk, kind=FinishKind.FILED)
    with pytest.raises(WrongState):
        extend.grant_extension(agency.actor("dinhlq"), extension_id=extension.pk)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("given", "above", "kind", "at"),
    [
        (None, None, DueKind.NONE, None),
        (Due.regular(), None, DueKind.REGULAR, None),
        (None, clock.at(WEDNESDAY, 17), DueKind.DAY, clock.at(WEDNESDAY, 17)),
        (None, clock.at(WEDNESDAY, 15), DueKind.HOUR, clock.at(WEDNESDAY, 15)),
        # late already: the date above has passed and binds no longer, but is shown
        (
            None,
            clock.at(dt.date(2026, 11, 20), 17),
            DueKind.DAY,
            clock.at(dt.date(2026, 11, 20), 17),
        ),
        (
            Due.by_day(dt.date(2026, 12, 1)),
            clock.at(dt.date(2026, 11, 20), 17),
            DueKind.DAY,
            clock.at(dt.date(2026, 12, 1), 17),
        ),
        (Due.by_day(WEDNESDAY), None, DueKind.DAY, clock.at(WEDNESDAY, 17)),
    ],
)
def test_the_deadline_that_holds(given, above, kind, at):
    due = deadlines.settled(given, above=above, now=MORNING)
    assert (due.kind, due.at) == (kind, at)


@pytest.mark.unit
def test_refused_deadlines():
    yesterday = Due.by_day(dt.date(2026, 11, 24))
    with pytest.raises(DueInThePast):
        deadlines.settled(yesterday, above=None, now=MORNING)
    with pytest.raises(DueAlreadyPassed):
        deadlines.settled(Due.by_hour(clock.at(WEDNESDAY, 8)), above=None, now=MORNING)
    with pytest.raises(DueTooLate) as refused:
        deadlines.settled(
            Due.by_hour(clock.at(WEDNESDAY, 15, 1)), above=clock.at(WEDNESDAY, 15), now=MORNING
        )
    assert refused.value.limit == clock.at(WEDNESDAY, 15)
    # a day given in the evening is that day still
    evening = clock.at(WEDNESDAY, 23, 59)
    assert deadlines.settled(Due.by_day(WEDNESDAY), above=None, now=evening).at is not None


def test_supporting_opinions_are_due_a_working_day_earlier(db):
    calendar = working_calendar()
    monday = Due.by_day(dt.date(2026, 11, 30))
    assert deadlines.opinion_due(None, monday, calendar, MORNING) == Due.by_day(
        dt.date(2026, 11, 27)
    )
    today = Due.by_hour(clock.at(WEDNESDAY, 15))
    assert deadlines.opinion_due(None, today, calendar, MORNING) == today
    assert deadlines.opinion_due(None, Due(), calendar, MORNING) == Due()
    with pytest.raises(DueTooLate):
        deadlines.opinion_due(clock.at(dt.date(2026, 12, 1), 17), monday, calendar, MORNING)


def test_defaults_by_urgency_count_working_days(db):
    calendar = working_calendar()
    # Wednesday + 7 working days over one week-end
    assert deadlines.by_urgency(0, calendar, MORNING) == Due.by_day(dt.date(2026, 12, 4))
    assert deadlines.by_urgency(2, calendar, MORNING) == Due.by_day(dt.date(2026, 11, 26))
    assert deadlines.by_urgency(3, calendar, MORNING) == Due.by_hour(clock.at(WEDNESDAY, 12, 30))


def test_the_clock_notes_each_flow_once(agency, document, flow):

    system = Actor.system("routing")
    assert flow.due_at is not None
    before = flow.due_at - dt.timedelta(hours=1)
    after = flow.due_at + dt.timedelta(seconds=1)
    assert watch.note_due_soon(system, now=flow.due_at - dt.timedelta(days=5)) == 0
    assert watch.note_overdue(system, now=before) == 0
    assert [watch.note_due_soon(system, now=before) for _ in range(2)] == [1, 0]
    assert [watch.note_overdue(system, now=after) for _ in range(2)] == [1, 0]
    assert watch.note_due_soon(system, now=after) == 0
    verbs = Entry.objects.filter(object_type="flow").values_list("verb", flat=True)
    assert list(verbs).count("flow.overdue") == list(verbs).count("flow.due_soon") == 1
    assert desk.overdue(agency.actor("dungctm"), now=after).get() == flow
    assert desk.overdue(agency.actor("dinhlq"), now=after).get() == flow
    assert not desk.overdue(agency.actor("lyhc"), now=after).exists()
    with pytest.raises(Denied):
        watch.note_overdue(agency.actor("dinhlq"), now=after)


def test_express_papers_sound_an_alarm_until_taken_in_hand(agency):

    system = Actor.system("routing")
    express = lead_flow(directed(agency, make_document(agency.office, urgency=Urgency.EXPRESS)))
    taken = lead_flow(directed(agency, make_document(agency.office, urgency=Urgency.EXPRESS)))
    directed(agency, make_document(agency.office, urgency=Urgency.URGENT))
    handle.accept(agency.actor("dungctm"), flow_id=taken.pk)
    late = express.sent_at + dt.timedelta(minutes=16)
    assert watch.alarm_express(system, now=express.sent_at + dt.timedelta(minutes=5)) == 0
    assert [watch.alarm_express(system, now=late) for _ in range(2)] == [1, 0]
    express.refresh_from_db()
    assert express.alarmed_at == late
