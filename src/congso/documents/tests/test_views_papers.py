# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper's page, its files, its acts: who sees what, what is recorded, what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import BookKind
from congso.documents.incoming import FileRef
from congso.documents.models import Document, DocumentFile, DocumentType
from congso.documents.services.past_books import PastPaper, add_past_papers, past_book
from congso.documents.services.register import receive_incoming
from congso.documents.services.restrict import restrict
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.proofs import verbs_of
from congso.documents.tests.web import client_of, entered, kept
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
PAGES = (["Trang một", "Số: 12/TTr-SNNMT"], ["Trang hai"])


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def clerk(agency: Agency) -> Client:
    return client_of(agency, "diepptn")


@pytest.fixture
def place(settings: Any, tmp_path: Any) -> Any:
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    return tmp_path


def paper_with_file(agency: Agency, **changes: Any) -> Document:
    blob = kept(agency, samples.pdf(*PAGES), "12_TTr.pdf")
    file = FileRef(blob.sha256, blob.size, blob.media_type, "12_TTr.pdf", "main")
    return make_document(agency.office, files=(file,), **changes)


def page_of(paper: Document) -> str:
    return reverse("documents:detail", args=[paper.uuid])


def url_of(paper: Document, name: str, *more: int) -> str:
    return reverse(f"documents:{name}", args=[paper.uuid, *more])


def test_the_page_shows_the_paper_and_writes_that_it_was_opened(
    agency: Agency, clerk: Client
) -> None:
    paper = make_document(agency.office)
    response = clerk.get(page_of(paper))
    assert paper.subject in response.content.decode()
    assert verbs_of(paper).count("document.opened") == 1
    clerk.get(page_of(paper))
    assert verbs_of(paper).count("document.opened") == 1  # one sitting


@pytest.mark.parametrize("road", ["file-page", "file-words", "viewer"])
def test_whoever_sees_a_page_has_opened_the_paper(
    agency: Agency, clerk: Client, place: Any, road: str
) -> None:
    paper = paper_with_file(agency)
    numbers = (paper.files.get().pk, *([] if road == "viewer" else [1]))
    clerk.get(url_of(paper, road, *numbers), HTTP_HX_REQUEST="true")
    clerk.get(url_of(paper, road, *numbers), HTTP_HX_REQUEST="true")
    assert verbs_of(paper).count("document.opened") == 1


@pytest.mark.parametrize("part", ["bytes=0-", "bytes=1-", "bytes=-5"])
def test_a_file_read_in_parts_is_a_download_whatever_comes_first(
    agency: Agency, clerk: Client, place: Any, part: str
) -> None:
    paper = paper_with_file(agency)
    for _turn in range(2):
        clerk.get(url_of(paper, "download", paper.files.get().pk), HTTP_RANGE=part)
    assert verbs_of(paper).count("document.downloaded") == 1


def test_pages_words_and_bytes_come_by_the_right_to_the_paper(
    agency: Agency, clerk: Client, place: Any
) -> None:
    paper = paper_with_file(agency)
    file = paper.files.get()
    picture = clerk.get(url_of(paper, "file-page", file.pk, 1))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    assert "private" in picture["Cache-Control"]
    words = clerk.get(url_of(paper, "file-words", file.pk, 2)).content.decode()
    assert "hai" in words
    assert clerk.get(url_of(paper, "file-page", file.pk, 3)).status_code == 404


def test_a_download_is_recorded_and_gives_ranges(agency: Agency, clerk: Client, place: Any) -> None:
    paper = paper_with_file(agency)
    url = url_of(paper, "download", paper.files.get().pk)
    whole = clerk.get(url)
    content = b"".join(whole.streaming_content)
    assert whole["Content-Disposition"].startswith("attachment")
    part = clerk.get(url, HTTP_RANGE="bytes=10-19")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, content[10:20])
    assert verbs_of(paper).count("document.downloaded") == 1


def test_the_stamp_is_a_layer_and_only_of_numbered_papers(
    agency: Agency, clerk: Client, place: Any
) -> None:
    paper = paper_with_file(agency)
    file = paper.files.get()
    assert "ĐẾN" in clerk.get(url_of(paper, "stamp", file.pk)).content.decode()
    data = incoming_data(agency.office)
    waiting = receive_incoming(Actor.system("test"), data=data)
    assert not clerk.get(page_of(waiting)).context.get("stamp_url")


def test_the_browser_asks_each_time_whether_it_may_still_show_what_it_keeps(
    agency: Agency, place: Any
) -> None:
    paper = paper_with_file(agency)
    file = paper.files.get()
    browser = client_of(agency, "khiemtg")
    urls = [url_of(paper, "stamp", file.pk)]
    urls += [url_of(paper, name, file.pk, 1) for name in ("file-page", "file-words")]
    marks = {url: browser.get(url)["ETag"] for url in urls}
    for url, mark in marks.items():
        assert "no-cache" in browser.get(url)["Cache-Control"], url
        assert browser.get(url, headers={"If-None-Match": mark}).status_code == 304, url
    readers = [agency.people["dinhlq"].pk]
    restrict(agency.actor("diepptn"), document_id=paper.pk, reader_ids=readers)
    for url, mark in marks.items():
        assert browser.get(url, headers={"If-None-Match": mark}).status_code == 404, url


