# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages: who gets them, what they hand out."""

from __future__ import annotations

import hashlib
import html
import io
import re

import openpyxl
import pytest
from django.test import Client

from congso.audit.models import Entry
from congso.common import clock
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef
from congso.documents.models import Document, DocumentType
from congso.documents.printing import slips
from congso.documents.services.returns import return_to_sender
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency
from congso.reports import services, stamped
from congso.reports.models import ExportRun
from congso.reports.paper_words import words_of
from congso.reports.tests.reading import text_of
from congso.routing.tests.factories import directed

pytestmark = pytest.mark.django_db
BOOK_PAGES = ("incoming-register", "tracking", "violations", "closing")


def _client(agency: Agency, login: str) -> Client:
    client = Client()
    client.force_login(agency.people[login])
    return client


def _body(response: object) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def receipt_of(document: Document) -> bytes:
    """A sheet of paper with text on it."""
    return slips.receipt(document, words_of(document, in_full=True))


@pytest.fixture
def paper(agency: Agency) -> Document:
    return make_document(agency.office)


@pytest.mark.parametrize("page", BOOK_PAGES)
@pytest.mark.parametrize(
    ("login", "status"),
    [("diepptn", 200), ("khiemtg", 200), ("dinhlq", 200), ("tuntc", 404), ("chauvtm", 404)],
)
def test_books_are_for_their_readers(
    agency: Agency, paper: Document, page: str, login: str, status: int
) -> None:
    assert _client(agency, login).get(f"/reports/{page}/").status_code == status


def test_the_index_offers_books_to_readers_only(agency: Agency, paper: Document) -> None:
    assert "/reports/incoming-register/" in _client(agency, "diepptn").get("/reports/").text
    page = _client(agency, "tuntc").get("/reports/").text
    assert "/reports/incoming-register/" not in page
    assert "/reports/export/" in page


@pytest.mark.requirement("B-29")
def test_a_posted_form_hands_out_the_register(agency: Agency, paper: Document) -> None:
    today = f"{clock.today():%d/%m/%Y}"
    response = _client(agency, "diepptn").post(
        "/reports/incoming-register/",
        {"book": paper.book_id, "first_day": today, "last_day": today, "volume": "02",
         "format": "pdf"},
    )  # fmt: skip
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    text = text_of(_body(response))
    assert paper.symbol in text
    assert "Quyển số: 02" in text


def test_a_book_of_another_office_cannot_be_chosen(agency: Agency) -> None:
    other = make_document(agency.branch_office)
    make_document(agency.office)
    response = _client(agency, "diepptn").post(
        "/reports/incoming-register/", {"book": other.book_id, "format": "pdf"}
    )
    assert response.status_code == 422
    assert not ExportRun.objects.exists()


def test_days_in_the_wrong_order_are_refused(agency: Agency, paper: Document) -> None:
    response = _client(agency, "diepptn").post(
        "/reports/incoming-register/",
        {"book": paper.book_id, "first_day": "24/11/2026", "last_day": "01/11/2026",
         "format": "pdf"},
    )  # fmt: skip
    assert response.status_code == 422


@pytest.mark.requirement("B-51")
def test_an_export_keeps_the_search_it_came_from(agency: Agency, paper: Document) -> None:
    page = _client(agency, "diepptn").get("/reports/export/?q=mưa+lũ").text
    assert 'value="mưa lũ"' in page


