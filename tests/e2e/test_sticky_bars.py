# SPDX-License-Identifier: AGPL-3.0-or-later
"""On a phone a bar of buttons stays at the foot: no field may come to rest beneath it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import RESULTS
from tests.e2e.test_journeys_b_pages import opened

from congso.common.actor import Actor
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.organisation.tests.factories import Agency
from congso.routing.tests.factories import directed, lead, presented

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = (390, 844)
MOST = 80  # controls of one form
BARS = ".reg .foot, .det .abar, #work .acts"

# What has the focus: its words, whether it is of a bar, how many of its pixels a bar covers.
FOCUSED = """
(bars) => {
  const control = document.activeElement;
  const box = control.getBoundingClientRect();
  const beneath = [...document.querySelectorAll(bars)].map((bar) => {
    if (bar.contains(control) || getComputedStyle(bar).position !== "sticky") return 0;
    const over = bar.getBoundingClientRect();
    return Math.min(box.bottom, over.bottom) - Math.max(box.top, over.top);
  });
  const name = control.id || control.name || control.textContent.trim() || control.tagName;
  return [name.slice(0, 40), Math.max(0, ...beneath), Boolean(control.closest(bars))];
}
"""
NO_ROOM = """
() => document.querySelectorAll(".docs > .det, .reg")
  .forEach((pane) => { pane.style.scrollPadding = "0"; })
"""


def covered(page: Page) -> list[str]:
    """Go through the page by Tab; the controls that a bar covers when they have the focus."""
    found, seen, was_at_bar = [], 0, False
    page.evaluate("document.querySelector('.det, .reg').scrollTo(0, 0)")
    page.locator("h1").first.focus()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        name, pixels, is_of_bar = page.evaluate(FOCUSED, BARS)
        if was_at_bar and not is_of_bar:
            break
        was_at_bar = is_of_bar and seen > 3
        seen += 1
        if pixels > 1:
            found.append(f"{name}: {pixels:.0f} px")
    assert seen > 3
    return found


def registering(visit: Callable[..., Page], agency: Agency, theme: str) -> Page:
    data = incoming_data(agency.office, subject="V/v nạo vét kênh N2, hồ Núi Một")
    paper = receive_incoming(Actor.system("test"), data=data)
    page = visit(f"/documents/{paper.uuid}/register/", "yenmt", PHONE, theme)
    expect(page.get_by_label("Trích yếu")).to_be_visible()
    return page


def directing(visit: Callable[..., Page], agency: Agency, theme: str) -> Page:
    paper = make_document(agency.office, subject="V/v đê Đông, xã Phước Thắng")
    presented(agency, paper)
    page = visit(f"/documents/{paper.uuid}/", "chauvtm", PHONE, theme)
    opened(page, "Ghi ý kiến")
    return page


def assigning(visit: Callable[..., Page], agency: Agency, theme: str) -> Page:
    paper = make_document(agency.office, subject="V/v giống lúa ĐV108")
    directed(agency, paper, lead(agency, "TT"))
    page = visit(f"/documents/{paper.uuid}/", "dungctm", PHONE, theme)
    opened(page, "Phân công")
    return page


def reading(visit: Callable[..., Page], agency: Agency, theme: str) -> Page:
    paper = make_document(agency.office, subject="V/v tàu cá mất kết nối VMS")
    presented(agency, paper)
    return visit(f"/documents/{paper.uuid}/", "chauvtm", PHONE, theme)


PLACES = {"register": registering, "direct": directing, "assign": assigning, "paper": reading}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_no_control_rests_under_the_bar(
    visit: Any, agency: Agency, check_page: Any, place: str, theme: str
) -> None:
    page = PLACES[place](visit, agency, theme)
    check_page(page, f"bar-{place}-{theme}")
    assert covered(page) == []
    page.screenshot(path=RESULTS / f"bar-{place}-{theme}-end.png")


def test_without_room_it_would_be_found(visit: Any, agency: Agency) -> None:
    page = directing(visit, agency, "light")
    page.evaluate(NO_ROOM)
    assert covered(page) != []
