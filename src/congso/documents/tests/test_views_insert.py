# SPDX-License-Identifier: AGPL-3.0-or-later
"""Số chèn on its page, and the number that is expected while one enters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from congso.audit.models import Detail
from congso.common import clock
from congso.documents.enums import BookKind, TypeGroup
from congso.documents.models import Book, Document, DocumentType
from congso.documents.services.books import open_book, set_scheme
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.web import client_of, entered
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
REASON = "Văn bản đến ngày 20/11, thất lạc tại phòng bảo vệ"


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def paper(agency: Agency) -> Document:
    """Number 1 of the book; number 2 follows."""
    first = make_document(agency.office)
    make_document(agency.office)
    return first


def sent(agency: Agency, **changes: Any) -> dict[str, Any]:
    return entered(agency, **({"after_number": "1", "insert_reason": REASON} | changes))


def insert_at(paper: Document) -> str:
    return reverse("documents:insert", args=[paper.book_id])


@pytest.mark.requirement("B-17")
def test_the_head_of_the_office_gives_15a_from_the_page_of_the_book(
    agency: Agency, paper: Document
) -> None:
    chief = client_of(agency, "khiemtg")
    at = insert_at(paper)
    for page in (reverse("documents:books"), reverse("documents:book", args=[paper.book_id])):
        assert at in chief.get(page).content.decode()
    form = chief.get(at).content.decode()
    assert "Chèn sau số" in form
    assert "Số dự kiến" not in form
    answer = chief.post(at, sent(agency))
    made = Document.objects.get(number_suffix="a")
    assert answer["Location"] == reverse("documents:detail", args=[made.uuid])
    assert (made.number_text, made.insert_reason) == ("1a", REASON)
    assert made.registered_by == agency.people["khiemtg"]
    assert Detail.objects.filter(after__reason=REASON).count() == 1
    assert chief.post(at, sent(agency, symbol="3190/STC-NS")).status_code == 302
    assert Document.objects.filter(number_suffix="b", number=1).count() == 1
    assert Book.objects.get(pk=paper.book_id).last_number == 2


@pytest.mark.parametrize("login", ["diepptn", "dinhlq", "tuntc", "ngantt", "datqv"])
def test_nobody_else_gives_one(agency: Agency, paper: Document, login: str) -> None:
    person, at = client_of(agency, login), insert_at(paper)
    assert person.get(at).status_code == 404
    assert person.post(at, sent(agency)).status_code == 404
    assert not Document.objects.exclude(number_suffix="").exists()
    books = person.get(reverse("documents:books"))
    assert at not in books.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"insert_reason": ""}, "insert_reason", "Trường này là bắt buộc"),
        ({"insert_reason": "   "}, "insert_reason", ""),
        ({"after_number": "7"}, "after_number", "Sổ này chưa có số đó"),
        ({"after_number": "0"}, "after_number", ""),
        ({"after_number": "99999999999"}, "after_number", ""),
        ({"after_number": "1a"}, "after_number", ""),
        ({"subject": ""}, "subject", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_taken(
    agency: Agency, paper: Document, changes: dict[str, str], field: str, words: str
) -> None:
    answer = client_of(agency, "khiemtg").post(insert_at(paper), sent(agency, **changes))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors[field]
    if "bắt buộc" not in words:
        assert words in " ".join(form.errors[field])
    assert not Document.objects.exclude(number_suffix="").exists()


def test_a_kind_of_another_book_is_refused_by_its_name(agency: Agency, paper: Document) -> None:
    petition = DocumentType.objects.get(code="petition")
    answer = client_of(agency, "khiemtg").post(
        insert_at(paper), sent(agency, type=str(petition.pk), complainant_name="Trần Văn Đ")
    )
    assert answer.status_code == 422
    assert f"Sổ đơn thư {clock.today().year}" in " ".join(answer.context["form"].errors["type"])
    assert Document.objects.count() == 2


# --- the expected number


def expected(agency: Agency, login: str = "diepptn", **query: Any) -> Any:
    return client_of(agency, login).get(reverse("documents:expected-number"), query)


@pytest.fixture
def invitation(agency: Agency) -> DocumentType:
    """Invitations have a book of their own, which begins with 318."""
    set_scheme(
        agency.actor("khiemtg"), office_id=agency.office.pk, group=TypeGroup.INVITATION,
        book_kind=BookKind.INVITATION,
    )  # fmt: skip
    open_book(
        agency.actor("diepptn"), office_id=agency.office.pk, kind=BookKind.INVITATION,
        opening_number=318, note="số trước đó ở sổ giấy",
    )  # fmt: skip
    return DocumentType.objects.get(code="invitation")


@pytest.mark.requirement("R-42")
def test_the_expected_number_is_that_of_the_book_of_the_kind(
    agency: Agency, paper: Document, invitation: DocumentType
) -> None:
    form = client_of(agency, "diepptn").get(reverse("documents:register-incoming"))
    assert 'value="3" readonly' in form.content.decode()
    office = str(agency.office.pk)
    other = expected(agency, type=invitation.pk, office=office).content.decode()
    assert 'value="318" readonly' in other
    assert "Sổ giấy mời đến" in other
    letter = expected(agency, type=paper.type_id, office=office).content.decode()
    assert 'value="3" readonly' in letter
    assert "Sổ văn bản đến" in letter


def test_a_waiting_paper_keeps_its_office(
    agency: Agency, paper: Document, invitation: DocumentType
) -> None:
    waiting = receive_incoming(agency.actor("diepptn"), data=incoming_data(agency.office))
    answer = expected(agency, type=invitation.pk, of_paper=waiting.uuid)
    assert 'value="318" readonly' in answer.content.decode()


@pytest.mark.parametrize(
    ("login", "query", "status"),
    [
        ("khiemtg", {}, 404),
        ("tuntc", {}, 404),
        ("diepptn", {}, 200),
        ("diepptn", {"type": "x", "office": "y"}, 200),
        ("diepptn", {"of_paper": "x"}, 404),
        ("diepptn", {"of_paper": "00000000-0000-4000-8000-000000000000"}, 404),
    ],
)
def test_only_clerks_ask_and_nonsense_is_no_fault(
    agency: Agency, paper: Document, login: str, query: dict[str, str], status: int
) -> None:
    assert expected(agency, login, **query).status_code == status
