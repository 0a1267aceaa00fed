# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF files of the demo papers, typeset by Decree 30/2020/NĐ-CP, Annex I."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path

import typst

from congso.common.printing.fonts import FontSource
from congso.operations.demo.letterheads import Letterhead, letterhead
from congso.operations.demo.organisation import DATA_DIR
from congso.operations.demo.plan import PlannedPaper
from congso.operations.demo.seal_svg import seal_svg, signature_svg
from congso.operations.demo.texts import TYPE_NAMES, date_in_words

TEMPLATE = DATA_DIR / "paper.typ"
ANNEX_TEMPLATE = DATA_DIR / "annex.typ"
_URGENCY_MARKS = {"urgent": "KHẨN", "very_urgent": "THƯỢNG KHẨN", "flash": "HỎA TỐC", "normal": ""}
_GROUNDS = ("Căn cứ ", "Xét ", "Theo đề nghị ")
_ARTICLE = re.compile(r"^(Điều \d+\.)(.*)$", re.DOTALL)
_AUTHORITIES = {
    "Ủy ban nhân dân tỉnh": "ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH",
    "Sở Nông nghiệp và Phát triển nông thôn": ("GIÁM ĐỐC SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"),
}


ANNEX_GUIDE = (
    "1. Biểu 01 lập theo đơn vị huyện, thị xã, thành phố; mỗi dòng là một xã, phường, thị trấn.",
    "2. Diện tích ghi bằng héc-ta, lấy một số lẻ; kinh phí ghi bằng triệu đồng.",
    "3. Mức độ thiệt hại từ 30% đến 70% và trên 70% căn cứ biên bản xác nhận của UBND cấp xã.",
    "4. Cột “Kinh phí huyện đã chi” chỉ ghi số đã giải ngân, có chứng từ kèm theo.",
    "5. Tệp gửi về ghi đúng tên Bieu-01, không thêm cột, không gộp ô.",
)


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """What stands on the sheets of one paper."""

    head: Letterhead
    symbol: str
    type_name: str
    is_letter: bool
    subject: str
    issued: date
    urgency: str
    authority: str
    to: tuple[str, ...]
    body: tuple[str, ...]
    recipients: tuple[str, ...]
    capacity: tuple[str, ...]
    signer: str
    sealed: bool = True


def _meeting_lines(planned: PlannedPaper) -> tuple[str, ...]:
    meeting, moment = planned.paper.meeting, planned.meeting_at
    if meeting is None or moment is None:
        return ()
    return (
        f"Thời gian: {moment:%H} giờ {moment:%M}, {date_in_words(moment.date())}.",
        f"Địa điểm: {meeting.place}.",
        f"Chủ trì: {meeting.chair}.",
        f"Thành phần: {'; '.join(meeting.invited)}.",
    )


def printed(planned: PlannedPaper) -> PrintedPaper:
    """Return the printed form of a planned paper."""
    paper = planned.paper
    body = planned.body
    lines = _meeting_lines(planned)
    if lines:
        body = (body[0], *lines, *body[1:])
    recipients = paper.recipients or ("Như trên", "Lưu: VT")
    return PrintedPaper(
        head=letterhead(paper.sender),
        symbol=planned.symbol,
        type_name=TYPE_NAMES[paper.type],
        is_letter=paper.type == "CV",
        subject=planned.subject,
        issued=planned.issued,
        urgency=_URGENCY_MARKS[paper.urgency],
        authority=_AUTHORITIES.get(paper.sender, "") if paper.type == "QĐ" else "",
        to=paper.to,
        body=body,
        recipients=recipients,
        capacity=tuple(paper.signer.capacity.split("/"))
        if "T/" not in paper.signer.capacity
        else tuple(paper.signer.capacity.rsplit("/", 1)),
        signer=paper.signer.name,
        sealed=paper.book != "room",
    )


def _part(text: str, is_decision: bool) -> dict[str, str]:
    if text.isupper():
        return {"kind": "centred", "text": text, "lead": ""}
    if is_decision and text.startswith(_GROUNDS):
        return {"kind": "ground", "text": text, "lead": ""}
    article = _ARTICLE.match(text)
    if article:
        return {"kind": "plain", "lead": article[1], "text": article[2]}
    return {"kind": "plain", "lead": "", "text": text}


def _place_and_date(paper: PrintedPaper) -> str:
    return f"{paper.head.place}, {date_in_words(paper.issued)}"


def _bold_file(font: FontSource) -> Path | None:
    if font.directory is None:
        return None
    names = ("Tinos-700-normal.ttf", "LiberationSerif-Bold.ttf")
    return next((font.directory / n for n in names if (font.directory / n).is_file()), None)


def _data(paper: PrintedPaper, font: FontSource, signed_look: bool) -> dict[str, object]:
    seal = paper.sealed and signed_look
    return {
        "font": font.family,
        "title": f"{paper.type_name} {paper.symbol}".strip(),
        "agency": " ".join(paper.head.lines),
        "parent": paper.head.parent,
        "agency-lines": paper.head.lines,
        "party": paper.head.party,
        "symbol": paper.symbol or ("…" if not signed_look else ""),
        "about": paper.subject if paper.is_letter else "",
        "urgency": paper.urgency,
        "place-date": _place_and_date(paper),
        "type-name": "" if paper.is_letter else paper.type_name.upper(),
        "subject": paper.subject,
        "authority": paper.authority,
        "to": paper.to,
        "body": [_part(text, bool(paper.authority)) for text in paper.body],
        "recipients": paper.recipients,
        "capacity": paper.capacity,
        "signer": paper.signer,
        "signature": signature_svg(paper.signer) if signed_look else "",
        "seal": seal_svg(paper.head.seal, _bold_file(font)) if seal else "",
    }


@lru_cache(maxsize=8)
def _compiler(template: Path, font: FontSource) -> typst.Compiler:
    folders = [font.directory] if font.directory is not None else []
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
    return typst.Compiler(template, root=DATA_DIR, font_paths=fonts)


def _compile(template: Path, data: Mapping[str, object], day: date, font: FontSource) -> bytes:
    result = _compiler(template, font).compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2b"],
        timestamp=datetime.combine(day, time(8), UTC),
    )
    if not isinstance(result, bytes):
        raise TypeError("the typesetter returned no single PDF")
    return result


def make_pdf(paper: PrintedPaper, font: FontSource, *, signed_look: bool = True) -> bytes:
    """Return the paper as PDF/A-2b with a text layer, the same bytes on every run.

    ``signed_look`` adds the specimen seal and the blue scribble; drafts are made without.
    Raises typst.TypstError when the template does not compile.
    """
    return _compile(TEMPLATE, _data(paper, font, signed_look), paper.issued, font)


def make_annex_pdf(title: str, paper: PrintedPaper, font: FontSource) -> bytes:
    """Return an annex with its label, title and "Kèm theo" line; not signed on its own."""
    data = {
        "font": font.family,
        "title": title,
        "attached": f"(Kèm theo {paper.type_name} số {paper.symbol} {date_in_words(paper.issued)} "
        f"của {paper.head.seal.capitalize()})",
        "lines": ANNEX_GUIDE,
    }
    return _compile(ANNEX_TEMPLATE, data, paper.issued, font)
