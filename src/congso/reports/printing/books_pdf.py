# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books in print: PDF/A with the cover of Appendix IV, its table head on every page.

A long book is set in parts that end with a month, so that memory does not grow with the book; the
parts are joined and the pages counted through.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from congso.common import clock
from congso.common.printing.typesetting import release, typeset
from congso.organisation.models import RegistryOffice
from congso.reports import wording
from congso.reports.registers import INCOMING_HEADS, Line
from congso.reports.tracking import TRACKING_HEADS

HERE = Path(__file__).resolve().parent
BOOK_TEMPLATE = HERE / "book.typ"
PART = 1500  # lines

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Cover:
    """What stands on the cover and at the head of every page."""

    office: RegistryOffice
    title: str
    year: int
    first_day: dt.date
    last_day: dt.date
    first_number: str
    last_number: str
    volume: str = "01"
    note: str = ""


@dataclass(frozen=True)
class Columns:
    """The table: heads, widths in millimetres ("1fr" takes the rest) and how cells stand."""

    heads: tuple[str, ...]
    widths: tuple[str, ...]
    aligned: tuple[str, ...]
    number: int  # the column with the arrival number


INCOMING = Columns(
    heads=INCOMING_HEADS,
    widths=("18mm", "14mm", "34mm", "28mm", "18mm", "1fr", "33mm", "18mm", "27mm", "23mm"),
    aligned=("c", "c", "l", "l", "c", "l", "l", "c", "l", "l"),
    number=1,
)
TRACKING = Columns(
    heads=TRACKING_HEADS,
    widths=("14mm", "1fr", "50mm", "24mm", "40mm", "36mm", "34mm"),
    aligned=("c", "l", "l", "c", "l", "l", "l"),
    number=0,
)


def book_pdf(
    cover: Cover,
    columns: Columns,
    lines: Iterable[Line],
    *,
    moment: dt.datetime | None = None,
    progress: Progress = lambda _done: None,
) -> bytes:
    """Return the book as PDF/A-2b: the cover, then the table of all `lines`."""
    moment = moment or clock.now()
    parts: list[bytes] = []
    pages = done = 0
    for lot, is_first, is_last in _lots(lines):
        single = is_first and is_last
        data = {
            **_cover_data(cover, columns, moment),
            "rows": [{"cells": line.cells, "mark": line.mark} for line in lot],
            "first-part": is_first,
            "first-page": pages + 1,
            "closing": _closing(lot) if is_last else "",
        }
        made = typeset(BOOK_TEMPLATE, data, moment=moment, tagged=single)
        pages += page_count(made) - (1 if is_first else 0)
        done += len(lot)
        progress(done)
        parts.append(made)
        if not single:
            release()
    return parts[0] if len(parts) == 1 else joined(parts)


def _lots(lines: Iterable[Line]) -> Iterator[tuple[list[Line], bool, bool]]:
    """Whole months until there are PART lines, with marks of the first and the last lot."""
    held: list[Line] | None = None
    is_first = True
    for lot in _months(lines):
        if held is not None:
            yield held, is_first, False
            is_first = False
        held = lot
    yield held or [], is_first, True


def _months(lines: Iterable[Line]) -> Iterator[list[Line]]:
    lot: list[Line] = []
    for line in lines:
        ends = bool(lot) and line.month != lot[-1].month and len(lot) >= PART // 2
        if ends or len(lot) >= PART:
            yield lot
            lot = []
        lot.append(line)
    if lot:
        yield lot


def _cover_data(cover: Cover, columns: Columns, moment: dt.datetime) -> dict[str, Any]:
    return {
        "title": f"{cover.title} năm {cover.year}",
        "agency": cover.office.printed_name,
        "parent": cover.office.printed_parent,
        "book-title": cover.title.upper(),
        "year": str(cover.year),
        "from-day": wording.day(cover.first_day),
        "until-day": wording.day(cover.last_day),
        "from-number": cover.first_number or "…",
        "until-number": cover.last_number or "…",
        "volume": cover.volume,
        "note": cover.note,
        "running": f"{cover.office.unit.name} · {cover.title} năm {cover.year}",
        "printed": f"In lúc {wording.moment(moment)}",
        "heads": columns.heads,
        "widths": columns.widths,
        "aligned": columns.aligned,
        "strong": columns.number,
    }


def _closing(lot: list[Line]) -> str:
    return "Hết phần đăng ký." if lot else ""


def page_count(pdf: bytes) -> int:
    """How many pages a file of our own making has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def joined(parts: list[bytes]) -> bytes:
    """One file of all pages; the first part's archive metadata stay."""
    whole = pikepdf.open(io.BytesIO(parts[0]))
    for part in parts[1:]:
        with pikepdf.open(io.BytesIO(part)) as opened:
            whole.pages.extend(opened.pages)
    target = io.BytesIO()
    whole.save(target, deterministic_id=True)
    return target.getvalue()