def test_the_text_of_a_file_can_be_read(agency: Agency, clerk: Client, place: Any) -> None:
    paper = paper_with_file(agency)
    url = url_of(paper, "viewer", paper.files.get().pk)
    answer = clerk.get(f"{url}?as=text", HTTP_HX_REQUEST="true")
    assert answer.context["shown"].view.kind == "text"
    assert clerk.get(url).status_code == 200  # the whole page without htmx


NAMES = (
    "detail", "trail", "access-history", "correct", "join", "void", "return-to-sender",
    "missing-annex", "add-annexes", "restrict", "register", "complete",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_nobody_of_another_office_or_room_finds_anything(agency: Agency, name: str) -> None:
    paper = make_document(agency.office)
    for login in ("ngantt", "datqv", "tuntc", "khoava"):
        client = client_of(agency, login)
        assert client.get(url_of(paper, name)).status_code == 404, login
        assert client.post(url_of(paper, name)).status_code in (404, 405), login
    assert Document.objects.get().state == "registered"


def test_files_of_a_paper_are_hidden_with_it(agency: Agency, place: Any) -> None:
    paper = paper_with_file(agency)
    file = paper.files.get()
    client = client_of(agency, "ngantt")
    for name, more in (
        ("viewer", ()), ("download", ()), ("stamp", ()), ("file-page", (1,)), ("file-words", (1,)),
    ):  # fmt: skip
        assert client.get(url_of(paper, name, file.pk, *more)).status_code == 404


def test_a_file_is_not_had_through_another_paper(agency: Agency, clerk: Client, place: Any) -> None:
    paper, other = paper_with_file(agency), make_document(agency.office)
    assert clerk.get(url_of(other, "download", paper.files.get().pk)).status_code == 404


def test_clerks_see_the_outline_of_a_restricted_paper_only(agency: Agency, clerk: Client) -> None:
    reader = agency.people["dinhlq"].pk
    paper = make_document(agency.office, is_restricted=True, reader_ids=(reader,))
    text = clerk.get(page_of(paper)).content.decode()
    assert paper.subject not in text
    assert paper.number_text in text
    assert client_of(agency, "khiemtg").get(page_of(paper)).status_code == 404
    assert paper.subject in client_of(agency, "dinhlq").get(page_of(paper)).content.decode()


def test_the_access_history_is_for_readers_of_the_office(agency: Agency, clerk: Client) -> None:
    paper = make_document(agency.office)
    client_of(agency, "dinhlq").get(page_of(paper))
    text = clerk.get(url_of(paper, "access-history")).content.decode()
    assert "Lê Quang Định" in text


def test_the_trail_says_who_did_what(agency: Agency, clerk: Client) -> None:
    clerk.post("/documents/register/", entered(agency))
    paper = Document.objects.get()
    clerk.post(url_of(paper, "missing-annex"), {"note": "Biểu 01"})
    text = clerk.get(url_of(paper, "trail")).content.decode()
    assert "vào sổ, số đến 1" in text
    assert "ghi nhận thiếu: “Biểu 01”" in text
    assert "Phùng Thị Ngọc Diệp" in text


def test_acts_ask_their_reason(agency: Agency, clerk: Client) -> None:
    paper = make_document(agency.office)
    for name in ("void", "return-to-sender"):
        refused = clerk.post(url_of(paper, name), {"reason": " "}, HTTP_HX_REQUEST="true")
        assert refused.status_code == 422
    paper.refresh_from_db()
    assert paper.state == "registered"
    clerk.post(url_of(paper, "void"), {"reason": "Vào sổ nhầm"})
    paper.refresh_from_db()
    assert (paper.state, paper.set_aside_reason) == ("void", "Vào sổ nhầm")
    assert clerk.get(url_of(paper, "void")).status_code == 404


def test_one_more_road_keeps_the_number(agency: Agency, clerk: Client, place: Any) -> None:
    paper = make_document(agency.office)
    clerk.post(
        url_of(paper, "join"),
        {"road": "post", "arrived_on": "24/11/2025", "note": "bản giấy đến sau"},
    )
    paper.refresh_from_db()
    assert (paper.number, paper.arrivals.get().note) == (1, "bản giấy đến sau")
    future = clerk.post(url_of(paper, "join"), {"road": "post", "arrived_on": "24/11/2099"})
    assert future.status_code == 422


def test_widening_a_restricted_paper_is_said_twice(agency: Agency) -> None:
    head = client_of(agency, "dinhlq")
    reader = agency.people["dinhlq"].pk
    paper = make_document(agency.office, is_restricted=True, reader_ids=(reader,))
    more = {"readers": [str(agency.people["tuntc"].pk)]}
    asked = head.post(url_of(paper, "add-readers"), more, HTTP_HX_REQUEST="true")
    assert asked.status_code == 422
    assert paper.named_readers.count() == 1
    head.post(url_of(paper, "add-readers"), {**more, "confirmed": "on"})
    assert paper.named_readers.count() == 2


def test_a_correction_needs_its_reason_and_keeps_before_and_after(
    agency: Agency, clerk: Client
) -> None:
    paper = make_document(agency.office, symbol="3187/STC-NS")
    fields = entered(agency, symbol="3188/STC-NS", version=str(paper.version))
    refused = clerk.post(url_of(paper, "correct"), fields, HTTP_HX_REQUEST="true")
    assert refused.status_code == 422
    clerk.post(url_of(paper, "correct"), {**fields, "reason": "Gõ nhầm số"})
    paper.refresh_from_db()
    assert paper.symbol == "3188/STC-NS"
    entry = Entry.objects.get(verb="document.corrected")
    assert (entry.detail.before["symbol"], entry.detail.after["symbol"]) == (
        "3187/STC-NS",
        "3188/STC-NS",
    )


def test_a_correction_on_an_old_page_is_a_conflict(agency: Agency, clerk: Client) -> None:
    paper = make_document(agency.office)
    fields = entered(agency, version=str(paper.version - 1), reason="Gõ nhầm")
    answer = clerk.post(url_of(paper, "correct"), fields, HTTP_HX_REQUEST="true")
    assert answer.status_code == 409


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_costs_the_same_whatever_hangs_on_it(
    agency: Agency, clerk: Client, place: Any, count: int
) -> None:
    paper = paper_with_file(agency)
    file = paper.files.get()
    DocumentFile.objects.bulk_create(
        DocumentFile(
            document=paper, sha256=file.sha256, size=1, media_type="text/plain",
            name=f"Phụ lục {number}.txt", role="annex", position=number, added_at=file.added_at,
        )
        for number in range(1, count)
    )  # fmt: skip
    clerk.get(page_of(paper))
    with CaptureQueriesContext(
        connection,
    ) as counted:
        clerk.get(page_of(paper), HTTP_HX_REQUEST="true")
    assert len(counted) <= 32


def past_paper(agency: Agency, kind: str, number: int | None, **facts: Any) -> Document:
    """A line of an old register as the import writes it."""
    now = clock.now()
    given = {
        "type_id": DocumentType.objects.get(code="official_letter").pk,
        "issuer_name": "Sở Tài chính", "subject": "V/v quyết toán kinh phí năm 2012",
        "road": "post", **facts,
    }  # fmt: skip
    day = dt.date(2013, 1, 4)
    with transaction.atomic():
        book = past_book(agency.office.pk, kind, 2013, "", now)
        line = PastPaper(number=number, suffix="", arrived_on=day, symbol="", facts=given)
        return add_past_papers(agency.actor("diepptn"), book, [line], now)[0]


def test_a_line_of_an_old_register_shows_its_notes_and_offers_no_directing(agency: Agency) -> None:
    notes = "Xử lý chính: Nguyễn Văn Tâm\nKý nhận: đã ký"
    paper = past_paper(agency, BookKind.INCOMING, 8, description=notes)
    for login in ("diepptn", "khiemtg", "dinhlq"):
        text = client_of(agency, login).get(page_of(paper)).content.decode()
        assert "Xử lý chính: Nguyễn Văn Tâm<br>Ký nhận: đã ký" in text
        assert "/enter-direction/" not in text
        assert f"/documents/{paper.uuid}/direct/" not in text
        assert f"/documents/{paper.uuid}/distribute/" not in text
        assert "04/01/2013" in text
        assert "04/01/2013 0" not in text  # the hour is not known


def test_a_paper_that_went_out_without_a_number_claims_nothing(
    agency: Agency, clerk: Client
) -> None:
    note = "Sổ cũ không ghi số"
    paper = past_paper(
        agency, BookKind.OUTGOING, None, paper_number_note=note, to_places="UBND các huyện"
    )
    text = clerk.get(page_of(paper)).content.decode()
    detail = text[text.index('id="detail"') :]
    for false in ("Chờ vào sổ", "Số đến", "/stamp/", "/reports/papers/"):
        assert false not in detail
    for true in ("Văn bản đi", note, "UBND các huyện", "Ngày vào sổ"):
        assert true in detail


@pytest.mark.parametrize("state", ["returned", "withdrawn"])
def test_a_paper_that_left_is_not_called_waiting(agency: Agency, clerk: Client, state: str) -> None:
    paper = receive_incoming(Actor.system("test"), data=incoming_data(agency.office))
    waits = "Chờ vào sổ</span>"
    assert waits in clerk.get(page_of(paper)).content.decode()
    Document.objects.filter(pk=paper.pk).update(state=state)
    header = clerk.get(page_of(paper)).content.decode().split('<header class="dh">')[1]
    assert waits not in header.split("</header>")[0]
