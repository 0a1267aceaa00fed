# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slips that go with a paper: handling slip, receipt, return slip (Decree 30/2020, Appendix IV).

The functions take papers and plain words; the caller has asked the policy. A restricted paper is
named by number and date alone, and the name of a petitioner is never among the words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from congso.common import clock
from congso.common.printing.typesetting import typeset
from congso.documents.models import Document, Envelope
from congso.documents.printing.qr import qr_svg
from congso.documents.queries_books import code_of

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Opinion:
    """One entry of the handling slip: who, when, and what was said, as lines."""

    author: str
    day: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Opinions:
    """The boxes of the handling slip."""

    proposed: tuple[Opinion, ...] = ()
    leader: tuple[Opinion, ...] = ()
    unit_leader: tuple[Opinion, ...] = ()
    handler: tuple[Opinion, ...] = ()


@dataclass(frozen=True)
class PaperWords:
    """A paper in words of the form, free of what must not be printed."""

    number: str
    arrived: str
    type_name: str
    symbol: str
    issued: str
    author: str
    subject: str
    due: str = ""
    urgency: str = ""


def handling_slip(
    document: Document, words: PaperWords, opinions: Opinions, *, moment: dt.datetime | None = None
) -> bytes:
    """Phiếu giải quyết văn bản đến: leader, unit leader, handler; empty boxes have dotted lines."""
    data = _of_office(document) | {
        "title": f"Phiếu giải quyết văn bản đến số {words.number}",
        "paper": asdict(words),
        "boxes": [
            _box("Đề xuất của Văn phòng", opinions.proposed, 0),
            _box("Ý kiến của lãnh đạo cơ quan, tổ chức", opinions.leader, 5),
            _box("Ý kiến của lãnh đạo đơn vị", opinions.unit_leader, 4),
            _box("Ý kiến đề xuất của người giải quyết", opinions.handler, 4),
        ],
        "qr": qr_svg(code_of(document)),
    }
    return typeset(HERE / "handling_slip.typ", data, moment=moment)


def receipt(document: Document, words: PaperWords, *, moment: dt.datetime | None = None) -> bytes:
    """Phiếu biên nhận for who brought or sent the paper (B-05)."""
    moment = moment or clock.now()
    data = _of_office(document) | {
        "title": f"Phiếu biên nhận văn bản số đến {words.number}",
        "heading": "PHIẾU BIÊN NHẬN",
        "place-date": _place_date(document, moment),
        "to": words.author,
        "opening": f"{document.office.unit.name} đã nhận văn bản sau:",
        "facts": _facts(document, words),
        "reason": "",
        "closing": "Phiếu này xác nhận việc tiếp nhận, không thay văn bản trả lời.",
        "signers": ["NGƯỜI GỬI", "VĂN THƯ"],
        "qr": qr_svg(code_of(document)),
    }
    return typeset(HERE / "letter_slip.typ", data, moment=moment)


def return_slip(
    document: Document, words: PaperWords, *, moment: dt.datetime | None = None
) -> bytes:
    """Phiếu trả lại văn bản with the reason (Article 21)."""
    returned = document.set_aside_at or moment or clock.now()
    data = _of_office(document) | {
        "title": "Phiếu trả lại văn bản",
        "heading": "PHIẾU TRẢ LẠI VĂN BẢN",
        "place-date": _place_date(document, returned),
        "to": words.author,
        "opening": f"{document.office.unit.name} trả lại nơi gửi văn bản sau:",
        "facts": _facts(document, words),
        "reason": document.set_aside_reason,
        "closing": "Đề nghị cơ quan, tổ chức gửi kiểm tra và gửi lại nếu cần.",
        "signers": ["NGƯỜI NHẬN LẠI", "VĂN THƯ"],
        "qr": "",
    }
    return typeset(HERE / "letter_slip.typ", data, moment=moment)


def envelope_list(
    envelopes: list[Envelope], office: Any, day: dt.date, *, moment: dt.datetime | None = None
) -> bytes:
    """Danh sách bì thư chuyển nguyên: one line an envelope, a place to sign (B-13)."""
    rows = [
        (
            str(order),
            f"{clock.local(envelope.arrived_at):%d/%m/%Y %H:%M}",
            envelope.sender,
            envelope.number_on_envelope,
            envelope.addressee + (" (đến tận tay)" if envelope.is_hand_to_hand else ""),
            f"{clock.local(envelope.passed_on_at):%d/%m/%Y %H:%M}",
            "",
            envelope.note,
        )
        for order, envelope in enumerate(envelopes, start=1)
    ]
    data = {
        "title": "Danh sách bì thư chuyển không bóc",
        "parent": office.printed_parent,
        "agency": office.printed_name,
        "day": f"{day:%d/%m/%Y}",
        "rows": rows,
    }
    return typeset(HERE / "envelopes.typ", data, moment=moment)


def _of_office(document: Document) -> dict[str, Any]:
    office = document.office
    return {"parent": office.printed_parent, "agency": office.printed_name}


def _box(title: str, opinions: tuple[Opinion, ...], empty_lines: int) -> dict[str, Any]:
    said = [{"author": one.author, "day": one.day, "lines": list(one.lines)} for one in opinions]
    return {"title": title, "opinions": said, "empty": 0 if said else empty_lines}


def _place_date(document: Document, moment: dt.datetime) -> str:
    day = clock.day_of(moment)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    words = f"ngày {day.day:02d} tháng {month} năm {day.year}"
    return ", ".join(filter(None, (document.office.place, words)))


def _facts(document: Document, words: PaperWords) -> list[tuple[str, str]]:
    facts = [
        ("Tên loại", words.type_name),
        ("Số, ký hiệu", words.symbol),
        ("Ngày văn bản", words.issued),
        ("Cơ quan ban hành", words.author),
        ("Trích yếu", words.subject),
        ("Số đến", words.number),
        ("Thời gian nhận", f"{clock.local(document.arrived_at):%H:%M ngày %d/%m/%Y}"),
        ("Hình thức nhận", str(document.get_road_display())),
        ("Số trang", str(document.pages or "")),
    ]
    return [(name, value) for name, value in facts if value]
