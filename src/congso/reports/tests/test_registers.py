# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books in print: the decree's columns, every row, nothing that must stay inside."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congso.audit.models import Entry
from congso.common import clock
from congso.common.policy import Denied
from congso.documents.models import Document
from congso.documents.services.insert import insert
from congso.documents.services.void import void
from congso.documents.tests.factories import incoming_data, make_document
from congso.organisation.tests.factories import Agency
from congso.reports import services
from congso.reports.enums import Format, Report, RunState
from congso.reports.makers import BookPart
from congso.reports.models import ExportRun
from congso.reports.printing import books_pdf
from congso.reports.registers import INCOMING_HEADS, Period, lines_of, papers_of
from congso.reports.tests.reading import (
    everything_in,
    pages_of,
    sheet_of,
    table_rows,
    text_of,
)
from congso.reports.tracking import TRACKING_HEADS
from congso.routing.services import handle
from congso.routing.tests.factories import directed, lead_flow

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-29")]

TEN_COLUMNS = [
    "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận",
    "Ghi chú",
]  # fmt: skip
SEVEN_COLUMNS = [
    "Số đến", "Tên loại, số và ký hiệu, ngày tháng và tác giả văn bản", "Đơn vị hoặc người nhận",
    "Thời hạn giải quyết", "Tiến độ giải quyết", "Số, ký hiệu văn bản trả lời", "Ghi chú",
]  # fmt: skip
MARKER = "Zimbabwetông"


def _part(document: Document, **changes: Any) -> dict[str, Any]:
    today = clock.today()
    days = {"first_day": today, "last_day": today} | changes
    return BookPart(document.book_id, **days).to_json()


def _export(
    agency: Agency, document: Document, format_: str, report: str = Report.INCOMING_REGISTER,
    login: str = "diepptn", **changes: Any,
) -> bytes:  # fmt: skip
    run = services.export(
        agency.actor(login), report=report, format=format_, wanted=_part(document, **changes)
    )
    assert run.state == RunState.DONE
    return services.path_of(run).read_bytes()


def _book_of(agency: Agency, count: int = 3, **changes: Any) -> list[Document]:
    return [make_document(agency.office, **changes) for _turn in range(count)]


def test_the_columns_are_the_decrees(agency: Agency) -> None:
    assert list(INCOMING_HEADS) == TEN_COLUMNS
    assert list(TRACKING_HEADS) == SEVEN_COLUMNS
    papers = _book_of(agency)
    assert list(table_rows(_export(agency, papers[0], Format.XLSX), "Ngày đến")[0]) == TEN_COLUMNS
    tracking = _export(agency, papers[0], Format.XLSX, Report.TRACKING)
    assert list(table_rows(tracking, "Số đến")[0]) == SEVEN_COLUMNS


def test_the_print_has_a_cover_and_every_row_with_its_marks(agency: Agency) -> None:
    subjects = [
        "V/v ứng phó áp thấp nhiệt đới, Ủy ban nhân dân huyện Ia Grai",
        "Quyết định về việc điều chỉnh diện tích rừng phòng hộ Kông Chro",
        "Về việc xử lý ổ dịch tả lợn Châu Phi tại xã Đắk Pơ",
    ]
    papers = [make_document(agency.office, subject=subject) for subject in subjects]
    pdf = _export(agency, papers[0], Format.PDF)
    cover, *pages = pages_of(pdf)
    today = f"{clock.today():%d/%m/%Y}"
    for words in (
        "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", f"Năm {clock.today().year}", f"Từ ngày {today} đến ngày {today}",
        "Từ số 01 đến số 03", "Quyển số: 01", "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
    ):  # fmt: skip
        assert words in cover, words
    body = " ".join(pages)
    for paper, subject in zip(papers, subjects, strict=True):
        for word in f"{subject} {paper.symbol} Sở Tài chính".lower().split():
            assert word in body.lower(), word
    assert "Trang 1" in pages[0]
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    width, height = pypdfium2.PdfDocument(pdf)[1].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (297, 210)


