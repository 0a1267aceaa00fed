# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registration: what it gives, what it refuses, and that a refusal changes nothing."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from django.db import IntegrityError, transaction

from congso.access.enums import ObjectKind
from congso.access.services import differences
from congso.audit.models import Entry
from congso.common import clock
from congso.common.policy import Denied
from congso.documents import queries
from congso.documents.enums import State
from congso.documents.incoming import InvalidPaper, InvitationData
from congso.documents.models import Book, Document
from congso.documents.numbering import BookClosed
from congso.documents.services.register import receive_incoming, register, register_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def untouched(agency: Agency) -> bool:
    books = Book.objects.exclude(last_number=0)
    return not (Document.objects.exists() or books.exists() or Entry.objects.exists())


@pytest.mark.requirement("B-02")
def test_first_paper_gets_01_and_the_next_02(agency: Agency) -> None:
    actor = agency.actor("diepptn")
    first = register_incoming(actor, data=incoming_data(agency.office))
    second = register_incoming(actor, data=incoming_data(agency.office))
    assert (first.number, second.number) == (1, 2)
    assert first.state == State.REGISTERED
    assert first.registered_by_id == actor.person_id
    assert Document.objects.get(pk=first.pk).book.year == clock.today().year


@pytest.mark.requirement("R-42")
def test_everything_entered_is_kept(agency: Agency) -> None:
    issuer = agency.issuers["Sở Tài chính"]
    data = incoming_data(
        agency.office, issuer_name="", issuer_id=issuer.pk, pages=3, urgency=2,
        signer_name="Tôn Thất Nguyên", signer_position="KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
    )  # fmt: skip
    document = Document.objects.get(pk=register_incoming(agency.actor("diepptn"), data=data).pk)
    assert document.issuer_name == "Sở Tài chính"
    assert (document.pages, document.urgency) == (3, 2)
    assert document.symbol == data.symbol
    assert document.symbol_number == int(data.symbol.split("/")[0])


def test_registering_leaves_one_trail_entry_with_the_number(agency: Agency) -> None:
    document = register_incoming(agency.actor("diepptn"), data=incoming_data(agency.office))
    entry = Entry.objects.get(verb="document.registered")
    assert entry.object_id == document.pk
    assert '"number":1' in entry.canonical
    assert entry.person_id == agency.people["diepptn"].pk


def test_access_rows_are_what_the_facts_say(agency: Agency) -> None:
    plain = make_document(agency.office)
    reader = agency.people["dinhlq"].pk
    hidden = make_document(agency.office, is_restricted=True, reader_ids=(reader,))
    assert differences(ObjectKind.DOCUMENT, [plain.pk, hidden.pk]) == []


@pytest.mark.parametrize("login", ["khiemtg", "tuntc", "ngantt", "chauvtm"])
def test_only_a_clerk_of_the_office_registers(agency: Agency, login: str) -> None:
    with pytest.raises(Denied):
        register_incoming(agency.actor(login), data=incoming_data(agency.office))
    assert untouched(agency)


BAD = {
    "no subject": ({"subject": "  "}, "subject"),
    "subject of 501": ({"subject": "ữ" * 501}, "subject"),
    "10,000 characters": ({"subject": "Về việc " * 1250}, "subject"),
    "bell in the subject": ({"subject": "V/v\a mưa lũ"}, "subject"),
    "right-to-left override": ({"subject": "V/v \u202eol aưm"}, "subject"),
    "no issuer": ({"issuer_name": ""}, "issuer"),
    "no symbol": ({"symbol": ""}, "symbol"),
    "no date": ({"issued_on": None}, "issued_on"),
    "dated tomorrow": ({"issued_on": clock.today() + dt.timedelta(days=1)}, "issued_on"),
    "dated 1900": ({"issued_on": dt.date(1900, 1, 1)}, "issued_on"),
    "arrives tomorrow": ({"arrived_at": clock.now() + dt.timedelta(days=1)}, "arrived_at"),
    "symbol of 61": ({"symbol": f"1/{'X' * 59}"}, "symbol"),
    "issuer of 301": ({"issuer_name": "Ủ" * 301}, "issuer_name"),
    "secret": ({"secrecy": "top_secret"}, "secrecy"),
    "deadline yesterday": ({"due_at": clock.now() - dt.timedelta(days=1)}, "due_at"),
    "restricted to nobody": ({"is_restricted": True}, "reader_ids"),
    "invitation without an hour": ({"type_code": "invitation"}, "meets_at"),
    "unknown road": ({"road": "pigeon"}, "road"),
    "unknown urgency": ({"urgency": 9}, "urgency"),
}


