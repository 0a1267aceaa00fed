# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in as people do it: password, security key, locked screen; seen light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import WATCH_POLICY

from congso.accounts.models import Person
from congso.accounts.services import passwords
from congso.accounts.tests.factories import PASSWORD, PersonFactory
from congso.common import clock
from congso.common.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"1440": (1440, 900), "390": (390, 844)}
WRONG = (
    "Tên đăng nhập hoặc mật khẩu không đúng. Còn 3 lần thử trước khi tài khoản tạm khóa 15 phút."
)
OWN = "ruộng bậc thang mùa nước đổ"


@pytest.fixture
def person(transactional_db: None) -> Person:
    return PersonFactory(login="diepptn")


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens the site in a window of its own."""
    contexts: list[BrowserContext] = []

    def open_(path: str = "/accounts/login/", size: str = "1440") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            locale="vi-VN",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_init_script(WATCH_POLICY)
        page = context.new_page()
        page.troubles = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.troubles.append(str(error)))  # type: ignore[attr-defined]
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()


def sign_in(page: Page, password: str = PASSWORD, login: str = "diepptn") -> None:
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def plug_in_key(page: Page) -> None:
    """A security key that is always touched, as the browser's own tests have it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_says_how_many_tries_are_left(
    person: Person, visit: Any, check_page: Any, size: str, theme: str
) -> None:
    page = visit(size=size)
    sign_in(page, "sai mật khẩu rồi")
    sign_in(page, "sai mật khẩu rồi")
    expect(page.get_by_role("alert").first).to_have_text(WRONG)
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("diepptn")
    page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
    check_page(page, f"sign-in-{size}-{theme}")


def test_a_security_key_is_added_signs_in_alone_and_unlocks(
    person: Person, visit: Any, check_page: Any
) -> None:
    page = visit()
    plug_in_key(page)
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên khóa").fill("Vân tay máy ở phòng")
    check_page(page, "security-key-add")
    page.get_by_role("button", name="Thêm khóa bảo mật").click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    page.goto("/accounts/2fa/")
    expect(page.get_by_role("row", name=re.compile("Vân tay máy ở phòng"))).to_be_visible()
    check_page(page, "second-factor")

    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.goto("/accounts/login/?next=/accounts/sessions/")
    page.get_by_role("button", name="Đăng nhập bằng khóa bảo mật").click()
    expect(page.get_by_role("heading", name="Phiên đăng nhập", level=1)).to_be_visible()
    check_page(page, "sessions")

    page.goto("/accounts/profile/")
    check_page(page, "account")
    page.get_by_role("combobox", name="Cỡ chữ").select_option("xl")
    page.get_by_role("button", name="Khóa màn hình").click()
    dialog = page.get_by_role("dialog", name="Màn hình đang khóa")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    check_page(page, "locked-dialog")
    dialog.get_by_label("Mật khẩu", exact=True).fill("đoán mò")
    dialog.get_by_role("button", name="Mở khóa", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Còn 4 lần thử")
    dialog.get_by_role("button", name="Mở khóa bằng khóa bảo mật").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("combobox", name="Cỡ chữ")).to_have_value(
        "xl"
    )  # what was chosen is still there

    page.get_by_role("button", name="Khóa màn hình").click()
    expect(dialog).to_be_visible()
    page.goto("/accounts/sessions/")
    expect(page.get_by_role("heading", name="Màn hình đang khóa")).to_be_visible()
    check_page(page, "locked")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Mở khóa", exact=True).click()
    expect(page.get_by_role("heading", name="Phiên đăng nhập", level=1)).to_be_visible()


def test_the_issued_password_is_changed_before_anything_else(
    person: Person, visit: Any, check_page: Any
) -> None:
    issued = passwords.issue_password(Actor.system("test"), person=person, now=clock.now())
    page = visit(size="390")
    sign_in(page, issued.lower())
    expect(page.get_by_role("heading", name="Đặt mật khẩu của bạn")).to_be_visible()
    check_page(page, "first-password-390")
    page.goto("/accounts/profile/")
    expect(page.get_by_role("heading", name="Đặt mật khẩu của bạn")).to_be_visible()
    page.get_by_label("Mật khẩu mới", exact=True).fill(OWN)
    page.get_by_label("Nhập lại mật khẩu mới").fill(OWN)
    page.get_by_role("button", name="Lưu mật khẩu và tiếp tục").click()
    page.goto("/accounts/profile/")
    expect(page.get_by_role("heading", name="Tài khoản và bảo mật")).to_be_visible()
    check_page(page, "account-390")


def test_the_lost_password_page_offers_no_reset(
    person: Person, visit: Any, check_page: Any
) -> None:
    page = visit()
    page.get_by_role("link", name="Báo Văn phòng Sở cấp lại mật khẩu").click()
    expect(page.get_by_role("heading", name="Báo Văn phòng Sở cấp lại mật khẩu")).to_be_visible()
    expect(page.locator("main").get_by_role("textbox")).to_have_count(0)
    check_page(page, "lost-password")
