# SPDX-License-Identifier: AGPL-3.0-or-later
"""The old register of this year comes in while this year's book is, or is to be, in use."""

from __future__ import annotations

import pytest

from congso.common import clock
from congso.documents.enums import BookKind, BookState
from congso.documents.forms import RegisterForm
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Book, Document
from congso.documents.numbering import book_for
from congso.documents.queries import books_for
from congso.documents.services.books import open_book
from congso.documents.services.past_books import BookInUse, NumbersMeet
from congso.documents.tests.factories import make_document
from congso.operations.models import ImportRun
from congso.operations.registers.enums import RunState
from congso.operations.registers.services import importing, undoing
from congso.operations.tests.register_samples import plain_row, workbook
from congso.operations.tests.test_register_import import CLI, imported, tried
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def this_year() -> int:
    return clock.today().year


def register_of(agency: Agency, last: int) -> ImportRun:
    """Numbers 1 to `last` of this year's paper book."""
    lines = [plain_row(number, year=this_year()) for number in range(1, last + 1)]
    return tried(agency, workbook(lines), year=this_year())


def kept(agency: Agency) -> Book:
    return Book.objects.get(office=agency.office, is_imported=False)


def test_the_book_of_the_year_goes_on_after_the_imported_numbers(agency: Agency) -> None:
    run = imported(register_of(agency, 7))
    assert (run.state, run.imported) == (RunState.DONE, 7)
    assert run.book is not None
    assert (run.book.state, run.book.is_imported, run.book.last_number) == ("closed", True, 7)
    assert (kept(agency).state, kept(agency).opening_number) == (BookState.OPEN, 8)
    assert RegisterForm(agency.actor("diepptn")).expected == 8
    paper = make_document(agency.office, actor=agency.actor("diepptn"))
    assert (paper.number, paper.book.is_imported) == (8, False)


def test_both_books_are_shown_under_names_of_their_own(agency: Agency) -> None:
    imported(register_of(agency, 3))
    names = {book.name for book in books_for(agency.actor("diepptn"))}
    year = this_year()
    assert names == {f"Sổ văn bản đến {year}", f"Sổ văn bản đến {year} (sổ cũ)"}


def test_a_form_that_was_opened_before_hinders_nothing(agency: Agency) -> None:
    assert RegisterForm(agency.actor("diepptn")).expected == 1
    imported(register_of(agency, 5))
    assert RegisterForm(agency.actor("diepptn")).expected == 6


def test_a_paper_registered_during_the_import_gets_the_number_after_all(agency: Agency) -> None:
    run = register_of(agency, 6)
    importing.start(CLI, run_id=run.pk)
    assert make_document(agency.office, actor=agency.actor("diepptn")).number == 7


def test_a_book_opened_with_its_number_takes_the_register_below_it(agency: Agency) -> None:
    clerk = agency.actor("diepptn")
    open_book(
        clerk, office_id=agency.office.pk, kind=BookKind.INCOMING, opening_number=6, note="Sổ giấy"
    )
    assert make_document(agency.office, actor=clerk).number == 6
    imported(register_of(agency, 5))
    assert make_document(agency.office, actor=clerk).number == 7
    assert Document.objects.count() == 7


def test_a_register_that_reaches_into_the_kept_numbers_is_refused(agency: Agency) -> None:
    clerk = agency.actor("diepptn")
    open_book(
        clerk, office_id=agency.office.pk, kind=BookKind.INCOMING, opening_number=4, note="Sổ giấy"
    )
    make_document(agency.office, actor=clerk)
    run = register_of(agency, 5)
    with pytest.raises(NumbersMeet) as refused:
        importing.start(CLI, run_id=run.pk)
    assert "4" in str(refused.value.message)
    assert "5" in str(refused.value.message)
    assert Document.objects.count() == 1


def test_a_book_kept_from_number_one_takes_no_register(agency: Agency) -> None:
    make_document(agency.office)
    with pytest.raises(BookInUse):
        register_of(agency, 2)


def test_a_book_is_not_opened_within_the_imported_numbers(agency: Agency) -> None:
    imported(register_of(agency, 5))
    for number, is_right in ((3, False), (9, True)):
        given = {"office_id": agency.office.pk, "kind": BookKind.INCOMING, "note": "Sổ giấy"}
        if is_right:
            book = open_book(agency.actor("diepptn"), opening_number=number, **given)
            assert book.expected_number == 9
        else:
            with pytest.raises(InvalidPaper):
                open_book(agency.actor("diepptn"), opening_number=number, **given)


def test_an_import_taken_back_gives_the_numbers_back(agency: Agency) -> None:
    run = imported(register_of(agency, 5))
    undoing.undo(CLI, run_id=run.pk)
    assert RegisterForm(agency.actor("diepptn")).expected == 1
    assert not Book.objects.filter(is_imported=True).exists()


def test_a_past_year_opens_no_book(agency: Agency) -> None:
    imported(tried(agency, workbook([plain_row(1)])))
    assert not Book.objects.filter(is_imported=False).exists()
    assert book_for(agency.office.pk, BookKind.INCOMING, clock.now()).opening_number == 1