@pytest.mark.requirement("R-58")
@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_at_its_field_and_changes_nothing(agency: Agency, name: str) -> None:
    changes, field = BAD[name]
    with pytest.raises(InvalidPaper) as refused:
        register_incoming(agency.actor("diepptn"), data=incoming_data(agency.office, **changes))
    assert field in refused.value.errors
    assert untouched(agency)


@pytest.mark.requirement("R-15")
def test_the_secret_grade_is_refused_with_the_clause(agency: Agency) -> None:
    with pytest.raises(InvalidPaper) as refused:
        register_incoming(
            agency.actor("diepptn"), data=incoming_data(agency.office, secrecy="secret")
        )
    assert "2.2" in str(refused.value.errors["secrecy"])


@pytest.mark.requirement("R-15")
def test_the_database_itself_admits_nothing_secret(agency: Agency) -> None:
    document = make_document(agency.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(secrecy="secret")


def test_nfd_text_is_kept_as_nfc(agency: Agency) -> None:
    decomposed = unicodedata.normalize("NFD", "V/v phòng, chống dịch lở mồm long móng")
    document = make_document(agency.office, subject=decomposed)
    assert document.subject == "V/v phòng, chống dịch lở mồm long móng"


def test_a_petition_needs_no_symbol_and_has_its_own_book(agency: Agency) -> None:
    make_document(agency.office)
    petition = make_document(
        agency.office, type_code="petition", symbol="", issued_on=None, issuer_name="Công dân",
        complainant_name="Bùi Thị Ái",
    )  # fmt: skip
    assert petition.number == 1
    assert petition.book.kind == "petition"


def test_the_name_of_a_complainant_is_not_searchable(agency: Agency) -> None:
    petition = make_document(
        agency.office, type_code="petition", issuer_name="Công dân", complainant_name="Bùi Thị Ái",
    )  # fmt: skip
    assert "bui thi ai" not in petition.search_entry.own


def test_an_invitation_keeps_its_hour(agency: Agency) -> None:
    hour = clock.at(clock.today() + dt.timedelta(days=1), 14)
    invitation = InvitationData(meets_at=hour, place="Phòng họp A, UBND tỉnh")
    document = make_document(agency.office, type_code="invitation", invitation=invitation)
    assert document.invitation.meets_at == hour


@pytest.mark.requirement("B-17")
def test_numbers_start_again_at_vietnamese_midnight(agency: Agency) -> None:
    before = dt.datetime(2026, 12, 31, 16, 59, 59, tzinfo=dt.UTC)
    after = before + dt.timedelta(seconds=1)
    last = make_document(agency.office, now=before, arrived_at=before)
    first = make_document(agency.office, now=after, arrived_at=before)
    assert (last.book.year, first.book.year) == (2026, 2027)
    assert first.number == 1


def test_a_received_paper_is_registered_by_one_key(agency: Agency) -> None:
    waiting = receive_incoming(
        agency.actor("ngantt"), data=incoming_data(agency.branch_office, urgency=3)
    )
    actor = agency.actor("ngantt")
    assert list(queries.to_register(actor)) == [waiting]
    assert register(actor, document_id=waiting.pk).number == 1
    assert not queries.to_register(agency.actor("ngantt")).exists()


def test_a_closed_book_takes_no_number(agency: Agency) -> None:
    make_document(agency.office)
    Book.objects.update(state="closed")
    with pytest.raises((BookClosed, Denied)):
        register_incoming(agency.actor("diepptn"), data=incoming_data(agency.office))
    assert Book.objects.get().last_number == 1


@pytest.mark.requirement("B-03")
def test_the_same_paper_is_offered_for_joining(agency: Agency) -> None:
    known = make_document(agency.office, symbol="3187/STC-NS")
    found = queries.duplicates_of(
        agency.office.pk, symbol=" 3187/stc-ns", issuer_name="SỞ TÀI CHÍNH"
    )
    assert found == [known]
    elsewhere = queries.duplicates_of(
        agency.branch_office.pk, symbol="3187/STC-NS", issuer_name="Sở Tài chính"
    )
    assert elsewhere == []
