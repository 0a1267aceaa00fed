# SPDX-License-Identifier: AGPL-3.0-or-later
"""One paper from the door to the file, through the browser: clerk, Office, leader, head, officer.

Each step leaves a picture in test-results/; with CONGSO_MANUAL=1 also in docs/screens/, small
enough for the manual.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from tests.e2e.conftest import REPOSITORY, RESULTS
from tests.e2e.test_register import checker, registered

from congso.common import clock
from congso.common.printing.fonts import document_font
from congso.documents.enums import State
from congso.documents.models import Document
from congso.operations.demo.letterheads import letterhead
from congso.operations.demo.papers_pdf import PrintedPaper, make_pdf
from congso.organisation.queries import working_calendar
from congso.organisation.tests.factories import Agency
from congso.routing.enums import FinishKind
from congso.routing.models import Flow
from congso.workfiles.models import WorkFile

__all__ = ["checker"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = REPOSITORY / "docs" / "screens"
PHONE = (390, 844)
SYMBOL = "3187/STC-NS"
SUBJECT = "V/v rà soát, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ"
ROW = re.compile("kinh phí hỗ trợ khắc phục thiệt hại")
WORK_FILE = "Khắc phục thiệt hại do mưa lũ tháng 11"
LARGEST = 150_000

# Every picture on the screen is drawn: pages of a file come after the page that shows them.
DRAWN = """
() => [...document.images].every((image) => {
  const box = image.getBoundingClientRect();
  const seen = box.width && box.bottom > 0 && box.top < innerHeight;
  return !seen || (image.complete && image.naturalWidth > 0);
})
"""

Visit = Callable[..., Page]


def in_days(count: int) -> dt.date:
    """A working day ahead, so that the journey can be made on any day of the year."""
    return working_calendar().add_working_days(clock.today(), count)


def words(day: dt.date) -> str:
    """The day as letters write it."""
    return f"ngày {day:%d} tháng {day:%m} năm {day.year}"


@pytest.fixture
def paper_letter(agency: Agency, tmp_path: Path) -> Path:
    """The letter as Sở Tài chính sent it, one page with red seal; the stamp has the short name."""
    agency.office.stamp_name = "Sở NN và PTNT"
    agency.office.save()
    sheet = PrintedPaper(
        head=letterhead("Sở Tài chính"), symbol=SYMBOL, type_name="Công văn", is_letter=True,
        subject=SUBJECT, issued=clock.today(), urgency="THƯỢNG KHẨN", authority="",
        to=("Sở Nông nghiệp và Phát triển nông thôn", "UBND các huyện, thị xã, thành phố"),
        body=(
            "Để có cơ sở tham mưu UBND tỉnh phân bổ kinh phí, Sở Tài chính đề nghị Sở Nông nghiệp "
            "và Phát triển nông thôn rà soát, báo cáo diện tích lúa, hoa màu, nuôi trồng thủy sản "
            "bị thiệt hại và nhu cầu kinh phí hỗ trợ.",
            f"Báo cáo gửi về Sở Tài chính trước {words(in_days(3))}./.",
        ),
        recipients=("Như trên", "UBND tỉnh (b/c)", "Lưu: VT, NS"),
        capacity=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), signer="Hàng Nhật Quang",
    )  # fmt: skip
    path = tmp_path / "3187_STC-NS.pdf"
    path.write_bytes(make_pdf(sheet, document_font(tmp_path)))
    return path


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like; for the manual with few colours, so that it stays small."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(DRAWN)
    raw = page.screenshot()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"journey-{name}.png").write_bytes(raw)
    if os.environ.get("CONGSO_MANUAL") != "1":
        return
    SCREENS.mkdir(exist_ok=True)
    target = SCREENS / f"{name}.png"
    few = Image.open(io.BytesIO(raw)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    assert target.stat().st_size < LARGEST, f"{name}: {target.stat().st_size} bytes"


def choose(inside: Page | Locator, label: str, typed: str, name: str) -> None:
    """Choose one unit or person in a picker by a few letters without accents."""
    box = inside.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.press_sequentially(typed)
    inside.get_by_role("option", name=re.compile(name)).first.click()
    box.press("Escape")


def open_waiting(page: Page, list_name: str) -> None:
    """From the menu to a list, and from its row to the paper."""
    page.get_by_role("link", name=re.compile(list_name)).first.click()
    page.get_by_role("link", name=ROW).first.click()
    expect(page.get_by_role("heading", name=ROW, level=1)).to_be_visible()


def clerk_registers(page: Page, letter: Path) -> None:
    page.set_input_files("#id_files", letter)
    expect(page.get_by_label("Số, ký hiệu")).to_have_value(SYMBOL, timeout=30_000)
    expect(page.locator(".pages img").first).to_be_visible()
    expect(page.get_by_label("Trích yếu")).to_have_value(SUBJECT)
    page.get_by_role("radio", name="Thượng khẩn").check()
    picture(page, "register")
    page.keyboard.press("Control+Enter")
    registered(page)


def office_proposes(page: Page) -> None:
    expect(page.get_by_role("heading", name=ROW, level=1)).to_be_visible()
    page.get_by_role("radio", name=re.compile("Võ Thị Minh Châu")).check()
    form = page.get_by_role("form", name="Phân phối văn bản đến")
    choose(form, "Chủ trì", "ke hoach", "Phòng Kế hoạch - Tài chính")
    choose(form, "Phối hợp", "trong trot", "Phòng Trồng trọt")
    form.get_by_label("Hạn", exact=False).first.fill(f"{in_days(3):%d/%m/%Y}")
    form.get_by_label("Nội dung đề xuất").fill("Tổng hợp số liệu, dự thảo báo cáo trình ký.")
    expect(page.locator(".pages img").first).to_be_visible(timeout=30_000)
    picture(page, "distribute")
    page.get_by_role("button", name="Chấp nhận, sang văn bản tiếp").click()
    expect(page.get_by_text("Không có văn bản chờ phân phối")).to_be_visible()


def leader_agrees(page: Page) -> None:
    page.get_by_role("link", name=ROW).first.tap()
    agree = page.get_by_role("button", name="Đồng ý đề xuất")
    expect(agree).to_be_in_viewport()
    picture(page, "direct-phone")
    agree.tap()
    expect(page.get_by_text("Đã đồng ý đề xuất, đã chuyển đến các đơn vị.")).to_be_visible()


def head_assigns(page: Page) -> None:
    open_waiting(page, "Chờ phân công")
    page.get_by_role("link", name="Phân công", exact=True).click()
    work = page.locator("#work")
    choose(work, "Chủ trì", "khoa", "Vũ Anh Khoa")
    work.get_by_label("Hạn", exact=True).fill(f"{in_days(2):%d/%m/%Y}")
    work.get_by_label("Nội dung ý kiến").fill("Lấy số liệu của phòng Trồng trọt, dự thảo báo cáo.")
    picture(page, "assign")
    work.get_by_role("button", name="Phân công").click()
    expect(page.get_by_text("Đã phân công.")).to_be_visible()


def officer_finishes(page: Page) -> None:
    open_waiting(page, "Chờ xử lý")
    page.get_by_role("link", name="Kết thúc", exact=True).click()
    work = page.locator("#work")
    work.get_by_label("Tiêu đề hồ sơ mới").fill(WORK_FILE)
    picture(page, "finish")
    work.get_by_role("button", name="Kết thúc").click()
    expect(page.get_by_text("Đã kết thúc.")).to_be_visible()


def test_a_paper_goes_from_the_door_to_the_file(
    visit: Visit, agency: Agency, checker: None, paper_letter: Path
) -> None:
    clerk_registers(visit("/documents/register/"), paper_letter)
    paper = Document.objects.get()
    assert (paper.number, paper.symbol, paper.issuer_name) == (1, SYMBOL, "Sở Tài chính")
    address = f"/documents/{paper.uuid}/"

    office_proposes(visit("/documents/distribute/", "khiemtg"))
    leader_agrees(visit("/documents/list/awaiting-direction/", "chauvtm", PHONE))
    head_assigns(visit("/", "lyhc"))
    officer_finishes(visit("/", "khoava"))

    paper.refresh_from_db()
    assert (paper.state, paper.number) == (State.FINISHED, 1)
    flow = Flow.objects.get(person=agency.people["khoava"])
    assert flow.finish_kind == FinishKind.FILED
    assert WorkFile.objects.get().title == WORK_FILE

    page = visit(address, "diepptn")
    tree = page.locator("section.sec", has=page.get_by_role("heading", name="Luồng xử lý"))
    for name in ("Võ Thị Minh Châu", "Phòng Kế hoạch - Tài chính", "Phòng Trồng trọt",
                 "Huỳnh Công Lý", "Vũ Anh Khoa"):  # fmt: skip
        expect(tree).to_contain_text(name)
    tree.scroll_into_view_if_needed()
    picture(page, "tree")


def test_a_person_without_a_right_finds_nothing(
    visit: Visit, agency: Agency, checker: None, paper_letter: Path
) -> None:
    clerk_registers(visit("/documents/register/"), paper_letter)
    address = f"/documents/{Document.objects.get().uuid}/"
    assert visit(address, "diepptn").get_by_role("heading", name=ROW, level=1).is_visible()
    answer = visit("/", "hanhutm").goto(address)
    assert answer is not None
    assert answer.status == 404
