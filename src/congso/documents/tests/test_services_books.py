# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books: opened with a number once, closed at Vietnamese midnight, trial books, schemes."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.audit.models import Detail, Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.common.clock import VIETNAM
from congso.common.policy import Denied
from congso.documents.enums import BookKind, BookState, TypeGroup
from congso.documents.incoming import InvalidPaper, InvitationData
from congso.documents.models import Book, BookScheme, DocumentType
from congso.documents.queries_books import gaps, inserted_in
from congso.documents.services.books import (
    BookYearNotOver,
    OpeningNumberFixed,
    close_book,
    close_books_of_past_years,
    close_trial_books,
    open_book,
    remove_scheme,
    set_scheme,
)
from congso.documents.services.insert import insert
from congso.documents.services.register import receive_incoming, register
from congso.documents.services.void import void
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.proofs import assert_sight_is_derived
from congso.organisation.models import RegistryOffice
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
NOTE = "số trước đó ở sổ giấy, từ 01 đến 2254"
LAST_SECOND = dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=VIETNAM)
MIDNIGHT = dt.datetime(2027, 1, 1, tzinfo=VIETNAM)
BEFORE = dt.datetime(2026, 12, 30, 9, tzinfo=VIETNAM)


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def opened(agency: Agency, number: int = 2255, login: str = "diepptn", **changes: object) -> Book:
    return open_book(
        agency.actor(login), office_id=agency.office.pk, kind=BookKind.INCOMING,
        opening_number=number, note=NOTE, **changes,
    )  # fmt: skip


def test_a_book_opened_in_august_goes_on_from_the_paper_book(agency: Agency) -> None:
    book = opened(agency)
    assert (book.expected_number, book.opening_note) == (2255, NOTE)
    assert make_document(agency.office).number == 2255
    assert gaps(Book.objects.get()) == []
    detail = Detail.objects.get(entry__verb="book.opened")
    assert detail.after == {"opening_number": 2255, "note": NOTE}


def test_the_opening_number_is_set_once(agency: Agency) -> None:
    opened(agency)
    with pytest.raises(OpeningNumberFixed):
        opened(agency, 3000)
    assert Book.objects.get().opening_number == 2255


def test_not_after_the_first_number(agency: Agency) -> None:
    make_document(agency.office)
    with pytest.raises(OpeningNumberFixed):
        opened(agency)
    assert Book.objects.get().last_number == 1


@pytest.mark.parametrize("number", [0, -5, 1_000_001])
def test_an_opening_number_is_sane(agency: Agency, number: int) -> None:
    with pytest.raises(InvalidPaper):
        opened(agency, number)
    assert not Book.objects.exclude(opening_number=1).exists()


@pytest.mark.parametrize("login", ["ngantt", "tuntc", "dinhlq"])
def test_who_does_not_open_the_book(agency: Agency, login: str) -> None:
    with pytest.raises(Denied):
        opened(agency, login=login)
    assert not Entry.objects.exists()


@pytest.mark.requirement("B-17")
def test_the_year_turns_at_vietnamese_midnight(agency: Agency) -> None:
    waiting = [receive_incoming(SYSTEM, data=incoming_data(agency.office)) for _ in range(3)]
    old = register(SYSTEM, document_id=waiting[0].pk, now=LAST_SECOND)
    assert close_books_of_past_years(SYSTEM, now=LAST_SECOND) == 0
    # The job may run late; the new year's numbers do not wait for it.
    new = register(SYSTEM, document_id=waiting[1].pk, now=MIDNIGHT)
    assert close_books_of_past_years(SYSTEM, now=MIDNIGHT) == 1
    second = register(SYSTEM, document_id=waiting[2].pk, now=MIDNIGHT)
    assert (old.book.year, old.number) == (2026, 1)
    assert (new.book.year, new.number) == (2027, 1)
    assert (second.book.year, second.number) == (2027, 2)
    books = dict(Book.objects.values_list("year", "state"))
    assert books == {2026: BookState.CLOSED, 2027: BookState.OPEN}
    assert close_books_of_past_years(SYSTEM, now=MIDNIGHT) == 0


@pytest.mark.requirement("B-17")
def test_closing_minutes_say_first_last_void_inserted_and_pages(agency: Agency) -> None:
    opened(agency, now=BEFORE)
    papers = [
        make_document(agency.office, now=BEFORE, arrived_at=BEFORE, pages=3) for _ in range(4)
    ]
    void(agency.actor("diepptn"), document_id=papers[1].pk, reason="Vào sổ hai lần", now=BEFORE)
    insert(
        agency.actor("khiemtg"), after_number=2255, reason="Văn bản đến ngày nghỉ Tết",
        data=incoming_data(agency.office, arrived_at=BEFORE, pages=5), now=BEFORE,
    )  # fmt: skip
    book = Book.objects.get()
    closed = close_book(SYSTEM, book_id=book.pk, now=MIDNIGHT)
    assert closed.closing == {
        "first": 2255, "last": 2258, "lines": 5, "pages": 17, "void": ["2256"],
        "returned": [], "inserted": ["2255a"], "blank": [], "gaps": [],
    }  # fmt: skip
    assert (closed.state, closed.closed_at) == (BookState.CLOSED, MIDNIGHT)


