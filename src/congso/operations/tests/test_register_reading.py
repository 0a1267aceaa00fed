# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading an old register: header, columns, days, numbers, names of scans."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata

import pytest
from openpyxl import Workbook

from congso.operations.registers.columns import propose
from congso.operations.registers.days import NoDay, read_day
from congso.operations.registers.heading import find_header, header_at, is_column_numbers
from congso.operations.registers.old_text import meant
from congso.operations.registers.reading import CannotRead, read_sheet
from congso.operations.registers.scan_names import Names
from congso.operations.tests.register_samples import HEADINGS, awkward_register, plain_row, saved

pytestmark = [pytest.mark.unit, pytest.mark.requirement("B-68")]


@pytest.mark.parametrize(
    "cell",
    ["05/06/2013", "5/6/2013", "5.6.13", "05-6-2013", "2013-06-05", "ngày 05 tháng 6 năm 2013",
     {"d": "2013-06-05T00:00:00"}, 41430, "41430", "05/06/2013 08:20", "'05/06/2013", "05/6",
     unicodedata.normalize("NFD", "Ngày 5 tháng 6 năm 2013")],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell: object) -> None:
    assert read_day(cell, year=2013) == dt.date(2013, 6, 5)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("31/02/2013", "no_such_day"), ("hôm qua", "not_a_day"), ("05/06/1901", "out_of_time"),
     (15, "not_a_day"), ({"e": "#REF!"}, "not_a_day"), ("13/13/2013", "no_such_day")],
)  # fmt: skip
def test_what_is_no_day_says_why(cell: object, code: str) -> None:
    with pytest.raises(NoDay) as refused:
        read_day(cell, year=2013)
    assert refused.value.code == code


def test_an_empty_cell_is_no_day_and_1904_counts_from_its_own_day() -> None:
    assert read_day("", year=2013) is None
    assert read_day(39968, since_1904=True) == dt.date(2013, 6, 5)


def test_the_header_is_found_below_titles_on_two_lines() -> None:
    content, _said = awkward_register()
    sheet = read_sheet(io.BytesIO(content), "Sổ đến 2013.xlsx")
    header = find_header(sheet.rows)
    assert header.row == 5
    assert header.headings[0] == "Ngày đến"
    assert header.headings[3] == "Số, ký hiệu"
    proposal = propose(header.headings, [row for n, row in sheet.rows if n > 6][:30], "incoming")
    assert proposal.mapping == {
        "arrived_on": 0, "number": 1, "issuer": 2, "symbol": 3, "issued_on": 4, "subject": 5,
        "receiver": 6, "receipt": 7, "note": 8, "type": 9, "urgency": 10, "matter": 11,
        "handler": 12, "file": 13,
    }  # fmt: skip
    assert proposal.confidence["number"] == 1.0
    assert proposal.confidence["issued_on"] >= 0.5


def test_a_merged_day_counts_for_all_its_rows() -> None:
    content, _said = awkward_register()
    rows = dict(read_sheet(io.BytesIO(content), "x.xlsx").rows)
    assert rows[298][0] == rows[297][0] == rows[299][0]
    assert rows[297][0]["d"].startswith("2013-04-0")


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Số đến", "number"),
        ("NGÀY ĐẾN", "arrived_on"),
        ("Cơ quan ban hành", "issuer"),
        ("Nơi gửi", "issuer"),
        ("Số, ký hiệu", "symbol"),
        ("Số KH", "symbol"),
        ("Ngày VB", "issued_on"),
        ("Tên loại & trích yếu", "subject"),
        ("Trích yếu", "subject"),
        ("Đơn vị/người nhận", "receiver"),
        ("Loại VB", "type"),
        ("Độ khẩn", "urgency"),
        ("Lĩnh vực", "matter"),
        ("Xử lý chính", "handler"),
        ("Số kí hiệu", "symbol"),
        (unicodedata.normalize("NFD", "Tác giả"), "issuer"),
        ("Tên tệp", "file"),
        ("Ký nhận (8)", "receipt"),
        ("Ghi chú", "note"),
    ],
)
def test_headings_of_many_spellings_are_known(heading: str, key: str) -> None:
    assert propose([heading], [], "incoming").mapping == {key: 0}


def test_an_ordinal_column_is_not_the_number() -> None:
    proposal = propose(["STT", "Số đến"], [[1, 15], [2, 16]], "incoming")
    assert proposal.mapping == {"number": 1}


def test_cells_that_say_otherwise_lower_the_confidence() -> None:
    good = propose(["Ngày đến"], [["05/06/2013"]], "incoming").confidence["arrived_on"]
    bad = propose(["Ngày đến"], [["Sở Tài chính"]], "incoming").confidence["arrived_on"]
    assert bad < good == 1.0


