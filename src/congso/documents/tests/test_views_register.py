# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk's form: what it takes, what it refuses in words, and what it keeps."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from congso.common import clock
from congso.common.actor import Actor
from congso.documents import kept_files
from congso.documents.models import Document, DocumentType
from congso.documents.services import claims
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.web import client_of, entered, kept
from congso.filestore import staging_folder
from congso.filestore.enums import StagedState
from congso.filestore.models import Staged
from congso.filestore.services import check_staged
from congso.filestore.store import StoreFull
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
FORM = "/documents/register/"


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


def errors_of(response: Any) -> dict[str, str]:
    return {name: " ".join(texts) for name, texts in response.context["form"].errors.items()}


def test_the_form_is_for_clerks_alone(agency: Agency) -> None:
    for login in ("tuntc", "khiemtg", "dinhlq"):
        assert client_of(agency, login).get(FORM).status_code == 404
    assert client_of(agency, "diepptn").get(FORM).status_code == 200


def test_a_paper_is_registered_with_the_number_that_was_expected(
    agency: Agency, clerk: Client
) -> None:
    expected = clerk.get(FORM).context["form"].expected
    response = clerk.post(FORM, entered(agency), HTTP_HX_REQUEST="true")
    assert response.status_code == 200
    paper = Document.objects.get()
    assert (paper.number, paper.issuer.name, paper.urgency) == (expected, "Sở Tài chính", 2)
    assert json.loads(response["HX-Trigger"])["congso:toast"]["message"].endswith(f"{expected}.")


def test_the_next_form_keeps_book_day_and_road_and_nothing_else(
    agency: Agency, clerk: Client
) -> None:
    response = clerk.post(FORM, entered(agency, road="fax"), HTTP_HX_REQUEST="true")
    form = response.context["form"]
    assert form["road"].value() == "fax"
    assert form["arrived_on"].value() == f"{clock.today():%d/%m/%Y}"
    assert not form["subject"].value()
    assert not form["symbol"].value()


def test_save_opens_the_paper_when_asked(agency: Agency, clerk: Client) -> None:
    response = clerk.post(FORM, entered(agency, then="open"), HTTP_HX_REQUEST="true")
    assert response["HX-Redirect"] == reverse(
        "documents:detail", args=[Document.objects.get().uuid]
    )


def test_an_agency_typed_and_not_picked_is_the_one_of_that_name(
    agency: Agency, clerk: Client
) -> None:
    fields = entered(agency, issuer=None, issuer_typed="so tai chinh")
    clerk.post(FORM, fields)
    assert Document.objects.get().issuer == agency.issuers["Sở Tài chính"]


def test_an_unknown_agency_is_kept_as_typed(agency: Agency, clerk: Client) -> None:
    clerk.post(FORM, entered(agency, issuer=None, issuer_typed="Hợp tác xã Phước Hưng"))
    paper = Document.objects.get()
    assert (paper.issuer, paper.issuer_name) == (None, "Hợp tác xã Phước Hưng")


def _day(days: int) -> str:
    return f"{clock.today() + dt.timedelta(days=days):%d/%m/%Y}"


BAD = [
    ("issued_on", "31/02/2026", "tháng 2/2026 có 28 ngày"),
    ("issued_on", "01/01/0000", "năm"),
    ("arrived_on", lambda: _day(400), "sau hôm nay"),
    ("subject", "x" * 10_000, "500"),
    ("subject", "V/v \x07 báo cáo", "ký tự"),
    ("subject", "V/v \u202e báo cáo", "ký tự"),
    ("symbol", "3187/STC-NS" * 9, "60"),
    ("due_on", lambda: _day(-3), "trước hôm nay"),
    ("secrecy", "secret", "sổ văn bản mật"),
    ("secrecy", "top_secret", "sổ văn bản mật"),
    ("secrecy", "most_secret", "sổ văn bản mật"),
    ("road", "pigeon", ""),
    ("type", "999999", ""),
    ("pages", "-1", ""),
    ("issued_on", lambda: _day(1), "sau ngày đến"),
]


@pytest.mark.parametrize(
    ("name", "value", "words"), BAD, ids=[f"{r[0]}-{i}" for i, r in enumerate(BAD)]
)
def test_a_wrong_entry_is_refused_at_its_field_and_takes_no_number(
    agency: Agency, clerk: Client, name: str, value: Any, words: str
) -> None:
    given = value() if callable(value) else value
    response = clerk.post(FORM, entered(agency, **{name: given}), HTTP_HX_REQUEST="true")
    assert response.status_code == 422
    assert words in errors_of(response)[name]
    assert not Document.objects.exists()
    assert clerk.get(FORM).context["form"].expected == 1


