# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working days and working hours: arithmetic over data that the site may edit.

Pure: the calendar is given (the site's rows), nothing is read from a database or a clock.
Deadlines count working days; a day with a make-up entry is worked whatever else it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DEFAULT_DUE_TIME = time(17, 0)
_ONE_DAY = timedelta(days=1)
# A calendar in which nobody works for so long is an error of its data.
_IDLE_DAYS_MAX = 400

Interval = tuple[time, time]


class NoWorkingTime(ValueError):
    """The calendar has no working day within the next four hundred days."""


@dataclass(frozen=True, slots=True)
class Season:
    """Working hours from a day of the year until the next season begins."""

    intervals: tuple[Interval, ...]
    from_month: int = 1
    from_day: int = 1

    def __post_init__(self) -> None:
        date(2000, self.from_month, self.from_day)  # 29 February may begin a season
        marks = [mark for interval in self.intervals for mark in interval]
        if not marks or any(late <= early for early, late in pairwise(marks)):
            raise ValueError("intervals must be in order and must not overlap")


DEFAULT_SEASON = Season(((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0))))


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Hours by season and the weekdays worked (Monday is 0)."""

    seasons: tuple[Season, ...] = (DEFAULT_SEASON,)
    weekdays: frozenset[int] = frozenset(range(5))

    def __post_init__(self) -> None:
        if not self.seasons:
            raise ValueError("at least one season")

    def on(self, day: date) -> tuple[Interval, ...]:
        """Return the intervals of this time of the year, working day or not."""
        in_order = sorted(self.seasons, key=lambda season: (season.from_month, season.from_day))
        begun = [
            season
            for season in in_order
            if (season.from_month, season.from_day) <= (day.month, day.day)
        ]
        # Before the first season of the year the last one of the year before still runs.
        return (begun or in_order)[-1].intervals


@dataclass(frozen=True, slots=True)
class DayTable:
    """Days that differ from the week: holidays by name, and days worked to make up for one."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    make_up: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Hours and days together; every question about working time is asked here."""

    hours: WorkingHours = field(default_factory=WorkingHours)
    days: DayTable = field(default_factory=DayTable)

    def is_working_day(self, day: date) -> bool:
        """Return whether the office works on this day."""
        if day in self.days.make_up:
            return True
        return day.weekday() in self.hours.weekdays and day not in self.days.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day `count` after the day (before it when negative).

        Zero gives the day itself if it is worked, else the next working day.
        """
        if count == 0:
            return self._step(day - _ONE_DAY, _ONE_DAY)
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        for _turn in range(abs(count)):
            day = self._step(day, step)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many working days come after `first` up to and including `last`.

        From today to the due day it is what people count: 25/11 to 26/11 is one. Negative when
        `last` is earlier, so that exchanging the days changes only the sign.
        """
        if last < first:
            return -self.working_days_between(last, first)
        span = (last - first).days
        return sum(self.is_working_day(first + timedelta(days=i)) for i in range(1, span + 1))

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Return the whole minutes of working time between two moments, negative if reversed."""
        if end < start:
            return -self.working_minutes_between(end, start)
        total = timedelta()
        for begins, ends in self._worked_from(local(start).date(), local(end).date()):
            total += max(min(ends, end) - max(begins, start), timedelta())
        return total // timedelta(minutes=1)

    def add_working_minutes(self, moment: datetime, minutes: int) -> datetime:
        """Return the moment when so many minutes of working time (0 or more) have passed since.

        Raises NoWorkingTime when there are not that many ahead.
        """
        left, today = timedelta(minutes=minutes), local(moment).date()
        if not left:
            return moment
        for begins, ends in self._worked_from(today, today + timedelta(days=_IDLE_DAYS_MAX)):
            begins = max(begins, moment)
            if ends - begins >= left:
                return local(begins + left)
            left -= max(ends - begins, timedelta())
        raise NoWorkingTime(today.isoformat())

    def next_working_moment(self, moment: datetime) -> datetime:
        """Return the moment itself inside working hours, else when work begins next."""
        today = local(moment).date()
        for begins, ends in self._worked_from(today, today + timedelta(days=_IDLE_DAYS_MAX)):
            if moment < ends:
                return local(max(begins, moment))
        raise NoWorkingTime(today.isoformat())

    def _step(self, day: date, step: timedelta) -> date:
        for _turn in range(_IDLE_DAYS_MAX):
            day += step
            if self.is_working_day(day):
                return day
        raise NoWorkingTime(day.isoformat())

    def _worked_from(self, day: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        while day <= last:
            if self.is_working_day(day):
                for begins, ends in self.hours.on(day):
                    yield (
                        datetime.combine(day, begins, tzinfo=ZONE),
                        datetime.combine(day, ends, tzinfo=ZONE),
                    )
            day += _ONE_DAY


def local(moment: datetime) -> datetime:
    """Return the moment in Vietnam's zone. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(ZONE)


def _national(year: int) -> holidays.HolidayBase:
    # The years beside it: a day off or made up may fall across 31 December.
    return holidays.country_holidays("VN", years=(year - 1, year, year + 1), language="vi")


def vietnam_holidays(year: int) -> dict[date, str]:
    """Return the public holidays of the year with their Vietnamese names, in order of date.

    With days off in lieu and swapped days so far as they are announced; a site's own table comes
    first wherever the two differ.
    """
    return {day: name for day, name in sorted(_national(year).items()) if day.year == year}


def vietnam_make_up_days(year: int) -> dict[date, str]:
    """Return the announced Saturdays that are worked in exchange for a day off.

    The name is that of the day off. Exchanges are announced year by year: a new one is entered
    by hand until the package knows it.
    """
    table = _national(year)
    worked = sorted(day for day in table.weekend_workdays if day.year == year)
    return {day: _swapped_for(table, day) for day in worked}


def _swapped_for(table: holidays.HolidayBase, worked: date) -> str:
    named = f"{worked:%d/%m/%Y}"
    for day, name in table.items():
        if named in name:
            return f"Làm bù cho ngày {day:%d/%m/%Y}"
    return "Làm bù"
