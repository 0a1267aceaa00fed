# SPDX-License-Identifier: AGPL-3.0-or-later
"""One row of a register as a paper: each cell read, each fault named."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from congso.common.numbers import read_number
from congso.common.vietnamese import UnfitText, fold, nfc, refuse_control
from congso.documents.enums import BookKind, Road, Urgency
from congso.documents.symbols import Symbol, UnreadableSymbol, parse
from congso.operations.registers.days import NoDay, read_day, swapped
from congso.operations.registers.known import Known
from congso.operations.registers.old_text import meant
from congso.operations.registers.problems import Problem

LARGEST = 2_147_483_647
SUBJECT_MAX, SYMBOL_MAX, ISSUER_MAX, SIGNER_MAX = 500, 60, 300, 120
# Lengths of Decree 30/2020, Appendix VI, part II.
NATIONAL = {"issuer": 200, "signer": 50, "to_places": 1000, "symbol": 42}
_NUMBER = re.compile(r"(?:so\s*:?\s*)?0*(\d{1,12})\s*(bis|ter|[a-z]{1,2})?\.?")
_SECRET = {"mật", "tối mật", "tuyệt mật"}
_DITTO = {'"', "''", "”", "“", "nt", "-nt-", "như trên", "- nt -", "〃", "//", "-//-"}
_YES = {"x", "co", "1", "true", "han che", "yes", "dung"}
_NORMAL = {"", "thuong", "binh thuong", "khong", "0", "-"}
_URGENCIES = {
    "khan": Urgency.URGENT, "thuong khan": Urgency.VERY_URGENT, "hoa toc": Urgency.EXPRESS,
    "k": Urgency.URGENT, "tk": Urgency.VERY_URGENT, "ht": Urgency.EXPRESS,
    "hoa toc hen gio": Urgency.EXPRESS, "rat khan": Urgency.VERY_URGENT,
}  # fmt: skip
_ROADS = {
    "buu dien": Road.POST, "duong buu dien": Road.POST, "truc tiep": Road.HAND, "fax": Road.FAX,
    "thu cong vu": Road.MAIL, "email": Road.MAIL, "thu dien tu": Road.MAIL,
    "truc lien thong": Road.EXCHANGE, "lien thong": Road.EXCHANGE, "noi bo": Road.INTERNAL,
}  # fmt: skip
# What is kept of a row in the note, in the words of the register.
_NOTES = (
    ("receiver", "Đơn vị, người nhận"), ("handler", "Xử lý chính"), ("passed_on", "Ngày chuyển"),
    ("receipt", "Ký nhận"), ("kept_by", "Đơn vị, người nhận bản lưu"), ("copies", "Số lượng bản"),
    ("due", "Hạn xử lý"), ("matter", "Lĩnh vực"), ("note", "Ghi chú"),
)  # fmt: skip
_DITTO_FIELDS = ("arrived_on", "issuer", "issued_on", "type", "receiver", "handler", "passed_on")


@dataclass(frozen=True)
class Reading:
    """How the rows of a run are to be read."""

    kind: str
    year: int
    mapping: Mapping[str, int]
    known: Known
    today: dt.date
    own_name: str
    own_unit_id: int | None = None
    convert: bool = False
    since_1904: bool = False


@dataclass
class Line:
    """A row that was read: what it means, and what is wrong. `cells` are as kept."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_empty: bool = False
    is_secret: bool = False
    texts: dict[str, Any] = field(default_factory=dict)
    arrived_on: dt.date | None = None
    issued_on: dt.date | None = None

    @property
    def is_good(self) -> bool:
        return not any(problem.is_grave for problem in self.problems)

    @property
    def number_text(self) -> str:
        return f"{self.values.get('number', '')}{self.values.get('suffix', '')}"

    def say(self, code: str, name: str = "", **args: Any) -> None:
        self.problems.append(Problem(code, name, args))