def test_outgoing_books_read_recipients_from_noi_nhan() -> None:
    assert propose(["Nơi nhận"], [], "outgoing").mapping == {"to_places": 0}


def test_a_header_can_be_named_by_hand() -> None:
    rows = [(3, list(HEADINGS)), (4, ["05/06/2013", 1]), (5, ["06/06/2013", 2])]
    assert header_at(rows, 3).headings[1] == "Số đến"
    assert header_at(rows, 5).headings == ("06/06/2013",)


def test_words_over_two_columns_belong_to_both() -> None:
    above = ["Số đến", "Ngày đến", "Văn bản", "Văn bản", "Trích yếu"]
    below = ["Số đến", "Ngày đến", "Số KH", "Ngày", "Trích yếu"]
    header = find_header([(1, ["SỔ VĂN BẢN ĐẾN"]), (2, above), (3, below)])
    assert (header.row, header.headings[2:4]) == (3, ("Văn bản Số KH", "Văn bản Ngày"))
    mapping = propose(header.headings, [], "incoming").mapping
    assert (mapping["symbol"], mapping["issued_on"]) == (2, 3)


def test_column_numbers_of_the_form_are_no_entry() -> None:
    assert is_column_numbers(["(1)", "(2)", "(3)", "(4)"])
    assert is_column_numbers([1, 2, 3, 4, 5])
    assert not is_column_numbers(["05/06/2013", 1, "Sở Tài chính", "15/STC"])


def test_old_codes_are_recognised_by_the_row() -> None:
    read = meant(["C«ng v¨n vÒ viÖc phßng chèng dÞch bÖnh", "Chi côc Thó y"])
    assert read.encoding == "tcvn3"
    assert read.texts[1] == "Chi cục Thú y"
    assert meant(["Công văn về việc", "Sở Tài chính"]).encoding == ""


def test_what_is_no_xlsx_is_refused_with_a_way_out() -> None:
    for content in (
        b"%PDF-1.4 not a sheet",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    ):
        with pytest.raises(CannotRead) as refused:
            read_sheet(io.BytesIO(content), "sổ.xlsx")
        assert ".xlsx" in str(refused.value.message) or str(refused.value.message)


def test_an_empty_sheet_and_a_missing_one_are_said() -> None:
    with pytest.raises(CannotRead, match=r"trống|empty"):
        read_sheet(io.BytesIO(saved(Workbook())), "rong.xlsx")
    book = Workbook()
    book.active.append(plain_row(1)[:2])
    with pytest.raises(CannotRead, match="Sheet"):
        read_sheet(io.BytesIO(saved(book)), "x.xlsx", sheet="Tháng 13")


def test_the_longest_sheet_is_read_unless_one_is_named() -> None:
    book = Workbook()
    book.active.append(["bìa"])
    months = book.create_sheet("Tháng 1")
    for number in range(1, 4):
        months.append(plain_row(number))
    content = saved(book)
    assert read_sheet(io.BytesIO(content), "x.xlsx").title == "Tháng 1"
    assert len(read_sheet(io.BytesIO(content), "x.xlsx", sheet="Sheet").rows) == 1


ROWS = [
    (1, "8262", "3187/STC-NS", ""), (2, "8263", "3188/STC-NS", "giấy mời số 8263.PDF"),
    (3, "3187", "15/QĐ-UBND", ""), (4, "15a", "07/TTr-SNN", ""), (5, "9000", "15/QĐ-UBND", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [("8262.pdf", 1, ""), ("8262_3187-STC-NS.pdf", 1, ""), ("3187_STC-NS_signed.pdf", 1, ""),
     ("3188-stc-ns.PDF", 2, ""), ("GIAY MOI SO 8263.pdf", 2, ""),
     (unicodedata.normalize("NFD", "Giấy mời số 8263.pdf"), 2, ""), ("15A.pdf", 4, ""),
     ("7-TTr-SNN.pdf", 4, ""), ("so den 08262.pdf", 1, ""), ("9999.pdf", None, "not_found"),
     ("ảnh chụp.jpg", None, "not_found"), ("15-QD-UBND.pdf", None, "several"),
     ("9000_15-QĐ-UBND.pdf", 5, ""), ("8262_99-STC-NS.pdf", None, "number_and_symbol"),
     ("8262 cong van cua so tai chinh.pdf", 1, "")],
)  # fmt: skip
def test_a_scan_finds_its_row(name: str, row: int | None, reason: str) -> None:
    match = Names.of(ROWS).match(name)
    assert (match.row_id, match.reason) == (row, reason)


def test_an_annex_is_told_by_its_name() -> None:
    names = Names.of(ROWS)
    assert names.match("8262_PL1.pdf").is_annex
    assert names.match("8262 phụ lục.pdf").row_id == 1
    assert not names.match("8262.pdf").is_annex
