# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists, search and the tables of books: what they show, to whom, at what cost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from congso.common.actor import Actor
from congso.documents.file_text import index_file_text
from congso.documents.incoming import FileRef
from congso.documents.models import Book, Document, Envelope, SavedSearch
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.web import client_of, entered, kept
from congso.filestore.models import Blob, BlobText
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
ALL = "/documents/all/"


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


def fragment_cost(client: Client, url: str) -> int:
    client.get(url, HTTP_HX_REQUEST="true")
    with CaptureQueriesContext(connection) as counted:
        response = client.get(url, HTTP_HX_REQUEST="true")
    assert response.status_code == 200
    return len(counted)


def many(agency: Agency, count: int) -> None:
    senders = ["Sở Tài chính", "Cục Thú y", "Hội Nông dân tỉnh", "Báo tỉnh", "Công dân"]
    for number in range(count):
        make_document(agency.office, issuer_name=f"{senders[number % 5]} {number}")


@pytest.mark.parametrize("url", [ALL, f"{ALL}?q=kinh+phi", f"{ALL}?urgency=0"])
def test_a_list_costs_the_same_for_one_and_for_fifty(
    agency: Agency, clerk: Client, url: str
) -> None:
    many(agency, 1)
    one = fragment_cost(clerk, url)
    many(agency, 49)
    fifty = fragment_cost(clerk, url)
    # the session, the standing and the saved searches are in it
    assert fifty == one
    assert fifty <= 10


def test_the_book_costs_the_same_for_one_and_for_fifty(agency: Agency, clerk: Client) -> None:
    many(agency, 1)
    url = reverse("documents:book", args=[Book.objects.get().pk])
    one = fragment_cost(clerk, url)
    many(agency, 49)
    assert fragment_cost(clerk, url) == one
    assert one <= 10


def test_fifty_more_come_by_the_last_row(agency: Agency, clerk: Client) -> None:
    many(agency, 53)
    first = clerk.get(ALL)
    assert len(first.context["page"].rows) == 50
    cursor = first.context["page"].next_cursor
    more = clerk.get(ALL, {"cursor": cursor}, HTTP_HX_REQUEST="true")
    assert len(more.context["page"].rows) == 3
    assert more.content.lstrip().startswith(b"<div data-rows>")


@pytest.mark.parametrize("url", [ALL, "/documents/list/to-register/"])
def test_a_cursor_made_by_hand_is_not_found(clerk: Client, url: str) -> None:
    assert clerk.get(url, {"cursor": "abc"}).status_code == 404


def test_words_are_marked_whatever_their_accents(agency: Agency, clerk: Client) -> None:
    make_document(agency.office, subject="V/v phòng trừ bệnh đạo ôn hại lúa")
    text = clerk.get(ALL, {"q": "dao on"}).content.decode()
    assert "<mark>đạo</mark> <mark>ôn</mark>" in text


def test_a_hit_in_a_file_shows_its_line(agency: Agency, clerk: Client, place: Any) -> None:
    blob = kept(agency, samples.pdf(["Biểu"]), "bieu.pdf")
    file = FileRef(blob.sha256, blob.size, blob.media_type, "bieu.pdf", "main")
    paper = make_document(agency.office, files=(file,))
    BlobText.objects.create(
        blob=Blob.objects.get(), page=1, text="Lúa bị chuột phá hoại 12 ha", source="layer"
    )
    index_file_text([paper.pk])
    text = clerk.get(ALL, {"q": "chuot pha"}).content.decode()
    assert "<mark>chuột</mark> <mark>phá</mark> hoại" in text


def test_a_number_alone_jumps_to_the_paper(agency: Agency, clerk: Client) -> None:
    many(agency, 3)
    make_document(agency.office, symbol="2255/SNV-VP", subject="V/v hai nghìn")
    rows = clerk.get(ALL, {"q": "2255"}).context["page"].rows
    assert rows[0].document.symbol == "2255/SNV-VP"


