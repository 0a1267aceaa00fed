# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, deadlines and meetings in the text of a page. A day that does not exist is not read."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from congso.documents.page_text import Cell

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_OCR_DIGITS = str.maketrans("lio|", "1101")

# On folded text. The year may be missing: "trước ngày 28/11".
_DIGITS = r"[\dlio|]"
_DAY = (
    rf"(?P<d>{_DIGITS}{{1,2}})(?: thang (?P<m>{_DIGITS}{{1,2}})(?: nam (?P<y>{_DIGITS}{{4}}))?"
    r"| ?[/.-] ?(?P<m2>\d{1,2})(?: ?[/.-] ?(?P<y2>\d{4}))?)(?![\d/])"
)
_HOUR = r"(?P<h>\d{1,2}) ?(?:gio|h|g|:)(?: ?(?P<min>\d{2}))?(?: ?phut| ?ph|')?"
_PART = r"(?P<part> ?(?:sang|chieu|toi))?"
_HEADER = re.compile(rf"ngay {_DAY}")
_DUE = re.compile(
    r"\b(?:truoc|cham nhat(?: la)?(?: vao| den)?(?: het)?|han (?:cuoi|chot)(?: la)?:?"
    r"|thoi han:?(?: den)?(?: het)?|den het|muon nhat)"
    rf"(?: (?:luc )?{_HOUR})?,? ?(?:\(?thu \w+\)?,? )?ngay {_DAY}"
)
_MEETING = re.compile(
    rf"{_HOUR}{_PART},?(?: ?\(?(?:thu \w+|chu nhat)\)?,?)? ?(?:ngay )?(?:\(?thu \w+\)?,? ?)?"
    rf"(?:ngay )?{_DAY}"
)
_PLACE_END = re.compile(r"^(?:thanh phan|noi dung|chu tri|tai lieu|thoi gian|[-+\d]|kinh moi|de )")


def _number(text: str) -> int:
    return int(text.translate(_OCR_DIGITS))


def _day(match: re.Match[str], base: date | None) -> date | None:
    """The day of a match; without a year it is the first such day not before `base`."""
    month, year = match["m"] or match["m2"], match["y"] or match["y2"]
    if month is None or (year is None and base is None):
        return None
    years = [_number(year)] if year else [base.year, base.year + 1] if base else []
    for candidate in years:
        try:
            day = date(candidate, _number(month), _number(match["d"]))
        except ValueError:
            continue
        if year or base is None or day >= base:
            return day
    return None


def _hour(match: re.Match[str]) -> time | None:
    if match["h"] is None:
        return None
    hour = int(match["h"])
    afternoon = (match.groupdict().get("part") or "").strip() in ("chieu", "toi")
    if afternoon and hour < 12:
        hour += 12
    try:
        return time(hour, int(match["min"] or 0))
    except ValueError:
        return None


def header_date(header: tuple[Cell, ...]) -> tuple[date, float, int] | None:
    """Return the date of the paper, how sure it is and its line.

    "Bình Định, ngày 23 tháng 11 năm 2026" is surest; a date left blank gives None.
    """
    best: tuple[date, float, int] | None = None
    for cell in header:
        match = _HEADER.search(cell.folded)
        day = _day(match, None) if match else None
        if match is None or day is None:
            continue
        spoilt = re.search(r"[a-z|]", f"{match['d']}{match['m'] or ''}{match['y'] or ''}")
        sure = 0.95 if cell.fixed else 0.75 if match["m"] or match.start() <= 2 else 0.5
        sure -= 0.25 if spoilt else 0.0
        if best is None or sure > best[1]:
            best = (day, sure, cell.line)
    return best


def _running(cells: tuple[Cell, ...]) -> tuple[str, list[int]]:
    """The folded text as one line, and for each of its characters the line it comes from."""
    text, lines = "", []
    for cell in cells:
        piece = cell.folded + " "
        text += piece
        lines += [cell.line] * len(piece)
    return text, lines


def due_phrase(
    body: tuple[Cell, ...], base: date | None
) -> tuple[date | datetime, float, int] | None:
    """Return the first deadline the body sets ("trước 17 giờ 00 ngày 25/11").

    Days before the date of the paper are history, not deadlines. Several different days lower
    the confidence.
    """
    text, lines = _running(body)
    found: list[tuple[date | datetime, int]] = []
    days: set[date] = set()
    for match in _DUE.finditer(text):
        day = _day(match, base)
        if day is None or (base and day < base):
            continue
        hour = _hour(match)
        moment = datetime.combine(day, hour, tzinfo=_ZONE) if hour else day
        days.add(day)
        found.append((moment, lines[match.start()]))
    if not found:
        return None
    return found[0][0], 0.8 if len(days) == 1 else 0.5, found[0][1]


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where, each with confidence and line, as far as the page says it."""

    at: tuple[datetime, float, int] | None = None
    place: tuple[str, float, int] | None = None


def _meeting_at(body: tuple[Cell, ...], base: date | None) -> tuple[datetime, float, int] | None:
    for start, cell in enumerate(body):
        labelled = re.search(r"\bthoi gian\b[^:]{0,20}:", cell.folded)
        opening = re.search(r"\b(?:vao luc|bat dau tu|vao hoi|luc) \d", cell.folded)
        if not (labelled or opening):
            continue
        text = " ".join(part.folded for part in body[start : start + 3])
        match = _MEETING.search(text)
        day, hour = (_day(match, base), _hour(match)) if match else (None, None)
        if day and hour is not None:
            moment = datetime.combine(day, hour, tzinfo=_ZONE)
            return moment, 0.9 if labelled else 0.7, cell.line
    return None


def _place_after(body: tuple[Cell, ...], at: int, text: str) -> str:
    for cell in body[at + 1 : at + 3]:
        if cell.blank_before or _PLACE_END.match(cell.folded) or text.endswith((".", ";")):
            break
        text += " " + cell.text
    return text.strip(" .;,:")


def _meeting_place(body: tuple[Cell, ...]) -> tuple[str, float, int] | None:
    for at, cell in enumerate(body):
        # "Địa điểm" as scanned, or its short form; the colon parts label and value.
        label = re.match(r"^[-+*\d. )]*(?:dia diem|dia chi hop|tai)\b[^:]{0,20}:", cell.folded)
        if label and ":" in cell.text:
            place = _place_after(body, at, cell.text.partition(":")[2].strip())
            if place:
                return place, 0.9, cell.line
    return None


def _place_in_sentence(body: tuple[Cell, ...], line: int) -> tuple[str, float, int] | None:
    text = " ".join(cell.text for cell in body if line <= cell.line <= line + 2)
    match = re.search(r"\b(?:tại|tai)\s+([^;.,]{4,90})", text)
    return (match[1].strip(), 0.6, line) if match else None


def meeting_moment(body: tuple[Cell, ...], base: date | None) -> Meeting:
    """Return time and place of the meeting an invitation calls to."""
    at = _meeting_at(body, base)
    place = _meeting_place(body) if at else None
    if at and place is None:
        place = _place_in_sentence(body, at[2])
    return Meeting(at, place)
