# SPDX-License-Identifier: AGPL-3.0-or-later
"""Made-up old registers, as awkward as real ones, written when a test asks for them."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from typing import Any

from openpyxl import Workbook

YEAR = 2013
HEADINGS = (
    "Ngày đến", "Số đến", "Tác giả", "Số KH", "Ngày VB", "Tên loại & trích yếu",
    "Đơn vị/người nhận", "Ký nhận", "Ghi chú", "Loại VB", "Độ khẩn", "Lĩnh vực", "Xử lý chính",
    "Tên tệp",
)  # fmt: skip
MATTERS = (
    "Báo cáo tình hình hạn hán, xâm nhập mặn vụ Đông Xuân",
    "V/v rà soát kinh phí phòng, chống dịch lở mồm long móng",
    "Quyết định phê duyệt đề cương dự toán sửa chữa kênh N2-6",
    "Giấy mời họp giao ban công tác phòng, chống lụt bão",
    "V/v cấp phép khai thác rừng trồng tại xã An Nghĩa",
)
AUTHORS = ("Sở Tài chính", "UBND huyện Hoài Ân", "Cục Thú y", "Chi cục Kiểm lâm")
SYMBOLS = ("{n}/STC-NS", "{n}/UBND-NN", "{n}/TY-DT", "{n}/BC-CCKL")


def plain_row(number: int, *, year: int = YEAR) -> list[Any]:
    """A row without a fault: two papers a day, three days on the way."""
    day = dt.date(year, 1, 2) + dt.timedelta(days=min((number - 1) // 3, 360))
    n = number % 4
    return [
        dt.datetime.combine(day, dt.time()), number, AUTHORS[n], SYMBOLS[n].format(n=number + 70),
        dt.datetime.combine(day - dt.timedelta(days=3), dt.time()), MATTERS[number % 5],
        "Phòng Trồng trọt", "đã ký", "", "", "", "Trồng trọt", "Nguyễn Văn Tâm", "",
    ]  # fmt: skip


def _day(year: int, month: int, day: int) -> dt.datetime:
    """A day as Excel has it: midnight of no zone."""
    return dt.datetime.combine(dt.date(year, month, day), dt.time())


def workbook(rows: list[list[Any]], *, headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A clean sheet: headings in row 1."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sổ đến")
    sheet.append(list(headings))
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


FIRST = 7  # the first row under the header of awkward_register()


def awkward_register() -> tuple[bytes, dict[int, set[str]]]:
    """300 rows under title lines and a two-line header with merged cells; every fault once.

    Returns the file and, for each faulty row of the sheet, the codes that must be said.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Sổ đến 2013"
    sheet["A1"] = "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"
    sheet["A2"] = "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN NĂM 2013"
    sheet.merge_cells("A2:N2")
    _two_line_header(sheet)
    for column in range(1, 15):
        sheet.cell(6, column, f"({column})")
    said: dict[int, set[str]] = {}
    for index in range(300):
        for column, value in enumerate(plain_row(index + 1), start=1):
            sheet.cell(FIRST + index, column, value)
    for offset, (faults, codes) in enumerate(_faults()):
        row = FIRST + 5 + offset * 8
        for column, value in faults.items():
            sheet.cell(row, column).number_format = "General"
            sheet.cell(row, column).value = value
        said[row] = set(codes)
    said[FIRST + 6] = {"gap_one"}
    _merged_day(sheet)
    sheet.cell(FIRST + 297, 1, "Tháng 12")  # a line across the page, no entry
    for column in range(2, 15):
        sheet.cell(FIRST + 297, column).value = None
    sheet.merge_cells(start_row=FIRST + 297, start_column=1, end_row=FIRST + 297, end_column=14)
    return saved(book), said


def _two_line_header(sheet: Any) -> None:
    above = ("Ngày đến", "Số đến", "Văn bản", None, None, None, "Đơn vị/người nhận", "Ký nhận",
        "Ghi chú", "Loại VB", "Độ khẩn", "Lĩnh vực", "Xử lý chính", "Tên tệp")  # fmt: skip
    below = {3: "Cơ quan ban hành", 4: "Số, ký hiệu", 5: "Ngày tháng",
        6: unicodedata.normalize("NFD", "Tên loại và trích yếu\nnội dung (1)")}  # fmt: skip
    for column, text in enumerate(above, start=1):
        sheet.cell(4, column, text)
    sheet.merge_cells("C4:F4")
    for column, text in below.items():
        sheet.cell(5, column, text)
    for letter in "ABGHIJKLMN":
        sheet.merge_cells(f"{letter}4:{letter}5")


def _merged_day(sheet: Any) -> None:
    """One cell of the day for three rows, as registers by hand have it."""
    for row in (FIRST + 291, FIRST + 292):
        sheet.cell(row, 1).value = None
    sheet.merge_cells(start_row=FIRST + 290, start_column=1, end_row=FIRST + 292, end_column=1)


def _faults() -> list[tuple[dict[int, Any], tuple[str, ...]]]:
    """Cells to put into a plain row (column from 1), and what must be said of it."""
    return [
        ({2: None}, ("no_number",)),
        ({2: "mười lăm"}, ("bad_number",)),
        ({2: 7}, ("number_twice",)),
        ({2: "29A"}, ()),
        ({2: "038"}, ()),
        ({1: None}, ("no_day",)),
        ({1: "31/02/2013"}, ("no_such_day",)),
        ({1: "hôm qua"}, ("not_a_day",)),
        ({1: "23/01/13"}, ()),
        ({1: 41300}, ("serial",)),
        ({1: "41302"}, ("serial",)),
        ({1: "29/01"}, ("year_added",)),
        ({1: _day(2012, 2, 3)}, ("other_year",)),
        ({1: _day(2013, 7, 2)}, ("day_swapped",)),
        ({1: _day(2013, 1, 5), 5: _day(2013, 1, 2)}, ("day_falls",)),
        ({3: None}, ("no_issuer",)),
        ({4: None}, ("no_symbol_slight",)),
        ({4: _day(2013, 6, 15)}, ("symbol_became_date",)),
        ({4: "Thư riêng của ông Bảy"}, ("odd_symbol",)),
        ({5: None}, ("no_issued_on",)),
        ({5: _day(2013, 12, 30)}, ("after_arrival",)),
        ({5: "không rõ"}, ("bad_issued_on",)),
        ({6: None}, ("no_subject",)),
        ({6: "V/v " + "rà soát quy hoạch thủy lợi " * 25}, ("subject_cut",)),
        ({6: "#REF!"}, ("fault",)),
        (
            {6: "C«ng v¨n vÒ viÖc phßng chèng dÞch bÖnh gia sóc", 3: "Chi côc Thó y"},
            ("old_encoding",),
        ),
        ({9: "Mật"}, ("secret",)),
        ({11: "Hỏa tốc"}, ()),
        ({11: "rất gấp"}, ("urgency_unknown",)),
        ({10: "Văn thư lạ"}, ("type_unknown",)),
        ({3: '"', 13: "nt"}, ("ditto",)),
        ({3: "Ủy ban nhân dân " + "xã " * 70}, ("long",)),
        ({4: "15/" + "QĐ-" * 30 + "SNN"}, ("too_long",)),
    ]
