# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bare number finds its paper on top, once, and under the same filters as everything else."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.common import clock
from congso.documents.models import Book, Document
from congso.documents.search import Filters, search
from congso.documents.services import restrict
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def pages(agency: Agency, text: str, login: str = "diepptn", **filters: object) -> list[int]:
    """The ids of all pages of a search, in the order they are shown."""
    found, before = [], None
    while True:
        page = search(agency.actor(login), text, filters=Filters(**filters), limit=5, before=before)
        found += [item.document.pk for item in (*page.exact, *page.rows)]
        before = page.cursor
        if before is None:
            return found


def test_each_paper_is_found_once_whatever_page_it_stands_on(agency):
    papers = [
        make_document(agency.office, symbol=f"{n}/STC-NS", subject="V/v báo cáo số 2255")
        for n in range(12)
    ]
    oldest = make_document(agency.office, symbol="2255/UBND-NN", subject="V/v báo cáo số 2255")
    found = pages(agency, "2255")
    assert found[0] == oldest.pk
    assert sorted(found) == sorted([*(paper.pk for paper in papers), oldest.pk])


def test_the_number_on_top_obeys_the_filters(agency):
    paper = make_document(agency.office, symbol="2255/UBND-NN")
    day = paper.arrived_on
    assert pages(agency, "2255", arrived_from=day) == [paper.pk]
    assert pages(agency, "2255", arrived_from=day + dt.timedelta(days=1)) == []
    assert pages(agency, "2255", issuer="Sở Nội vụ") == []
    assert pages(agency, "2255", issuer=paper.issuer_name) == [paper.pk]


def test_what_is_seen_in_outline_is_not_guessed_at_by_filters(agency):
    paper = make_document(agency.office)
    restrict.restrict(
        agency.actor("khiemtg"), document_id=paper.pk, reader_ids=[agency.people["dinhlq"].pk]
    )
    number = str(paper.number)
    assert pages(agency, number) == [paper.pk]
    assert pages(agency, number, arrived_from=paper.arrived_on) == [paper.pk]
    for hint in ({"issuer": paper.issuer_name}, {"urgency": paper.urgency},
                 {"type_ids": (paper.type_id,)}, {"states": (paper.state,)}):  # fmt: skip
        assert pages(agency, number, **hint) == []


@pytest.mark.parametrize(
    "typed", ["7316/UBND-KT", "7316/ubnd-kt", "Số 07316 / UBND-KT", "7316/UBND"]
)
def test_a_symbol_puts_the_paper_itself_above_those_that_mention_it(agency, typed):
    meant = make_document(agency.office, symbol="7316/UBND-KT")
    later = [
        make_document(agency.office, subject="V/v thực hiện Công văn số 7316/UBND-KT")
        for _ in range(2)
    ]
    other = make_document(agency.office, symbol="7316/UBND-NC", subject="V/v hạn hán")
    found = pages(agency, typed)
    assert found[0 if typed != "7316/UBND" else 1] == meant.pk
    assert (other.pk in found[:1]) is (typed == "7316/UBND")
    assert len(found) == len(set(found))
    if "KT" in typed.upper() and "0" not in typed:
        assert sorted(found[1:]) == sorted(paper.pk for paper in later)


def test_a_symbol_on_top_is_not_seen_by_whoever_may_not_see_the_paper(agency):
    make_document(agency.office, symbol="7316/UBND-KT")
    assert pages(agency, "7316/UBND-KT", login="ngantt") == []
    assert pages(agency, "7316/UBND-KT", issuer="Sở Nội vụ") == []


def test_the_number_of_the_open_book_stands_above_last_years(agency):
    """Whatever the order they were entered in: an old register may have been imported later."""
    papers = [make_document(agency.office, symbol=f"{n}/STC-NS") for n in (11, 12, 8319)]
    closed = Book.objects.create(
        office=agency.office, kind="incoming", year=clock.today().year - 1, name="Sổ năm trước",
        state="closed", last_number=9,
    )  # fmt: skip
    imported = make_document(agency.office, symbol="8319/UBND-NN")
    Document.objects.filter(pk=imported.pk).update(book=closed, number=1)
    assert pages(agency, "1")[:2] == [papers[0].pk, imported.pk]
    again = make_document(agency.office, symbol="8319/SNV-TC")
    assert pages(agency, "8319") == [again.pk, papers[2].pk, imported.pk]
