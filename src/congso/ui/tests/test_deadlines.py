# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, datetime

import pytest
from django.utils import translation

from congso.common import clock
from congso.ui.deadlines import deadline_view
from congso.ui.samples import NOW, due, working_days_between

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("day", "hour", "kind", "words", "when"),
    [
        (date(2026, 12, 3), 17, "far", "6 days left", "3 Dec"),
        (date(2026, 11, 27), 17, "far", "2 days left", "27 Nov"),
        (date(2026, 11, 26), 17, "soon", "1 day left", "26 Nov"),
        (date(2026, 11, 26), 16, "soon", "1 day left", "16:00 26 Nov"),
        (date(2026, 11, 25), 17, "soon", "Today 17:00", ""),
        (date(2026, 11, 25), 8, "late", "Overdue since 08:00 today", ""),
        (date(2026, 11, 23), 17, "late", "1 day overdue", "23 Nov"),
        (date(2026, 11, 20), 17, "late", "2 days overdue", "20 Nov"),
        (date(2027, 1, 4), 17, "far", "28 days left", "4 Jan 2027"),
    ],
)
def test_deadlines_count_working_days(day, hour, kind, words, when):
    view = due(day, hour)
    assert (view.kind, view.words, view.when) == (kind, words, when)


def test_no_deadline_and_done():
    assert due(None).words == "No deadline"
    done = due(date(2026, 11, 20), done=datetime(2026, 11, 23, 9, 0, tzinfo=clock.VIETNAM))
    assert (done.kind, done.words, done.when) == ("done", "Done", "23 Nov")


def test_a_deadline_on_friday_seen_on_saturday_is_overdue_by_no_day():
    saturday = clock.at(date(2026, 11, 28), 10)
    view = deadline_view(
        clock.at(date(2026, 11, 27), 17), saturday, working_days_between=working_days_between
    )
    assert (view.kind, view.words, view.when) == ("late", "Overdue", "27 Nov")


def test_the_warning_colour_is_a_setting():
    view = deadline_view(
        clock.at(date(2026, 11, 30), 17),
        NOW,
        working_days_between=working_days_between,
        amber_days=3,
    )
    assert (view.kind, view.css) == ("soon", "soon")