def read_line(
    reading: Reading, row: int, cells: Sequence[Any], above: Mapping[str, Any] | None = None
) -> Line:
    """Read one row; `above` are the texts of the row before, for marks meaning "as above"."""
    line = Line(row)
    filled = {_shown(cell) for cell in cells if cell not in (None, "")}
    mapped = [i for i in reading.mapping.values() if i < len(cells) and cells[i] not in (None, "")]
    if len(filled) < 2 or not mapped:
        line.is_empty = True
        return line
    if _is_secret(reading, cells):
        line.is_secret = True
        line.say("secret", "secrecy" if "secrecy" in reading.mapping else "")
        return line
    _take_texts(reading, line, cells, above or {})
    _read_number(reading, line)
    _read_days(reading, line)
    _read_words(reading, line)
    _read_kind(reading, line)
    _write_note(line)
    return line


def _shown(cell: Any) -> str:
    if isinstance(cell, dict):
        return str(cell.get("d") or cell.get("e"))
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _is_secret(reading: Reading, cells: Sequence[Any]) -> bool:
    """A degree in its column, or standing alone in any cell (never "mất": lost)."""
    degree = reading.mapping.get("secrecy")
    for column, cell in enumerate(cells):
        if not isinstance(cell, str):
            continue
        text = " ".join(nfc(cell).casefold().split()).strip(" .()")
        if text in _SECRET:
            return True
        if (
            column == degree
            and fold(text) in {"mat", "toi mat", "tuyet mat", "a", "b", "c"}
            and text != "mất"
        ):
            return True
        if column == reading.mapping.get("urgency") and re.search(r"\bmật\b", text):
            return True
    return False


def _take_texts(
    reading: Reading, line: Line, cells: Sequence[Any], above: Mapping[str, Any]
) -> None:
    """The cells of our fields: texts composed, old codes converted, faults named."""
    wanted = {key: cells[i] for key, i in reading.mapping.items() if i < len(cells)}
    texts = {key: cell for key, cell in wanted.items() if isinstance(cell, str)}
    read = meant(list(texts.values()))
    if read.encoding:
        line.say("converted" if reading.convert else "old_encoding", encoding=read.encoding)
    for key, text in zip(texts, read.texts, strict=True):
        wanted[key] = _clean(line, key, text)
    for key, cell in wanted.items():
        if isinstance(cell, dict) and "e" in cell:
            needed = key in ("number", "subject", "issuer", "arrived_on")
            line.say("fault" if needed else "fault_slight", key, text=cell["e"])
            wanted[key] = None
        elif key in _DITTO_FIELDS and isinstance(cell, str) and cell.casefold() in _DITTO:
            wanted[key] = above.get(key)
            if wanted[key] is not None:
                line.say("ditto", key, text=_shown(wanted[key])[:60])
    line.texts = wanted


def _clean(line: Line, key: str, text: str) -> str:
    flat = " ".join(text.split())
    try:
        return refuse_control(flat)
    except UnfitText:
        line.say("unfit_text", key)
        return ""


def _text(line: Line, key: str) -> str:
    cell = line.texts.get(key)
    if cell in (None, ""):
        return ""
    if isinstance(cell, dict):
        return dt.date.fromisoformat(cell["d"][:10]).strftime("%d/%m/%Y")
    return _shown(cell).strip()


def _read_number(reading: Reading, line: Line) -> None:
    key = "number"
    typed = _text(line, key)
    if not typed and reading.kind == BookKind.OUTGOING:
        key, typed = "symbol", _text(line, "symbol")
        match = re.match(_NUMBER.pattern + r"(?=[/\-]|$)", fold(typed))
    else:
        match = _NUMBER.fullmatch(fold(typed))
    if not typed:
        if not any(problem.field == key for problem in line.problems):
            line.say("no_number" if key == "number" else "no_symbol", key)
        return
    if match is None or not 0 < int(match[1]) <= LARGEST:
        line.say("bad_number" if key == "number" else "symbol_without_number", key, text=typed[:60])
        return
    line.values |= {"number": int(match[1]), "suffix": (match[2] or "")[:5]}