def test_filters_narrow_and_stand_as_chips(agency: Agency, clerk: Client) -> None:
    make_document(agency.office, urgency=3, issuer_name="Báo tỉnh")
    make_document(agency.office)
    page = clerk.get(ALL, {"urgency": "3"})
    assert [row.document.urgency for row in page.context["page"].rows] == [3]
    assert page.context["chips"] == [("urgency", "Hỏa tốc")]
    named = clerk.get(ALL, {"issuer": "text:Báo tỉnh"})
    assert len(named.context["page"].rows) == 1


@pytest.mark.parametrize(
    "query",
    ["since=31/02/2026", "urgency=9", "type=abc", "q=%27%3B--", "issuer=agency:9999"],
)
def test_a_senseless_filter_is_no_fault(clerk: Client, query: str) -> None:
    assert clerk.get(f"{ALL}?{query}").status_code == 200


@pytest.mark.parametrize("wrong", ["since=31/02/2026", "until=hôm kia kìa", "type=abc",
                                   "issuer=agency:9999"])  # fmt: skip
def test_one_bad_filter_is_said_and_takes_no_other_with_it(
    agency: Agency, clerk: Client, wrong: str
) -> None:
    make_document(agency.office, urgency=3, subject="V/v đê vỡ")
    make_document(agency.office, subject="V/v việc thường")
    page = clerk.get(f"{ALL}?urgency=3&{wrong}")
    assert [row.document.subject for row in page.context["page"].rows] == ["V/v đê vỡ"]
    assert page.context["chips"] == [("urgency", "Hỏa tốc")]
    shown = page.content.decode()
    label, error = page.context["wrong"][0]
    assert f"{label}: {error} Danh sách chưa được thu hẹp theo ô này." in html.unescape(shown)
    link = re.search(r'href="(/reports/export/[^"]*)"', shown)
    assert link is not None
    form = clerk.get(html.unescape(link[1])).context["form"]
    assert form["urgency"].value() == "3"
    if not wrong.startswith("issuer"):  # an export takes the sender's name as it is typed
        assert list(form.errors) == [wrong.split("=")[0]]


def test_a_search_is_kept_under_a_name_for_its_owner(agency: Agency, clerk: Client) -> None:
    clerk.post("/documents/searches/save/", {"name": "Đạo ôn", "query": "q=dao+on"})
    assert "Đạo ôn" in clerk.get(ALL).content.decode()
    other = client_of(agency, "yenmt")
    assert "Đạo ôn" not in other.get(ALL).content.decode()
    saved = SavedSearch.objects.get()
    other.post(reverse("documents:drop-search", args=[saved.pk]))
    assert SavedSearch.objects.exists()
    clerk.post(reverse("documents:drop-search", args=[saved.pk]))
    assert not SavedSearch.objects.exists()


def test_nothing_of_another_office_is_listed(agency: Agency) -> None:
    make_document(agency.office)
    client = client_of(agency, "ngantt")
    assert client.get(ALL).context["page"].rows == []
    assert client.get(ALL, {"q": "kinh phi"}).context["page"].rows == []
    book = Book.objects.get()
    for name in ("book", "open-book", "close-book", "book-minutes"):
        url = reverse(f"documents:{name}", args=[book.pk])
        assert client.get(url).status_code in (404, 405)
        assert client.post(url).status_code in (404, 405)


def test_waiting_papers_lead_to_their_form(agency: Agency, clerk: Client) -> None:
    data = incoming_data(agency.office)
    waiting = receive_incoming(Actor.system("test"), data=data)
    text = clerk.get(reverse("documents:list", args=["to-register"])).content.decode()
    assert reverse("documents:register", args=[waiting.uuid]) in text


