# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from congso.organisation.deadlines import _MESSAGES, DeadlineView, deadline_view
from congso.organisation.working_time import ZONE, DayTable, WorkingCalendar, vietnam_holidays

pytestmark = pytest.mark.unit

CALENDAR = WorkingCalendar(
    days=DayTable(vietnam_holidays(2026) | vietnam_holidays(2027), {date(2026, 8, 22): "Làm bù"})
)
NOW = datetime(2026, 11, 25, 8, 42, tzinfo=ZONE)


def at(day: int, month: int, hour: int = 17, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture(scope="module")
def vietnamese():
    part = files("congso") / "locale/vi/LC_MESSAGES/parts/pure.po"
    with part.open("rb") as source:
        catalogue = read_po(source)

    def text(view: DeadlineView) -> str:
        message = catalogue.get(view.msgid) if view.msgid else None
        words = message.string if message else ""
        words = words[0] if isinstance(words, tuple) else words
        words %= {"days": view.working_days, "time": view.time}
        return " · ".join(part for part in (words, view.absolute) if part)

    return text


@pytest.mark.parametrize(
    ("due", "now", "kind", "tone", "text"),
    [
        # The examples of the design, as seen on 25/11/2026; 24/11 is a holiday.
        (date(2026, 12, 3), NOW, "normal", "neutral", "còn 6 ngày · 03/12"),
        (date(2026, 11, 26), NOW, "soon", "amber", "còn 1 ngày · 26/11"),
        (date(2026, 11, 25), NOW, "today", "amber", "Hôm nay 17:00"),
        (date(2026, 11, 20), NOW, "overdue", "red", "Quá 2 ngày · 20/11"),
        (None, NOW, "none", "light", "Không có hạn"),
        # With an hour.
        (at(25, 11, 14), NOW, "today", "amber", "Hôm nay 14:00"),
        (at(26, 11, 9, 30), NOW, "soon", "amber", "còn 1 ngày · 26/11 09:30"),
        (at(25, 11, 8), NOW, "overdue", "red", "Quá hạn · 08:00"),
        (at(25, 11, 8, 42), NOW, "overdue", "red", "Quá hạn · 08:42"),
        # Friday's deadline on Saturday: no working day has passed yet.
        (date(2026, 11, 27), at(28, 11, 9), "overdue", "red", "Quá hạn · 27/11"),
        (date(2026, 11, 27), at(30, 11, 9), "overdue", "red", "Quá 1 ngày · 27/11"),
        # A meeting on Sunday seen on Saturday.
        (at(29, 11, 7), at(28, 11, 9), "soon", "amber", "còn dưới 1 ngày · 29/11 07:00"),
        # Over Tết and over New Year.
        (date(2026, 2, 23), at(13, 2, 9), "soon", "amber", "còn 1 ngày · 23/02"),
        (date(2026, 2, 24), at(13, 2, 9), "normal", "neutral", "còn 2 ngày · 24/02"),
        (date(2027, 1, 4), at(31, 12, 9), "soon", "amber", "còn 1 ngày · 04/01/2027"),
        (date(2026, 12, 31), at(4, 1, 9, year=2027), "overdue", "red", "Quá 1 ngày · 31/12/2026"),
        # The made-up Saturday counts.
        (date(2026, 8, 24), at(21, 8, 9), "normal", "neutral", "còn 2 ngày · 24/08"),
    ],
)
def test_deadline_as_people_read_it(due, now, kind, tone, text, vietnamese):
    view = deadline_view(due, now, CALENDAR)
    assert (view.kind, view.tone) == (kind, tone)
    assert vietnamese(view) == text


def test_a_finished_item_shows_only_the_day_it_was_finished(vietnamese):
    view = deadline_view(date(2026, 11, 20), NOW, CALENDAR, done_at=at(19, 11, 15))
    assert (view.kind, vietnamese(view)) == ("done", "19/11")
    last_year = deadline_view(None, NOW, CALENDAR, done_at=at(31, 12, 15, year=2025))
    assert vietnamese(last_year) == "31/12/2025"


def test_the_amber_threshold_is_a_setting():
    assert deadline_view(date(2026, 11, 30), NOW, CALENDAR).kind == "normal"
    assert deadline_view(date(2026, 11, 30), NOW, CALENDAR, amber_days=3).kind == "soon"
    assert deadline_view(date(2026, 11, 26), NOW, CALENDAR, amber_days=0).kind == "normal"


def test_the_day_is_that_of_vietnam():
    # 25/11 at 23:30 in Greenwich is already 26/11 in Vietnam.
    now = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    view = deadline_view(datetime(2026, 11, 26, 10, 0, tzinfo=UTC), now, CALENDAR)
    assert (view.kind, view.time) == ("today", "17:00")


def test_moments_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="zone"):
        deadline_view(datetime(2026, 11, 26, 17), NOW, CALENDAR)  # noqa: DTZ001


@given(st.integers(-20_000, 20_000).map(lambda minutes: NOW + timedelta(minutes=minutes)))
def test_every_due_moment_has_one_kind_that_agrees_with_the_clock(due):
    view = deadline_view(due, NOW, CALENDAR)
    assert (view.kind == "overdue") == (due <= NOW)
    assert view.working_days >= 0
    assert view.moment == due
    assert view.relative()


def test_every_message_of_a_view_is_marked_and_translated(vietnamese):
    part = files("congso") / "locale/vi/LC_MESSAGES/parts/pure.po"
    with part.open("rb") as source:
        catalogue = read_po(source)
    assert all(message.string and not message.fuzzy for message in catalogue if message.id)
    ids = {m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue}
    assert len(_MESSAGES) == 6
    dues = (None, date(2026, 12, 3), date(2026, 11, 25), date(2026, 11, 20), at(25, 11, 8))
    views = [deadline_view(due, NOW, CALENDAR) for due in dues]
    assert {view.msgid for view in views} <= ids
