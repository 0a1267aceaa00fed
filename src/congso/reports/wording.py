# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a paper is named in official prints: legal words, so Vietnamese data and not messages."""

from __future__ import annotations

import datetime as dt
import re

from congso.common import clock
from congso.common.vietnamese import fold
from congso.documents.enums import State
from congso.documents.models import Document

RESTRICTED = "Văn bản hạn chế"
HIDDEN = "(không in)"
URGENCY_WORDS = {1: "Khẩn", 2: "Thượng khẩn", 3: "Hỏa tốc"}


def day(value: dt.date | dt.datetime | None) -> str:
    """24/11/2026."""
    if value is None:
        return ""
    return f"{clock.day_of(value) if isinstance(value, dt.datetime) else value:%d/%m/%Y}"


def moment(value: dt.datetime | None) -> str:
    """24/11/2026 08:42."""
    return f"{clock.local(value):%d/%m/%Y %H:%M}" if value else ""


def long_day(value: dt.date) -> str:
    """ngày 09 tháng 7 năm 2013: zero before days below 10 and months 1 and 2 (Appendix I)."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def due(value: dt.datetime | None) -> str:
    """The day; with the hour where it is not the end of working time."""
    if value is None:
        return ""
    local = clock.local(value)
    return day(value) if (local.hour, local.minute) == (17, 0) else moment(value)


def number(document: Document) -> str:
    """01, 8341, 15a: below ten with a zero, as in the book."""
    return "" if document.number is None else f"{document.number:02d}{document.number_suffix}"


def type_and_subject(document: Document, complainant: str = "") -> str:
    """In words: Công văn V/v rà soát… The name of a petitioner is taken out."""
    subject = without(complainant, document.subject)
    kind = document.type.name
    if fold(subject).startswith(fold(kind)):
        return subject
    if fold(subject).startswith("v/v"):
        return f"{kind} {subject}"
    if fold(subject).startswith("ve "):
        return f"{kind} {subject[0].lower()}{subject[1:]}"
    return f"{kind}: {subject}"


def author(document: Document, complainant: str = "") -> str:
    """Who issued it; "Công dân" where that would name a petitioner."""
    if complainant and fold(complainant) in fold(document.issuer_name):
        return "Công dân"
    return document.issuer_name


def without(name: str, text: str) -> str:
    """`text` with every spelling of `name` taken out, with or without accents."""
    if not name.strip() or fold(name) not in fold(text):
        return text
    exact = re.compile(r"\s+".join(map(re.escape, name.split())), re.IGNORECASE)
    shorter = exact.sub("…", text)
    return HIDDEN if fold(name) in fold(shorter) else shorter


def note(document: Document) -> str:
    """Ghi chú: what happened to the number, and what must be known with it."""
    words = [
        *_of_state(document),
        f"Số chèn: {document.insert_reason}" if document.number_suffix else "",
        URGENCY_WORDS.get(document.urgency, ""),
        "Thiếu phụ lục" if document.is_missing_annex else "",
        document.paper_number_note,
    ]
    return "; ".join(filter(None, (word.strip(" :") for word in words)))


def _of_state(document: Document) -> list[str]:
    if document.state == State.VOID:
        return [f"Hủy: {document.set_aside_reason}"]
    if document.state == State.RETURNED:
        return [f"Trả lại nơi gửi: {document.set_aside_reason}"]
    return ["Số đã lấy, chưa nhập"] if document.state == State.BLANK else []