def test_a_long_export_leads_to_its_page_and_nobody_elses(
    agency: Agency, paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    client = _client(agency, "diepptn")
    data = {"list_key": "", "columns": ["number", "subject"], "format": "xlsx"}
    response = client.post("/reports/export/", data)
    run = ExportRun.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/reports/runs/{run.uuid}/"
    assert "hx-trigger" in client.get(response["Location"]).text
    services.run_export(run.pk)
    assert f"/reports/runs/{run.uuid}/download/" in client.get(response["Location"]).text
    assert _body(client.get(f"/reports/runs/{run.uuid}/download/")).startswith(b"PK")
    stranger = _client(agency, "yenmt")
    assert stranger.get(response["Location"]).status_code == 404
    assert stranger.get(f"/reports/runs/{run.uuid}/download/").status_code == 404


@pytest.mark.requirement("B-12")
def test_the_handling_slip_of_a_paper_carries_its_direction(
    agency: Agency, paper: Document
) -> None:
    direction = directed(agency, paper)
    response = _client(agency, "dungctm").get(f"/reports/papers/{paper.uuid}/handling-slip/")
    assert response.status_code == 200
    text = text_of(response.content)
    assert direction.text[:60] in text
    assert "Chủ trì: Phòng Trồng trọt." in text
    assert "Lê Quang Định" in text
    assert Entry.objects.filter(verb="document.printed", object_id=paper.pk).count() == 1


@pytest.mark.parametrize("slip", ["handling-slip", "receipt", "return-slip"])
def test_slips_are_for_who_sees_the_paper(agency: Agency, paper: Document, slip: str) -> None:
    response = _client(agency, "khoava").get(f"/reports/papers/{paper.uuid}/{slip}/")
    assert response.status_code == 404
    assert not Entry.objects.filter(verb="document.printed").exists()


@pytest.mark.requirement("B-04", "B-05")
def test_receipt_and_return_slip(agency: Agency, paper: Document) -> None:
    client = _client(agency, "diepptn")
    url = f"/reports/papers/{paper.uuid}/"
    assert "PHIẾU BIÊN NHẬN" in text_of(client.get(f"{url}receipt/").content)
    assert client.get(f"{url}return-slip/").status_code == 404
    reason = "Gửi nhầm, thuộc thẩm quyền của Sở Công Thương"
    return_to_sender(agency.actor("diepptn"), document_id=paper.pk, reason=reason)
    assert reason in text_of(client.get(f"{url}return-slip/").content)


def test_the_envelope_list_is_the_clerks(agency: Agency) -> None:
    url = f"/reports/envelopes/{agency.office.pk}/"
    assert _client(agency, "diepptn").get(url).status_code == 200
    assert _client(agency, "diepptn").get(f"{url}?day=hôm-qua").status_code == 404
    assert _client(agency, "tuntc").get(url).status_code == 404
    assert _client(agency, "ngantt").get(url).status_code == 404


@pytest.mark.requirement("B-12")
def test_the_stamped_copy_is_made_of_the_kept_main_file(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = receipt_of(make_document(agency.office))
    sha256 = hashlib.sha256(original).hexdigest()
    file = FileRef(sha256, len(original), "application/pdf", "CV 3187.pdf", FileRole.MAIN)
    paper = make_document(agency.office, files=(file,))
    monkeypatch.setattr(stamped.store, "open_blob", lambda _sha: io.BytesIO(original))
    response = _client(agency, "diepptn").get(f"/reports/papers/{paper.uuid}/stamped/")
    assert response.status_code == 200
    assert "Số và ký hiệu HS:" in text_of(response.content)
    assert response.content != original
    assert Entry.objects.filter(verb="document.printed", object_id=paper.pk).count() == 1


def test_without_a_pdf_there_is_no_stamped_copy(agency: Agency, paper: Document) -> None:
    client = _client(agency, "diepptn")
    assert client.get(f"/reports/papers/{paper.uuid}/stamped/").status_code == 404


def test_the_papers_page_offers_its_prints(agency: Agency, paper: Document) -> None:
    page = _client(agency, "diepptn").get(f"/documents/{paper.uuid}/").text
    assert f"/reports/papers/{paper.uuid}/handling-slip/" in page
    assert f"/reports/papers/{paper.uuid}/return-slip/" not in page


def _exported(client: Client, page: str) -> list[str]:
    """The subjects in the file that the link of a list page leads to, with nothing changed."""
    shown = client.get(page).content.decode()
    link = re.search(r'href="(/reports/export/\?[^"]*)"', shown)
    assert link is not None
    form = client.get(html.unescape(link[1])).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    file = client.post("/reports/export/", {**sent, "columns": ["subject"], "format": "xlsx"})
    assert file.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(_body(file))).active
    return [str(cell) for row in sheet.values for cell in row if cell and "V/v" in str(cell)]


def test_a_list_page_leads_to_the_export_of_that_list(agency: Agency) -> None:
    office = agency.office
    make_document(office, subject="V/v chưa phân phối")
    directed(agency, make_document(office, subject="V/v đã giao Trồng trọt"))
    clerk, head = _client(agency, "khiemtg"), _client(agency, "dungctm")
    queue = clerk.get("/documents/distribute/", follow=True).redirect_chain[-1][0]
    assert _exported(clerk, queue) == ["V/v chưa phân phối"]
    assert _exported(head, "/documents/list/to-assign/") == ["V/v đã giao Trồng trọt"]
    assert sorted(_exported(clerk, "/documents/all/")) == [
        "V/v chưa phân phối", "V/v đã giao Trồng trọt",
    ]  # fmt: skip
    assert _exported(head, "/documents/all/") == ["V/v đã giao Trồng trọt"]


def test_words_and_filters_of_a_search_go_into_its_export(agency: Agency) -> None:
    office, client = agency.office, _client(agency, "diepptn")
    make_document(office, subject="V/v công văn lũ", urgency=2)
    make_document(office, subject="V/v báo cáo lũ", type_code="report", urgency=2)
    make_document(office, subject="V/v báo cáo lũ thường", type_code="report")
    kind = DocumentType.objects.get(code="report").pk
    day = f"{clock.today():%d/%m/%Y}"
    page = f"/documents/all/?q=lu&type={kind}&urgency=2&since={day}"
    assert _exported(client, page) == ["V/v báo cáo lũ"]


def test_a_search_with_a_date_that_is_none_is_not_exported_wider(agency: Agency) -> None:
    make_document(agency.office, subject="V/v việc thường")
    client = _client(agency, "diepptn")
    sent = {"q": "", "since": "31/02/2026", "columns": ["subject"], "format": "xlsx"}
    answer = client.post("/reports/export/", sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["since"]
    assert ExportRun.objects.count() == 0


def test_a_list_of_others_is_not_exported(agency: Agency, paper: Document) -> None:
    client = _client(agency, "tuntc")
    sent = {"list_key": "to-register", "columns": ["subject"], "format": "xlsx"}
    assert client.post("/reports/export/", sent).status_code == 422
    assert client.get("/reports/export/?list=to-register").status_code == 200
    assert ExportRun.objects.count() == 0