def _day(reading: Reading, line: Line, key: str, *, grave: bool) -> dt.date | None:
    cell = line.texts.get(key)
    try:
        day = read_day(cell, year=reading.year, since_1904=reading.since_1904)
    except NoDay as error:
        code = (
            error.code
            if grave
            else f"bad_{key}"
            if key in ("issued_on", "passed_on")
            else "bad_passed_on"
        )
        line.say(code, key, text=error.text[:60])
        return None
    if day is not None:
        _say_how(line, key, cell, day)
    return day


def _say_how(line: Line, key: str, cell: Any, day: dt.date) -> None:
    text = str(cell).strip()
    if isinstance(cell, int | float) or re.fullmatch(r"\d{5}(\.\d+)?", text):
        line.say("serial", key, day=f"{day:%d/%m/%Y}")
    elif (
        isinstance(cell, str)
        and not re.search(r"\d{4}", text)
        and len(re.findall(r"\d+", text)) < 3
    ):
        line.say("year_added", key, year=day.year)


def _read_days(reading: Reading, line: Line) -> None:
    outgoing = reading.kind == BookKind.OUTGOING
    arrival = "issued_on" if outgoing else "arrived_on"
    arrived = _day(reading, line, arrival, grave=True)
    if arrived is None and not any(p.field == arrival and p.is_grave for p in line.problems):
        line.say("no_day", arrival)
    if arrived is not None:
        _check_year(reading, line, arrival, arrived)
    issued = arrived if outgoing else _issued(reading, line, arrived)
    line.arrived_on, line.issued_on = arrived, issued
    line.values |= {
        "arrived_on": arrived.isoformat() if arrived else None,
        "issued_on": issued.isoformat() if issued else None,
    }


def _check_year(reading: Reading, line: Line, key: str, day: dt.date) -> None:
    shown = f"{day:%d/%m/%Y}"
    if day > reading.today:
        line.say("in_future", key, day=shown)
    elif day.year != reading.year:
        line.say("other_year", key, day=shown, year=reading.year)


def _issued(reading: Reading, line: Line, arrived: dt.date | None) -> dt.date | None:
    if not _text(line, "issued_on"):
        line.say("no_issued_on", "issued_on")
        return None
    issued = _day(reading, line, "issued_on", grave=False)
    if issued is None or arrived is None or issued <= arrived:
        return issued
    other = swapped(issued)
    args = {"day": f"{issued:%d/%m/%Y}", "arrived": f"{arrived:%d/%m/%Y}"}
    if other is not None and other <= arrived and other != issued:
        line.say("after_arrival_swapped", "issued_on", **args, swapped=f"{other:%d/%m/%Y}")
    else:
        line.say("after_arrival", "issued_on", **args)
    return issued


def _read_words(reading: Reading, line: Line) -> None:
    subject = _text(line, "subject")
    if not subject and not any(problem.field == "subject" for problem in line.problems):
        line.say("no_subject", "subject")
    if len(subject) > SUBJECT_MAX:
        line.say("subject_cut", "subject", length=len(subject))
        line.values["whole_subject"] = subject
        subject = subject[: SUBJECT_MAX - 1].rstrip() + "…"
    line.values["subject"] = subject
    _read_symbol(reading, line)
    _read_issuer(reading, line)
    signer, places = _text(line, "signer"), _text(line, "to_places")
    _measure(line, "signer", signer, SIGNER_MAX)
    _measure(line, "to_places", places, 0)
    file = _text(line, "file")
    line.values |= {
        "signer": signer,
        "to_places": places,
        "file": re.split(r"[\\/]", file)[-1][:255] if file else "",
        "restricted": fold(_text(line, "restricted")) in _YES,
    }


def _read_symbol(reading: Reading, line: Line) -> None:
    cell, symbol = line.texts.get("symbol"), _text(line, "symbol")
    if isinstance(cell, dict) and "d" in cell:
        line.say("symbol_became_date", "symbol", day=symbol)
    elif not symbol and reading.kind != BookKind.OUTGOING:
        line.say("no_symbol_slight", "symbol")
    elif symbol and _parsed(symbol) is None and not _says_none(symbol):
        line.say("odd_symbol", "symbol", text=symbol[:60])
    _measure(line, "symbol", symbol, SYMBOL_MAX)
    line.values["symbol"] = "" if _says_none(symbol) else symbol


