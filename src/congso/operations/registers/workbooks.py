# SPDX-License-Identifier: AGPL-3.0-or-later
"""Excel files handed out: an empty register with the right headings, and the checked rows.

Text is typed as text and never read as a formula (SECURITY.md T15).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from congso.documents.enums import BookKind
from congso.operations.models import ImportRow, ImportRun
from congso.operations.registers.enums import RowState
from congso.operations.registers.problems import Problem

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_FONT = "Times New Roman"
_LINE = Side(style="thin", color="808080")
_FRAME = Border(_LINE, _LINE, _LINE, _LINE)
_WIDE = {"Tên loại và trích yếu": 60, "Tác giả": 30, "Ghi chú": 24}
DAYS = ("Ngày đến", "Ngày VB", "Ngày chuyển")
# The ten columns of Decree 30/2020, Appendix IV, and what clerks keep beside them.
INCOMING = (
    "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày VB", "Tên loại và trích yếu",
    "Đơn vị/người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú", "Loại VB", "Độ khẩn", "Lĩnh vực",
    "Xử lý chính", "Người ký", "Số trang", "Hạn chế", "Tên tệp",
)  # fmt: skip
OUTGOING = (
    "Số, ký hiệu", "Ngày VB", "Tên loại và trích yếu", "Người ký", "Nơi nhận",
    "Đơn vị/người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú", "Loại VB",
    "Số trang", "Hạn chế", "Tên tệp",
)  # fmt: skip
_TITLES = {
    BookKind.INCOMING: "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
    BookKind.INVITATION: "SỔ ĐĂNG KÝ GIẤY MỜI ĐẾN",
    BookKind.PETITION: "SỔ ĐĂNG KÝ ĐƠN THƯ",
    BookKind.OUTGOING: "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
}


def headings_for(kind: str) -> tuple[str, ...]:
    """The headings of an empty register of that kind."""
    return OUTGOING if kind == BookKind.OUTGOING else INCOMING


def template(kind: str, rows: int = 500) -> bytes:
    """An empty register (.xlsx): its headings, dates as dates, numbers and symbols as text."""
    heads = headings_for(kind)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sổ"
    sheet["A1"] = f"{_TITLES[BookKind(kind)]} NĂM ……"
    sheet["A1"].font = Font(name=_FONT, size=13, bold=True)
    for column, head in enumerate(heads, start=1):
        _head(sheet.cell(3, column, head))
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDE.get(head, 16)
        for row in range(4, 4 + rows):
            sheet.cell(row, column).number_format = "dd/mm/yyyy" if head in DAYS else "@"
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.print_title_rows = "3:3"
    return _saved(book)


HIDDEN = "Văn bản hạn chế"


def checked_rows(run: ImportRun, rows: Iterable[ImportRow]) -> bytes:
    """The rows as they were uploaded, with state, errors and warnings added at the right.

    Of a restricted paper that stands in the book now only that it is one.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sổ")
    width = len(run.headings)
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 16
    added = (_("Row"), _("State"), _("Errors"), _("Warnings"))
    for column, size in enumerate((7, 16, 60, 60), start=width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = size
    sheet.append([_headed(sheet, text) for text in (*run.headings, *added)])
    sheet.freeze_panes = "A2"
    for row in rows:
        shown = [HIDDEN] if row.is_hidden else row.cells[:width]
        cells = [*shown, *([None] * (width - len(shown)))]
        state = str(RowState(row.state).label)
        tail = (row.row, state, said(run, row, grave=True), said(run, row, grave=False))
        sheet.append([_cell(sheet, value) for value in (*cells, *tail)])
    return _saved(book)


def said(run: ImportRun, row: ImportRow, *, grave: bool) -> str:
    """The errors, or the warnings, of a row as lines: column, what is wrong, how to mend it."""
    problems = [Problem.from_json(value) for value in row.problems]
    named = headings_of(run)
    return "\n".join(
        f"{problem.column(named)}: {problem.sentence}" if problem.field else problem.sentence
        for problem in problems
        if problem.is_grave is grave
    )


def _cell(sheet: Any, value: Any) -> Any:
    made: Any = WriteOnlyCell(sheet)
    made.font, made.border = Font(name=_FONT, size=11), _FRAME
    made.alignment = Alignment(vertical="top", wrap_text=True)
    if isinstance(value, dict):
        value = dt.date.fromisoformat(value["d"][:10]) if "d" in value else value["e"]
    if isinstance(value, dt.date):
        made.value, made.number_format = value, "dd/mm/yyyy"
    elif isinstance(value, int | float):
        made.value = value
    elif value is not None:
        made.value = str(value)
        made.data_type, made.number_format = "s", "@"
        made.quotePrefix = str(value).startswith(FORMULA_SIGNS)
    return made


def _headed(sheet: Any, text: str) -> Any:
    made: Any = WriteOnlyCell(sheet)
    made.value = text
    made.data_type = "s"
    _head(made)
    return made


def _head(cell: Any) -> None:
    cell.font = Font(name=_FONT, size=11, bold=True)
    cell.fill = PatternFill("solid", fgColor="E7ECF3")
    cell.border = _FRAME
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def headings_of(run: ImportRun) -> dict[str, str]:
    """Our field -> the heading of its column in the file."""
    heads = run.headings
    return {key: heads[column] for key, column in run.mapping.items() if column < len(heads)}
