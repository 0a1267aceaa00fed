# SPDX-License-Identifier: AGPL-3.0-or-later
"""A secret paper arrives: it stops before it is stored; one that slipped in goes by two people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.at_work import Jobs, Visit, say, set_clock, worker
from tests.e2e.test_journey_incoming import picture
from tests.e2e.test_journeys_b_subdepartment import follow

from congso.audit.models import Entry
from congso.common.actor import Actor
from congso.documents.incoming import FileRef
from congso.documents.models import Document, SearchEntry
from congso.documents.tests.factories import make_document
from congso.filestore import places
from congso.filestore.models import Blob, BlobText, Staged
from congso.filestore.services import extract_text, keep_bytes, page_image, tell_text
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBJECT = "V/v bố trí quỹ đất khu vực phòng thủ huyện Vĩnh Thạnh"
SECRET = ["BỘ CHỈ HUY QUÂN SỰ TỈNH", "MẬT", "Số: 27/BCH-TM", SUBJECT]
WORD = "quyhoachphongthu"
RULE = "sổ văn bản mật bằng giấy"


@pytest.fixture
def jobs(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    set_clock(monkeypatch, 9, 0)
    with worker() as running:
        yield running


def more_acts(page: Page, name: str) -> None:
    """An act of the menu "…" of the toolbar; it opens in a dialog."""
    page.get_by_role("toolbar").locator("details.menu.e > summary").click()
    page.get_by_role("link", name=name, exact=True).click()


def test_a_secret_scan_stops_before_it_is_stored(
    visit: Visit, agency: Agency, jobs: Jobs, tmp_path: Path
) -> None:
    scan = tmp_path / "27_BCH-TM (quét).pdf"
    scan.write_bytes(samples.pdf(SECRET))
    page = visit("/documents/register/", "diepptn")
    page.set_input_files("#id_files", scan)
    expect(page.get_by_text("dấu chỉ độ mật").first).to_be_visible(timeout=60_000)
    # nothing of it is kept, read or proposed; the clerk decides
    assert not Blob.objects.exists()
    assert not BlobText.objects.exists()
    expect(page.get_by_label("Số, ký hiệu")).to_have_value("")
    expect(page.get_by_role("button", name="Xác nhận không có dấu mật")).to_be_visible()
    picture(page, "secret-stopped")
    page.get_by_role("button", name="Là văn bản mật: bỏ tệp này").click()
    expect(page.locator(".file")).to_have_count(0)
    assert not Staged.objects.exists()

    # entered as secret it takes no file, and it is not saved: the paper book is its place
    page.get_by_label("Trích yếu").fill(SUBJECT)
    page.get_by_label("Độ mật").select_option("Tuyệt mật")
    expect(page.locator("label[for=id_files]")).to_be_hidden()
    say(page, RULE)
    page.keyboard.press("Control+Enter")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text(RULE).first).to_be_visible()
    assert not Document.objects.exists()


def test_what_slipped_in_is_removed_by_two(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    kept = keep_bytes(agency.actor("yenmt"), samples.pdf([f"Phụ lục {WORD}"]), "cv27.pdf")
    extract_text(Actor.system("test"), kept.sha256)
    page_image(kept.sha256, 1)
    paper = make_document(
        agency.office, subject="V/v rà soát quỹ đất", symbol="27/BCH-TM",
        files=(FileRef(kept.sha256, kept.size, kept.media_type, "cv27.pdf", "main"),),
    )  # fmt: skip
    jobs.tell()
    assert WORD in SearchEntry.objects.get(document=paper).from_files

    page = visit(f"/documents/{paper.uuid}/", "diepptn")
    more_acts(page, "Gỡ khẩn cấp văn bản mật")
    dialog = page.locator("#act-dialog")
    dialog.get_by_label("Lý do").fill("Quét nhầm: dấu MẬT đóng mờ ở góc trái")
    picture(page, "secret-asked")
    dialog.get_by_role("button", name="Đề nghị gỡ").click()
    say(page, "Người thứ hai")
    assert Blob.objects.filter(removed_at__isnull=True).exists()  # one alone erases nothing
    page.get_by_role("toolbar").locator("details.menu.e > summary").click()
    expect(page.get_by_role("link", name="Xác nhận gỡ khẩn cấp")).to_have_count(0)

    head = visit("/", "khiemtg")
    follow(head, "Gỡ khẩn cấp")
    head.get_by_role("link", name=re.compile("rà soát quỹ đất")).first.click()
    more_acts(head, "Xác nhận gỡ khẩn cấp")
    dialog = head.locator("#act-dialog")
    dialog.get_by_label(re.compile("Tôi xác nhận")).check()
    dialog.get_by_role("button", name="Gỡ các tệp").click()
    say(head, "dòng trong sổ vẫn còn")

    # bytes, text and index are gone; number, line and fact stay, without a word of the content
    assert not places.store().exists(kept.sha256)
    assert not BlobText.objects.exists()
    tell_text(Actor.system("test"), kept.sha256)  # the worker's job
    assert WORD not in SearchEntry.objects.get(document=paper).from_files
    found = head.context.request.get(f"/documents/all/?q={WORD}").text()
    assert str(paper.uuid) not in found
    assert head.context.request.get(
        f"/documents/{paper.uuid}/files/{paper.files.get().pk}/download/"
    ).status in (404, 410)
    paper.refresh_from_db()
    assert paper.number == 1
    said = Entry.objects.filter(verb__contains="secret_removal")
    assert {entry.person_id for entry in said} == {
        agency.people["diepptn"].pk, agency.people["khiemtg"].pk,
    }  # fmt: skip
    assert WORD not in "".join(said.values_list("canonical", flat=True))