@lru_cache(maxsize=4096)
def _understood(text: str) -> tuple[Symbol | None, bool]:
    """The symbol taken apart, and whether the text says that there is none ("không số")."""
    try:
        symbol = parse(text)
    except UnreadableSymbol:
        return None, False
    return symbol, symbol is None


def _parsed(text: str) -> Symbol | None:
    return _understood(text)[0]


def _says_none(text: str) -> bool:
    return _understood(text)[1]


def _read_issuer(reading: Reading, line: Line) -> None:
    if reading.kind == BookKind.OUTGOING:
        line.values |= {"issuer": reading.own_name, "issuer_unit_id": reading.own_unit_id}
        return
    issuer = _text(line, "issuer")
    if not issuer and not any(problem.field == "issuer" for problem in line.problems):
        line.say("no_issuer", "issuer")
    _measure(line, "issuer", issuer, ISSUER_MAX)
    if reading.kind == BookKind.PETITION:
        # Whose petition it is stands apart, for the named list only (PRACTICE 2.12).
        line.values |= {"issuer": "Công dân", "complainant": issuer[:200]}
        return
    line.values |= {"issuer": issuer, **reading.known.issuer(issuer)}


def _measure(line: Line, key: str, text: str, most: int) -> None:
    if most and len(text) > most:
        line.say("too_long", key, length=len(text), limit=most)
    elif len(text) > NATIONAL[key]:
        line.say("long", key, length=len(text), limit=NATIONAL[key])


def _read_kind(reading: Reading, line: Line) -> None:
    typed, notes = _text(line, "type"), line.values.setdefault("notes", [])
    type_id = reading.known.type_named(typed) if typed else None
    if type_id is None:
        symbol = _parsed(line.values.get("symbol", ""))
        kind = symbol.kind if symbol else None
        type_id = reading.known.type_leading(line.values["subject"]) or (
            reading.known.type_of(kind.code) if kind else None
        )
        if typed:
            taken = type_id or reading.known.letter
            line.say("type_unknown", "type", text=typed[:60], taken=reading.known.type_name(taken))
            notes.append(("Loại văn bản", typed))
        elif type_id is None and reading.kind != BookKind.PETITION:
            line.say("type_guessed", "type")
    fallback = reading.known.petition if reading.kind == BookKind.PETITION else reading.known.letter
    line.values["type_id"] = type_id or fallback
    _read_levels(line, notes)


def _read_levels(line: Line, notes: list[tuple[str, str]]) -> None:
    urgency = fold(_text(line, "urgency"))
    line.values["urgency"] = int(_URGENCIES.get(urgency, Urgency.NORMAL))
    if urgency not in _NORMAL and urgency not in _URGENCIES:
        line.say("urgency_unknown", "urgency", text=_text(line, "urgency")[:60])
        notes.append(("Độ khẩn", _text(line, "urgency")))
    line.values["road"] = str(_ROADS.get(fold(_text(line, "road")), ""))
    pages = _text(line, "pages")
    line.values["pages"] = read_number(pages, most=99_999)
    if pages and line.values["pages"] is None:
        line.say("pages_unknown", "pages", text=pages[:60])
        notes.append(("Số trang", pages))


def _write_note(line: Line) -> None:
    """The handler, the receiver and the rest in the note, never linked to an account."""
    notes = [("Trích yếu", line.values.pop("whole_subject", ""))]
    notes += [(label, _text(line, key)) for key, label in _NOTES]
    notes += line.values.pop("notes", [])
    if any(problem.code == "bad_issued_on" for problem in line.problems):
        notes.append(("Ngày văn bản", _text(line, "issued_on")))
    line.values["description"] = "\n".join(f"{label}: {text}" for label, text in notes if text)