def test_what_was_typed_stands_in_a_refused_form(agency: Agency, clerk: Client) -> None:
    response = clerk.post(FORM, entered(agency, issued_on="31/02/2026"))
    assert b"3187/STC-NS" in response.content
    assert "Sở Tài chính" in response.content.decode()


def test_an_odd_symbol_is_hinted_at_and_kept(agency: Agency, clerk: Client) -> None:
    hint = clerk.get(
        "/documents/duplicates/", {"office": agency.office.pk, "symbol": "STC 3187"}
    ).content.decode()
    assert "15/QĐ-SNN" in hint
    clerk.post(FORM, entered(agency, symbol="STC 3187"))
    assert Document.objects.get().symbol == "STC 3187"


def test_letters_in_two_forms_are_one(agency: Agency, clerk: Client) -> None:
    decomposed = "V/v ba\u0301o ca\u0301o"
    clerk.post(FORM, entered(agency, subject=decomposed))
    assert Document.objects.get().subject == "V/v báo cáo"


def test_a_paper_without_number_needs_the_tick(agency: Agency, clerk: Client) -> None:
    response = clerk.post(FORM, entered(agency, symbol=None, issued_on=None))
    assert set(errors_of(response)) == {"symbol", "issued_on"}
    clerk.post(FORM, entered(agency, symbol=None, issued_on=None, has_no_number="on"))
    assert Document.objects.get().symbol == ""


def test_an_invitation_asks_for_its_hour(agency: Agency, clerk: Client) -> None:
    kind = str(DocumentType.objects.get(code="invitation").pk)
    response = clerk.post(FORM, entered(agency, type=kind))
    assert set(errors_of(response)) == {"meets_on"}
    clerk.post(
        FORM, entered(agency, type=kind, meets_on=_day(1), meets_hour="14h00", place="P. họp 2")
    )
    meeting = Document.objects.get().invitation
    assert (clock.local(meeting.meets_at).hour, meeting.place) == (14, "P. họp 2")


def test_a_restricted_paper_names_its_readers(agency: Agency, clerk: Client) -> None:
    response = clerk.post(FORM, entered(agency, is_restricted="on"))
    assert set(errors_of(response)) == {"readers"}
    reader = agency.people["dinhlq"].pk
    clerk.post(FORM, entered(agency, is_restricted="on", readers=[str(reader)]))
    assert list(Document.objects.get().named_readers.values_list("person_id", flat=True)) == [
        reader
    ]


def test_a_double_is_offered_before_a_number_is_taken(agency: Agency, clerk: Client) -> None:
    first = make_document(
        agency.office, symbol="3187/STC-NS", issuer_id=agency.issuers["Sở Tài chính"].pk
    )
    answer = clerk.get(
        "/documents/duplicates/",
        {
            "office": agency.office.pk,
            "symbol": "3187/STC-NS",
            "issuer": f"agency:{agency.issuers['Sở Tài chính'].pk}",
        },
    ).content.decode()
    assert reverse("documents:join-entered", args=[first.uuid]) in answer
    response = clerk.post(reverse("documents:join-entered", args=[first.uuid]), entered(agency))
    assert response.status_code == 302
    assert Document.objects.count() == 1
    assert first.arrivals.count() == 1


def test_doubles_of_another_office_are_not_told(agency: Agency) -> None:
    make_document(agency.office, symbol="3187/STC-NS")
    answer = client_of(agency, "ngantt").get(
        "/documents/duplicates/", {"office": agency.office.pk, "symbol": "3187/STC-NS"}
    )
    assert answer.status_code == 404


# --- files


