# SPDX-License-Identifier: AGPL-3.0-or-later
"""Biên bản khóa sổ: what the book holds on the day it is closed (PRACTICE 1.9; Articles 16, 22)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from congso.common import clock
from congso.common.printing.typesetting import typeset
from congso.documents.models import Book
from congso.reports import wording

TEMPLATE = Path(__file__).resolve().parent / "closing.typ"


def closing_pdf(book: Book, facts: dict[str, Any], *, moment: dt.datetime | None = None) -> bytes:
    """Return the minutes as PDF/A-2b. `facts` are documents.queries_books.closing_facts."""
    moment = moment or clock.now()
    office = book.office
    closed = clock.day_of(book.closed_at) if book.closed_at else clock.day_of(moment)
    data = {
        "title": f"Biên bản khóa {book.name}",
        "parent": office.printed_parent,
        "agency": office.printed_name,
        "place-date": ", ".join(filter(None, (office.place, wording.long_day(closed)))),
        "book": book.name,
        "year": str(book.year),
        "is-closed": bool(book.closed_at),
        "closed": wording.moment(book.closed_at) if book.closed_at else "",
        "facts": _facts(book, facts),
        "note": book.opening_note,
    }
    return typeset(TEMPLATE, data, moment=moment)


def _facts(book: Book, facts: dict[str, Any]) -> list[tuple[str, str]]:
    first, last = facts["first"], facts["last"]
    return [
        ("Số đầu tiên", f"{first:02d}" if first is not None else "không có"),
        ("Số cuối cùng", f"{last:02d}" if last is not None else "không có"),
        ("Tổng số dòng đăng ký", str(facts["lines"])),
        ("Tổng số trang văn bản đã ghi", str(facts["pages"])),
        ("Số hủy", _listed(facts["void"])),
        ("Số trả lại nơi gửi", _listed(facts["returned"])),
        ("Số chèn", _listed(facts["inserted"])),
        ("Số đã lấy, chưa nhập nội dung", _listed(facts["blank"])),
        ("Số không có dòng đăng ký", _listed([str(number) for number in facts["gaps"]])),
    ]


def _listed(numbers: list[str]) -> str:
    if not numbers:
        return "không có"
    return f"{', '.join(map(_padded, numbers))} (cộng {len(numbers)} số)"


def _padded(number: str) -> str:
    """02 and 02a, as in the print of the book."""
    return f"0{number}" if len(number.rstrip(ascii_lowercase)) == 1 else number
