# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as clerks type them: 25, 25/11, 25112026, 25/11/2026, 2026-11-25, +3 (working days)."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _

AddWorkingDays = Callable[[date, int], date]
Prefer = Literal["", "past", "future"]

_RELATIVE = re.compile(r"\+\s?(\d{1,3})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_PARTS = re.compile(r"(\d{1,2})(?:[/.\-](\d{1,2})(?:[/.\-](\d{4}|\d{2}))?)?")
_PACKED = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_FIRST_YEAR, _LAST_YEAR = 1945, 2199


class DateNotUnderstood(ValueError):
    """The text is no date; the message says what is wrong and how to write it."""


def parse_date(
    text: str,
    *,
    today: date,
    add_working_days: AddWorkingDays | None = None,
    prefer: Prefer = "",
) -> date:
    """The day a person means.

    A missing month or year is that of today; with `prefer` "past" (a paper's date) or "future"
    (a deadline) the nearest such day on that side. Raises DateNotUnderstood.
    """
    typed = text.strip()
    if match := _RELATIVE.fullmatch(typed):
        return _working_days_on(int(match[1]), today, add_working_days)
    if match := _ISO.fullmatch(typed):
        return _exact(int(match[3]), int(match[2]), int(match[1]))
    match = _PACKED.fullmatch(typed) or _PARTS.fullmatch(typed)
    if match is None:
        raise DateNotUnderstood(_("This is not a date. Enter dd/mm/yyyy."))
    day, month, year = match[1], match[2], match[3]
    if year:
        return _exact(int(day), int(month), _whole_year(year))
    if month:
        return _this_year(int(day), int(month), today, prefer)
    return _this_month(int(day), today, prefer)


def _working_days_on(count: int, today: date, add: AddWorkingDays | None) -> date:
    if add is None:
        raise DateNotUnderstood(_("A number of days cannot be used here. Enter dd/mm/yyyy."))
    return add(today, count)


def _exact(day: int, month: int, year: int) -> date:
    if not 1 <= month <= 12:
        raise DateNotUnderstood(
            _("Invalid date: there is no month %(month)s. Enter dd/mm/yyyy.") % {"month": month}
        )
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise DateNotUnderstood(
            _("Invalid date: check the year %(year)s. Enter dd/mm/yyyy.") % {"year": year}
        )
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise DateNotUnderstood(_wrong_day(month, year, length))
    return date(year, month, day)


def _wrong_day(month: int, year: int, length: int) -> str:
    shown = f"{month}/{year}" if month == 2 else str(month)
    return _("Invalid date: month %(month)s has %(days)s days. Enter dd/mm/yyyy.") % {
        "month": shown,
        "days": length,
    }


def _whole_year(year: str) -> int:
    """26 is 2026; four digits are the year itself, so that 0000 is refused."""
    return int(year) + 2000 if len(year) == 2 else int(year)


def _this_year(day: int, month: int, today: date, prefer: Prefer) -> date:
    # 29/02 is judged in the year it is meant for, so the leap day is found from either side
    years = {"past": (today.year, today.year - 1), "future": (today.year, today.year + 1)}
    for year in years.get(prefer, (today.year,)):
        found = _exact(day, month, year)
        if not _wrong_side(found, today, prefer):
            return found
    return found


def _this_month(day: int, today: date, prefer: Prefer) -> date:
    found = _exact(day, today.month, today.year)
    if not _wrong_side(found, today, prefer):
        return found
    first = today.replace(day=1)
    other = first - timedelta(days=1) if prefer == "past" else first + timedelta(days=32)
    return _exact(day, other.month, other.year)


def _wrong_side(found: date, today: date, prefer: Prefer) -> bool:
    return (prefer == "past" and found > today) or (prefer == "future" and found < today)
