# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from congso.documents.models import Document
from congso.documents.search import search
from congso.documents.services.register import register_incoming
from congso.documents.tests.factories import incoming_data
from congso.organisation.tests.factories import make_agency

SUBJECT = "V/v phòng, chống hạn - mặn vụ Đông Xuân 2026/2027"


@pytest.mark.django_db
@pytest.mark.requirement("B-50")
@pytest.mark.parametrize(
    "typed",
    ["V/v phòng, chống hạn", "chống hạn-mặn", "han man", "7316/UBND-KT", "ubnd-kt", "2026/2027"],
)
def test_papers_are_found_by_pasted_text_with_its_punctuation(typed: str) -> None:
    agency = make_agency()
    clerk = agency.actor("diepptn")
    data = incoming_data(agency.office, subject=SUBJECT, symbol="7316/UBND-KT")
    document: Document = register_incoming(clerk, data=data)
    assert [row.document.pk for row in search(clerk, typed).rows] == [document.pk]
