# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.organisation.working_time import (
    ZONE,
    DayTable,
    NoWorkingTime,
    Season,
    WorkingCalendar,
    WorkingHours,
    vietnam_holidays,
    vietnam_make_up_days,
)

pytestmark = [pytest.mark.unit, pytest.mark.requirement("B-69")]

HOLIDAYS = vietnam_holidays(2026) | vietnam_holidays(2027)
MAKE_UP = {date(2026, 8, 22): "Làm bù cho ngày 31/08/2026", date(2027, 2, 20): "Làm bù Tết"}
CALENDAR = WorkingCalendar(days=DayTable(HOLIDAYS, MAKE_UP))
SUMMER = Season(((time(7), time(11, 30)), (time(13, 30), time(17))), 4, 16)
WINTER = Season(((time(7, 30), time(11, 30)), (time(13), time(17))), 10, 16)

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
START = datetime(2026, 1, 1, tzinfo=ZONE)
moments = st.integers(0, 2 * 525_600).map(lambda minutes: START + timedelta(minutes=minutes))


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def test_holidays_of_2026():
    assert " ".join(f"{day:%d/%m}" for day in vietnam_holidays(2026)) == (
        "01/01 16/02 17/02 18/02 19/02 20/02 26/04 27/04 30/04 01/05 31/08 01/09 02/09 24/11"
    )


def test_holidays_of_2027():
    assert " ".join(f"{day:%d/%m}" for day in vietnam_holidays(2027)) == (
        "01/01 04/02 05/02 06/02 07/02 08/02 09/02 10/02 16/04 30/04 01/05 03/05 02/09 03/09 24/11"
    )


def test_holidays_have_vietnamese_names():
    assert vietnam_holidays(2026)[date(2026, 11, 24)] == "Ngày Văn hóa Việt Nam"
    assert vietnam_holidays(2026)[date(2026, 4, 27)] == "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"
    assert vietnam_holidays(2026)[date(2026, 8, 31)] == "Ngày nghỉ (thay cho ngày 22/08/2026)"
    assert date(2025, 11, 24) not in vietnam_holidays(2025)


def test_announced_make_up_days():
    assert vietnam_make_up_days(2026) == {date(2026, 8, 22): "Làm bù cho ngày 31/08/2026"}
    assert vietnam_make_up_days(2025) == {date(2025, 4, 26): "Làm bù cho ngày 02/05/2025"}
    assert vietnam_make_up_days(2027) == {}


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),  # Ngày Văn hóa Việt Nam, a Tuesday
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 8, 22), True),  # Saturday made up
        (date(2026, 8, 31), False),  # Monday swapped
        (date(2026, 2, 13), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2027, 2, 20), True),
        (date(2027, 2, 11), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_is_working_day(day, worked):
    assert CALENDAR.is_working_day(day) is worked


def test_a_make_up_entry_comes_before_a_holiday():
    day = date(2026, 8, 31)
    calendar = WorkingCalendar(days=DayTable(HOLIDAYS, {day: "Làm việc theo thông báo của tỉnh"}))
    assert calendar.is_working_day(day)
    assert not CALENDAR.is_working_day(day)


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # Friday before Tết Bính Ngọ
        (date(2026, 2, 13), 3, date(2026, 2, 25)),
        (date(2027, 2, 3), 1, date(2027, 2, 11)),  # Wednesday before Tết Đinh Mùi
        (date(2027, 2, 19), 1, date(2027, 2, 20)),  # made-up Saturday
        (date(2027, 2, 19), 2, date(2027, 2, 22)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 12, 30), 1, date(2026, 12, 31)),
        (date(2026, 11, 23), 1, date(2026, 11, 25)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 2, 23), -1, date(2026, 2, 13)),
        (date(2026, 11, 24), 0, date(2026, 11, 25)),
        (date(2026, 11, 25), 0, date(2026, 11, 25)),
    ],
)
def test_add_working_days(day, count, result):
    assert CALENDAR.add_working_days(day, count) == result


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2026, 11, 25), date(2026, 12, 3), 6),
        (date(2026, 11, 20), date(2026, 11, 25), 2),
        (date(2026, 11, 25), date(2026, 11, 26), 1),
        (date(2026, 11, 25), date(2026, 11, 25), 0),
        (date(2026, 2, 13), date(2026, 2, 23), 1),
        (date(2026, 2, 14), date(2026, 2, 22), 0),
        (date(2026, 12, 31), date(2027, 1, 4), 1),
        (date(2026, 8, 21), date(2026, 8, 24), 2),
        (date(2026, 11, 26), date(2026, 11, 25), -1),
    ],
)
def test_working_days_between(first, last, count):
    assert CALENDAR.working_days_between(first, last) == count


