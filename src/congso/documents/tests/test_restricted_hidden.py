# SPDX-License-Identifier: AGPL-3.0-or-later
"""What restricted papers and petitions keep to themselves on roads that are easily forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from congso.common.actor import Actor
from congso.common.vietnamese import fold
from congso.documents.enums import State
from congso.documents.file_text import index_file_text
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document, SearchEntry
from congso.documents.queries import complainant_for
from congso.documents.search import search
from congso.documents.services.annexes import mark_missing
from congso.documents.services.enter import register_entered
from congso.documents.services.hand_in import hand_in
from congso.documents.services.lifecycle import distribute
from congso.documents.services.restrict import remove_readers, restrict
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
NAME = "Bành Văn Lạng"


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def ids(agency: Agency, *logins: str) -> tuple[int, ...]:
    return tuple(agency.people[login].pk for login in logins)


def page(agency: Agency, login: str, url: str, **query: Any) -> str:
    return client_of(agency, login).get(url, query).content.decode()


def petition(agency: Agency, login: str = "diepptn", **changes: Any) -> Document:
    given = {"type_code": "petition", "complainant_name": NAME, "symbol": "", "issued_on": None}
    return make_document(agency.office, actor=agency.actor(login), **{**given, **changes})


def test_who_handed_a_paper_in_reads_his_own_words_not_the_clerks(agency: Agency) -> None:
    mine = hand_in(
        agency.actor("tuntc"), data=incoming_data(agency.office, subject="Thư gửi phòng")
    )
    secret = incoming_data(
        agency.office, subject="Tố cáo ông Hồ Văn Đỡ", is_restricted=True,
        reader_ids=ids(agency, "dinhlq"),
    )  # fmt: skip
    register_entered(agency.actor("diepptn"), document_id=mine.pk, data=secret)
    shown = page(agency, "tuntc", "/documents/hand-in/")
    assert "Thư gửi phòng" in shown
    assert "Tố cáo ông" not in shown


@pytest.mark.requirement("B-50")
def test_nobody_is_found_by_his_name_in_the_scan_of_his_petition(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = petition(agency)
    texts = {paper.pk: ["ĐƠN KHIẾU NẠI", f"Tôi tên là BÀNH VĂN LẠNG, trú tại ấp 3. {NAME}."]}
    monkeypatch.setattr("congso.documents.file_text.texts_of_papers", lambda _ids: texts)
    index_file_text([paper.pk])
    words = SearchEntry.objects.get(document=paper).from_files
    assert fold(NAME) not in words
    assert "khieu nai" in words
    clerk = agency.actor("diepptn")
    assert not search(clerk, NAME).rows
    assert search(clerk, "ấp 3").rows


def test_until_it_is_distributed_the_clerk_who_registered_knows_the_petitioner(
    agency: Agency,
) -> None:
    paper = petition(agency, is_restricted=True, reader_ids=ids(agency, "dinhlq", "lyhc"))
    knows = lambda login: complainant_for(agency.actor(login), paper) is not None  # noqa: E731
    assert [who for who in ("diepptn", "yenmt", "dinhlq", "lyhc", "khiemtg") if knows(who)] == [
        "diepptn", "dinhlq", "lyhc",
    ]  # fmt: skip
    url = f"/documents/{paper.uuid}/"
    assert NAME in page(agency, "diepptn", url)
    assert NAME not in page(agency, "yenmt", url)
    distribute(Actor.system("test"), document_id=paper.pk)
    paper.refresh_from_db()
    assert paper.state == State.DISTRIBUTED
    assert not knows("diepptn")
    assert NAME not in page(agency, "diepptn", url)
    assert knows("dinhlq")


def test_a_petition_open_to_the_office_names_nobody_but_to_its_clerk(agency: Agency) -> None:
    paper = petition(agency)
    assert NAME in page(agency, "diepptn", f"/documents/{paper.uuid}/")
    for login in ("yenmt", "khiemtg", "dinhlq"):
        assert NAME not in page(agency, login, f"/documents/{paper.uuid}/")


def test_a_double_of_a_restricted_paper_is_a_number_and_no_more(agency: Agency) -> None:
    first = make_document(
        agency.office, actor=agency.actor("diepptn"), symbol="12/CV-TN", is_restricted=True,
        issuer_name="Sở Tài chính", reader_ids=ids(agency, "dinhlq"),
    )  # fmt: skip
    asked = {"office": agency.office.pk, "symbol": "12/CV-TN", "issuer": "text:Sở Tài chính"}
    shown = page(agency, "yenmt", "/documents/duplicates/", **asked)
    assert f"/documents/{first.uuid}/join-entered/" in shown
    assert "12/CV-TN" not in shown
    make_document(agency.office, symbol="13/CV-TN", issuer_name="Sở Tài chính")
    shown = page(agency, "yenmt", "/documents/duplicates/", **{**asked, "symbol": "13/CV-TN"})
    assert "13/CV-TN" in shown


def test_acts_of_a_clerk_on_a_restricted_paper_show_its_number_only(agency: Agency) -> None:
    paper = make_document(
        agency.office, symbol="12/CV-TN", subject="Kỷ luật cán bộ", is_restricted=True,
        reader_ids=ids(agency, "dinhlq"),
    )  # fmt: skip
    mark_missing(agency.actor("diepptn"), document_id=paper.pk, note="thiếu đơn của bà Tư")
    outline = page(agency, "diepptn", f"/documents/{paper.uuid}/")
    assert f"/documents/{paper.uuid}/void/" in outline
    for verb in ("void", "return-to-sender", "ask-annex"):
        shown = page(agency, "diepptn", f"/documents/{paper.uuid}/{verb}/")
        assert f"<b>{paper.number_text}</b>" in shown
        for hidden in ("12/CV-TN", "Kỷ luật", "bà Tư", "Sở Tài chính"):
            assert hidden not in shown, (verb, hidden)


def test_the_evening_names_restricted_papers_by_their_number(agency: Agency) -> None:
    paper = make_document(
        agency.office, subject="Nhân sự ông Z", is_restricted=True,
        reader_ids=ids(agency, "dinhlq"),
    )  # fmt: skip
    mark_missing(agency.actor("diepptn"), document_id=paper.pk, note="thiếu đơn của bà Tư")
    shown = page(agency, "diepptn", "/documents/close-of-day/")
    assert "hạn chế" in shown
    for hidden in ("Nhân sự", "bà Tư"):
        assert hidden not in shown


def test_somebody_in_charge_is_always_on_the_list(agency: Agency) -> None:
    """Else nobody could distribute, direct or open the paper any more."""
    clerk = agency.actor("diepptn")
    with pytest.raises(InvalidPaper, match="reader_ids"):
        make_document(agency.office, is_restricted=True, reader_ids=ids(agency, "tuntc", "yenmt"))
    assert not Document.objects.exists()
    paper = make_document(agency.office)
    with pytest.raises(InvalidPaper, match="reader_ids"):
        restrict(clerk, document_id=paper.pk, reader_ids=ids(agency, "tuntc"))
    restrict(clerk, document_id=paper.pk, reader_ids=ids(agency, "tuntc", "khiemtg", "dinhlq"))
    remove_readers(agency.actor("dinhlq"), document_id=paper.pk, reader_ids=ids(agency, "khiemtg"))
    with pytest.raises(InvalidPaper, match="reader_ids"):
        remove_readers(
            agency.actor("dinhlq"), document_id=paper.pk, reader_ids=ids(agency, "dinhlq")
        )
