# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pile in hand and the interim paper book: every number has its row from the start."""

from __future__ import annotations

from dataclasses import replace

import pytest

from congso.common import clock
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents import queries
from congso.documents.enums import BlockPurpose, State
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Book, Document, NumberBlock
from congso.documents.queries_books import blocks_for, gaps, labels, unfilled
from congso.documents.services.blocks import open_batch, reserve_paper_numbers, void_unfilled
from congso.documents.services.claims import ClaimedBy, claim
from congso.documents.services.complete import complete
from congso.documents.services.lifecycle import distribute
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.proofs import (
    assert_search_follows_sight,
    assert_sight_is_derived,
    sees,
    verbs_of,
)
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
OUTAGE = "Mất điện từ 7 giờ 30 đến 11 giờ ngày 24/11"


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def pile(agency: Agency, count: int = 3) -> NumberBlock:
    return open_batch(agency.actor("yenmt"), office_id=agency.office.pk, count=count)


def blanks(block: NumberBlock) -> list[Document]:
    return list(Document.objects.filter(block=block).order_by("number"))


def test_forty_numbers_for_forty_sheets(agency: Agency) -> None:
    make_document(agency.office)
    block = pile(agency, 40)
    assert (block.first_number, block.last_number) == (2, 41)
    assert [d.number for d in blanks(block)] == list(range(2, 42))
    assert make_document(agency.office).number == 42
    assert gaps(Book.objects.get()) == []
    assert_sight_is_derived()
    assert_search_follows_sight()


def test_labels_carry_number_day_and_a_code_of_their_own(agency: Agency) -> None:
    sheet = labels(pile(agency))
    assert [(label.number, label.date) for label in sheet] == [
        (n, clock.today()) for n in ("1", "2", "3")
    ]
    assert len({label.code for label in sheet}) == 3
    assert all(label.code.isalnum() and label.code.isupper() for label in sheet)


def test_filled_in_it_is_a_registered_paper_with_the_number_it_had(agency: Agency) -> None:
    block = pile(agency)
    data = incoming_data(agency.office, symbol="3187/STC-NS", pages=2)
    done = complete(agency.actor("diepptn"), document_id=blanks(block)[1].pk, data=data)
    kept = Document.objects.get(pk=done.pk)
    assert (kept.state, kept.number, kept.symbol) == (State.REGISTERED, 2, "3187/STC-NS")
    assert (kept.symbol_number, kept.pages) == (3187, 2)
    assert verbs_of(kept) == ["document.completed", "document.registered"]
    assert "rà soát" in kept.subject
    assert "ra soat" in kept.search_entry.own
    assert [d.number for d in unfilled(agency.actor("yenmt"))] == [1, 3]
    assert blocks_for(agency.actor("yenmt"), agency.office.pk).get().left == 2
    assert Book.objects.get().last_number == 3


def test_the_second_clerk_reads_that_he_is_second(agency: Agency) -> None:
    first = blanks(pile(agency))[0]
    claim(agency.actor("yenmt"), document_id=first.pk)
    with pytest.raises(ClaimedBy):
        complete(agency.actor("diepptn"), document_id=first.pk, data=incoming_data(agency.office))
    complete(agency.actor("yenmt"), document_id=first.pk, data=incoming_data(agency.office))
    with pytest.raises(WrongState):
        complete(agency.actor("diepptn"), document_id=first.pk, data=incoming_data(agency.office))


def test_bad_content_is_refused_and_the_number_waits(agency: Agency) -> None:
    first = blanks(pile(agency))[0]
    good = incoming_data(agency.office)
    petition = incoming_data(agency.office, type_code="petition")
    for bad in (replace(good, subject=""), petition):
        with pytest.raises(InvalidPaper):
            complete(agency.actor("yenmt"), document_id=first.pk, data=bad)
    first.refresh_from_db()
    assert (first.state, first.version) == (State.BLANK, 1)


