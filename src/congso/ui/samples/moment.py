# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sample moment, Wednesday 25/11/2026, and working days around it."""

from datetime import date, datetime, timedelta

from congso.common import clock
from congso.ui.deadlines import DeadlineView, deadline_view

TODAY = date(2026, 11, 25)
NOW = clock.at(TODAY, 9, 5)
HOLIDAY = date(2026, 11, 24)


def working_days_between(first: date, last: date) -> int:
    """Working days after the first up to and with the last; one holiday, no Saturdays."""
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 and day != HOLIDAY for day in days)


def add_working_days(start: date, count: int) -> date:
    """The day some working days later."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day != HOLIDAY
    return day


def due(day: date | None, hour: int = 17, done: datetime | None = None) -> DeadlineView:
    """A deadline seen at the sample moment."""
    moment = clock.at(day, hour) if day else None
    return deadline_view(moment, NOW, working_days_between=working_days_between, done=done)
