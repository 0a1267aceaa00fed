# SPDX-License-Identifier: AGPL-3.0-or-later
"""Go-live in August, a morning without power, two clerks at one queue."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.at_work import Jobs, Visit, follow, say, set_clock
from tests.e2e.test_journey_incoming import picture

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State
from congso.documents.models import Book, Document
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
JULY, AUGUST = dt.date(2026, 7, 20), dt.date(2026, 8, 3)


@pytest.fixture(autouse=True)
def _fresh_calendar() -> Iterator[None]:
    forget_calendar()
    yield
    forget_calendar()


def enter(page: Page, symbol: str, subject: str, issued: str, arrived: str = "") -> None:
    """A paper typed from the sheet in hand, and saved so that its page opens."""
    page.get_by_role("combobox", name="Cơ quan ban hành").fill("UBND huyện Hoài Ân")
    page.get_by_label("Số, ký hiệu").fill(symbol)
    page.get_by_label("Ngày văn bản").fill(issued)
    page.get_by_label("Trích yếu").fill(subject)
    if arrived:
        page.get_by_label("Ngày đến").fill(arrived)
    page.get_by_role("button", name=re.compile("^(Lưu|Vào sổ)$")).click()
    page.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}/$"))
    expect(page.get_by_role("heading", level=1, name=subject)).to_be_visible()


def switch_trial(page: Page, *, on: bool) -> None:
    page.goto("/office/units/")
    page.locator("main").get_by_role("link", name="Sở Nông nghiệp").first.click()
    page.locator("summary", has_text="Thông tin in và lựa chọn").click()
    page.get_by_label("Giai đoạn thử nghiệm: số lấy từ sổ thử nghiệm").set_checked(on)
    form = page.locator("form", has=page.get_by_label("Giai đoạn thử nghiệm"))
    form.get_by_role("button").last.click()
    expect(page.locator(".toast, .al").first).to_be_visible()


def test_go_live_in_august_with_a_trial_in_july(
    visit: Visit, agency: Agency, monkeypatch: pytest.MonkeyPatch, check_page: Any
) -> None:
    set_clock(monkeypatch, 8, 0, JULY)
    office = visit("/", "duongntt")
    switch_trial(office, on=True)
    clerk = visit("/documents/register/", "yenmt")
    enter(clerk, "88/UBND-NN", "V/v tập huấn dùng thử phần mềm ở Đắk Mang", "17/07/2026")
    crumb = clerk.locator(".crumb")
    expect(crumb).to_contain_text("Số đến 1")
    expect(crumb).to_contain_text("Thử nghiệm")

    # the paper book ends at 2254: the real one is opened before anybody takes a number of it
    follow(clerk, "Sổ văn bản")
    real = clerk.get_by_role("row", name=re.compile("Sổ văn bản đến 2026 (?!.*Thử nghiệm)"))
    real.get_by_role("link", name="Đặt số bắt đầu").click()
    clerk.get_by_label("Số bắt đầu trên hệ thống").fill("2255")
    clerk.get_by_label("Số trước đó ở đâu").fill("Sổ giấy, từ 01 đến 2254")
    picture(clerk, "open-book")
    check_page(clerk, "journey-open-book")
    clerk.get_by_role("button", name="Mở sổ").click()
    expect(real).to_contain_text("2255")
    expect(real.get_by_role("link", name="Đặt số bắt đầu")).to_have_count(0)

    set_clock(monkeypatch, 7, 40, AUGUST)
    switch_trial(visit("/", "duongntt"), on=False)
    Jobs().tell()  # the worker closes the trial book
    clerk = visit("/documents/register/", "yenmt")
    expect(clerk.get_by_label("Số dự kiến")).to_have_value("2255")
    enter(clerk, "3842/QĐ-SNN", "Về ban hành Quy chế văn thư điện tử", "31/07/2026")
    expect(clerk.locator(".crumb")).to_contain_text("Số đến 2255")
    expect(clerk.locator(".crumb")).not_to_contain_text("Thử nghiệm")
    follow(clerk, "Sổ văn bản")
    trial = clerk.get_by_role("row", name=re.compile("Thử nghiệm"))
    expect(trial).to_contain_text("Đã khóa")
    numbers = {p.symbol: (p.number, p.book.is_trial) for p in Document.objects.all()}
    assert numbers == {"88/UBND-NN": (1, True), "3842/QĐ-SNN": (2255, False)}
    book = Book.objects.get(kind="incoming", is_trial=False)
    assert clerk.goto(f"/documents/books/{book.pk}/open/").status == 200
    clerk.get_by_label("Số bắt đầu trên hệ thống").fill("1")
    clerk.get_by_label("Số trước đó ở đâu").fill("thử lại")
    clerk.get_by_role("button", name="Mở sổ").click()
    say(clerk, "chỉ đặt một lần")


def test_half_a_day_without_power(
    visit: Visit, agency: Agency, monkeypatch: pytest.MonkeyPatch, check_page: Any
) -> None:
    """Numbers 2 to 4 were written by hand: one line each at once, filled in when power is back."""
    set_clock(monkeypatch, 7, 35)
    enter(visit("/documents/register/", "yenmt"), "91/UBND", "V/v thủy lợi", "24/11/2026")
    set_clock(monkeypatch, 14, 10)
    head = visit("/", "khiemtg")
    follow(head, "Lô vào sổ")
    head.get_by_label("Số cuối đã ghi ở sổ giấy").fill("4")
    head.get_by_label("Lý do").fill("Mất điện, mất mạng từ 08 giờ đến 14 giờ")
    check_page(head, "journey-paper-numbers")
    head.get_by_role("button", name="Nhận các số này").click()
    expect(head.get_by_role("heading", level=1)).to_contain_text("Sổ giấy tạm 2–4")

    # the next number goes on behind the paper book, whoever registers in between
    enter(visit("/documents/register/", "diepptn"), "12/TB", "Thông báo cúp nước", "25/11/2026")
    clerk = visit("/", "yenmt")
    follow(clerk, "Số chờ nhập")
    expect(clerk.locator("[data-count=in-to-fill-in]").first).to_have_text("3")
    clerk.locator(".row").first.click()
    expect(clerk.get_by_label("Số dự kiến")).to_have_value("2")
    enter(clerk, "745/BC-CCKL", "Báo cáo cháy rừng ở An Toàn", "24/11/2026", "25/11/2026")
    crumb = clerk.locator(".crumb")
    expect(crumb).to_contain_text("Số đến 2")
    expect(crumb).to_contain_text("Sổ giấy tạm")
    written = Document.objects.exclude(state=State.BLANK).order_by("number")
    assert [(p.number, p.symbol) for p in written] == [
        (1, "91/UBND"), (2, "745/BC-CCKL"), (5, "12/TB"),
    ]  # fmt: skip

    # one number of the paper book was never used: void with the reason, its line stays
    follow(clerk, "Lô vào sổ")
    clerk.get_by_role("link", name="2–4").click()
    clerk.get_by_label("Lý do").fill("Dòng bỏ trống ở sổ giấy")
    clerk.get_by_role("button", name="Hủy 2 số").click()
    expect(clerk.get_by_role("row", name=re.compile("^3 "))).to_contain_text("Hủy số")
    assert Document.objects.filter(state=State.VOID).count() == 2


def test_two_clerks_and_one_queue(
    visit: Visit, agency: Agency, monkeypatch: pytest.MonkeyPatch, check_page: Any
) -> None:
    set_clock(monkeypatch, 8, 20)
    for symbol, subject in (
        ("3187/STC-NS", "V/v rà soát kinh phí"),
        ("15/TTr-SNN", "Tờ trình Bẫy ảnh"),
    ):
        data = incoming_data(
            agency.office, symbol=symbol, subject=subject, arrived_at=clock.at(clock.today(), 8, 5)
        )
        receive_incoming(Actor.system("test"), data=data)
    first = visit("/documents/list/to-register/", "yenmt")
    first.get_by_role("link", name=re.compile("rà soát kinh phí")).click()
    first.wait_for_url(re.compile(r"/register/$"))
    expect(first.locator("[data-primary]")).to_be_focused()
    first.wait_for_load_state("networkidle")

    second = visit("/documents/list/to-register/", "diepptn")
    row = second.get_by_role("link", name=re.compile("rà soát kinh phí"))
    expect(row).to_contain_text("Mai Thị Yến đang vào sổ")
    free = second.get_by_role("link", name=re.compile("Bẫy ảnh"))
    expect(free).not_to_contain_text("đang vào sổ")
    check_page(second, "journey-two-clerks")
    row.click()
    second.wait_for_url(re.compile(r"/register/$"))
    say(second, "Mai Thị Yến đang vào sổ văn bản này")
    second.keyboard.press("v")
    expect(second.get_by_role("alert")).to_contain_text("Mai Thị Yến đang vào sổ văn bản này.")
    assert not Document.objects.filter(state=State.REGISTERED).exists()

    first.keyboard.press("v")
    expect(first.locator(".toast")).to_contain_text("số đến 1")
    first.wait_for_url(re.compile(r"/register/$"))  # the next that waits opens by itself
    expect(first.get_by_label("Số, ký hiệu")).to_have_value("15/TTr-SNN")
    paper = Document.objects.get(state=State.REGISTERED)
    assert (paper.symbol, paper.number) == ("3187/STC-NS", 1)
    assert paper.registered_by == agency.people["yenmt"]
