# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers between the agencies of the house: complete, typed once, sight with each agency."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents import queries
from congso.documents.enums import Direction, FileRole, Road, State
from congso.documents.incoming import FileRef, InvalidPaper, InvitationData
from congso.documents.indexing import searchable
from congso.documents.models import Document, SearchEntry
from congso.documents.queries_offices import sent_copies
from congso.documents.services.lifecycle import distribute, finish, reopen
from congso.documents.services.register import register
from congso.documents.services.transfer import (
    NotAnotherOffice,
    issue_inside,
    move_due,
    send_to_office,
    withdraw,
)
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.proofs import (
    assert_search_follows_sight,
    assert_sight_is_derived,
    outlines,
    sees,
    verbs_of,
)
from congso.documents.trail import steps_of
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db

NOTE = "Chi cục chủ trì, báo cáo trước 15/12. " * 40 + "./."
MAIN = FileRef("a" * 64, 12_345, "application/pdf", "CV 3187 STC.pdf", FileRole.MAIN)
ANNEX = FileRef("b" * 64, 99, "application/pdf", "Biểu 01 – Đ/c Hạnh.pdf")
PEN = FileRef("c" * 64, 77, "image/jpeg", "bút phê.jpg", FileRole.HANDWRITTEN)


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def sent(agency: Agency, document: Document, **changes: object) -> Document:
    arguments = {"due_at": None, "note": NOTE, **changes}
    return send_to_office(
        agency.actor("khiemtg"), document_id=document.pk, office_id=agency.branch_office.pk,
        **arguments,
    )  # fmt: skip


def test_the_copy_is_complete_and_points_at_the_same_bytes(agency: Agency) -> None:
    due = clock.at(clock.today() + dt.timedelta(days=9), 17)
    source = make_document(
        agency.office, files=(MAIN, ANNEX, PEN), pages=14, urgency=2, signer_name="Tôn Nữ Ái",
        signer_position="KT. GIÁM ĐỐC", to_places="Như trên;\nLưu: VT.",
    )  # fmt: skip
    SearchEntry.objects.filter(document=source).update(from_files="lo mom long mong")
    copy = Document.objects.get(pk=sent(agency, source, due_at=due).pk)
    for name in (
        "type_id", "symbol", "symbol_key", "symbol_number", "issued_on", "issuer_name", "subject",
        "pages", "urgency", "signer_name", "signer_position", "to_places",
    ):  # fmt: skip
        assert getattr(copy, name) == getattr(source, name), name
    assert (copy.state, copy.number, copy.road) == (State.RECEIVED, None, Road.INTERNAL)
    assert (copy.due_at, copy.source_id) == (due, source.pk)
    assert copy.transfer_note == NOTE
    kept = list(copy.files.order_by("position").values_list("sha256", "name", "role"))
    assert kept == [("a" * 64, MAIN.name, "main"), ("b" * 64, ANNEX.name, "annex")]
    assert copy.search_entry.from_files == "lo mom long mong"
    assert searchable(NOTE) in copy.search_entry.own


def test_one_key_takes_the_number_of_the_other_book(agency: Agency) -> None:
    for _ in range(3):
        source = make_document(agency.office)
    copy = sent(agency, source)
    assert list(queries.to_register(agency.actor("ngantt"))) == [copy]
    assert register(agency.actor("ngantt"), document_id=copy.pk).number == 1
    (row,) = sent_copies(source)
    assert (row.number_text, row.is_taken_in) == ("1", True)
    assert row.registered_at is not None
    assert source.number == 3


def test_sight_stays_with_each_agency(agency: Agency) -> None:
    source = make_document(agency.office)
    copy = sent(agency, source)
    assert sees(agency, "ngantt", copy)
    assert sees(agency, "datqv", copy)
    assert not outlines(agency, "ngantt", source)
    assert not outlines(agency, "datqv", source)
    assert not outlines(agency, "diepptn", copy)
    assert not outlines(agency, "dinhlq", copy)
    assert_sight_is_derived()
    assert_search_follows_sight()


def test_a_paper_of_the_department_itself_comes_from_the_department(agency: Agency) -> None:
    source = make_document(agency.office, symbol="2255/SNN-VP", issuer_name="(nháp)")
    Document.objects.filter(pk=source.pk).update(direction=Direction.OUTGOING, state=State.FINISHED)
    copy = sent(agency, source)
    assert copy.direction == Direction.INCOMING
    assert copy.issuer_name == "Sở Nông nghiệp và Phát triển nông thôn"
    assert copy.issuer_unit_id == agency.units["SNN"].pk
    assert copy.symbol == "2255/SNN-VP"


def test_sending_twice_leaves_one_copy(agency: Agency) -> None:
    source = make_document(agency.office)
    first = sent(agency, source)
    register(agency.actor("ngantt"), document_id=first.pk)
    assert sent(agency, source, note="gửi lại").pk == first.pk
    assert Document.objects.filter(source=source).count() == 1
    assert verbs_of(source) == ["document.registered", "document.sent_to_office"]


def test_a_returned_copy_may_be_sent_again(agency: Agency) -> None:
    source = make_document(agency.office)
    first = sent(agency, source)
    Document.objects.filter(pk=first.pk).update(state=State.RETURNED)
    assert sent(agency, source).pk != first.pk


