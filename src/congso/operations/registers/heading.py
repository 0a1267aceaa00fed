# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the header of a register stands: below the lines of the title, on one line or on two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from congso.common.numbers import read_number
from congso.operations.registers.columns import SURE, best_likeness
from congso.operations.registers.old_text import meant

LOOKED_AT = 40
FEWEST = 3
Cells = Sequence[object]


@dataclass(frozen=True)
class Header:
    """The last line of the header (from 1; 0 when none was found) and the headings by column."""

    row: int
    headings: tuple[str, ...]


def find_header(rows: Sequence[tuple[int, Cells]]) -> Header:
    """The most likely header among the first lines; `rows` are (row of the sheet, cells)."""
    best, found = 0.0, Header(0, ())
    for index, (row, _cells) in enumerate(rows[:LOOKED_AT]):
        for lines in (1, 2):
            if index + 1 < lines:
                continue
            headings = headings_of([cells for _row, cells in rows[index + 1 - lines : index + 1]])
            sure = [like for text in headings if (like := best_likeness(text)) >= SURE]
            score = sum(sure) - 0.01 * lines
            if len(sure) >= FEWEST and score > best:
                best, found = score, Header(row, headings)
    return found


def header_at(rows: Sequence[tuple[int, Cells]], row: int) -> Header:
    """The header that ends in that row of the sheet, whatever it says; one line or two."""
    upto = [cells for number, cells in rows if number <= row][-2:]
    if not upto:
        return Header(row, ())
    one, two = headings_of(upto[-1:]), headings_of(upto)
    if sum(map(best_likeness, two)) > sum(map(best_likeness, one)) + 0.5:
        return Header(row, two)
    return Header(row, one)


def headings_of(lines: Sequence[Cells]) -> tuple[str, ...]:
    """The headings of one line, or of two put together; what both say is said once."""
    width = max((len(line) for line in lines), default=0)
    found = []
    for column in range(width):
        parts: list[str] = []
        for line in lines:
            text = _text(line[column]) if column < len(line) else ""
            if text and text not in parts:
                parts.append(text)
        found.append(" ".join(parts))
    while found and not found[-1]:
        found.pop()
    return tuple(meant(found).texts)


def _text(cell: object) -> str:
    return " ".join(str(cell).split()) if isinstance(cell, str) else ""


def is_column_numbers(cells: Cells) -> bool:
    """Whether a line is (1) (2) (3) … under the header, as in the printed form of the law."""
    marks = [re.sub(r"[()\s]", "", _number(cell)) for cell in cells if cell not in (None, "")]
    first = read_number(marks[0]) if len(marks) >= 4 else None
    return first is not None and marks == [str(first + i) for i in range(len(marks))]


def _number(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, int | float) else str(cell)
