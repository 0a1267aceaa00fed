# SPDX-License-Identifier: AGPL-3.0-or-later
"""Envelopes handed on unopened, and who looked at a paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from congso.audit.models import Entry
from congso.common import clock
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.enums import AddresseeKind, EnvelopeState, FileRole
from congso.documents.incoming import FileRef, InvalidPaper
from congso.documents.models import Document, Envelope
from congso.documents.queries_access_history import access_history
from congso.documents.queries_envelopes import envelopes
from congso.documents.services.access_history import (
    record_downloaded,
    record_opened,
    record_printed,
)
from congso.documents.services.envelopes import EnvelopeData, pass_on, register_from_envelope
from congso.documents.tests.factories import incoming_data, make_document
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def data(agency: Agency) -> EnvelopeData:
    return EnvelopeData(
        agency.office.pk, "Tỉnh ủy  Bình Định", "Đảng ủy Sở", AddresseeKind.PARTY, "745-CV/TU"
    )


@pytest.mark.requirement("B-13")
def test_an_unopened_envelope_is_one_line(agency: Agency) -> None:
    envelope = pass_on(agency.actor("yenmt"), data=data(agency))
    kept = Envelope.objects.get()
    assert (kept.sender, kept.number_on_envelope) == ("Tỉnh ủy Bình Định", "745-CV/TU")
    assert kept.state == EnvelopeState.PASSED_ON
    assert not Document.objects.exists()
    for login in ("yenmt", "khiemtg"):
        assert list(envelopes(agency.actor(login))) == [envelope]
    for login in ("ngantt", "tuntc", "dinhlq"):
        assert list(envelopes(agency.actor(login))) == []


@pytest.mark.requirement("B-13")
def test_common_work_comes_back_and_is_registered_from_its_line(agency: Agency) -> None:
    envelope = pass_on(agency.actor("yenmt"), data=data(agency))
    document = register_from_envelope(
        agency.actor("diepptn"), envelope_id=envelope.pk, data=incoming_data(agency.office)
    )
    envelope.refresh_from_db()
    assert (envelope.state, envelope.document_id) == (EnvelopeState.REGISTERED, document.pk)
    assert document.number == 1
    with pytest.raises(WrongState):
        register_from_envelope(
            agency.actor("diepptn"), envelope_id=envelope.pk, data=incoming_data(agency.office)
        )
    assert Document.objects.count() == 1


BAD = {
    "no sender": ({"sender": " "}, "sender"),
    "to nobody": ({"addressee": ""}, "addressee"),
    "secret number": ({"number_on_envelope": "TỐI MẬT"}, "number_on_envelope"),
    "secret note": ({"note": "Độ mật: Mật"}, "note"),
    "bell": ({"note": "đến tận tay\a"}, "note"),
    "long": ({"addressee": "Ủ" * 201}, "addressee"),
    "tomorrow": ({"arrived_at": clock.now() + dt.timedelta(days=1)}, "arrived_at"),
    "kind": ({"addressee_kind": "pigeon"}, "addressee_kind"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_a_line(agency: Agency, name: str) -> None:
    changes, field = BAD[name]
    with pytest.raises(InvalidPaper) as refused:
        pass_on(agency.actor("yenmt"), data=replace(data(agency), **changes))
    assert field in refused.value.errors
    assert not Envelope.objects.exists()


def test_only_a_clerk_of_the_office_hands_on(agency: Agency) -> None:
    for login in ("khiemtg", "ngantt", "tuntc"):
        with pytest.raises(Denied):
            pass_on(agency.actor(login), data=data(agency))
    assert not Envelope.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.requirement("B-60")
def test_who_saw_downloaded_and_printed(agency: Agency) -> None:
    file = FileRef("a" * 64, 1, "application/pdf", "Công văn.pdf", FileRole.MAIN)
    document = make_document(agency.office, files=(file,))
    record_opened(agency.actor("dinhlq"), document_id=document.pk)
    record_opened(agency.actor("dinhlq"), document_id=document.pk)
    record_downloaded(agency.actor("khiemtg"), file_id=document.files.get().pk)
    record_printed(agency.actor("yenmt"), document_id=document.pk)
    looks = access_history(agency.actor("khiemtg"), document)
    assert [(look.verb, look.person, look.file_name) for look in looks] == [
        ("document.printed", "Mai Thị Yến", ""),
        ("document.downloaded", "Trịnh Gia Khiêm", "Công văn.pdf"),
        ("document.opened", "Lê Quang Định", ""),
    ]
    later = clock.now() + dt.timedelta(minutes=11)
    record_opened(agency.actor("dinhlq"), document_id=document.pk, now=later)
    assert len(access_history(agency.actor("khiemtg"), document)) == 4


@pytest.mark.requirement("B-60")
def test_who_cannot_see_it_leaves_no_look_and_reads_no_history(agency: Agency) -> None:
    document = make_document(agency.office)
    for login in ("tuntc", "datqv"):
        with pytest.raises(Denied):
            record_opened(agency.actor(login), document_id=document.pk)
        with pytest.raises(Denied):
            access_history(agency.actor(login), document)
    assert not Entry.objects.filter(verb="document.opened").exists()


@pytest.mark.requirement("B-60")
def test_the_history_costs_the_same_for_one_and_many(
    agency: Agency, django_assert_num_queries: object
) -> None:
    document = make_document(agency.office)
    chief = agency.actor("khiemtg")
    for login in ("dinhlq", "yenmt", "diepptn"):
        record_opened(agency.actor(login), document_id=document.pk)
    access_history(chief, document)
    with django_assert_num_queries(4):
        assert len(access_history(chief, document)) == 3
