# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of each role in a browser: seen light and dark, wide and narrow, without a fault."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import WATCH_POLICY

from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency, make_agency
from congso.routing.tests.factories import directed, lead, party, presented

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"1440": (1440, 900), "1366": (1366, 768), "1024": (1024, 768), "390": (390, 844)}


@pytest.fixture
def agency(transactional_db: None) -> Agency:
    """Papers at every station of the road."""
    found = make_agency()
    names = ("Sở Công Thương", "Sở Tài chính", "UBND huyện Tuy Phước", "Cục Thú y")
    papers = [make_document(found.office, issuer_name=name) for name in names]
    presented(found, papers[0])
    directed(found, papers[1], lead(found, "TT"), party(found, "cooperate", "KHTC"))
    directed(found, papers[2], lead(found, person="tuntc"))
    return found


@pytest.fixture
def visit(
    browser: Browser, live_server: Any, agency: Agency, socket_enabled: None
) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody: visit("chauvtm", "/", "390", theme="dark")."""
    contexts = []

    def open_(login: str, path: str = "/", size: str = "1440", theme: str = "light") -> Page:
        width, height = SIZES[size]
        phone = width < 600
        client = Client()
        client.force_login(agency.people[login])
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height},
            locale="vi-VN", reduced_motion="reduce", is_mobile=phone, has_touch=phone,
        )  # fmt: skip
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        context.add_cookies([{**cookie, "url": live_server.url}])
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH_POLICY)
        page = context.new_page()
        page.troubles = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.troubles.append(str(error)))  # type: ignore[attr-defined]
        # the stream is tested by itself: this server has one thread for each and waits for them
        page.route("**/events/", lambda route: route.abort())
        page.goto(path, wait_until="load")
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("login", ["chauvtm", "khiemtg", "dungctm", "diepptn"])
def test_the_desk_has_no_fault(
    visit: Any, check_page: Any, login: str, theme: str, size: str
) -> None:
    page = visit(login, "/", size, theme)
    expect(page.get_by_role("heading", name="Bàn làm việc")).to_be_visible()
    check_page(page, f"desk-{login}-{size}-{theme}")


@pytest.mark.parametrize("size", ["1366", "390"])
@pytest.mark.parametrize(
    ("login", "path", "heading"),
    [
        ("diepptn", "/documents/close-of-day/", "Kiểm tra cuối ngày"),
        ("chauvtm", "/documents/agree/", "Đồng ý nhiều đề xuất"),
        ("chauvtm", "/documents/phrases/", "Câu ý kiến thường dùng"),
        ("tuntc", "/notices/", "Thông báo"),
    ],
)
def test_the_pages_beside_have_no_fault(
    visit: Any, check_page: Any, login: str, path: str, heading: str, size: str
) -> None:
    page = visit(login, path, size)
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    check_page(page, f"{heading}-{size}")


def test_the_head_turns_from_his_own_work_to_the_whole_unit(visit: Any) -> None:
    page = visit("dungctm")
    expect(page.locator("#desk-work li")).to_have_count(1)
    page.get_by_role("link", name="Cả đơn vị").click()
    expect(page.locator("#desk-work li")).to_have_count(2)
    expect(page.locator("#desk-work")).to_contain_text("Người xử lý: Ngô Thị Cẩm Tú")
