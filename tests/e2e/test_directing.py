# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leaders on the phone and the Office at the keyboard: taps counted, seconds printed."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.test_desk import SIZES, busy

from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency
from congso.routing.models import Direction, Proposal, SentBack, StockPhrase
from congso.routing.tests.factories import directed, lead, presented

__all__ = ["busy"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Taps:
    """Counts what the finger does, and the seconds from the first tap."""

    def __init__(self) -> None:
        self.count, self.began = 0, time.monotonic()

    def tap(self, place: Any) -> None:
        place.tap()
        self.count += 1

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.began, 1)


def first_paper(page: Page) -> Any:
    return page.locator("#desk-work .t a").first


def test_a_leader_agrees_on_the_phone_with_two_taps(
    visit: Any, busy: Agency, check_page: Any
) -> None:
    page, taps = visit("/", "chauvtm", SIZES["390"]), Taps()
    taps.tap(first_paper(page))
    agree = page.get_by_role("button", name="Đồng ý đề xuất")
    expect(agree).to_be_visible()
    check_page(page, "leader-paper-390")
    taps.tap(agree)
    expect(page.get_by_text("Đã chuyển đến các đơn vị", exact=False).first).to_be_visible()
    print(f"agree: {taps.count} taps, {taps.seconds} s")  # noqa: T201 (the figure is the point)
    assert taps.count == 2
    assert Direction.objects.filter(way="agreed").count() == 1


def test_a_direction_of_his_own_takes_four_taps(visit: Any, busy: Agency, check_page: Any) -> None:
    words = "Báo cáo tôi trước khi gửi"
    StockPhrase.objects.create(office=busy.office, owner=busy.people["chauvtm"], text=words)
    page, taps = visit("/", "chauvtm", SIZES["390"]), Taps()
    taps.tap(first_paper(page))
    taps.tap(page.get_by_role("link", name="Ghi ý kiến"))
    phrase = page.get_by_role("button", name=words)
    expect(phrase).to_be_in_viewport()
    taps.tap(phrase)
    check_page(page, "leader-direction-390")
    taps.tap(page.locator("#work [data-primary]"))
    expect(page.get_by_role("button", name=words)).to_have_count(0)
    print(f"own direction: {taps.count} taps, {taps.seconds} s")  # noqa: T201 (the figure is the point)
    assert taps.count == 4
    assert words in Direction.objects.get(way="written", author=busy.people["chauvtm"]).text


def test_several_are_agreed_to_from_the_list_by_the_keyboard(visit: Any, busy: Agency) -> None:
    for name in ("Sở Nội vụ", "Báo Bình Định"):
        presented(busy, make_document(busy.office, issuer_name=name))
    page = visit("/documents/list/awaiting-direction/", "chauvtm")
    page.keyboard.press("j")
    page.keyboard.press("*")
    page.get_by_role("button", name="Đồng ý các đề xuất đã chọn").click()
    expect(page.get_by_text("Không có văn bản", exact=False).first).to_be_visible()
    assert Direction.objects.filter(way="agreed").count() == 3


def test_the_office_works_its_queue_by_the_keyboard(
    visit: Any, busy: Agency, check_page: Any
) -> None:
    for number in range(2):
        like = make_document(busy.office, subject=f"V/v sâu keo mùa thu hại ngô đợt {number}")
        directed(busy, like, lead(busy, "TT"))
    for number in range(3):
        make_document(busy.office, subject=f"V/v sâu keo mùa thu hại ngô huyện {number}")
    page = visit("/documents/distribute/", "khiemtg")
    check_page(page, "queue-1366")
    page.keyboard.press("l")
    expect(page.get_by_text("để lại sau", exact=False)).to_be_visible()
    began = time.monotonic()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("đã trình lãnh đạo")
    print(f"one paper distributed: {time.monotonic() - began:.1f} s")  # noqa: T201 (the figure is the point)
    assert Proposal.objects.filter(stage="presented").count() == 2
    page.keyboard.press("b")
    expect(page.locator("#act-dialog form")).to_be_visible()
    reason = page.locator("#act-dialog textarea")
    reason.fill("Thiếu trang 2")
    page.locator("#act-dialog button.p").click()
    expect(page.locator("#toasts")).to_contain_text("Đã trả lại văn thư")
    assert SentBack.objects.get().reason == "Thiếu trang 2"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_queue_on_a_phone_leaves_room_for_the_paper(
    visit: Any, busy: Agency, check_page: Any, theme: str
) -> None:
    page = visit("/documents/distribute/", "khiemtg", SIZES["390"], theme)
    expect(page.get_by_role("button", name="Chấp nhận, sang văn bản tiếp")).to_be_in_viewport()
    pane = page.locator("[data-pane=detail]").bounding_box()
    assert pane is not None
    assert pane["height"] > 844 * 0.4
    check_page(page, f"queue-390-{theme}")
