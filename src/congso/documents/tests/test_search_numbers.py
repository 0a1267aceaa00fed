# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bare number finds its paper on top, once, and under the same filters as everything else."""

from __future__ import annotations

import datetime as dt

import pytest

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
