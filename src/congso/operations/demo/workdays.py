# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working days of the demo story: Monday to Friday without the public holidays of Viet Nam.

The story is told in working days relative to T, the day of loading (the next working day when that
day is off). The days are computed, so that a load in any month gives a story that is about "today".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=16)
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


def is_working_day(day: date) -> bool:
    """Say whether the offices are open on this day."""
    return day.weekday() < 5 and day not in _holidays_of(day.year)


def story_day(today: date) -> date:
    """Return T: today, or the next working day when today is a day off."""
    while not is_working_day(today):
        today += ONE_DAY
    return today


def add_working_days(day: date, count: int) -> date:
    """Return the working day ``count`` working days after (before, when negative) ``day``."""
    step = ONE_DAY if count >= 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days(first: date, last: date) -> Iterator[date]:
    """Yield the working days from ``first`` to ``last``, both included."""
    while first <= last:
        if is_working_day(first):
            yield first
        first += ONE_DAY


def working_days_of_year_until(day: date) -> int:
    """Count the working days of the year up to ``day``, that day included."""
    return sum(1 for _ in working_days(date(day.year, 1, 1), day))
