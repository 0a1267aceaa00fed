# SPDX-License-Identifier: AGPL-3.0-or-later
"""A clerk at work, by the keyboard: scans, waiting papers, doubles, a lost session."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from congso.common.actor import Actor
from congso.documents.models import Claim, Document
from congso.documents.services import claims
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.filestore.enums import StagedState
from congso.filestore.models import Staged
from congso.filestore.services import check_staged
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = "/documents/register/"
LETTER = [
    "SỞ TÀI CHÍNH",
    "Số: 3187/STC-NS",
    "V/v rà soát, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ",
    "Bình Định, ngày 20 tháng 11 năm 2025",
    "Kính gửi: Sở Nông nghiệp và Phát triển nông thôn.",
]


@pytest.fixture
def checker(agency: Agency) -> Iterator[None]:
    """What the worker does: checks uploads as they come."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(0.1):
            for pk in Staged.objects.filter(state=StagedState.UPLOADED).values_list(
                "pk", flat=True
            ):
                check_staged(Actor.system("check"), pk)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "3187_STC-NS.pdf"
    path.write_bytes(samples.pdf(LETTER))
    return path


def tell(figures: str) -> None:
    sys.stdout.write(f"{figures}\n")


def registered(page: Page) -> None:
    expect(page.locator(".toast")).to_contain_text("Đã vào sổ, số đến")


def test_a_clean_scan_is_registered_in_few_keys(
    visit: Callable[..., Page], letter: Path, checker: None, check_page: Any
) -> None:
    page = visit(FORM)
    begun = time.monotonic()
    page.set_input_files("#id_files", letter)
    expect(page.locator("[name=symbol]")).to_have_value("3187/STC-NS", timeout=30_000)
    expect(page.locator("people-picker[name=issuer] .it")).to_contain_text("Sở Tài chính")
    expect(page.locator(".pages img").first).to_be_visible()
    page.keyboard.press("Control+Enter")
    registered(page)
    tell(f"clean scan: {time.monotonic() - begun:.1f} s, 1 keystroke")
    paper = Document.objects.get()
    assert (paper.symbol, paper.files.get().role) == ("3187/STC-NS", "main")
    expect(page.locator("[name=symbol]")).to_have_value("")
    expect(page.locator("#id_issuer")).to_be_focused()
    check_page(page, "register-next")


def test_a_paper_is_typed_without_the_mouse(visit: Callable[..., Page], agency: Agency) -> None:
    page = visit(FORM)
    expect(page.locator("#id_issuer")).to_be_focused()
    begun = time.monotonic()
    strokes = 0
    page.keyboard.type("so tai")
    expect(page.locator("[role=option]").first).to_contain_text("Sở Tài chính")
    for keys in ("Enter", "Tab", "3187/STC-NS", "Tab", "20112025", "Tab", "V/v kinh phí"):
        if keys in ("Enter", "Tab"):
            page.keyboard.press(keys)
            strokes += 1
        else:
            page.keyboard.type(keys)
            strokes += len(keys)
    page.keyboard.press("Control+Enter")
    registered(page)
    tell(f"typed paper: {time.monotonic() - begun:.1f} s, {strokes + 7} keystrokes")
    paper = Document.objects.get()
    assert (paper.issuer, paper.symbol, paper.subject) == (
        agency.issuers["Sở Tài chính"], "3187/STC-NS", "V/v kinh phí",
    )  # fmt: skip


def test_an_ordinary_paper_fits_a_small_screen(
    visit: Callable[..., Page], letter: Path, checker: None
) -> None:
    page = visit(FORM, size=(1366, 768))
    page.set_input_files("#id_files", letter)
    expect(page.locator("[name=symbol]")).to_have_value("3187/STC-NS", timeout=30_000)
    form = "document.getElementById('register')"
    assert page.evaluate(f"{form}.scrollHeight - {form}.clientHeight") <= 0