def test_a_book_is_not_closed_within_its_year(agency: Agency) -> None:
    document = make_document(agency.office)
    with pytest.raises(BookYearNotOver):
        close_book(agency.actor("diepptn"), book_id=document.book_id)
    assert Book.objects.get().state == BookState.OPEN


def test_only_the_product_closes_all_books(agency: Agency) -> None:
    with pytest.raises(Denied):
        close_books_of_past_years(agency.actor("diepptn"))


def test_imported_books_may_have_gaps(agency: Agency) -> None:
    Book.objects.create(
        office=agency.office, kind=BookKind.INCOMING, year=2019, name="Sổ văn bản đến 2019",
        last_number=5, is_imported=True, state=BookState.CLOSED,
    )  # fmt: skip
    assert close_books_of_past_years(SYSTEM) == 0
    assert gaps(Book.objects.get()) == [1, 2, 3, 4, 5]


def test_the_trial_phase_takes_no_real_number(agency: Agency) -> None:
    RegistryOffice.objects.filter(pk=agency.office.pk).update(is_trial=True)
    trial = make_document(agency.office)
    assert trial.book.is_trial
    assert trial.book.name.endswith("(thử nghiệm)")
    RegistryOffice.objects.filter(pk=agency.office.pk).update(is_trial=False)
    assert close_trial_books(SYSTEM, office_id=agency.office.pk) == 1
    real = make_document(agency.office)
    assert (real.number, real.book.is_trial) == (1, False)


def invitation(agency: Agency) -> dict[str, object]:
    hour = clock.at(clock.today() + dt.timedelta(days=1), 14)
    return {"type_code": "invitation", "invitation": InvitationData(hour)}


def test_invitations_get_a_series_of_their_own_by_a_switch(agency: Agency) -> None:
    assert make_document(agency.office, **invitation(agency)).number == 1
    scheme = set_scheme(
        agency.actor("khiemtg"), office_id=agency.office.pk, group=TypeGroup.INVITATION,
        book_kind=BookKind.INVITATION,
    )  # fmt: skip
    first = make_document(agency.office, **invitation(agency))
    assert (first.number, first.book.kind) == (1, BookKind.INVITATION)
    assert make_document(agency.office).number == 2
    remove_scheme(agency.actor("khiemtg"), scheme_id=scheme.pk)
    assert make_document(agency.office, **invitation(agency)).number == 3


def test_one_type_stands_before_its_group_and_in_its_own_office(agency: Agency) -> None:
    summons = DocumentType.objects.get(code="summons")
    chief = agency.actor("khiemtg")
    set_scheme(
        chief, office_id=agency.office.pk, group=TypeGroup.INVITATION,
        book_kind=BookKind.INVITATION,
    )  # fmt: skip
    set_scheme(
        chief, office_id=agency.office.pk, type_id=summons.pk, book_kind=BookKind.INCOMING,
        series="GTT",
    )  # fmt: skip
    hour = InvitationData(clock.at(clock.today() + dt.timedelta(days=1), 8))
    paper = make_document(agency.office, type_code="summons", invitation=hour)
    assert (paper.book.kind, paper.book.series, paper.number) == ("incoming", "GTT", 1)
    elsewhere = make_document(agency.branch_office, type_code="summons", invitation=hour)
    assert elsewhere.book.series == ""
    assert BookScheme.objects.count() == 2


def test_only_who_runs_the_office_sets_its_scheme(agency: Agency) -> None:
    for login in ("diepptn", "tuntc", "datqv"):
        with pytest.raises(Denied):
            set_scheme(
                agency.actor(login), office_id=agency.office.pk, group=TypeGroup.INVITATION,
                book_kind=BookKind.INVITATION,
            )  # fmt: skip
    assert not BookScheme.objects.exists()


def test_after_15_comes_15a_then_15b_and_the_director_reads_of_it(agency: Agency) -> None:
    for _ in range(15):
        make_document(agency.office)
    chief = agency.actor("khiemtg")
    why = "Phát hiện bỏ sót khi kiểm kê"
    inserted = [
        insert(chief, data=incoming_data(agency.office), after_number=15, reason=why)
        for _ in range(2)
    ]
    assert [paper.number_text for paper in inserted] == ["15a", "15b"]
    assert make_document(agency.office).number_text == "16"
    listed = inserted_in(agency.actor("dinhlq"), clock.today())
    assert [(p.number_text, p.insert_reason) for p in listed] == [("15a", why), ("15b", why)]
    assert list(inserted_in(agency.actor("dinhlq"), dt.date(2026, 1, 5))) == []
    assert list(inserted_in(agency.actor("datqv"), clock.today())) == []
    assert gaps(Book.objects.get()) == []
    assert_sight_is_derived()


@pytest.mark.parametrize("login", ["diepptn", "dinhlq", "tuntc", "datqv"])
def test_who_does_not_insert(agency: Agency, login: str) -> None:
    make_document(agency.office)
    with pytest.raises(Denied):
        insert(agency.actor(login), data=incoming_data(agency.office), after_number=1, reason="Sót")


def test_nothing_is_inserted_after_a_number_that_is_not_there(agency: Agency) -> None:
    make_document(agency.office)
    for number in (0, 2):
        with pytest.raises(InvalidPaper):
            insert(
                agency.actor("khiemtg"), data=incoming_data(agency.office), after_number=number,
                reason="Sót",
            )  # fmt: skip