def test_numbers_stand_without_holes_void_and_inserted_ones_in_their_place(agency: Agency) -> None:
    papers = _book_of(agency, 4)
    void(agency.actor("diepptn"), document_id=papers[1].pk, reason="Ghi nhầm sổ")
    insert(
        agency.actor("khiemtg"), data=incoming_data(agency.office), after_number=2,
        reason="Sót khi nhập sổ giấy",
    )  # fmt: skip
    rows = table_rows(_export(agency, papers[0], Format.XLSX), "Ngày đến")[1:]
    assert [row[1] for row in rows] == ["01", "02", "02a", "03", "04"]
    assert rows[1][9] == "Hủy: Ghi nhầm sổ"
    assert rows[2][9] == "Số chèn: Sót khi nhập sổ giấy"
    assert "Hủy: Ghi nhầm sổ" in text_of(_export(agency, papers[0], Format.PDF))


def test_a_period_takes_the_numbers_of_its_days_only(agency: Agency) -> None:
    october, november = clock.at(dt.date(2026, 10, 30), 9), clock.at(dt.date(2026, 11, 2), 9)
    old = [make_document(agency.office, now=october, arrived_at=october) for _n in range(2)]
    late = make_document(
        agency.office, now=november, arrived_at=clock.at(dt.date(2026, 10, 31), 20)
    )
    period = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert [line.cells[1] for line in lines_of(papers_of(late.book, period))] == ["03"]
    whole = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert papers_of(old[0].book, whole).count() == 3
    assert papers_of(old[0].book, Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))).count() == 0


@pytest.mark.requirement("B-61")
@pytest.mark.parametrize("format_", [Format.PDF, Format.XLSX, Format.DOCX])
@pytest.mark.parametrize("report", [Report.INCOMING_REGISTER, Report.TRACKING, Report.VIOLATIONS])
def test_a_restricted_paper_is_a_number_a_date_and_two_words(
    agency: Agency, report: str, format_: str
) -> None:
    make_document(
        agency.office, subject=f"V/v kỷ luật {MARKER}", issuer_name=f"Thanh tra {MARKER}",
        symbol="77/TTr-MARKER", is_restricted=True,
        reader_ids=(agency.people["diepptn"].pk, agency.people["khiemtg"].pk),
        arrived_at=clock.now() - dt.timedelta(days=9),
    )  # fmt: skip
    other = make_document(agency.office)
    # even for a clerk who is on its list: the book is one for all
    found = everything_in(_export(agency, other, format_, report))
    assert MARKER not in found
    assert "TTr-MARKER" not in found
    assert "Văn bản hạn chế" in found


@pytest.mark.parametrize("format_", [Format.PDF, Format.XLSX, Format.DOCX])
def test_the_name_of_a_petitioner_is_never_printed(agency: Agency, format_: str) -> None:
    name = f"Trần Thị {MARKER}"
    petition = make_document(
        agency.office, type_code="petition", issuer_name=f"Bà {name.upper()}",
        subject=f"Đơn tố cáo của {name} về đất đai; tran thi {MARKER}", symbol="",
        complainant_name=name,
    )  # fmt: skip
    found = everything_in(_export(agency, petition, format_))
    assert MARKER.lower() not in found.lower()
    assert "zimbabwetong" not in found.lower()
    assert "Công dân" in found


@pytest.mark.requirement("R-44")
def test_columns_seven_to_nine_come_from_the_flows(agency: Agency) -> None:
    paper = make_document(agency.office)
    flow = lead_flow(directed(agency, paper))
    line = next(iter(lines_of(Document.objects.filter(pk=paper.pk))))
    assert line.cells[6] == "Phòng Trồng trọt"
    assert line.cells[7] == f"{clock.day_of(flow.sent_at):%d/%m/%Y}"
    assert line.cells[8] == ""
    at = flow.sent_at + dt.timedelta(minutes=12)
    handle.accept(agency.actor("dungctm"), flow_id=flow.pk, now=at)
    line = next(iter(lines_of(Document.objects.filter(pk=paper.pk))))
    assert line.cells[8] == f"Cao Thị Mỹ Dung {clock.local(at):%d/%m %H:%M}"


