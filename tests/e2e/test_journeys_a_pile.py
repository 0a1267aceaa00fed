# SPDX-License-Identifier: AGPL-3.0-or-later
"""07:15, forty envelopes: numbers, labels, one scan, the pages matched, what is left at evening."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from tests.e2e.at_work import Visit, follow, pile_of, say, set_clock, worker
from tests.e2e.test_journey_incoming import picture

from congso.documents import batch_scan
from congso.documents.enums import EnvelopeState, State
from congso.documents.models import Document, DocumentFile, Envelope, NumberBlock
from congso.organisation.tests.factories import Agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
needs_reader = pytest.mark.skipif(
    find_spec("zxingcpp") is None, reason="no reader of QR codes is installed"
)
SENDERS = ("Sở Tài chính", "UBND huyện An Lão", "Hạt Kiểm lâm Vĩnh Thạnh", "Cục Thú y")


@pytest.fixture
def jobs(agency: Agency) -> Iterator[None]:
    with worker():
        yield


def take_numbers(page: Page, count: int) -> NumberBlock:
    follow(page, "Lô vào sổ")
    page.get_by_label("Số lượng văn bản").fill(str(count))
    page.get_by_role("button", name="Lấy số").click()
    page.wait_for_url(re.compile(r"/documents/batches/\d+/$"))
    return NumberBlock.objects.get()


def codes_on(labels: bytes) -> list[str]:
    """The codes of the printed labels, sheet by sheet, row by row, read as a phone would."""
    import zxingcpp  # noqa: PLC0415 (absent where the test is skipped)

    found: list[str] = []
    with pypdfium2.PdfDocument(labels) as document:
        for page in document:
            read = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
            places = [(code.position.top_left, code.text) for code in read]
            found += [text for place, text in sorted(places, key=_by_row)]
    return found


def _by_row(one: Any) -> tuple[int, int]:
    place, _text = one
    return round(place.y / 60), place.x


def upload(page: Page, folder: Path, sheets: list[tuple[list[str], list[str]]]) -> None:
    scan = folder / "Lô sáng 25-11 (quét ADF).pdf"
    scan.write_bytes(pile_of(sheets))
    page.set_input_files("#pile-scan", scan)
    page.get_by_role("button", name="Tải lên và tách").click()
    expect(page.locator("#pile-progress")).to_have_count(0, timeout=120_000)


def words_of(number: int) -> list[str]:
    sender = SENDERS[number % len(SENDERS)]
    return [sender.upper(), f"Số: {700 + number}/CV-{number:02d}", "V/v thủy lợi, gỡ thẻ vàng"]


def piece(page: Page, pages: str) -> Any:
    return page.locator(".piece").filter(has=page.get_by_text(pages, exact=True))


@needs_reader
def test_forty_envelopes_of_a_morning(
    visit: Visit,
    agency: Agency,
    jobs: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    check_page: Any,
) -> None:
    set_clock(monkeypatch, 7, 15)
    page = visit("/", "yenmt")
    block = take_numbers(page, 40)
    assert (block.first_number, block.last_number) == (1, 40)
    expect(page.get_by_role("row")).to_have_count(41)
    labels = page.get_by_role("link", name="Nhãn ĐẾN").get_attribute("href")
    codes = codes_on(page.context.request.get(labels).body())
    assert len(set(codes)) == 40

    # a blank cover sheet in front; the label of 7 is crumpled; 12 has two pages; 40 stayed outside
    sheets = [(["Tờ bìa của máy quét"], [])]
    for number in range(1, 40):
        label = [] if number == 7 else [codes[number - 1]]
        sheets.append((words_of(number), label))
        if number == 12:
            sheets.append((["Phụ lục kèm theo Công văn số 712/CV-12"], []))
    upload(page, tmp_path, sheets)

    expect(page.locator(".piece")).to_have_count(39)
    shown = page.locator(".piece b").all_inner_texts()
    assert shown[:3] == ["Trang 1", "Trang 7 đến 8", "Trang 2"]
    expect(piece(page, "Trang 1")).to_contain_text("Trang nằm trước nhãn đầu tiên")
    expect(piece(page, "Trang 7 đến 8")).to_contain_text("Không đọc được nhãn của số kế tiếp")
    picture(page, "pile")
    check_page(page, "journey-pile-forty")
    page.get_by_role("button", name="Khớp 37 phần chắc chắn").click()
    say(page, "Đã khớp trang cho 37 văn bản.")
    expect(page.locator(".piece")).to_have_count(2)
    assert Document.objects.filter(files__isnull=False).count() == 37
    twelve = Document.objects.get(number=12).files.get()
    assert twelve.name == "Số đến 12.pdf"

    piece(page, "Trang 1").get_by_role("button", name="Bỏ trang này").click()
    say(page, "Trang 7 đến 8")
    with page.context.expect_page() as opened:
        piece(page, "Trang 7 đến 8").get_by_role("link", name="8", exact=True).click()
    assert opened.value.evaluate("document.images[0].naturalWidth") > 500
    opened.value.close()
    piece(page, "Trang 7 đến 8").get_by_label("Văn bản khác bắt đầu từ trang").select_option("8")
    piece(page, "Trang 7 đến 8").get_by_role("button", name="Chia", exact=True).click()
    expect(page.locator("#pile-progress")).to_have_count(0, timeout=60_000)
    piece(page, "Trang 8").get_by_label("Số", exact=True).select_option("7")
    piece(page, "Trang 8").get_by_role("button", name="Khớp").click()
    say(page, "Đã gắn các trang vào số đến.")
    piece(page, "Trang 7").get_by_role("button", name="Khớp").click()
    expect(page.locator(".piece")).to_have_count(0)
    files = {paper.number: paper.files.count() for paper in Document.objects.all()}
    assert files == {**dict.fromkeys(range(1, 40), 1), 40: 0}

    an_envelope_stays_closed(page)
    enters_the_first(page)
    evening(visit, monkeypatch)


def an_envelope_stays_closed(page: Page) -> None:
    """To the Director by name: one line, no number, handed on; it is not opened."""
    follow(page, "Bì thư không bóc")
    page.get_by_role("link", name="Chuyển bì thư").click()
    page.get_by_label("Nơi gửi ghi trên bì").fill("Ủy ban Kiểm tra Tỉnh ủy")
    page.get_by_label("Số trên bì").fill("15-CV/UBKTTU")
    page.get_by_label("Chuyển cho").fill("Ông Lê Quang Định, Giám đốc")
    page.get_by_label("Đến tận tay").check()
    page.get_by_role("button", name="Ghi và chuyển").click()
    say(page, "Đã ghi bì thư chuyển đi.")
    row = page.get_by_role("row", name=re.compile("Ủy ban Kiểm tra Tỉnh ủy"))
    expect(row).to_contain_text("Đã chuyển")
    expect(row).to_contain_text("07:")
    assert Envelope.objects.get().state == EnvelopeState.PASSED_ON
    assert Document.objects.count() == 40


def enters_the_first(page: Page) -> None:
    follow(page, "Số chờ nhập")
    page.get_by_role("link", name=re.compile("chờ nhập nội dung")).first.click()
    expect(page.locator(".pages img").first).to_be_visible(timeout=30_000)
    expect(page.get_by_label("Số dự kiến")).to_have_value("1")
    page.get_by_role("combobox", name="Cơ quan ban hành").fill("UBND huyện An Lão")
    page.get_by_label("Số, ký hiệu").fill("701/CV-01")
    page.get_by_label("Ngày văn bản").fill("24/11/2026")
    page.get_by_label("Trích yếu").fill("V/v thủy lợi, gỡ thẻ vàng")
    page.keyboard.press("Control+Enter")
    say(page, "Đã vào sổ, số đến 1.")
    assert Document.objects.get(number=1).state == State.REGISTERED


def evening(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was registered and is not before a leader, and the numbers not yet entered."""
    set_clock(monkeypatch, 16, 45)
    page = visit("/", "yenmt")
    page.get_by_role("link", name="Kiểm tra cuối ngày").click()
    panel = page.locator("#to-distribute")
    expect(panel).to_contain_text("Vào sổ chưa phân phối")
    expect(panel).to_contain_text("V/v thủy lợi, gỡ thẻ vàng")
    expect(page.locator("#to-fill-in header")).to_contain_text("39")
    expect(page.get_by_text("Việc trong ngày đã xong")).to_have_count(0)


