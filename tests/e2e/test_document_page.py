# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper's page, lists and books in a browser: read, selected, acted on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from congso.common.actor import Actor
from congso.documents.incoming import FileRef
from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import kept
from congso.filestore.services import extract_text
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (["SỞ TÀI CHÍNH", "Số: 3187/STC-NS", "Kính gửi quý cơ quan"], ["Trang hai"])


@pytest.fixture
def paper(agency: Agency, tmp_path: Path) -> Document:
    blob = kept(agency, samples.pdf(*PAGES), "3187_STC-NS.pdf")
    annex = kept(agency, samples.pdf(["Biểu 01"]), "Bieu-01.pdf")
    extract_text(Actor.system("text"), blob.sha256)
    files = (
        FileRef(blob.sha256, blob.size, blob.media_type, "3187_STC-NS.pdf", "main"),
        FileRef(annex.sha256, annex.size, annex.media_type, "Bieu-01.pdf", "annex"),
    )
    return make_document(agency.office, files=files, symbol="3187/STC-NS")


def test_pages_words_stamp_and_files(
    visit: Callable[..., Page],
    paper: Document,
) -> None:
    page = visit(f"/documents/{paper.uuid}/", size=(1440, 900))
    expect(page.locator(".pages img").first).to_be_visible()
    stamp = page.locator(".overlay").first
    expect(stamp).to_be_visible()
    expect(page.locator("svg.words").first).to_contain_text("3187/STC-NS")
    page.get_by_role("button", name="Bản hiển thị có dấu đến").click()
    expect(stamp).to_be_hidden()
    page.get_by_role("link", name="Bản chữ").click()
    expect(page.locator("article.text").first).to_contain_text("Kính gửi")


def test_an_act_opens_in_a_dialog_and_asks_its_reason(
    visit: Callable[..., Page],
    paper: Document,
) -> None:
    page = visit(f"/documents/{paper.uuid}/", size=(1440, 900))
    page.locator(".abar summary[aria-label='Thao tác khác']").click()
    page.get_by_role("link", name="Hủy số").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("Lý do")).to_be_focused()
    dialog.get_by_role("button", name="Hủy số").click()
    expect(dialog.locator("[data-error-summary]")).to_be_visible()
    dialog.get_by_label("Lý do").fill("Vào sổ nhầm")
    dialog.get_by_role("button", name="Hủy số").click()
    expect(page.locator(".toast")).to_contain_text("dòng vẫn nằm trong sổ")
    paper.refresh_from_db()
    assert paper.state == "void"


@pytest.mark.parametrize("size", [(1440, 900), (1366, 768), (1024, 768), (390, 844)])
def test_the_bar_of_acts_is_one_row_and_loses_none(
    visit: Callable[..., Page],
    paper: Document,
    size: tuple[int, int],
) -> None:
    page = visit(f"/documents/{paper.uuid}/", size=size)
    shown = page.locator(".abar > *:visible")
    boxes = [box for i in range(shown.count()) if (box := shown.nth(i).bounding_box())]
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    assert max(middles) - min(middles) < 8
    assert max(box["x"] + box["width"] for box in boxes) <= size[0]
    if not page.locator(".abar summary", has_text="In").is_visible():
        page.locator(".abar summary[aria-label='Thao tác khác']").click()
        expect(page.get_by_role("link", name="Phiếu giải quyết")).to_be_in_viewport()


def test_a_list_is_walked_by_keys(
    visit: Callable[..., Page],
    agency: Agency,
    paper: Document,
) -> None:
    make_document(agency.office, subject="V/v phòng trừ bệnh đạo ôn")
    page = visit("/documents/all/?q=dao+on", size=(1440, 900))
    expect(page.locator("mark").first).to_have_text("đạo")
    page.keyboard.press("Escape")
    page.locator("h1").first.click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#detail h1")).to_contain_text("đạo ôn")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_the_filters_come_when_they_are_opened(
    visit: Callable[..., Page], agency: Agency, check_page: Any, size: tuple[int, int]
) -> None:
    make_document(agency.office, subject="V/v phòng trừ bệnh đạo ôn", urgency=3)
    make_document(agency.office, subject="V/v nạo vét kênh mương")
    page = visit("/documents/all/", size=size)
    assert page.locator("#id_urgency").count() == 0
    page.get_by_label("Lọc", exact=True).press("Enter")
    page.locator("#id_urgency").select_option("3")
    check_page(page, f"filters-{size[0]}")
    page.get_by_role("button", name="Lọc", exact=True).click()
    expect(page.locator("a.row")).to_have_count(1)
    expect(page.locator(".chip").first).to_contain_text("Hỏa tốc")
    page.get_by_label("Lọc", exact=True).click()
    expect(page.locator("#id_urgency")).to_have_value("3")


PLACES = (
    "page",
    "all",
    "books",
    "book",
    "batches",
    "envelopes",
    "correct",
    "void",
    "trail",
    "history",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("size", "theme"), [((1440, 900), "light"), ((1024, 768), "dark"), ((390, 844), "light")]
)
def test_every_screen_is_in_order(
    visit: Callable[..., Page],
    paper: Document,
    check_page: Any,
    place: str,
    size: tuple[int, int],
    theme: str,
) -> None:
    own = f"/documents/{paper.uuid}/"
    path = {
        "page": own,
        "all": "/documents/all/?q=kinh",
        "books": "/documents/books/",
        "book": f"/documents/books/{paper.book_id}/",
        "batches": "/documents/batches/",
        "envelopes": "/documents/envelopes/pass-on/",
        "correct": f"{own}correct/",
        "void": f"{own}void/",
        "trail": f"{own}trail/",
        "history": f"{own}access-history/",
    }[place]
    page = visit(path, size=size, theme=theme)
    page.wait_for_load_state("networkidle")
    check_page(page, f"documents-{place}-{size[0]}-{theme}")