def test_a_long_book_is_set_in_parts_with_pages_counted_through(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books_pdf, "PART", 12)
    papers = _book_of(agency, 30)
    pages = pages_of(_export(agency, papers[0], Format.PDF))[1:]
    assert [f"Trang {n}" in page for n, page in enumerate(pages, start=1)] == [True] * len(pages)
    assert all("Tên loại và trích yếu" in page for page in pages)
    body = " ".join(pages)
    assert all(paper.symbol in body for paper in papers)
    assert body.count("Hết phần đăng ký.") == 1


@pytest.mark.requirement("R-70")
@pytest.mark.parametrize("login", ["tuntc", "chauvtm", "ngantt"])
def test_who_does_not_read_the_books_gets_nothing(agency: Agency, login: str) -> None:
    paper = make_document(agency.office)
    with pytest.raises(Denied):
        _export(agency, paper, Format.PDF, login=login)
    assert not ExportRun.objects.exists()


def test_a_print_is_in_the_history_of_the_book(agency: Agency) -> None:
    papers = _book_of(agency, 2)
    _export(agency, papers[0], Format.PDF)
    entry = Entry.objects.get(verb="book.printed")
    assert (entry.object_type, entry.object_id) == ("book", papers[0].book_id)
    assert entry.person_id == agency.people["diepptn"].pk
    assert '"count":2' in str(entry.canonical)


def test_formulas_of_a_sender_stay_text(agency: Agency) -> None:
    paper = make_document(agency.office, subject='=HYPERLINK("http://x.example","Báo cáo")')
    rows = table_rows(_export(agency, paper, Format.XLSX), "Ngày đến")
    assert rows[1][5].startswith("Công văn: =HYPERLINK")


def test_reading_a_book_takes_the_same_queries_for_one_and_thirty_papers(agency: Agency) -> None:
    paper = make_document(agency.office)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as caught:
            list(lines_of(papers_of(paper.book, Period(clock.today(), clock.today()))))
        counts.append(len(caught))
        _book_of(agency, 30)
    assert counts[0] == counts[1]


@pytest.mark.requirement("B-18")
def test_the_closing_minutes_state_first_last_void_and_inserted(agency: Agency) -> None:
    papers = _book_of(agency, 3, pages=4)
    void(agency.actor("diepptn"), document_id=papers[1].pk, reason="Ghi nhầm sổ")
    wanted = BookPart(papers[0].book_id, clock.today(), clock.today()).to_json()
    run = services.export(
        agency.actor("khiemtg"), report=Report.CLOSING, format=Format.PDF, wanted=wanted
    )
    text = text_of(services.path_of(run).read_bytes())
    for words in ("BIÊN BẢN", "Số đầu tiên 01", "Số cuối cùng 03", "02 (cộng 1 số)", "ghi 12"):
        assert words in text, words


def test_the_sheet_has_a_filter_and_repeats_its_head(agency: Agency) -> None:
    papers = _book_of(agency, 2)
    sheet = sheet_of(_export(agency, papers[0], Format.XLSX))
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Ngày đến")
    assert sheet.auto_filter.ref == f"A{head}:J{head + 2}"
    assert sheet.freeze_panes == f"A{head + 1}"
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.page_setup.orientation == "landscape"


def test_an_empty_period_is_said_in_words(agency: Agency) -> None:
    paper = make_document(agency.office)
    day = dt.date(clock.today().year, 1, 5)
    text = text_of(_export(agency, paper, Format.PDF, first_day=day, last_day=day))
    assert "Không có văn bản trong kỳ này." in text
