# SPDX-License-Identifier: AGPL-3.0-or-later
"""Missing annexes, papers for others; two departments, straight to a room, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.at_work import Visit, add_file, follow, say, set_clock, worker
from tests.e2e.test_journey_incoming import choose, picture

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State
from congso.documents.models import Document, Envelope
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency
from congso.routing.enums import Role
from congso.routing.models import Flow
from congso.routing.tests.factories import lead, presented

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBJECT = "V/v thẩm định dự án trồng rừng gỗ lớn ở Vĩnh Thạnh"


@pytest.fixture
def jobs(agency: Agency) -> Iterator[None]:
    with worker():
        yield


def further(page: Page, act: str) -> Any:
    """An act of the menu "Thao tác khác", which opens in a dialog."""
    page.locator("summary[aria-label='Thao tác khác']").click()
    page.get_by_role("link", name=act, exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def fill(page: Page, symbol: str, subject: str) -> None:
    page.get_by_role("combobox", name="Cơ quan ban hành").fill("Sở Kế hoạch và Đầu tư")
    page.get_by_label("Số, ký hiệu").fill(symbol)
    page.get_by_label("Ngày văn bản").fill("24/11/2026")
    page.get_by_label("Trích yếu").fill(subject)


def save(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Lưu|Vào sổ)$")).click()
    page.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}/$"))


def pdf(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_bytes(samples.pdf(list(lines)))  # type: ignore[no-untyped-call]
    return path


def test_an_annex_is_missing_and_comes_under_the_same_number(
    visit: Visit, agency: Agency, jobs: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    check_page: Any,
) -> None:  # fmt: skip
    set_clock(monkeypatch, 9, 5)
    page = visit("/documents/register/", "yenmt")
    fill(page, "2210/SKHĐT-NN", SUBJECT)
    page.get_by_label("Hạn nơi gửi yêu cầu").fill("01/12/2026")
    page.get_by_label("Thiếu phụ lục").check()
    page.get_by_label("Nội dung còn thiếu").fill("Phụ lục II và bản đồ 1/10.000, trang 4 không ký")
    save(page)
    crumb = page.locator(".crumb")
    expect(crumb).to_contain_text("Thiếu phụ lục")
    expect(crumb).to_contain_text("01/12")

    dialog = further(page, "Đề nghị nơi gửi bổ sung")
    words = dialog.get_by_label("Nội dung gửi nơi gửi")
    expect(words).to_have_value(re.compile("Kính gửi: Sở Kế hoạch và Đầu tư"))
    expect(words).to_have_value(re.compile("số đến 1\\. .*Phụ lục II và bản đồ"))
    dialog.get_by_role("button", name="Ghi nhận đã đề nghị").click()
    say(page, "Đã ghi nhận việc đề nghị nơi gửi bổ sung.")
    missing = page.locator("section.sec", has=page.get_by_role("heading", name="Còn thiếu"))
    expect(missing).to_contain_text(re.compile("Đã đề nghị nơi gửi bổ sung.*09:0"))
    check_page(page, "journey-missing-annex")

    page.goto("/documents/close-of-day/")
    expect(page.locator("#missing")).to_contain_text("Phụ lục II và bản đồ")

    set_clock(monkeypatch, 15, 30)
    page.goto(f"/documents/{Document.objects.get().uuid}/")
    page.wait_for_load_state("networkidle")
    dialog = further(page, "Bổ sung tệp đến sau")
    annex = pdf(tmp_path, "Phụ lục II (bổ sung).pdf", "PHỤ LỤC II", "Danh sách lô rừng")
    add_file(dialog, annex)
    dialog.get_by_role("button", name="Thêm tệp").click()
    say(page, "Đã bổ sung tệp vào số đến 1.")
    expect(page.locator(".crumb")).not_to_contain_text("Thiếu phụ lục")
    expect(page.locator(".crumb")).to_contain_text("01/12")  # the clock went on
    expect(page.locator("#files")).to_contain_text("Phụ lục II (bổ sung).pdf")
    paper = Document.objects.get()
    assert (paper.number, paper.is_missing_annex) == (1, False)


def test_a_paper_for_somebody_else_goes_back(
    visit: Visit, agency: Agency, monkeypatch: pytest.MonkeyPatch, check_page: Any
) -> None:
    set_clock(monkeypatch, 9, 30)
    data = incoming_data(
        agency.office, subject="V/v nạo vét luồng cảng Quy Nhơn (gửi Sở Giao thông vận tải)",
        arrived_at=clock.at(clock.today(), 9, 0),
    )  # fmt: skip
    receive_incoming(Actor.system("test"), data=data)
    page = visit("/documents/list/to-register/", "yenmt")
    page.get_by_role("link", name=re.compile("luồng cảng")).click()
    page.get_by_role("link", name="Trả lại nơi gửi").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Trả lại nơi gửi").click()
    expect(dialog.locator(".err").first).to_be_visible()  # not without a reason
    dialog.get_by_label("Lý do").fill("Gửi nhầm: thuộc Sở Giao thông vận tải")
    dialog.get_by_role("button", name="Trả lại nơi gửi").click()
    say(page, "Đã trả lại nơi gửi.")
    paper = Document.objects.get()
    assert (paper.state, paper.number) == (State.RETURNED, None)
    page.goto(f"/documents/{paper.uuid}/")
    aside = page.locator("section.sec", has=page.get_by_role("heading", name="Lý do", exact=True))
    expect(aside).to_contain_text("Gửi nhầm: thuộc Sở Giao thông vận tải")
    page.get_by_role("button", name="In").or_(page.locator("summary", has_text="In")).first.click()
    slip = page.get_by_role("link", name="Phiếu trả lại").get_attribute("href")
    answer = page.context.request.get(str(slip))
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")


def test_two_departments_each_lead_their_part(
    visit: Visit, agency: Agency, monkeypatch: pytest.MonkeyPatch, check_page: Any
) -> None:
    set_clock(monkeypatch, 10, 0)
    paper = make_document(agency.office, subject="V/v giống lúa và kinh phí vụ Đông Xuân")
    presented(agency, paper, lead(agency, "TT"), leader="dinhlq")
    page = visit(f"/documents/{paper.uuid}/", "dinhlq")
    page.get_by_role("button", name="Đồng ý đề xuất").click()
    say(page, "Đã đồng ý đề xuất")
    page.goto(f"/documents/{paper.uuid}/")
    page.get_by_role("link", name="Ghi ý kiến thêm").click()
    work = page.locator("#work")
    choose(work, "Chủ trì", "ke hoach", "Kế hoạch - Tài chính")
    work.get_by_label("Nội dung ý kiến").fill("Cân đối kinh phí giống, báo cáo riêng.")
    work.get_by_label("Hạn", exact=True).fill("30/11/2026")
    work.get_by_role("button", name="Lưu ý kiến và chuyển").click()
    say(page, "Đã gửi ý kiến chỉ đạo.")
    leads = Flow.objects.filter(role=Role.LEAD, parent=None)
    assert {flow.unit.code for flow in leads} == {"TT", "KHTC"}
    assert len({flow.direction_id for flow in leads}) == 2
    for login, words in (("dungctm", "Phòng Trồng trọt"), ("lyhc", "báo cáo riêng")):
        head = visit("/documents/list/to-assign/", login)
        head.get_by_role("link", name=re.compile("giống lúa")).first.click()
        say(head, words)
        expect(head.get_by_role("link", name="Phân công", exact=True)).to_be_visible()
    check_page(head, "journey-two-leads")


def test_straight_to_a_room_is_handed_to_the_clerk(
    visit: Visit, agency: Agency, jobs: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    check_page: Any,
) -> None:  # fmt: skip
    set_clock(monkeypatch, 10, 15)
    officer = visit("/", "tuntc")
    follow(officer, "Chuyển văn thư")
    letter = pdf(tmp_path, "thư của HTX.pdf", "HTX Ngọc An", "Đơn đề nghị hỗ trợ giống bưởi")
    add_file(officer, letter)
    officer.get_by_label("Cơ quan ban hành").fill("HTX Ngọc An, thị xã Hoài Nhơn")
    officer.get_by_label("Trích yếu").fill("V/v đề nghị hỗ trợ giống bưởi da xanh")
    officer.get_by_label("Ghi chú cho văn thư").fill("Ông Võ Đỡ đưa tại phòng sáng nay")
    check_page(officer, "journey-hand-in")
    picture(officer, "hand-in")
    officer.get_by_role("button", name="Chuyển văn thư").click()
    say(officer, "Đã chuyển văn thư, chờ vào sổ.")
    handed = officer.locator("section", has=officer.get_by_role("heading", name="Tôi đã chuyển"))
    expect(handed).to_contain_text("Chờ vào sổ")
    paper = Document.objects.get()
    assert (paper.state, paper.number) == (State.RECEIVED, None)
    assert not Flow.objects.exists()  # unregistered: nobody owes anything

    clerk = visit("/", "yenmt")
    expect(clerk.locator(".nt")).to_contain_text("Ngô Thị Cẩm Tú chuyển văn thư một văn bản")
    follow(clerk, "Chờ vào sổ")
    row = clerk.get_by_role("link", name=re.compile("bưởi da xanh"))
    expect(row).to_contain_text("Phòng Trồng trọt")
    row.click()
    say(clerk, "Ông Võ Đỡ đưa tại phòng sáng nay")
    expect(clerk.locator(".pages img").first).to_be_visible(timeout=30_000)
    clerk.keyboard.press("Control+Enter")
    expect(clerk.locator(".toast")).to_contain_text("số đến 1")

    officer.goto("/")
    expect(officer.locator(".nt")).to_contain_text("đã vào sổ: số đến 1")
    officer.goto("/documents/hand-in/")
    expect(handed).to_contain_text("Đã vào sổ, số đến 1")


def test_an_envelope_by_name_that_is_common_work_comes_back(
    visit: Visit, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Đích danh": the Director opened it himself; it is registered like any other."""
    set_clock(monkeypatch, 8, 0)
    page = visit("/documents/envelopes/pass-on/", "yenmt")
    page.get_by_label("Nơi gửi ghi trên bì").fill("Công ty CP Giống Nam Trung bộ")
    page.get_by_label("Số trên bì").fill("09/2026")
    page.get_by_label("Chuyển cho").fill("Ông Lê Quang Định")
    page.get_by_role("button", name="Ghi và chuyển").click()
    assert not Document.objects.exists()
    page.get_by_role("link", name="Chuyển lại: vào sổ").click()
    expect(page.locator("people-picker[name=issuer] .it")).to_contain_text("Giống Nam Trung bộ")
    expect(page.get_by_label("Số, ký hiệu")).to_have_value("09/2026")
    page.get_by_label("Ngày văn bản").fill("23/11/2026")
    page.get_by_label("Trích yếu").fill("V/v xin cấp giấy phép nhập giống ngô")
    save(page)
    expect(page.locator(".crumb")).to_contain_text("Số đến 1")
    follow(page, "Bì thư không bóc")
    expect(page.get_by_role("row", name=re.compile("Nam Trung bộ"))).to_contain_text("số đến 1")
    assert Envelope.objects.get().document == Document.objects.get()
