# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a register file in a limited process: `python -m congso.operations.registers.sheet_worker`.

The .xlsx is the standard input; the answer is one line of JSON. No Django settings, no database, no
network (see filestore.worker_process for the limits). Formulas are not evaluated: of each its last
value is taken.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from congso.filestore import kinds, worker_process
from congso.filestore.kinds import Reason, Unacceptable

MOST_ROWS, MOST_COLUMNS, LONGEST = 50_000, 60, 4000
HEADER_WITHIN = 40
ACCEPTED = {kinds.XLSX.media_type, kinds.XLSM.media_type}
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+\d+:[A-Z]+\d+)"')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FAULTS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}
Answer = tuple[dict[str, Any], bytes]
Row = tuple[int, list[Any]]


def read(stream: BinaryIO, *, name: str, sheet: str = "") -> Answer:
    """The rows of one sheet that hold anything: the named one, else the one with most rows."""
    verdict, _nothing = worker_process.inspect(stream, name=name)
    if verdict["media_type"] not in ACCEPTED:
        raise Unacceptable(Reason.UNSUPPORTED, verdict["media_type"])
    stream.seek(0)
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, ParseError, OSError) as error:
        raise Unacceptable(Reason.BROKEN, repr(error)) from error
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
    named = [one for one in sheets if one.title.strip() == sheet.strip()] if sheet else []
    if not sheets or (sheet and not named):
        return {"sheets": [one.title for one in sheets], "rows": None}, b""
    chosen = named[0] if named else max(sheets, key=lambda one: one.max_row or 0)
    rows = list(_rows(chosen))
    _fill_merged(rows, _merges(stream, chosen))
    facts = {
        "sheets": [one.title for one in sheets],
        "sheet": chosen.title,
        "since_1904": book.epoch == CALENDAR_MAC_1904,
        "too_many": len(rows) > MOST_ROWS,
        "rows": rows[:MOST_ROWS],
    }
    # The rows go as payload: the first line of an answer is kept in memory twice.
    payload = json.dumps(facts.pop("rows"), ensure_ascii=False).encode()
    return {**facts, "rows": True}, payload


def _rows(sheet: Any) -> Iterator[Row]:
    count = 0
    for number, cells in enumerate(
        sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1
    ):
        plain = [_cell(value) for value in cells]
        while plain and plain[-1] is None:
            plain.pop()
        if plain:
            yield number, plain
            count += 1
            if count > MOST_ROWS:
                return


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else value
    if isinstance(value, dt.datetime | dt.date):
        return {"d": value.isoformat()}
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").strip()
    if text in _FAULTS:
        return {"e": text}
    return text[:LONGEST] or None


def _merges(stream: BinaryIO, sheet: Any) -> list[tuple[int, int, int, int]]:
    """The merged ranges of the sheet: first column, first row, last column, last row."""
    found = []
    with (
        zipfile.ZipFile(stream) as archive,
        archive.open(sheet._worksheet_path.lstrip("/")) as part,
    ):
        rest = b""
        while chunk := part.read(1 << 20):
            text = rest + chunk
            found += [match[1].decode() for match in _MERGE.finditer(text)]
            last = text.rfind(b"<")  # a tag cut in two is read with the next chunk
            rest = text[last:] if last >= 0 else b""
    return [_whole(*range_boundaries(one)) for one in found[:MOST_ROWS]]


def _whole(*ends: int | None) -> tuple[int, int, int, int]:
    """The ends of a range; its expression names all four, so none is missing."""
    left, top, right, bottom = (end or 1 for end in ends)
    return left, top, right, bottom


def _fill_merged(rows: list[Row], merges: list[tuple[int, int, int, int]]) -> None:
    """What stands in the first cell of a merged range counts for all its rows.

    Beside one another only in the header: a line across the page ("Tháng 6") is no entry.
    """
    by_number = dict(rows)
    for left, top, right, bottom in merges:
        first = by_number.get(top, [])
        if left > len(first) or first[left - 1] is None:
            continue
        for number in range(top, min(bottom, top + MOST_ROWS) + 1):
            if (cells := by_number.get(number)) is None:
                continue
            last = right if number <= HEADER_WITHIN else left
            for column in range(left, min(last, MOST_COLUMNS) + 1):
                cells += [None] * (column - len(cells))
                if cells[column - 1] is None:
                    cells[column - 1] = first[left - 1]


if __name__ == "__main__":
    worker_process.TASKS.clear()
    worker_process.TASKS.update({"read": read})
    worker_process.main(sys.argv)
