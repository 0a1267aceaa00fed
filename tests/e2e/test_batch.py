# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pile of sheets: numbers, labels, one scan, pages confirmed and matched by two clerks."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from congso.audit.models import Entry
from congso.common.actor import Actor
from congso.documents.enums import State
from congso.documents.models import Document, NumberBlock, PileScan, ScannedPiece
from congso.documents.services.scans import split_pile
from congso.documents.tests.test_batch_scan import pile
from congso.filestore.enums import StagedState
from congso.filestore.models import Staged
from congso.filestore.services import check_staged
from congso.organisation.tests.factories import Agency

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(find_spec("zxingcpp") is None, reason="no reader of QR codes is installed"),
]
CONFIRM = "Xác nhận không có dấu mật"


@pytest.fixture
def worker(agency: Agency) -> Iterator[threading.Event]:
    """What the worker does, once it is let: splits scans, checks uploads."""
    stop, let = threading.Event(), threading.Event()

    def run() -> None:
        while not stop.wait(0.1):
            if not let.is_set():
                continue
            for pk in PileScan.objects.filter(ended_at=None).values_list("pk", flat=True):
                split_pile(pk)
            states = [StagedState.UPLOADED]
            for pk in Staged.objects.filter(state__in=states).values_list("pk", flat=True):
                check_staged(Actor.system("check"), pk)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield let
    stop.set()
    thread.join()


def codes_of(labels: bytes) -> list[str]:
    """The QR codes of the printed labels, read from the sheet as a phone would."""
    import zxingcpp  # noqa: PLC0415 (absent where the test is skipped)

    found: list[tuple[float, float, str]] = []
    with pypdfium2.PdfDocument(labels) as document:
        for page in document:
            for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil()):
                place = code.position.top_left
                found.append((round(place.y / 60), place.x, code.text))
    return [text for _y, _x, text in sorted(found)]


def rows(page: Page) -> list[str]:
    return [re.sub(r"\s+", " ", text) for text in page.locator(".piece b").all_inner_texts()]


@pytest.mark.parametrize("size", [(1440, 900), (1366, 768)])
def test_a_pile_from_numbers_to_papers_with_their_files(
    visit: Callable[..., Page],
    agency: Agency,
    worker: threading.Event,
    tmp_path: Path,
    check_page: Any,
    size: tuple[int, int],
) -> None:
    page = visit("/documents/batches/", login="yenmt", size=size)
    page.locator("[name=count]").fill("3")
    page.get_by_role("button", name="Lấy số").first.click()
    page.wait_for_url(re.compile(r"/documents/batches/\d+/"))
    block = NumberBlock.objects.get()

    labels = page.context.request.get(f"/documents/batches/{block.pk}/labels/").body()
    one, two, three = codes_of(labels)
    scan = tmp_path / "lô 24-11.pdf"
    scan.write_bytes(pile([[], [one], [], [two], [three]]))
    page.set_input_files("#pile-scan", scan)
    page.get_by_role("button", name="Tải lên và tách").click()
    expect(page.locator("#pile-progress")).to_contain_text("đang chờ đến lượt")
    check_page(page, f"batch-waiting-{size[0]}")

    worker.set()  # the page sees by itself that the pile was split and its pieces were checked
    expect(page.locator(".piece")).to_have_count(4, timeout=60_000)
    expect(page.locator("#pile-progress")).to_have_count(0, timeout=60_000)
    assert rows(page)[0] == "Trang 1"
    expect(page.locator(".piece").first).to_contain_text("Trang nằm trước nhãn đầu tiên")
    Staged.objects.filter(pk=ScannedPiece.objects.get(first_page=4).staged_id).update(
        state=StagedState.SECRET_SUSPECTED, secret_mark="mat"
    )

    # a colleague of the same office goes on with the pile
    page = visit(f"/documents/batches/{block.pk}/", login="diepptn", size=size)
    check_page(page, f"batch-pieces-{size[0]}")
    expect(page.get_by_role("button", name="Khớp")).to_have_count(0)
    with page.context.expect_page() as opened:
        page.locator(".piece").nth(1).get_by_role("link", name="3").click()
    assert opened.value.evaluate("document.images[0].naturalWidth") > 500
    opened.value.close()
    expect(page.get_by_role("button", name="Là văn bản mật")).to_have_count(1)
    for left in (3, 2, 1, 0):
        page.get_by_role("button", name=CONFIRM).first.click()
        expect(page.get_by_role("button", name=CONFIRM)).to_have_count(left)
    check_page(page, f"batch-confirmed-{size[0]}")

    page.locator(".piece").first.get_by_role("button", name="Bỏ trang này").click()
    for left in (3, 2, 1):
        expect(page.locator(".piece")).to_have_count(left)
        page.locator(".piece").first.get_by_role("button", name="Khớp").click()
    expect(page.locator(".piece")).to_have_count(0)
    check_page(page, f"batch-matched-{size[0]}")

    papers = Document.objects.order_by("number")
    assert [(p.number, p.files.get().name) for p in papers] == [
        (number, f"Số đến {number}.pdf") for number in (1, 2, 3)
    ]
    colleague = agency.people["diepptn"].pk
    confirmed = Entry.objects.filter(verb="file.no_secret_mark_confirmed")
    assert [entry.person_id for entry in confirmed] == [colleague] * 4
    assert not Staged.objects.exists()

    page.get_by_role("link", name="Nhập số tiếp theo").click()
    expect(page.locator(".pages img").first).to_be_visible()
    expect(page.locator("#id_issuer")).to_be_focused()
    page.keyboard.type("so tai")
    expect(page.locator("[role=option]").first).to_contain_text("Sở Tài chính")
    page.keyboard.press("Enter")
    page.locator("[name=symbol]").fill("3187/STC-NS")
    page.locator("[name=issued_on]").fill("20/11/2026")
    page.locator("[name=subject]").fill("V/v rà soát kinh phí khắc phục mưa lũ")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Đã vào sổ, số đến")
    done = Document.objects.get(state=State.REGISTERED)
    assert (done.number, done.symbol, done.files.count()) == (1, "3187/STC-NS", 1)


def test_a_scan_that_is_no_pdf_is_refused_in_words(
    visit: Callable[..., Page], agency: Agency, worker: threading.Event, tmp_path: Path
) -> None:
    page = visit("/documents/batches/", login="yenmt")
    page.locator("[name=count]").fill("1")
    page.get_by_role("button", name="Lấy số").first.click()
    page.wait_for_url(re.compile(r"/documents/batches/\d+/"))
    (tmp_path / "hỏng.pdf").write_bytes(b"%PDF-1.7 \n1 0 obj <<")
    page.set_input_files("#pile-scan", tmp_path / "hỏng.pdf")
    worker.set()
    page.get_by_role("button", name="Tải lên và tách").click()
    expect(page.get_by_text("Không đọc được bản quét")).to_be_visible(timeout=30_000)
    expect(page.locator("#pile-scan")).to_be_attached()
