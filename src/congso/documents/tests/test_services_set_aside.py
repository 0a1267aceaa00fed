# SPDX-License-Identifier: AGPL-3.0-or-later
"""Return to the sender, void, missing annexes, claims: the number stays where it is."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.audit.models import Detail, Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents import queries
from congso.documents.enums import FileRole, State
from congso.documents.incoming import FileRef, InvalidPaper
from congso.documents.models import Book, Claim, Document
from congso.documents.queries_claims import holders
from congso.documents.services.annexes import (
    add_annexes,
    mark_missing,
    record_request,
    request_text,
)
from congso.documents.services.claims import HELD_FOR, ClaimedBy, claim, release
from congso.documents.services.lifecycle import distribute
from congso.documents.services.register import receive_incoming, register
from congso.documents.services.returns import return_to_sender
from congso.documents.services.transfer import send_to_office
from congso.documents.services.void import void
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.proofs import assert_sight_is_derived, verbs_of
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
ANNEX = FileRef("c" * 64, 99, "application/pdf", "Biểu 01 – Đ/c Hạnh.pdf")


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.mark.requirement("B-04")
def test_returned_before_registration_takes_no_number(agency: Agency) -> None:
    received = receive_incoming(SYSTEM, data=incoming_data(agency.office))
    return_to_sender(
        agency.actor("yenmt"), document_id=received.pk, reason="Gửi nhầm, thuộc Sở Công Thương"
    )
    received.refresh_from_db()
    assert (received.state, received.number) == (State.RETURNED, None)
    assert received.set_aside_reason == "Gửi nhầm, thuộc Sở Công Thương"
    assert not queries.to_register(agency.actor("yenmt")).exists()
    assert_sight_is_derived()


@pytest.mark.requirement("B-04")
def test_returned_after_registration_keeps_its_line_in_the_book(agency: Agency) -> None:
    first = make_document(agency.office)
    return_to_sender(agency.actor("yenmt"), document_id=first.pk, reason="Sai nơi nhận")
    second = make_document(agency.office)
    listed = queries.in_book(agency.actor("yenmt"), first.book)
    assert [(d.number, d.state) for d in listed] == [(2, "registered"), (1, "returned")]
    assert second.number == 2


@pytest.mark.requirement("B-04")
def test_the_sending_office_is_told_on_its_own_paper(agency: Agency) -> None:
    source = make_document(agency.office)
    copy = send_to_office(
        agency.actor("khiemtg"), document_id=source.pk, office_id=agency.branch_office.pk,
        due_at=None, note="",
    )  # fmt: skip
    return_to_sender(agency.actor("ngantt"), document_id=copy.pk, reason="Thiếu phụ lục II")
    told = Entry.objects.get(verb="document.copy_returned")
    assert told.object_id == source.pk
    assert told.detail.after == {"reason": "Thiếu phụ lục II"}


def test_return_needs_a_reason_and_a_clerk(agency: Agency) -> None:
    document = make_document(agency.office)
    with pytest.raises(InvalidPaper):
        return_to_sender(agency.actor("yenmt"), document_id=document.pk, reason=" . ")
    with pytest.raises(Denied):
        return_to_sender(agency.actor("khiemtg"), document_id=document.pk, reason="Sai nơi nhận")
    distribute(SYSTEM, document_id=document.pk)
    with pytest.raises(WrongState):
        return_to_sender(agency.actor("yenmt"), document_id=document.pk, reason="Sai nơi nhận")
    assert "document.returned_to_sender" not in verbs_of(document)


def test_a_void_number_is_nobodys_again(agency: Agency) -> None:
    first = make_document(agency.office)
    void(agency.actor("diepptn"), document_id=first.pk, reason="Vào sổ hai lần")
    second = make_document(agency.office)
    assert second.number == 2
    listed = queries.in_book(agency.actor("yenmt"), first.book)
    assert [(d.number, d.state) for d in listed] == [(2, "registered"), (1, "void")]
    detail = Detail.objects.get(entry__verb="document.voided")
    assert detail.after == {"state": "void", "reason": "Vào sổ hai lần"}
    assert_sight_is_derived()


def test_not_void_once_distributed(agency: Agency) -> None:
    document = make_document(agency.office)
    distribute(SYSTEM, document_id=document.pk)
    with pytest.raises(WrongState):
        void(agency.actor("diepptn"), document_id=document.pk, reason="Vào sổ hai lần")


@pytest.mark.parametrize("login", ["tuntc", "ngantt", "datqv", "dinhlq"])
def test_who_does_not_void(agency: Agency, login: str) -> None:
    document = make_document(agency.office)
    with pytest.raises(Denied):
        void(agency.actor(login), document_id=document.pk, reason="Vào sổ hai lần")


def test_the_annex_comes_later_under_the_same_number(agency: Agency) -> None:
    document = make_document(agency.office, symbol="3187/STC-NS")
    clerk = agency.actor("yenmt")
    mark_missing(clerk, document_id=document.pk, note="Biểu 01, Biểu 02")
    distribute(SYSTEM, document_id=document.pk)
    text = request_text(Document.objects.select_related("office__unit").get(pk=document.pk))
    assert "Kính gửi: Sở Tài chính" in text
    assert "3187/STC-NS" in text
    assert "Biểu 01, Biểu 02" in text
    assert text.endswith("Trân trọng.")
    assert record_request(clerk, document_id=document.pk).missing_asked_at is not None
    (row,) = add_annexes(clerk, document_id=document.pk, files=[ANNEX])
    document.refresh_from_db()
    assert (document.number, document.is_missing_annex) == (1, False)
    assert row.role == FileRole.ANNEX
    assert verbs_of(document)[-1] == "document.annex_added"
    assert Book.objects.get().last_number == 1


def test_part_of_what_is_missing_leaves_the_mark(agency: Agency) -> None:
    document = make_document(agency.office)
    clerk = agency.actor("yenmt")
    mark_missing(clerk, document_id=document.pk, note="Biểu 01, Biểu 02")
    add_annexes(clerk, document_id=document.pk, files=[ANNEX], is_complete=False)
    document.refresh_from_db()
    assert document.is_missing_annex


@pytest.fixture
def waiting(agency: Agency) -> Document:
    return receive_incoming(SYSTEM, data=incoming_data(agency.office))


def test_the_other_clerk_reads_who_is_registering(agency: Agency, waiting: Document) -> None:
    claim(agency.actor("yenmt"), document_id=waiting.pk)
    for act in (claim, register):
        with pytest.raises(ClaimedBy) as refused:
            act(agency.actor("diepptn"), document_id=waiting.pk)
        assert refused.value.name == "Mai Thị Yến"
    assert not Book.objects.exclude(last_number=0).exists()
    assert register(agency.actor("yenmt"), document_id=waiting.pk).number == 1
    assert not Claim.objects.exists()


def test_a_claim_ends_after_five_minutes_and_the_heartbeat_renews_it(
    agency: Agency, waiting: Document
) -> None:
    start = clock.now()
    claim(agency.actor("yenmt"), document_id=waiting.pk, now=start)
    claim(agency.actor("yenmt"), document_id=waiting.pk, now=start + dt.timedelta(minutes=4))
    with pytest.raises(ClaimedBy):
        claim(agency.actor("diepptn"), document_id=waiting.pk, now=start + HELD_FOR)
    later = start + dt.timedelta(minutes=9, seconds=1)
    taken = claim(agency.actor("diepptn"), document_id=waiting.pk, now=later)
    assert (taken.person_id, taken.claimed_at) == (agency.people["diepptn"].pk, later)
    assert verbs_of(waiting).count("document.claimed") == 2
    assert holders([waiting.pk], now=later) == {waiting.pk: "Phùng Thị Ngọc Diệp"}
    assert holders([waiting.pk], now=later + HELD_FOR) == {}


def test_given_back_it_is_free(agency: Agency, waiting: Document) -> None:
    claim(agency.actor("yenmt"), document_id=waiting.pk)
    release(agency.actor("diepptn"), document_id=waiting.pk)
    assert Claim.objects.count() == 1
    release(agency.actor("yenmt"), document_id=waiting.pk)
    assert register(agency.actor("diepptn"), document_id=waiting.pk).number == 1


def test_only_a_clerk_of_the_office_claims(agency: Agency, waiting: Document) -> None:
    for login in ("khiemtg", "ngantt", "tuntc"):
        with pytest.raises(Denied):
            claim(agency.actor(login), document_id=waiting.pk)