def test_lists_of_clerks_are_not_for_officers(agency: Agency) -> None:
    client = client_of(agency, "tuntc")
    for key in ("to-register", "to-fill-in", "returned-to-sender"):
        assert client.get(reverse("documents:list", args=[key])).status_code == 404
    for name in ("batches", "envelopes", "pass-on"):
        assert client.get(reverse(f"documents:{name}")).status_code == 404


def test_the_table_hides_what_is_restricted(agency: Agency, clerk: Client) -> None:
    reader = agency.people["dinhlq"].pk
    paper = make_document(
        agency.office, subject="Kiểm điểm cá nhân", is_restricted=True, reader_ids=(reader,)
    )
    url = reverse("documents:book", args=[paper.book_id])
    text = clerk.get(url).content.decode()
    assert "Kiểm điểm" not in text
    assert paper.number_text in text


def test_columns_are_chosen_and_a_number_is_gone_to(agency: Agency, clerk: Client) -> None:
    many(agency, 4)
    url = reverse("documents:book", args=[Book.objects.get().pk])
    page = clerk.get(url, {"number": "2", "col": ["road"]})
    assert [line.document.number for line in page.context["lines"]] == [2, 1]
    assert [column.key for column in page.context["columns"]] == ["number", "subject", "road"]


def test_a_book_is_read_from_its_first_number_too(agency: Agency, clerk: Client) -> None:
    many(agency, 53)
    url = reverse("documents:book", args=[Book.objects.get().pk])
    page = clerk.get(url, {"order": "up"})
    assert [line.document.number for line in page.context["lines"]] == list(range(1, 51))
    assert 'aria-sort="ascending"' in page.content.decode()
    rest = {"order": "up", "cursor": page.context["next_cursor"]}
    assert [line.document.number for line in clerk.get(url, rest).context["lines"]] == [51, 52, 53]
    from_there = clerk.get(url, {"order": "up", "number": "52"}).context["lines"]
    assert [line.document.number for line in from_there] == [52, 53]
    assert clerk.get(url).context["lines"][0].document.number == 53


def test_columns_of_lists_are_kept_with_the_person(agency: Agency, clerk: Client) -> None:
    make_document(agency.office, signer_name="Tôn Nữ Ái", type_code="report")
    answer = clerk.post(
        "/documents/columns/",
        {"col": ["type", "signer", "nonsense"], "next": f"{ALL}?q=kinh+phi"},
    )
    assert answer["Location"] == f"{ALL}?q=kinh+phi"
    for url in (ALL, f"{ALL}?q=kinh+phi"):
        assert "Loại: Báo cáo · Người ký: Tôn Nữ Ái" in clerk.get(url).content.decode()
    assert "Người ký: Tôn Nữ Ái" not in client_of(agency, "yenmt").get(ALL).content.decode()
    away = clerk.post("/documents/columns/", {"next": "//x.example/"})
    assert away["Location"] == "/documents/"
    assert "Người ký: Tôn Nữ Ái" not in clerk.get(ALL).content.decode()


def test_chosen_columns_show_nothing_of_a_restricted_paper(agency: Agency, clerk: Client) -> None:
    reader = agency.people["dinhlq"].pk
    make_document(agency.office, signer_name="Tôn Nữ Ái", is_restricted=True, reader_ids=(reader,))
    clerk.post("/documents/columns/", {"col": ["signer", "type"], "next": ALL})
    page = clerk.get(ALL)
    assert len(page.context["page"].rows) == 1
    assert "Tôn Nữ Ái" not in page.content.decode()


def test_chosen_columns_cost_the_same_for_one_and_for_fifty(agency: Agency, clerk: Client) -> None:
    clerk.post("/documents/columns/", {"col": ["type", "state", "road", "pages"], "next": ALL})
    many(agency, 1)
    one = fragment_cost(clerk, ALL)
    many(agency, 49)
    assert fragment_cost(clerk, ALL) == one <= 10