def upload(client: Client, name: str, data: bytes) -> Staged:
    response = client.post("/uploads/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 201, response.content
    return Staged.objects.get(uuid=response.json()["id"])


def settle(client: Client, staged: Staged) -> Any:
    check_staged(Actor.system("check"), staged.pk)
    return client.post(reverse("documents:settle-file", args=[staged.uuid]), HTTP_HX_REQUEST="true")


LETTER = [
    "SỞ TÀI CHÍNH",
    "Số: 3187/STC-NS",
    "V/v rà soát, báo cáo kinh phí hỗ trợ",
    "Bình Định, ngày 20 tháng 11 năm 2026",
    "Kính gửi: Sở Nông nghiệp và Phát triển nông thôn.",
]


def test_a_clean_upload_is_kept_and_page_one_fills_the_form(
    agency: Agency, clerk: Client, place: Any
) -> None:
    staged = upload(clerk, "3187_STC-NS.pdf", samples.pdf(LETTER))
    response = settle(clerk, staged)
    assert not Staged.objects.exists()
    proposed = json.loads(response.context["proposed"])
    assert proposed["symbol"]["value"] == "3187/STC-NS"
    assert proposed["issuer"]["label"] == "Sở Tài chính"
    file = response.context["file"]
    saved = clerk.post(FORM, entered(agency, files=[file.token], main=file.sha256))
    assert saved.status_code == 302
    row = Document.objects.get().files.get()
    assert (row.sha256, row.role, row.name) == (file.sha256, "main", "3187_STC-NS.pdf")


def test_a_token_of_another_person_is_no_file(agency: Agency, clerk: Client, place: Any) -> None:
    blob = kept(agency, samples.pdf(LETTER), "a.pdf", "yenmt")
    token = kept_files.token_of(agency.actor("yenmt"), blob, "a.pdf")
    response = clerk.post(FORM, entered(agency, files=[token]))
    assert set(errors_of(response)) == {"files"}
    assert clerk.get(reverse("documents:kept-page", args=[token, 1])).status_code == 404


def test_the_chosen_file_is_the_main_one_and_the_same_file_counts_once(
    agency: Agency, clerk: Client, place: Any
) -> None:
    actor = agency.actor("diepptn")
    letter = kept(agency, samples.pdf(LETTER), "thu.pdf")
    annex = kept(agency, samples.pdf(["Biểu 01"]), "bieu.pdf")
    tokens = [
        kept_files.token_of(actor, b, n) for b, n in ((annex, "bieu.pdf"), (letter, "thu.pdf"))
    ]
    clerk.post(FORM, entered(agency, files=[*tokens, tokens[0]], main=letter.sha256))
    files = {file.name: file.role for file in Document.objects.get().files.all()}
    assert files == {"thu.pdf": "main", "bieu.pdf": "annex"}


def test_a_program_by_the_name_of_a_pdf_is_refused(
    agency: Agency, clerk: Client, place: Any
) -> None:
    staged = upload(clerk, "cong van.pdf", b"MZ" + bytes(400))
    answer = settle(clerk, staged).content.decode()
    assert "chương trình" in answer
    assert 'name="files"' not in answer


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("khoa.pdf", samples.encrypted_pdf),
        ("hong.pdf", lambda: b"%PDF-1.7 broken"),
        ("bom.docx", samples.bomb_word),
        ("noi-doi.zip", samples.lying_zip),
    ],
)
def test_what_cannot_be_opened_is_said_and_gone(
    agency: Agency, clerk: Client, place: Any, name: str, data: Any
) -> None:
    answer = settle(clerk, upload(clerk, name, data()))
    assert "bad" in answer.content.decode()
    assert clerk.post(FORM, entered(agency)).status_code == 302


def test_an_empty_file_is_not_taken(agency: Agency, clerk: Client, place: Any) -> None:
    response = clerk.post("/uploads/", {"file": SimpleUploadedFile("rong.pdf", b"")})
    assert response.status_code == 415
    assert not Staged.objects.exists()


def test_a_full_disk_is_said_in_words(
    agency: Agency, clerk: Client, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_kwargs: Any) -> None:
        raise StoreFull

    monkeypatch.setattr(staging_folder.Writer, "write", full)
    response = clerk.post(
        "/uploads/", {"file": SimpleUploadedFile("a.pdf", b"%PDF")}, HTTP_ACCEPT="text/html"
    )
    assert response.status_code == 507


def test_a_file_still_in_check_waits(agency: Agency, clerk: Client, place: Any) -> None:
    staged = upload(clerk, "a.pdf", samples.pdf(LETTER))
    answer = clerk.post(reverse("documents:settle-file", args=[staged.uuid])).content.decode()
    assert "hx-post" in answer
    response = clerk.post(FORM, entered(agency, files=[str(staged.uuid)]))
    assert set(errors_of(response)) == {"files"}
    assert staged.state == StagedState.UPLOADED


