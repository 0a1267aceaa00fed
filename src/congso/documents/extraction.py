# SPDX-License-Identifier: AGPL-3.0-or-later
"""Propose the fields of the register from the text of page 1 (text layer or OCR).

Nothing here is certain: every proposal carries a confidence between 0 and 1 and its line, and the
clerk checks it. What the page does not say is not proposed; no number and no date is invented.

Fields: symbol (str, canonical), number, notation, issued_on (date), kind (code word), subject,
agency, parent_agency, signer_authority (KT., TL. …), signer_position, signer_name, urgency
(1 to 3), due (date, or datetime when an hour is given), meeting_at (datetime), meeting_place.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from congso.common.vietnamese import fold
from congso.documents.kinds import KINDS, Kind
from congso.documents.page_dates import due_phrase, header_date, meeting_moment
from congso.documents.page_signer import signer
from congso.documents.page_text import Cell, cells_of, letters_of, secret_mark, urgency_mark
from congso.documents.symbols import Symbol, UnreadableSymbol, parse

__all__ = ["Proposal", "Suggested", "Value", "propose", "secret_mark"]

Value = str | int | date | datetime

_HEADER_MAX = 30
_SUBJECT_MAX = 500  # Decree 30/2020, Appendix VI: Subject is a text of 500
_BODY = re.compile(
    r"^(?:-?\s*kinh g[uiưở]|can cu\b|thuc hien\b|theo\b|xet\b|dieu 1\b|chuong i\b|phan (?:i|thu)\b"
    r"|i\. ?|1\. ?|de\b.{20}|nham\b|ngay \d|thoi gian ?:|hom nay|quyet dinh ?:|tran trong"
    r"|[a-z ]{3,60} (?:tran trong )?kinh moi\b|\(?(?:ban hanh )?kem theo\b)"
)
_VV = re.compile(r"^[VWvw]\s*[/⁄|lI]?\s*[vVyY]\b[.:]?\s*(?=\S)")
_ABOUT = re.compile(r"^v(?:/v|e viec)\b", re.IGNORECASE)
_NUMBER_LINE = re.compile(r"^[S$5][ôốồóòoơ6Ôố0OỐÔÓ]\s*(?:[:.;]\s*|(?=\d|\s))", re.IGNORECASE)
_SYMBOL = re.compile(
    r"(?:[\dlIOo|]{1,9}|[.…_ ]{0,20})\s*[a-zđ]{0,3}\s*(?:/\s*(?:19|20)\d\d\s*)?"
    r"[/\-–—]\s*[^\W\d_][\w&.]*(?:\s*[-/–—]\s*[^\W\d_][\w&]*){0,3}"
)
_AGENCY_STARTS = (
    "so ubnd uy bo cuc tong chi trung ban phong van hoi tram hat cong hop htx vien truong "
    "huyen tinh dang thanh toa kho bao dai lien doan mat quan bch xi doi chinh thu chu ngan"
)
_AGENCY_START = re.compile(f"^(?:{'|'.join(_AGENCY_STARTS.split())})\\b")
# "TỈNH BÌNH ĐỊNH" goes on from the line above, "TỈNH ỦY" begins an agency.
_PLACE_LINE = re.compile(r"^(?:tinh|huyen|thanh pho|thi xa|xa|phuong|thi tran|quan)\b(?! uy\b)")
_AUTHORITY = re.compile(
    r"^(?:giam doc|chu tich|thu tuong|bo truong|cuc truong|chi cuc truong|uy ban nhan dan)\b"
)


@dataclass(frozen=True, slots=True)
class Suggested:
    """One proposed value, how sure it is (0 to 1) and the line it was read from (0 first)."""

    value: Value
    confidence: float
    source_line: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed fields by name; a field that was not found is absent."""

    fields: Mapping[str, Suggested]

    def value(self, name: str) -> Value | None:
        """Return the proposed value of a field or None."""
        found = self.fields.get(name)
        return found.value if found else None