def test_without_a_reader_of_labels_pages_are_matched_by_hand(
    visit: Visit,
    agency: Agency,
    jobs: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    check_page: Any,
) -> None:
    (tmp_path / "none" / "zxingcpp.py").parent.mkdir()
    (tmp_path / "none" / "zxingcpp.py").write_text("raise ImportError")
    monkeypatch.setattr(batch_scan, "_SOURCE", f"{tmp_path / 'none'}:{batch_scan._SOURCE}")
    page = visit("/", "yenmt", (390, 844))
    page.goto("/documents/batches/")
    page.get_by_label("Số lượng văn bản").fill("2")
    page.get_by_role("button", name="Lấy số").click()
    upload(
        page,
        tmp_path,
        [
            (words_of(1), []),
            (["Phụ lục I kèm theo Công văn số 701/CV-01", "Danh sách hộ bị thiệt hại"], []),
            (words_of(2), []),
        ],
    )
    say(page, "Máy chủ này không đọc được nhãn: mỗi trang đứng riêng.")
    expect(page.get_by_text("Không đọc được nhãn", exact=True)).to_have_count(3)
    expect(page.get_by_role("button", name=re.compile("chắc chắn"))).to_have_count(0)
    check_page(page, "journey-pile-unread-390")
    for pages, number in (("Trang 1", "1"), ("Trang 2", "1"), ("Trang 3", "2")):
        piece(page, pages).get_by_label("Số", exact=True).select_option(number)
        piece(page, pages).get_by_role("button", name="Khớp").click()
        expect(piece(page, pages)).to_have_count(0)
    names = [(file.document.number, file.name) for file in files_in_order()]
    assert names == [
        (1, "Số đến 1.pdf"), (1, "Số đến 1, trang 2 của lô.pdf"), (2, "Số đến 2.pdf"),
    ]  # fmt: skip


def files_in_order() -> Any:
    return DocumentFile.objects.order_by("document__number", "position")
