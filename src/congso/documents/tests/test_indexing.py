# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from congso.common import clock
from congso.documents.incoming import InvitationData
from congso.documents.models import Document
from congso.documents.search import search
from congso.documents.services.correct import correct
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
    found = search(clerk, typed)
    assert [row.document.pk for row in (*found.exact, *found.rows)] == [document.pk]


@pytest.mark.django_db
@pytest.mark.requirement("B-50")
def test_an_invitation_is_found_by_where_and_with_whom_it_meets() -> None:
    agency = make_agency()
    clerk = agency.actor("diepptn")
    meeting = InvitationData(
        clock.now() + dt.timedelta(days=2), "Khách sạn Hội nghị tỉnh", "PCT Y Giang Ê Nuôl",
        "đại diện Phòng Thú y", "báo cáo dịch lở mồm long móng",
    )  # fmt: skip
    data = incoming_data(agency.office, type_code="invitation", subject="V/v mời họp",
                         invitation=meeting)  # fmt: skip
    paper: Document = register_incoming(clerk, data=data)
    for words in ("khach san hoi nghi", "y giang e nuol", "phong thu y", "long mong"):
        assert [row.document.pk for row in search(clerk, words).rows] == [paper.pk], words
    moved = replace(data, invitation=replace(meeting, place="Hội trường 2B"))
    correct(clerk, document_id=paper.pk, data=moved, reason="Đổi nơi họp",
            expected_version=paper.version)  # fmt: skip
    assert search(clerk, "khach san hoi nghi").rows == []
    assert len(search(clerk, "hoi truong 2b").rows) == 1
