# SPDX-License-Identifier: AGPL-3.0-or-later
"""Late registration and presentation, counted in working days (B-06)."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.common import clock
from congso.documents.enums import Urgency
from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency
from congso.reports.violations import violations_of
from congso.routing.tests.factories import presented

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-06")]
FRIDAY = dt.date(2026, 11, 13)
MONDAY, TUESDAY, WEDNESDAY = (FRIDAY + dt.timedelta(days=n) for n in (3, 4, 5))


def _paper(agency: Agency, arrived: dt.date, registered: dt.date, **changes: object) -> Document:
    return make_document(
        agency.office,
        arrived_at=clock.at(arrived, 9),
        now=clock.at(registered, 10),
        issued_on=arrived,
        **changes,
    )


def _found(today: dt.date) -> list[tuple[str, dt.date, dt.date | None, int]]:
    found = violations_of(Document.objects.order_by("number"), today)
    return [(v.duty, v.limit, v.done, v.days_late) for v in found]


def test_the_next_working_day_is_in_time_over_a_week_end(agency: Agency) -> None:
    paper = _paper(agency, FRIDAY, MONDAY)
    presented(agency, paper, now=clock.at(TUESDAY, 8))
    assert _found(WEDNESDAY) == []


def test_a_day_later_is_late(agency: Agency) -> None:
    paper = _paper(agency, FRIDAY, TUESDAY)
    presented(agency, paper, now=clock.at(WEDNESDAY, 8))
    assert _found(WEDNESDAY) == [("Đăng ký", MONDAY, TUESDAY, 1)]


def test_what_is_not_presented_yet_is_late_from_the_day_after(agency: Agency) -> None:
    _paper(agency, FRIDAY, FRIDAY)
    assert _found(MONDAY) == []
    assert _found(WEDNESDAY) == [("Trình, chuyển", MONDAY, None, 2)]


def test_urgent_papers_are_for_the_same_working_day(agency: Agency) -> None:
    paper = _paper(agency, MONDAY, TUESDAY, urgency=Urgency.EXPRESS)
    presented(agency, paper, now=clock.at(TUESDAY, 11))
    assert _found(WEDNESDAY) == [("Đăng ký", MONDAY, TUESDAY, 1)]


def test_what_arrives_on_a_holiday_waits_for_the_next_working_day(agency: Agency) -> None:
    saturday = FRIDAY + dt.timedelta(days=1)
    paper = _paper(agency, saturday, MONDAY)
    presented(agency, paper, now=clock.at(MONDAY, 15))
    assert _found(WEDNESDAY) == []
