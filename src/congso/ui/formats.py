# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, numbers and sizes as people here write them; one function per thing shown."""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from congso.common import clock as wall

_KB = 1024


def is_vietnamese() -> bool:
    """Whether the page is in Vietnamese (the default when no language is active)."""
    return (get_language() or "vi").startswith("vi")


def local(value: datetime) -> datetime:
    """The same moment in the zone of the site; naive values are taken as they stand."""
    return wall.local(value) if value.tzinfo else value


def as_date(value: date | datetime) -> date:
    """The calendar day of a value in the zone of the site."""
    return local(value).date() if isinstance(value, datetime) else value


def full_date(value: date | datetime) -> str:
    """25/11/2026; 25 Nov 2026 in English."""
    day = as_date(value)
    if is_vietnamese():
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {_month(day)} {day.year}"


def short_date(value: date | datetime, today: date | None = None) -> str:
    """25/11 in the current year, else the full date."""
    day = as_date(value)
    if day.year != (today or wall.today()).year:
        return full_date(day)
    return f"{day:%d/%m}" if is_vietnamese() else f"{day.day} {_month(day)}"


def long_date(value: date | datetime) -> str:
    """Thứ Tư, 25/11/2026."""
    return f"{weekday(as_date(value))}, {full_date(value)}"


def clock(value: datetime | time) -> str:
    """08:42, always 24 hours."""
    return f"{local(value) if isinstance(value, datetime) else value:%H:%M}"


def date_and_clock(value: datetime) -> str:
    """25/11/2026 08:42."""
    return f"{full_date(value)} {clock(value)}"


def moment(value: datetime, today: date | None = None) -> str:
    """The shortest that is not ambiguous: 08:42 today, 25/11 this year, else the full date."""
    day = today or wall.today()
    return clock(value) if as_date(value) == day else short_date(value, day)


def weekday(day: date) -> str:
    """The name of the day of the week."""
    names = (
        pgettext("weekday", "Monday"),
        pgettext("weekday", "Tuesday"),
        pgettext("weekday", "Wednesday"),
        pgettext("weekday", "Thursday"),
        pgettext("weekday", "Friday"),
        pgettext("weekday", "Saturday"),
        pgettext("weekday", "Sunday"),
    )
    return names[day.weekday()]


def week_number(value: date | datetime) -> int:
    """ISO week: Monday first, week 1 holds the first Thursday."""
    return as_date(value).isocalendar().week


def week_label(value: date | datetime) -> str:
    """Tuần 48 (23/11 - 29/11/2026), with an en dash."""
    day = as_date(value)
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    first = f"{monday:%d/%m}" if is_vietnamese() else f"{monday.day} {_month(monday)}"
    return _("Week %(number)s (%(first)s – %(last)s)") % {
        "number": week_number(day),
        "first": first,
        "last": full_date(sunday),
    }


def grouped(value: int | float | Decimal, places: int = 0) -> str:
    """1.284 or 86,2; register numbers are never passed here (8341 stays 8341)."""
    step = Decimal(1).scaleb(-places)
    text = f"{Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP):,}"
    return text.translate(str.maketrans(",.", ".,")) if is_vietnamese() else text


def percent(value: float | Decimal, places: int = 1) -> str:
    """86,2%; a whole number of percent has no decimals."""
    text = grouped(value, places)
    sign = "," if is_vietnamese() else "."
    return (text.rstrip("0").rstrip(sign) if sign in text else text) + "%"


def money(value: int | Decimal) -> str:
    """1.500.000 đ."""
    return f"{grouped(value)} đ"


def file_size(size: int) -> str:
    """2,4 MB: bytes below 1 KB, whole KB below 1 MB, then one decimal."""
    if size < _KB:
        return f"{size} B"
    if size < _KB * _KB - _KB // 2:
        return f"{grouped(size / _KB)} KB"
    unit, amount = "MB", size / (_KB * _KB)
    if amount >= _KB:
        unit, amount = "GB", amount / _KB
    whole = round(amount, 1) == round(amount)
    return f"{grouped(amount, 0 if whole else 1)} {unit}"


def given_name_initials(full_name: str) -> str:
    """The last two words' initials: "Võ Thị Minh Châu" is MC."""
    words = full_name.split()
    return "".join(word[0] for word in words[-2:]).upper()


def _month(day: date) -> str:
    return ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[
        day.month - 1
    ]
