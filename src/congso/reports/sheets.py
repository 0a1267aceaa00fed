# SPDX-License-Identifier: AGPL-3.0-or-later
"""A table as an Excel file, written row by row.

Every text is typed as text, so no program reads it as a formula; text that begins like one also
carries Excel's own mark "this is text", which lasts when the cell is edited (SECURITY.md T15).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from congso.common import clock
from congso.reports.tables import Cell, Table, safe_text

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
CELL_MAX = 32_767
FONT = "Times New Roman"
_THIN = Side(style="thin", color="808080")
_FRAME = Border(_THIN, _THIN, _THIN, _THIN)
_BODY = Font(name=FONT, size=11)
_TOP = Alignment(vertical="top", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="top", wrap_text=True)


def xlsx(table: Table, *, progress: Callable[[int], None] = lambda _done: None) -> bytes:
    """Return the table as .xlsx: title, head row with filter, frozen; A4 landscape when printed."""
    book = Workbook(write_only=True)
    book.properties.creator = safe_text(table.agency)[:200]
    book.properties.title = safe_text(table.title)[:200]
    book.properties.created = book.properties.modified = clock.now().replace(tzinfo=None)
    sheet = book.create_sheet(_sheet_name(table.title))
    lines = [line for line in (table.parent, table.agency, table.title, *table.above) if line]
    head_row = len(lines) + 2
    _set_up(sheet, table, head_row)
    for line in lines:
        sheet.append([_title(sheet, line, bold=line in (table.agency, table.title))])
    sheet.append([])
    sheet.append([_head(sheet, head.label) for head in table.heads])
    centred = [head.centred for head in table.heads]
    looks, done = _Looks(sheet), 0
    for row in table.rows:
        sheet.append([looks.cell(value, mid) for value, mid in zip(row, centred, strict=True)])
        done += 1
        if done % 500 == 0:
            progress(done)
    last = get_column_letter(len(table.heads))
    sheet.auto_filter.ref = f"A{head_row}:{last}{head_row + done}"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _set_up(sheet: Any, table: Table, head_row: int) -> None:
    for index, head in enumerate(table.heads, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = head.width
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.oddFooter.center.text = "&P/&N"


class _Looks:
    """The looks of the cells of one sheet, each made once: making one costs more than a cell."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.made: dict[tuple[bool, bool, bool], Any] = {}

    def cell(self, value: Cell, centred: bool) -> Any:
        """One cell: a date as a date, everything else as text."""
        made: Any = WriteOnlyCell(self.sheet)
        is_date = isinstance(value, dt.date)
        if is_date:
            made.value = value
            is_formula = False
        else:
            is_formula = _set_text(made, str(value))
        made._style = self._style(is_date, centred, is_formula)
        return made

    def _style(self, is_date: bool, centred: bool, is_formula: bool) -> Any:
        key = (is_date, centred, is_formula)
        if key not in self.made:
            sample: Any = WriteOnlyCell(self.sheet)
            sample.font, sample.border = _BODY, _FRAME
            sample.alignment = _CENTRE if centred else _TOP
            sample.number_format = "dd/mm/yyyy" if is_date else "@"
            sample.quotePrefix = is_formula
            self.made[key] = sample._style
        return self.made[key]


def _set_text(made: Any, value: str) -> bool:
    """Type the value as text; returns whether it begins like a formula."""
    text = safe_text(value)[:CELL_MAX]
    made.value = text
    made.data_type = "s"  # openpyxl would take "=1+1" for a formula
    return text.startswith(FORMULA_SIGNS)


def _title(sheet: Any, text: str, *, bold: bool) -> Any:
    made = WriteOnlyCell(sheet)
    _set_text(made, text)
    made.font = Font(name=FONT, size=13 if bold else 11, bold=bold)
    return made


def _head(sheet: Any, text: str) -> Any:
    made = WriteOnlyCell(sheet)
    _set_text(made, text)
    made.font = Font(name=FONT, size=11, bold=True)
    made.fill = PatternFill("solid", fgColor="E7ECF3")
    made.border = _FRAME
    made.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return made


def _sheet_name(title: str) -> str:
    kept = "".join(" " if sign in "[]:*?/\\'" else sign for sign in safe_text(title))
    return kept.strip()[:31] or "1"
