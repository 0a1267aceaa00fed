# SPDX-License-Identifier: AGPL-3.0-or-later
"""Placeholders in the texts of the demo papers: dates relative to T and references to papers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from congso.operations.demo.workdays import add_working_days

_PLACEHOLDER = re.compile(r"\{(?P<name>[A-Za-z]+)(?::?(?P<value>[-+]?\d+))?\}")
TYPE_NAMES = {
    "BC": "Báo cáo",
    "CĐ": "Công điện",
    "CT": "Chỉ thị",
    "CV": "Công văn",
    "ĐKN": "Đơn kiến nghị",
    "GM": "Giấy mời",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
    "NQ": "Nghị quyết",
    "QC": "Quy chế",
    "QĐ": "Quyết định",
    "TB": "Thông báo",
    "TTr": "Tờ trình",
}


def date_in_words(day: date) -> str:
    """Return "ngày 05 tháng 02 năm 2027" (Decree 30, Annex I: leading 0 below 10, months 1-2)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_date(day: date) -> str:
    """Return "20/11/2026"."""
    return day.strftime("%d/%m/%Y")


class StoryText:
    """Fills the placeholders of a text for one T.

    ``reference`` returns type name, symbol, date and issuer of a paper by its n.
    """

    def __init__(
        self, story_day: date, reference: Callable[[int], tuple[str, str, date, str]]
    ) -> None:
        self._story_day = story_day
        self._reference = reference

    def fill(self, text: str) -> str:
        """Return the text with every placeholder replaced. Raises KeyError on an unknown one."""
        return _PLACEHOLDER.sub(self._replace, text)

    def _replace(self, match: re.Match[str]) -> str:
        name, value = match["name"], int(match["value"] or 0)
        if name in ("D", "d"):
            day = add_working_days(self._story_day, value)
            return date_in_words(day) if name == "D" else short_date(day)
        if name in ("ref", "sym"):
            type_name, symbol, issued, issuer = self._reference(value)
            words = f"{type_name} số {symbol} {date_in_words(issued)} của {issuer}"
            return words if name == "ref" else symbol
        return str(self._number(name) + value)

    def _number(self, name: str) -> int:
        day = self._story_day
        return {"y": day.year, "m": day.month, "week": day.isocalendar().week}[name]
