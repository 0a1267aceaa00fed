# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books by token: opened once with a number, closed with minutes, kinds numbered apart."""

from __future__ import annotations

import pytest

from congso.api.tests.callers import Caller, caller_for, entry, found, problem
from congso.audit.models import Entry
from congso.common import clock
from congso.documents.enums import BookState
from congso.documents.models import Book, BookScheme, DocumentType
from congso.documents.numbering import book_for
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency

NOTE = "Số trước đó ở sổ giấy, từ 01 đến 2254"


@pytest.fixture
def book(agency: Agency) -> Book:
    """This year's book before its first number."""
    return book_for(agency.office.pk, "incoming", clock.now())


@pytest.fixture
def past(agency: Agency) -> Book:
    """Last year's book with two lines, still open."""
    make_document(agency.office)
    shown = make_document(agency.office).book
    Book.objects.filter(pk=shown.pk).update(year=clock.today().year - 1)
    shown.refresh_from_db()
    return shown


def test_a_book_goes_on_after_the_paper_book_once(
    clerk: Caller, agency: Agency, book: Book
) -> None:
    address = f"/books/{book.pk}"
    version = clerk.get(address)["ETag"]
    body = {"opening_number": 2255, "note": NOTE}
    problem(clerk.post(address + "/open", body, If_Match='"open-7-6"'), 412)
    opened = found(clerk.post(address + "/open", body, If_Match=version, Idempotency_Key="mo"))
    assert (opened["opening_number"], opened["expected_number"]) == (2255, 2255)
    assert opened["opening_note"] == NOTE
    found(clerk.post(address + "/open", body, If_Match=version, Idempotency_Key="mo"))
    assert Entry.objects.filter(verb="book.opened").count() == 1
    assert problem(clerk.post(address + "/open", body), 409)["code"] == "opening_fixed"
    assert found(clerk.post("/documents", entry(agency.office)), 201)["number"] == "2255"


def test_who_does_not_keep_the_book_does_not_open_it(
    chief: Caller, officer: Caller, stranger: Caller, book: Book
) -> None:
    body = {"opening_number": 2255, "note": NOTE}
    for caller, status in ((chief, 403), (officer, 404), (stranger, 404)):
        problem(caller.post(f"/books/{book.pk}/open", body), status)
        problem(caller.post(f"/books/{book.pk}/close"), status)
    book.refresh_from_db()
    assert (book.opening_number, book.state) == (1, BookState.OPEN)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opening_number": 0}, "opening_number"),
        ({"opening_number": "2255"}, "opening_number"),
        ({"opening_number": 1_000_001}, "opening_number"),
        ({"note": ""}, "note"),
        ({"note": "   "}, "note"),
        ({"year": 2025}, "year"),
    ],
)
def test_an_opening_that_does_not_fit_changes_nothing(
    clerk: Caller, book: Book, changes: dict[str, object], field: str
) -> None:
    body = {"opening_number": 2255, "note": NOTE} | changes
    details = problem(clerk.post(f"/books/{book.pk}/open", body), 422)
    assert details["errors"][0]["field"] == field
    book.refresh_from_db()
    assert book.is_unused


def test_last_years_book_is_not_opened_for_this_years(clerk: Caller, past: Book) -> None:
    body = {"opening_number": 9, "note": NOTE}
    assert problem(clerk.post(f"/books/{past.pk}/open", body), 409)["code"] == "book_closed"
    assert not Book.objects.exclude(pk=past.pk).exists()


def test_a_book_is_closed_with_its_minutes(clerk: Caller, chief: Caller, past: Book) -> None:
    address = f"/books/{past.pk}"
    before = found(chief.get(address + "/minutes"))
    assert (before["is_kept"], before["first"], before["last"], before["lines"]) == (False, 1, 2, 2)
    closed = found(clerk.post(address + "/close"))
    assert (closed["is_kept"], closed["book"]["state"], closed["gaps"]) == (True, "closed", [])
    assert closed["closed_at"] is not None
    assert found(chief.get(address + "/minutes")) == closed
    problem(clerk.post(address + "/close"), 403)
    assert Entry.objects.filter(verb="book.closed").count() == 1


def test_this_years_book_stays_open(clerk: Caller, officer: Caller, book: Book) -> None:
    assert problem(clerk.post(f"/books/{book.pk}/close"), 409)["code"] == "year_not_over"
    problem(officer.get(f"/books/{book.pk}/minutes"), 404)
    book.refresh_from_db()
    assert book.state == BookState.OPEN


def test_a_kind_is_numbered_apart_and_with_the_others_again(
    chief: Caller, clerk: Caller, stranger: Caller, agency: Agency
) -> None:
    office, type_ = agency.office.pk, DocumentType.objects.get(code="official_letter").pk
    apart = {"office_id": office, "type_id": type_, "series": "CV"}
    made = found(chief.post("/schemes", apart, Idempotency_Key="rieng"), 201)
    assert (made["book_kind"], made["series"], made["group"]) == ("incoming", "CV", "")
    found(chief.post("/schemes", {"office_id": office, "group": "invitation"}), 201)
    rows = found(clerk.get(f"/schemes?office_id={office}"))["items"]
    assert [(row["type_id"], row["book_kind"]) for row in rows] == [
        (type_, "incoming"), (None, "invitation"),
    ]  # fmt: skip
    number = found(clerk.post("/documents", entry(agency.office)), 201)
    assert found(clerk.get(f"/books/{number['book_id']}"))["series"] == "CV"
    problem(clerk.delete(f"/schemes/{made['id']}"), 403)
    problem(stranger.delete(f"/schemes/{made['id']}"), 404)
    assert found(stranger.get("/schemes"))["items"] == []
    assert chief.delete(f"/schemes/{made['id']}").status_code == 204
    assert BookScheme.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"series": ""},
        {"series": "x" * 21},
        {"group": "invitation"},
        {"type_id": None},
        {"type_id": None, "group": "invitation"},
        {"type_id": None, "group": "petition", "series": ""},
        {"type_id": 1_000_000},
        {"office_id": 1_000_000},
        {"book_kind": "outgoing"},
    ],
)
def test_a_scheme_that_does_not_fit_is_refused(
    chief: Caller, agency: Agency, changes: dict[str, object]
) -> None:
    type_ = DocumentType.objects.get(code="official_letter").pk
    body = {"office_id": agency.office.pk, "type_id": type_, "series": "CV"} | changes
    problem(chief.post("/schemes", body), 422)
    assert not BookScheme.objects.exists()


def test_a_kind_no_longer_used_is_not_numbered_apart(chief: Caller, agency: Agency) -> None:
    type_ = DocumentType.objects.get(code="official_letter")
    DocumentType.objects.filter(pk=type_.pk).update(is_active=False)
    body = {"office_id": agency.office.pk, "type_id": type_.pk, "series": "CV"}
    assert problem(chief.post("/schemes", body), 422)["errors"][0]["field"] == "type_id"
    assert not BookScheme.objects.exists()


def test_schemes_are_the_offices_matter(clerk: Caller, officer: Caller, agency: Agency) -> None:
    body = {"office_id": agency.office.pk, "group": "invitation"}
    for caller in (clerk, officer, caller_for(agency, "khiemtg", "read")):
        problem(caller.post("/schemes", body), 403)
    assert not BookScheme.objects.exists()
