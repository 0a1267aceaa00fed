# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper that went past the registry is handed to the clerk and waits for its number."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from congso.common.policy import Denied
from congso.documents.enums import Road, State
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document, HandIn
from congso.documents.services.hand_in import hand_in
from congso.documents.services.register import register
from congso.documents.services.returns import return_to_sender
from congso.documents.tests.factories import incoming_data
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
URL = "/documents/hand-in/"


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def entered(agency: Agency, **changes: Any) -> dict[str, Any]:
    given = {
        "office": str(agency.office.pk), "issuer": "HTX Ngọc An", "symbol": "", "issued_on": "",
        "subject": "V/v giống bưởi da xanh", "road": "hand", "urgency": "0",
        "note": "đưa tại phòng",
    }  # fmt: skip
    return {**given, **changes}


def test_what_a_room_got_straight_waits_for_the_clerk(agency: Agency) -> None:
    data = incoming_data(agency.office, road=Road.HAND)
    paper = hand_in(agency.actor("tuntc"), data=data, note="  Ông Võ Đỡ\nđưa tại phòng ")
    assert (paper.state, paper.number) == (State.RECEIVED, None)
    assert paper.transfer_note == (
        "Chuyển văn thư vào sổ: Ngô Thị Cẩm Tú, Phòng Trồng trọt. Ông Võ Đỡ đưa tại phòng"
    )
    assert HandIn.objects.get(document=paper).person == agency.people["tuntc"]
    assert register(agency.actor("yenmt"), document_id=paper.pk).number == 1


def test_only_to_the_registry_of_ones_own_unit(agency: Agency) -> None:
    for login in ("hanhutm", "datqv"):
        with pytest.raises(Denied):
            hand_in(agency.actor(login), data=incoming_data(agency.office))
    assert not Document.objects.exists()


def test_a_secret_mark_and_the_future_are_refused(agency: Agency) -> None:
    for changes in ({"secrecy": "secret"}, {"subject": ""}):
        with pytest.raises(InvalidPaper):
            hand_in(agency.actor("tuntc"), data=incoming_data(agency.office, **changes))
    assert not Document.objects.exists()


def test_the_page_says_what_became_of_it(agency: Agency) -> None:
    officer: Client = client_of(agency, "tuntc")
    assert officer.post(URL, entered(agency, subject="")).status_code == 422
    other = str(agency.branch_office.pk)
    assert officer.post(URL, entered(agency, office=other)).status_code == 422
    assert officer.post(URL, entered(agency)).status_code == 302
    paper = Document.objects.get()
    assert (paper.road, paper.issuer_name, paper.paper_number_note != "") == (
        "hand", "HTX Ngọc An", True,
    )  # fmt: skip
    assert "Chờ vào sổ" in officer.get(URL).content.decode()
    assert "giống bưởi" not in client_of(agency, "khoava").get(URL).content.decode()
    row = client_of(agency, "yenmt").get("/documents/list/to-register/").content.decode()
    assert "Ngô Thị Cẩm Tú, Phòng Trồng trọt" in row
    return_to_sender(agency.actor("yenmt"), document_id=paper.pk, reason="Thư riêng, không vào sổ")
    assert "Thư riêng, không vào sổ" in officer.get(URL).content.decode()