@given(days, st.integers(1, 60))
def test_adding_days_and_counting_them_agree(day, count):
    later = CALENDAR.add_working_days(day, count)
    assert CALENDAR.is_working_day(later)
    assert CALENDAR.working_days_between(day, later) == count
    earlier = CALENDAR.add_working_days(later, -count)
    assert earlier <= day
    assert CALENDAR.working_days_between(earlier, later) == count


@given(days, days, days)
def test_counts_add_up_over_a_day_between(first, second, third):
    between = CALENDAR.working_days_between
    assert between(first, third) == between(first, second) + between(second, third)


def test_a_calendar_without_working_days_is_an_error_not_a_hang():
    idle = WorkingCalendar(WorkingHours(weekdays=frozenset()))
    with pytest.raises(NoWorkingTime):
        idle.add_working_days(date(2026, 11, 25), 1)
    with pytest.raises(NoWorkingTime):
        idle.next_working_moment(at("25/11/2026 08:00"))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("25/11/2026 07:30", "25/11/2026 17:00", 450),
        ("25/11/2026 00:00", "26/11/2026 00:00", 450),
        ("25/11/2026 11:00", "25/11/2026 14:00", 60),
        ("25/11/2026 11:30", "25/11/2026 13:30", 0),
        ("23/11/2026 16:50", "25/11/2026 07:40", 20),  # over the holiday
        ("13/02/2026 16:00", "23/02/2026 08:30", 120),  # over Tết
        ("31/12/2026 16:59", "04/01/2027 07:31", 2),
        ("22/08/2026 08:00", "22/08/2026 09:00", 60),  # Saturday made up
        ("29/11/2026 08:00", "29/11/2026 09:00", 0),  # Sunday
        ("25/11/2026 09:00", "25/11/2026 08:00", -60),
    ],
)
def test_working_minutes(start, end, minutes):
    assert CALENDAR.working_minutes_between(at(start), at(end)) == minutes


def test_moments_of_another_zone_are_the_same_moments():
    utc = at("25/11/2026 08:00").astimezone(UTC)
    assert CALENDAR.working_minutes_between(utc, at("25/11/2026 09:30")) == 90
    assert CALENDAR.next_working_moment(utc).isoformat() == "2026-11-25T08:00:00+07:00"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        CALENDAR.next_working_moment(datetime(2026, 11, 25, 8))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("moment", "result"),
    [
        ("25/11/2026 08:15", "25/11/2026 08:15"),
        ("25/11/2026 06:00", "25/11/2026 07:30"),
        ("25/11/2026 11:30", "25/11/2026 13:30"),
        ("25/11/2026 17:00", "26/11/2026 07:30"),
        ("23/11/2026 17:01", "25/11/2026 07:30"),
        ("14/02/2026 09:00", "23/02/2026 07:30"),
        ("31/12/2026 18:00", "04/01/2027 07:30"),
        ("21/08/2026 20:00", "22/08/2026 07:30"),
    ],
)
def test_next_working_moment(moment, result):
    assert CALENDAR.next_working_moment(at(moment)) == at(result)


@given(moments, moments)
def test_no_working_time_passes_until_work_begins(start, end):
    begins = CALENDAR.next_working_moment(start)
    assert begins >= start
    assert CALENDAR.working_minutes_between(start, begins) == 0
    assert CALENDAR.working_minutes_between(begins, begins + timedelta(minutes=1)) <= 1
    assert CALENDAR.next_working_moment(begins) == begins
    minutes = CALENDAR.working_minutes_between(start, end)
    assert minutes == -CALENDAR.working_minutes_between(end, start)


def test_seasons_change_the_hours_and_run_over_new_year():
    hours = WorkingHours((SUMMER, WINTER))
    assert hours.on(date(2026, 4, 15)) == WINTER.intervals
    assert hours.on(date(2026, 4, 16)) == SUMMER.intervals
    assert hours.on(date(2026, 10, 15)) == SUMMER.intervals
    assert hours.on(date(2026, 10, 16)) == WINTER.intervals
    assert hours.on(date(2026, 1, 5)) == WINTER.intervals
    calendar = WorkingCalendar(hours)
    day = timedelta(days=1)
    assert calendar.working_minutes_between(at("15/04/2026 00:00"), at("16/04/2026 00:00")) == 480
    assert calendar.next_working_moment(at("16/04/2026 00:00") + day) == at("17/04/2026 07:00")


@pytest.mark.parametrize(
    "intervals",
    [(), ((time(9), time(8)),), ((time(7), time(12)), (time(11), time(17))), ((time(7), time(7)),)],
)
def test_hours_out_of_order_are_refused(intervals):
    with pytest.raises(ValueError, match="order"):
        Season(intervals)


def test_an_impossible_start_of_a_season_is_refused():
    with pytest.raises(ValueError, match="day"):
        Season(SUMMER.intervals, 2, 30)