def propose(text: str, *, today: date | None = None) -> Proposal:
    """Read page 1. `today` completes dates without a year on a paper that has no date itself."""
    cells = cells_of(text)
    header = _header(cells)
    fields: dict[str, Suggested] = {}
    number_cell = _add_symbol(fields, header)
    dated = header_date(header)
    if dated:
        fields["issued_on"] = Suggested(*dated)
    heading = _heading(header)
    _add_kind(fields, header, cells, heading)
    _add_subject(fields, header, heading, letter=_is_letter(header, cells))
    _add_agency(fields, header, number_cell, heading)
    _add_signer(fields, cells)
    urgent = urgency_mark(header)
    if urgent:
        fields["urgency"] = Suggested(urgent[0], 0.9, urgent[1].line)
    _add_dates(fields, cells, dated[0] if dated else today)
    return Proposal(fields)


def _header(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells above the body: up to "Kính gửi", "Căn cứ" and the like."""
    head = takewhile(lambda cell: cell.line < _HEADER_MAX and not _BODY.match(cell.folded), cells)
    return tuple(head)


def _read_symbol(written: str) -> tuple[Symbol, float] | None:
    """Parse a symbol as printed; letters scanned for digits cost confidence."""
    match = _SYMBOL.match(written)
    if match is None:
        return None
    plain = match.group()
    head = re.match(r"[\dlIOo|]+(?=[a-zđ]?\s*[/\-–—])", plain)
    mended = plain
    if head:
        digits = head.group().translate(str.maketrans("lI|Oo", "11100"))
        mended = digits + plain[head.end() :]
    try:
        symbol = parse(mended)
    except UnreadableSymbol:
        return None
    if symbol is None:
        return None
    known = symbol.kind is not None
    return symbol, (0.95 if known else 0.8) - (0.2 if mended != plain else 0.0)


def _symbol_places(header: tuple[Cell, ...]) -> Iterator[tuple[Cell, str]]:
    for cell in header:
        lead = _NUMBER_LINE.match(cell.text)
        if lead is None:
            continue
        # A blank number leaves a gap, so the symbol may be the next cell of the line or below.
        nearby = [
            other.text
            for other in header
            if other is not cell and 0 <= other.line - cell.line <= 1 and not other.fixed
        ]
        yield cell, cell.text[lead.end() :]
        yield cell, " ".join([cell.text[lead.end() :], *nearby[:1]]).strip()


def _add_symbol(fields: dict[str, Suggested], header: tuple[Cell, ...]) -> Cell | None:
    for cell, written in _symbol_places(header):
        read = _read_symbol(written)
        if read:
            _store_symbol(fields, read[0], read[1], cell.line)
            return cell
    for cell in header:  # the word "Số" lost by the scan: the line must be the symbol alone
        read = _read_symbol(cell.text) if re.match(r"\d", cell.text) else None
        if read and letters_of(read[0].notation) == letters_of(re.sub(r"^\d+\w?", "", cell.text)):
            _store_symbol(fields, read[0], read[1] - 0.3, cell.line)
            return cell
    return None


def _store_symbol(
    fields: dict[str, Suggested], symbol: Symbol, confidence: float, line: int
) -> None:
    fields["notation"] = Suggested(symbol.notation, confidence, line)
    if symbol.number is None:
        return
    fields["number"] = Suggested(f"{symbol.number}{symbol.suffix}", confidence, line)
    fields["symbol"] = Suggested(symbol.canonical, confidence, line)


@dataclass(frozen=True, slots=True)
class _Heading:
    kind: Kind
    confidence: float
    at: int
    rest: str


_BY_LENGTH = sorted(KINDS, key=lambda kind: -len(kind.name))


def _heading(header: tuple[Cell, ...]) -> _Heading | None:
    """The name of the type in capitals on a line of its own, or at the start of one."""
    for at, cell in enumerate(header):
        if not cell.capital or cell.fixed:
            continue
        letters = letters_of(cell.text)
        for kind in _BY_LENGTH:
            if letters == letters_of(kind.name):
                return _Heading(kind, 0.95, at, "")
    for at, cell in enumerate(header):
        if not cell.capital or cell.fixed or _NUMBER_LINE.match(cell.text):
            continue
        for kind in _BY_LENGTH:
            if len(kind.name) > 3 and cell.folded.startswith(f"{fold(kind.name)} "):
                rest = " ".join(cell.text.split()[len(kind.name.split()) :])
                return _Heading(kind, 0.75, at, rest)
            if cell.folded.startswith("don ") and kind.code == "petition":
                return _Heading(kind, 0.75, at, " ".join(cell.text.split()[1:]))
            if _one_letter_off(letters_of(cell.text), letters_of(kind.name)):
                return _Heading(kind, 0.6, at, "")
    return None


def _one_letter_off(read: str, name: str) -> bool:
    if len(read) != len(name) or len(name) < 6:
        return False
    return sum(a != b for a, b in zip(read, name, strict=True)) == 1


def _kind_of_notation(fields: dict[str, Suggested]) -> Kind | None:
    notation = fields.get("notation")
    symbol = parse(f"1/{notation.value}") if notation and "/" not in str(notation.value) else None
    return symbol.kind if symbol else None


def _add_kind(
    fields: dict[str, Suggested],
    header: tuple[Cell, ...],
    cells: tuple[Cell, ...],
    heading: _Heading | None,
) -> None:
    by_symbol = _kind_of_notation(fields)
    if heading:
        agree = by_symbol is None or by_symbol.code == heading.kind.code
        confidence = min(0.98, heading.confidence + 0.03) if agree else 0.6
        line = header[heading.at].line
        fields["kind"] = Suggested(heading.kind.code, confidence, line)
        return
    if by_symbol and by_symbol.code != "official_letter":
        fields["kind"] = Suggested(by_symbol.code, 0.8, fields["notation"].source_line)
        return
    about = next((cell for cell in header if _VV.match(cell.text)), None)
    greeting = next((cell for cell in cells if cell.folded.startswith("kinh gui")), None)
    if about:
        fields["kind"] = Suggested("official_letter", 0.9, about.line)
    elif greeting and "notation" in fields:
        fields["kind"] = Suggested("official_letter", 0.7, greeting.line)


def _stops_subject(cell: Cell) -> bool:
    return bool(_NUMBER_LINE.match(cell.text) or _AUTHORITY.match(cell.folded) or cell.fixed)


def _is_letter(header: tuple[Cell, ...], cells: tuple[Cell, ...]) -> bool:
    """Whether "Kính gửi" follows the heading at once: then all below "V/v" is its subject."""
    return cells[len(header) :][:1] != () and cells[len(header)].folded.startswith("kinh g")


def _block(cells: tuple[Cell, ...], start: str, *, letter: bool = False) -> str:
    """The lines of a subject that begins with `start`: right-hand cells are passed over."""
    parts = [start] if start else []
    gap = False
    for cell in cells:
        if cell.fixed:
            gap = gap or cell.column == 0
            continue
        # After a gap only a line that plainly goes on belongs to it.
        goes_on = letter or cell.text[:1].islower() or cell.text[:1].isdigit() or not parts
        if _stops_subject(cell) or ((cell.blank_before or gap) and not goes_on):
            break
        if cell.capital and parts and not parts[-1].isupper():
            break
        parts.append(cell.text)
        gap = False
    return " ".join(parts)


def _tidy_subject(text: str) -> str:
    text = re.sub(r"^[VWvw]\s*[/⁄|lI]?\s*[vVyY]\b[.:]?\s*", "V/v ", text)
    text = re.sub(r"\s*[-_*.]{3,}.*$", "", text)
    return " ".join(text.split()).rstrip(" .;,-_")[:_SUBJECT_MAX].rstrip()


def _add_subject(
    fields: dict[str, Suggested],
    header: tuple[Cell, ...],
    heading: _Heading | None,
    *,
    letter: bool,
) -> None:
    for at, cell in enumerate(header):
        if _VV.match(cell.text) and not cell.capital:
            subject = _tidy_subject(_block(header[at + 1 :], cell.text, letter=letter))
            fields["subject"] = Suggested(subject, 0.85, cell.line)
            return
    if heading is None:
        return
    subject = _tidy_subject(_block(header[heading.at + 1 :], heading.rest))
    if len(subject) < 4:
        return
    line = header[min(heading.at + 1, len(header) - 1)].line
    sure = 0.85 if _ABOUT.match(fold(subject)) else 0.7
    fields["subject"] = Suggested(subject, sure, line)


def _agency_lines(
    header: tuple[Cell, ...], number_cell: Cell | None, heading: _Heading | None
) -> list[Cell]:
    limit = header[heading.at].line if heading else _HEADER_MAX
    if number_cell:
        limit = min(limit, number_cell.line)
    return [
        cell
        for cell in header
        if cell.line < limit
        and cell.capital
        and not cell.fixed
        and len(letters_of(cell.text)) > 2
        and not _VV.match(cell.text)
    ]


def _tidy_agency(text: str) -> str:
    """Without what a scan makes of the rule below the name and of the fold beside it."""
    text = re.sub(r"(?<=[^\W\d_])[a-z]{1,2}\W*$", "", text) if not text[-1:].islower() else text
    words = [word for word in text.split() if re.search(r"\w|^[-–&]$", word)]
    return " ".join(words).strip(" .:;!*_-–'`~")


def _add_agency(
    fields: dict[str, Suggested],
    header: tuple[Cell, ...],
    number_cell: Cell | None,
    heading: _Heading | None,
) -> None:
    blocks: list[tuple[str, int]] = []
    for cell in _agency_lines(header, number_cell, heading):
        begins = _AGENCY_START.match(cell.folded) and not _PLACE_LINE.match(cell.folded)
        if begins or not blocks:
            blocks.append((cell.text, cell.line))
        else:
            text, line = blocks[-1]
            blocks[-1] = (f"{text} {cell.text}", line)
    if blocks:
        sure = 0.85 if number_cell else 0.6
        fields["agency"] = Suggested(_tidy_agency(blocks[-1][0]), sure, blocks[-1][1])
        if len(blocks) > 1:
            fields["parent_agency"] = Suggested(_tidy_agency(blocks[-2][0]), sure, blocks[-2][1])
        return
    _agency_of_authority(fields, header)


def _agency_of_authority(fields: dict[str, Suggested], header: tuple[Cell, ...]) -> None:
    """ "GIÁM ĐỐC SỞ …" under the heading names the agency when nothing stands above it."""
    for cell in header:
        if not cell.capital:
            continue
        match = re.match(r"^(GIÁM ĐỐC|CỤC TRƯỞNG|CHỦ TỊCH|BỘ TRƯỞNG)\s+(.{4,})$", cell.text)
        if match:
            fields["agency"] = Suggested(match[2], 0.6, cell.line)
            return


def _add_signer(fields: dict[str, Suggested], cells: tuple[Cell, ...]) -> None:
    found = signer(cells)
    if found is None:
        return
    fields["signer_name"] = Suggested(found.name, found.confidence, found.line)
    if found.authority:
        fields["signer_authority"] = Suggested(found.authority, found.confidence, found.line)
    if found.position:
        fields["signer_position"] = Suggested(found.position, found.confidence, found.line)


def _add_dates(fields: dict[str, Suggested], cells: tuple[Cell, ...], base: date | None) -> None:
    due = due_phrase(cells, base)
    if due:
        fields["due"] = Suggested(*due)
    meeting = meeting_moment(cells, base)
    if meeting.at:
        fields["meeting_at"] = Suggested(*meeting.at)
    if meeting.place:
        fields["meeting_place"] = Suggested(*meeting.place)
