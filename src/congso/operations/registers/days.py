# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days as registers write them: Excel dates, 05/06/2013, 5.6.13, 41430, "ngày 05 tháng 6 năm 2013".

A cell is text, a number, {"d": "2013-06-05"} for an Excel date or {"e": "#REF!"} for a fault.
"""

from __future__ import annotations

import datetime as dt
import re

from congso.common.vietnamese import fold

FIRST, LAST = dt.date(1945, 9, 2), dt.date(2199, 12, 31)
_EPOCH, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_DAY = re.compile(r"(\d{1,2})\s*[/.\-\\]\s*(\d{1,2})\s*(?:[/.\-\\]\s*(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_WORDS = re.compile(r"(?:ngay\s*)?(\d{1,2})\s*thang\s*(\d{1,2})\s*(?:nam\s*(\d{4}|\d{2}))?")
_TIME = re.compile(r"[\s,]+\d{1,2}\s*[:hg]\s*\d{0,2}(:\d{2})?\s*$")


class NoDay(ValueError):
    """The cell holds no day. `code` names why: not_a_day, no_such_day, out_of_time."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


def read_day(cell: object, *, year: int | None = None, since_1904: bool = False) -> dt.date | None:
    """The day a cell means, or None when it is empty; `year` is that of a day without one.

    Raises NoDay.
    """
    if cell in (None, ""):
        return None
    if isinstance(cell, dict):
        if "d" not in cell:
            raise NoDay("not_a_day", str(cell.get("e", "")))
        return _in_time(dt.date.fromisoformat(cell["d"][:10]), cell["d"][:10])
    if isinstance(cell, int | float):
        return _of_serial(float(cell), since_1904)
    return _of_text(str(cell), year, since_1904)


def looks_like_day(cell: object) -> bool:
    """Whether a cell can be read as a day."""
    try:
        return read_day(cell, year=2000) is not None
    except NoDay:
        return False


def _of_serial(number: float, since_1904: bool) -> dt.date:
    # A serial of 4 digits would be before 1927, and is far more often a year or a number.
    if not 10_000 <= number <= 110_000:
        raise NoDay("not_a_day", f"{number:g}")
    return _in_time(
        (_EPOCH_1904 if since_1904 else _EPOCH) + dt.timedelta(days=int(number)), f"{number:g}"
    )


def _of_text(text: str, year: int | None, since_1904: bool) -> dt.date:
    typed = _TIME.sub("", text.strip().strip("'\"").strip())
    if re.fullmatch(r"\d{5}(\.\d+)?", typed):
        return _of_serial(float(typed), since_1904)
    if match := _ISO.fullmatch(typed):
        return _made(int(match[1]), int(match[2]), int(match[3]), text)
    match = _DAY.fullmatch(typed) or _WORDS.fullmatch(fold(typed))
    if match is None:
        raise NoDay("not_a_day", text)
    if match[3] is None and year is None:
        raise NoDay("not_a_day", text)
    return _made(_whole(match[3], year), int(match[2]), int(match[1]), text)


def _whole(digits: str | None, year: int | None) -> int:
    if digits is None:
        return year or 0
    return (
        int(digits)
        if len(digits) == 4
        else 2000 + int(digits)
        if int(digits) < 60
        else 1900 + int(digits)
    )


def _made(year: int, month: int, day: int, text: str) -> dt.date:
    try:
        return _in_time(dt.date(year, month, day), text)
    except ValueError as error:
        if isinstance(error, NoDay):
            raise
        raise NoDay("no_such_day", text) from error


def _in_time(day: dt.date, text: str) -> dt.date:
    if not FIRST <= day <= LAST:
        raise NoDay("out_of_time", text)
    return day


def swapped(day: dt.date) -> dt.date | None:
    """The day with day and month exchanged, as an American Excel does it; None where impossible."""
    try:
        return dt.date(day.year, day.day, day.month)
    except ValueError:
        return None