def test_restricted_stays_restricted_and_is_for_the_head_of_the_other_agency(
    agency: Agency,
) -> None:
    source = make_document(
        agency.office, is_restricted=True, reader_ids=(agency.people["dinhlq"].pk,)
    )
    copy = sent(agency, source)
    assert copy.is_restricted
    assert sees(agency, "ngantt", copy)
    register(agency.actor("ngantt"), document_id=copy.pk)
    assert not sees(agency, "ngantt", copy)
    assert sees(agency, "datqv", copy)
    assert not outlines(agency, "dinhlq", copy)
    assert_sight_is_derived()


def test_invitation_and_complainant_go_along(agency: Agency) -> None:
    hour = clock.at(clock.today() + dt.timedelta(days=1), 14)
    meeting = make_document(
        agency.office, type_code="invitation", invitation=InvitationData(hour, "Phòng họp số 2")
    )
    petition = make_document(
        agency.office, type_code="petition", issuer_name="Công dân", complainant_name="Bùi Thị Ái"
    )
    assert sent(agency, meeting).invitation.place == "Phòng họp số 2"
    copy = sent(agency, petition)
    assert copy.complainant.name == "Bùi Thị Ái"
    assert "bui thi ai" not in copy.search_entry.own


@pytest.mark.parametrize("login", ["tuntc", "ngantt", "datqv", "nhatch", "yenmt"])
def test_who_may_not_send(agency: Agency, login: str) -> None:
    source = make_document(agency.office)
    with pytest.raises(Denied):
        send_to_office(
            agency.actor(login), document_id=source.pk, office_id=agency.branch_office.pk,
            due_at=None, note="",
        )  # fmt: skip
    assert Document.objects.count() == 1


def test_a_paper_is_not_sent_to_its_own_office(agency: Agency) -> None:
    source = make_document(agency.office)
    with pytest.raises(NotAnotherOffice):
        send_to_office(
            agency.actor("khiemtg"), document_id=source.pk, office_id=agency.office.pk,
            due_at=None, note="",
        )  # fmt: skip


def test_what_a_branch_issues_arrives_at_the_department(agency: Agency) -> None:
    data = incoming_data(agency.office, symbol="312/CCTY-HCTH", issuer_name="")
    (arrived,) = issue_inside(
        agency.actor("ngantt"), sender_office_id=agency.branch_office.pk, data=data,
        office_ids=[agency.office.pk],
    )  # fmt: skip
    assert arrived.issuer_name == "Chi cục Thú y"
    assert arrived.issuer_unit_id == agency.units["CCTY"].pk
    assert arrived.road == Road.INTERNAL
    assert register(agency.actor("yenmt"), document_id=arrived.pk).number == 1
    assert_sight_is_derived()


def test_issuing_to_several_is_all_or_nothing(agency: Agency) -> None:
    data = incoming_data(agency.office, subject="")
    with pytest.raises(InvalidPaper):
        issue_inside(
            agency.actor("ngantt"), sender_office_id=agency.branch_office.pk, data=data,
            office_ids=[agency.office.pk],
        )  # fmt: skip
    with pytest.raises(Denied):
        issue_inside(
            agency.actor("ngantt"), sender_office_id=agency.office.pk,
            data=incoming_data(agency.office), office_ids=[agency.branch_office.pk],
        )  # fmt: skip
    assert not Document.objects.exists()


def test_distribute_finish_reopen(agency: Agency) -> None:
    document = make_document(agency.office)
    chief = agency.actor("khiemtg")
    assert distribute(chief, document_id=document.pk).state == State.DISTRIBUTED
    with pytest.raises(WrongState):
        distribute(chief, document_id=document.pk)
    with pytest.raises(Denied):
        finish(chief, document_id=document.pk)
    routing = Actor.system("routing")
    assert finish(routing, document_id=document.pk).state == State.FINISHED
    assert reopen(routing, document_id=document.pk).state == State.DISTRIBUTED
    assert verbs_of(document)[1:] == [
        "document.distributed", "document.finished", "document.reopened",
    ]  # fmt: skip
    assert_sight_is_derived()


@pytest.mark.parametrize("login", ["diepptn", "dinhlq", "tuntc", "datqv"])
def test_who_does_not_distribute(agency: Agency, login: str) -> None:
    document = make_document(agency.office)
    with pytest.raises(Denied):
        distribute(agency.actor(login), document_id=document.pk)
    document.refresh_from_db()
    assert document.state == State.REGISTERED


def test_the_trail_of_a_copy_tells_its_deadline_and_that_it_was_wanted_back(
    agency: Agency,
) -> None:
    copy = sent(agency, make_document(agency.office))
    product, due = Actor.system("test"), clock.at(dt.date(2026, 12, 15), 17)
    move_due(product, copy_id=copy.pk, due_at=due)
    move_due(product, copy_id=copy.pk, due_at=None)
    withdraw(product, copy_id=copy.pk, reason="Chuyển nhầm nơi nhận")
    with translation.override("vi"):
        said = [step.text for step in steps_of(copy)]
    assert said[:3] == [
        "rút văn bản theo yêu cầu thu hồi của nơi gửi: “Chuyển nhầm nơi nhận”",
        "bỏ hạn xử lý",
        "chuyển hạn xử lý sang 15/12/2026 17:00",
    ]