def test_a_book_opens_once_with_its_number(agency: Agency, clerk: Client) -> None:
    clerk.get("/documents/register/")
    book = Book.objects.get(office=agency.office)
    url = reverse("documents:open-book", args=[book.pk])
    clerk.post(url, {"opening_number": "2255", "note": "số trước đó ở sổ giấy, từ 01 đến 2254"})
    assert make_document(agency.office).number == 2255
    again = clerk.post(url, {"opening_number": "9000", "note": "lần nữa"})
    assert again.status_code == 422


def test_the_book_of_this_year_stays_open(agency: Agency, clerk: Client) -> None:
    paper = make_document(agency.office)
    clerk.post(reverse("documents:close-book", args=[paper.book_id]))
    assert Book.objects.get().state == "open"
    assert clerk.get(reverse("documents:book-minutes", args=[paper.book_id])).status_code == 200


# --- piles and envelopes


def test_a_pile_takes_its_numbers_and_is_filled_in_one_by_one(
    agency: Agency, clerk: Client
) -> None:
    clerk.post("/documents/batches/open/", {"count": "3"})
    papers = list(Document.objects.order_by("number"))
    assert [paper.state for paper in papers] == ["blank"] * 3
    url = reverse("documents:complete", args=[papers[0].uuid])
    answer = clerk.post(url, entered(agency))
    assert answer["Location"] == reverse("documents:complete", args=[papers[1].uuid])
    block = papers[0].block_id
    clerk.post(reverse("documents:void-unfilled", args=[block]), {"reason": "Đếm thừa"})
    assert [paper.state for paper in Document.objects.order_by("number")] == [
        "registered", "void", "void",
    ]  # fmt: skip
    assert clerk.get(reverse("documents:batch-labels", args=[block])).content[:5] == b"%PDF-"


def test_a_pile_of_another_office_is_not_found(agency: Agency, clerk: Client) -> None:
    clerk.post("/documents/batches/open/", {"count": "1"})
    block = Document.objects.get().block_id
    other = client_of(agency, "ngantt")
    for name in ("batch", "batch-labels"):
        assert other.get(reverse(f"documents:{name}", args=[block])).status_code == 404
    for name in ("void-unfilled", "batch-scan"):
        assert other.post(reverse(f"documents:{name}", args=[block])).status_code == 404


def test_interim_numbers_are_taken_over_by_who_runs_the_office(agency: Agency) -> None:
    make_document(agency.office)
    head = client_of(agency, "khiemtg")
    url = "/documents/batches/paper-numbers/"
    assert head.post(url, {"last_number": "4", "reason": ""}).status_code == 422
    head.post(url, {"last_number": "4", "reason": "Mất điện từ 8 giờ"})
    assert Document.objects.filter(state="blank").count() == 3
    assert client_of(agency, "diepptn").post(url, {"last_number": "9"}).status_code == 404


def test_an_envelope_is_handed_on_and_may_come_back(agency: Agency, clerk: Client) -> None:
    line = {
        "office": str(agency.office.pk), "sender": "Thanh tra tỉnh", "addressee": "Lê Quang Định",
        "addressee_kind": "person", "road": "post",
    }  # fmt: skip
    clerk.post("/documents/envelopes/pass-on/", line)
    envelope = Envelope.objects.get()
    assert "Thanh tra tỉnh" in clerk.get("/documents/envelopes/").content.decode()
    url = reverse("documents:envelope-register", args=[envelope.pk])
    clerk.post(url, entered(agency))
    envelope.refresh_from_db()
    assert (envelope.state, envelope.document.number) == ("registered", 1)
    assert clerk.get(url).status_code == 404


def test_an_envelope_with_a_secret_mark_is_refused(agency: Agency, clerk: Client) -> None:
    line = {
        "office": str(agency.office.pk), "sender": "TỐI MẬT", "addressee": "Lê Quang Định",
        "addressee_kind": "person", "road": "post",
    }  # fmt: skip
    assert clerk.post("/documents/envelopes/pass-on/", line).status_code == 422
    assert not Envelope.objects.exists()