def test_nobody_settles_the_upload_of_another(agency: Agency, clerk: Client, place: Any) -> None:
    staged = upload(clerk, "a.pdf", samples.pdf(LETTER))
    other = client_of(agency, "yenmt")
    for name in ("documents:settle-file", "documents:confirm-file"):
        assert other.post(reverse(name, args=[staged.uuid])).status_code == 404


# --- papers that wait


@pytest.fixture
def waiting(agency: Agency) -> Document:
    data = incoming_data(agency.office, symbol="745/BC-CCKL", issuer_name="Chi cục Kiểm lâm")
    return receive_incoming(Actor.system("test"), data=data)


def url_of(waiting: Document) -> str:
    return reverse("documents:register", args=[waiting.uuid])


def test_one_key_registers_a_complete_paper(clerk: Client, waiting: Document) -> None:
    response = clerk.post(url_of(waiting))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.number) == ("registered", 1)
    assert response["Location"] == reverse("documents:detail", args=[waiting.uuid])


def test_a_waiting_paper_stands_in_the_form_and_is_registered_as_mended(
    agency: Agency, clerk: Client, waiting: Document
) -> None:
    form = clerk.get(url_of(waiting)).context["form"]
    assert form["symbol"].value() == "745/BC-CCKL"
    clerk.post(url_of(waiting), entered(agency, symbol="746/BC-CCKL"))
    waiting.refresh_from_db()
    assert (waiting.symbol, waiting.number) == ("746/BC-CCKL", 1)


def test_the_other_clerk_reads_who_is_entering_the_paper(
    agency: Agency, clerk: Client, waiting: Document
) -> None:
    claims.claim(agency.actor("yenmt"), document_id=waiting.pk)
    assert "Mai Thị Yến đang vào sổ" in clerk.get(url_of(waiting)).content.decode()
    listed = clerk.get(reverse("documents:list", args=["to-register"])).content.decode()
    assert "Mai Thị Yến đang vào sổ" in listed
    refused = clerk.post(url_of(waiting), entered(agency))
    assert refused.status_code == 422
    conflict = clerk.post(url_of(waiting))
    assert conflict.status_code == 409
    waiting.refresh_from_db()
    assert waiting.number is None


def test_a_form_that_is_left_frees_the_paper_of_its_own_clerk_only(
    agency: Agency, clerk: Client, waiting: Document
) -> None:
    claims.claim(agency.actor("diepptn"), document_id=waiting.pk)
    url = reverse("documents:release", args=[waiting.uuid])
    other = client_of(agency, "yenmt")
    assert other.post(url).status_code == 204
    listed = reverse("documents:list", args=["to-register"])
    assert "đang vào sổ" in other.get(listed).content.decode()
    assert url in clerk.get(reverse("documents:register", args=[waiting.uuid])).content.decode()
    assert clerk.post(url).status_code == 204
    assert "đang vào sổ" not in other.get(listed).content.decode()


def test_the_open_form_claims_the_paper(clerk: Client, waiting: Document) -> None:
    url = reverse("documents:claim", args=[waiting.uuid])
    assert clerk.post(url).content == b""
    assert waiting.claim.person.login == "diepptn"


def test_who_comes_second_reads_that_it_is_done(
    agency: Agency, clerk: Client, waiting: Document
) -> None:
    client_of(agency, "yenmt").post(url_of(waiting))
    assert clerk.post(url_of(waiting)).status_code == 404


def test_a_waiting_paper_is_joined_to_its_double(
    agency: Agency, clerk: Client, waiting: Document
) -> None:
    first = make_document(agency.office, symbol="745/BC-CCKL", issuer_name="Chi cục Kiểm lâm")
    url = reverse("documents:join-entered", args=[first.uuid])
    clerk.post(url, entered(agency, of_paper=str(waiting.uuid)))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.joined_into) == ("joined", first)


def test_another_office_does_not_see_it(agency: Agency, waiting: Document) -> None:
    client = client_of(agency, "ngantt")
    assert client.get(url_of(waiting)).status_code == 404
    assert client.post(url_of(waiting)).status_code == 404


def test_numbers_taken_for_a_pile_are_not_counted_as_registered(
    agency: Agency, clerk: Client
) -> None:
    clerk.post("/documents/register/", entered(agency))
    clerk.post("/documents/batches/open/", {"count": "5"})
    assert Document.objects.filter(state="blank").count() == 5
    page = clerk.get("/documents/register/").content.decode()
    assert "Hôm nay đã vào sổ 1<" in page