def test_a_blank_number_is_not_distributed(agency: Agency) -> None:
    first = blanks(pile(agency))[0]
    with pytest.raises(WrongState):
        distribute(agency.actor("khiemtg"), document_id=first.pk)


def test_a_restricted_paper_of_the_pile_is_for_its_list(agency: Agency) -> None:
    first = blanks(pile(agency))[0]
    readers = (agency.people["dinhlq"].pk,)
    data = incoming_data(agency.office, is_restricted=True, reader_ids=readers)
    done = complete(agency.actor("yenmt"), document_id=first.pk, data=data)
    assert sees(agency, "dinhlq", done)
    assert not sees(agency, "khiemtg", done)
    assert_sight_is_derived()
    assert_search_follows_sight()


@pytest.mark.parametrize("count", [0, -1, 201])
def test_what_is_no_pile(agency: Agency, count: int) -> None:
    with pytest.raises(InvalidPaper):
        pile(agency, count)
    assert not Document.objects.exists()


@pytest.mark.parametrize("login", ["khiemtg", "ngantt", "tuntc"])
def test_only_a_clerk_takes_a_pile(agency: Agency, login: str) -> None:
    with pytest.raises(Denied):
        open_batch(agency.actor(login), office_id=agency.office.pk, count=3)
    assert not Book.objects.exclude(last_number=0).exists()


def reserved(
    agency: Agency, last: int, login: str = "khiemtg", reason: str = OUTAGE
) -> NumberBlock:
    return reserve_paper_numbers(
        agency.actor(login), office_id=agency.office.pk, last_number=last, reason=reason
    )


def test_numbers_of_the_paper_book_are_entered_later(agency: Agency) -> None:
    make_document(agency.office)
    block = reserved(agency, 6)
    assert block.purpose == BlockPurpose.PAPER_BOOK
    assert make_document(agency.office).number == 7
    assert [d.number for d in blanks(block)] == [2, 3, 4, 5, 6]
    for number in (2, 3, 5):
        paper = Document.objects.get(number=number)
        complete(agency.actor("yenmt"), document_id=paper.pk, data=incoming_data(agency.office))
    assert [d.number for d in unfilled(agency.actor("yenmt"))] == [4, 6]
    assert void_unfilled(agency.actor("khiemtg"), block_id=block.pk, reason="Số giấy bỏ trống") == 2
    states = dict(Document.objects.values_list("number", "state"))
    assert states == {
        1: "registered", 2: "registered", 3: "registered", 4: "void", 5: "registered",
        6: "void", 7: "registered",
    }  # fmt: skip
    assert Document.objects.get(number=4).set_aside_reason == "Số giấy bỏ trống"
    assert gaps(Book.objects.get()) == []
    assert_sight_is_derived()


def test_a_void_blank_does_not_say_it_waits(agency: Agency) -> None:
    block = pile(agency, 1)
    void_unfilled(agency.actor("yenmt"), block_id=block.pk, reason="Đếm nhầm")
    (paper,) = blanks(block)
    assert paper.subject == "(số không sử dụng)"
    assert list(queries.in_book(agency.actor("yenmt"), paper.book)) == [paper]
    assert labels(block) == []


def test_numbers_that_are_taken_are_not_taken_again(agency: Agency) -> None:
    for _ in range(5):
        make_document(agency.office)
    for last in (5, 3, 0, 506):
        with pytest.raises(InvalidPaper):
            reserved(agency, last)
    assert Book.objects.get().last_number == 5


def test_the_paper_book_needs_a_reason_and_who_runs_the_office(agency: Agency) -> None:
    with pytest.raises(InvalidPaper):
        reserved(agency, 3, reason=" ")
    for login in ("yenmt", "dinhlq", "datqv"):
        with pytest.raises(Denied):
            reserved(agency, 3, login=login)
    assert not Document.objects.exists()