def test_a_double_is_told_before_the_number(visit: Callable[..., Page], agency: Agency) -> None:
    make_document(agency.office, symbol="3187/STC-NS", issuer_id=agency.issuers["Sở Tài chính"].pk)
    page = visit(FORM)
    page.keyboard.type("so tai")
    expect(page.locator("[role=option]").first).to_contain_text("Sở Tài chính")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("3187/STC-NS")
    page.keyboard.press("Tab")
    offer = page.get_by_role("button", name="Ghép vào văn bản đã vào sổ")
    expect(offer).to_be_visible()
    offer.click()
    page.wait_for_url("**/documents/*-*/")
    assert Document.objects.count() == 1
    assert Document.objects.get().arrivals.count() == 1


def test_fields_show_when_they_are_asked_for(visit: Callable[..., Page]) -> None:
    page = visit(FORM)
    expect(page.locator("[name=meets_on]")).to_be_hidden()
    expect(page.locator("[name=complainant_name]")).to_be_hidden()
    page.select_option("[name=type]", label="Giấy mời")
    expect(page.locator("[name=meets_on]")).to_be_visible()
    page.select_option("[name=type]", label="Đơn")
    expect(page.locator("[name=complainant_name]")).to_be_visible()
    expect(page.locator("#id_readers")).to_be_hidden()
    page.locator("[name=is_restricted]").check()
    expect(page.locator("#id_readers")).to_be_visible()
    page.select_option("[name=secrecy]", "secret")
    expect(page.locator("label[for=id_files]")).to_be_hidden()
    expect(page.get_by_text("sổ văn bản mật bằng giấy")).to_be_visible()


def test_nothing_typed_is_lost_with_the_session(visit: Callable[..., Page], agency: Agency) -> None:
    page = visit(FORM)
    page.keyboard.type("so tai")
    expect(page.locator("[role=option]").first).to_contain_text("Sở Tài chính")
    page.keyboard.press("Enter")
    page.locator("[name=subject]").fill("V/v khắc phục thiệt hại do mưa lũ")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies(cookies)
    page.goto(FORM)
    page.get_by_role("button", name="Lấy lại nội dung").click()
    expect(page.locator("[name=subject]")).to_have_value("V/v khắc phục thiệt hại do mưa lũ")
    expect(page.locator("people-picker[name=issuer] .it")).to_contain_text("Sở Tài chính")


def test_a_waiting_paper_takes_one_key(visit: Callable[..., Page], agency: Agency) -> None:
    data = incoming_data(agency.office, symbol="745/BC-CCKL", issuer_name="Chi cục Kiểm lâm")
    waiting = receive_incoming(Actor.system("test"), data=data)
    page = visit(f"/documents/{waiting.uuid}/register/")
    expect(page.locator("[data-primary]")).to_be_focused()
    begun = time.monotonic()
    page.keyboard.press("v")
    registered(page)
    took = time.monotonic() - begun
    tell(f"waiting paper: {took:.1f} s, 1 key")
    assert took < 3
    waiting.refresh_from_db()
    assert waiting.number == 1


def test_the_second_clerk_sees_who_is_entering_it(
    visit: Callable[..., Page], agency: Agency, check_page: Any
) -> None:
    waiting = receive_incoming(Actor.system("test"), data=incoming_data(agency.office))
    claims.claim(agency.actor("yenmt"), document_id=waiting.pk)
    page = visit(f"/documents/{waiting.uuid}/register/")
    expect(page.get_by_text("Mai Thị Yến đang vào sổ")).to_be_visible()
    check_page(page, "register-claimed")


@pytest.mark.parametrize("size", [(1440, 900), (1366, 768), (1024, 768), (390, 844)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_form_is_in_order_at_every_width(
    visit: Callable[..., Page], check_page: Any, size: tuple[int, int], theme: str
) -> None:
    page = visit(FORM, size=size, theme=theme)
    check_page(page, f"register-{size[0]}-{theme}")


def test_leaving_the_form_frees_the_paper_for_the_other_clerk(
    visit: Callable[..., Page], agency: Agency
) -> None:
    waiting = receive_incoming(Actor.system("test"), data=incoming_data(agency.office))
    held = Claim.objects.filter(document=waiting)
    page = visit(f"/documents/{waiting.uuid}/register/")
    assert waited(held.exists)
    page.goto("/")
    assert waited(lambda: not held.exists())


def waited(true: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()
