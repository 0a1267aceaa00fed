# SPDX-License-Identifier: AGPL-3.0-or-later
"""One paper by several roads: joined, no new number."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents import queries
from congso.documents.enums import FileRole, Road, State
from congso.documents.incoming import FileRef, InvalidPaper
from congso.documents.models import Book, Document
from congso.documents.queries_offices import sent_copies
from congso.documents.services.claims import ClaimedBy, claim
from congso.documents.services.join import CannotJoin, join, join_into
from congso.documents.services.lifecycle import distribute
from congso.documents.services.register import receive_incoming, register
from congso.documents.services.transfer import send_to_office
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.proofs import (
    assert_search_follows_sight,
    assert_sight_is_derived,
    verbs_of,
)
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-03")]
SYSTEM = Actor.system("test")
MAIN = FileRef("a" * 64, 12_345, "application/pdf", "CV 3187 STC.pdf", FileRole.MAIN)
SCAN = FileRef("b" * 64, 500, "application/pdf", "bản giấy.pdf", FileRole.MAIN)
ANNEX = FileRef("c" * 64, 99, "application/pdf", "Biểu 01.pdf")


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def roles(document: Document) -> list[tuple[str, str]]:
    return list(document.files.order_by("position").values_list("name", "role"))


def test_the_paper_that_comes_later_is_kept_under_the_same_number(agency: Agency) -> None:
    document = make_document(agency.office, files=(MAIN,))
    distribute(SYSTEM, document_id=document.pk)
    came = clock.now()
    arrival = join(
        agency.actor("yenmt"), document_id=document.pk, road=Road.POST, arrived_at=came,
        note="bản giấy đến sau", files=(SCAN,),
    )  # fmt: skip
    assert (arrival.road, arrival.arrived_at, arrival.note) == ("post", came, "bản giấy đến sau")
    assert Book.objects.get().last_number == 1
    assert roles(document) == [("CV 3187 STC.pdf", "main"), ("bản giấy.pdf", "original")]
    assert verbs_of(document)[-1] == "document.joined"


def test_a_received_paper_leaves_the_list_for_the_registered_one(agency: Agency) -> None:
    document = make_document(agency.office)
    data = incoming_data(agency.office, road=Road.MAIL, files=(MAIN, ANNEX))
    received = receive_incoming(SYSTEM, data=data)
    join_into(agency.actor("yenmt"), received_id=received.pk, document_id=document.pk)
    received.refresh_from_db()
    assert (received.state, received.joined_into_id) == (State.JOINED, document.pk)
    assert not queries.to_register(agency.actor("yenmt")).exists()
    assert Book.objects.get().last_number == 1
    assert roles(document) == [("CV 3187 STC.pdf", "main"), ("Biểu 01.pdf", "annex")]
    assert document.arrivals.get().road == Road.MAIL
    assert verbs_of(received) == ["document.received", "document.joined_into"]
    assert_sight_is_derived()
    assert_search_follows_sight()


def test_the_joined_one_is_offered_for_nothing_more(agency: Agency) -> None:
    document = make_document(agency.office, symbol="3187/STC-NS")
    received = receive_incoming(SYSTEM, data=incoming_data(agency.office, symbol="3187/STC-NS"))
    join_into(SYSTEM, received_id=received.pk, document_id=document.pk)
    offered = queries.duplicates_of(
        agency.office.pk, symbol="3187/STC-NS", issuer_name="Sở Tài chính"
    )
    assert offered == [document]
    with pytest.raises(WrongState):
        register(agency.actor("yenmt"), document_id=received.pk)


def test_the_same_bytes_are_not_added_twice(agency: Agency) -> None:
    document = make_document(agency.office, files=(MAIN,))
    join(
        agency.actor("yenmt"), document_id=document.pk, road=Road.MAIL, arrived_at=clock.now(),
        files=(MAIN, SCAN, SCAN),
    )  # fmt: skip
    assert [name for name, _role in roles(document)] == ["CV 3187 STC.pdf", "bản giấy.pdf"]


def test_papers_of_two_offices_are_not_joined(agency: Agency) -> None:
    document = make_document(agency.office)
    received = receive_incoming(SYSTEM, data=incoming_data(agency.branch_office))
    with pytest.raises(CannotJoin):
        join_into(SYSTEM, received_id=received.pk, document_id=document.pk)
    received.refresh_from_db()
    assert received.state == State.RECEIVED


def test_a_restricted_paper_is_not_joined_to_an_open_one(agency: Agency) -> None:
    document = make_document(agency.office)
    received = receive_incoming(
        SYSTEM,
        data=incoming_data(
            agency.office, is_restricted=True, reader_ids=(agency.people["dinhlq"].pk,)
        ),
    )
    with pytest.raises(CannotJoin):
        join_into(agency.actor("yenmt"), received_id=received.pk, document_id=document.pk)
    assert not document.arrivals.exists()


def test_the_sending_office_reads_the_number_of_the_paper_it_was_joined_to(
    agency: Agency,
) -> None:
    source = make_document(agency.office)
    known = make_document(agency.branch_office)
    copy = send_to_office(
        agency.actor("khiemtg"), document_id=source.pk, office_id=agency.branch_office.pk,
        due_at=None, note="",
    )  # fmt: skip
    join_into(agency.actor("ngantt"), received_id=copy.pk, document_id=known.pk)
    (row,) = sent_copies(source)
    assert (row.is_taken_in, row.number_text) == (True, known.number_text)


def test_not_while_the_other_clerk_has_it_open(agency: Agency) -> None:
    document = make_document(agency.office)
    received = receive_incoming(SYSTEM, data=incoming_data(agency.office))
    claim(agency.actor("yenmt"), document_id=received.pk)
    with pytest.raises(ClaimedBy) as refused:
        join_into(agency.actor("diepptn"), received_id=received.pk, document_id=document.pk)
    assert refused.value.name == "Mai Thị Yến"


@pytest.mark.parametrize("login", ["tuntc", "khiemtg", "ngantt"])
def test_only_a_clerk_of_the_office_joins(agency: Agency, login: str) -> None:
    document = make_document(agency.office)
    with pytest.raises(Denied):
        join(agency.actor(login), document_id=document.pk, road=Road.POST, arrived_at=clock.now())


def test_an_arrival_tomorrow_is_refused(agency: Agency) -> None:
    document = make_document(agency.office)
    with pytest.raises(InvalidPaper):
        join(
            agency.actor("yenmt"), document_id=document.pk, road=Road.POST,
            arrived_at=clock.now() + dt.timedelta(days=1),
        )  # fmt: skip
