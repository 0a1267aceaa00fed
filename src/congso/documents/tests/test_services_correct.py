# SPDX-License-Identifier: AGPL-3.0-or-later
"""Correction before distribution: with reason, before and after, and who was first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.contrib.postgres.search import SearchQuery

from congso.audit.models import Detail
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.incoming import IncomingData, InvalidPaper, InvitationData
from congso.documents.models import Document, SearchEntry
from congso.documents.services.correct import correct
from congso.documents.services.lifecycle import distribute
from congso.documents.services.locking import Stale
from congso.documents.services.register import register_incoming
from congso.documents.tests.factories import incoming_data
from congso.documents.tests.proofs import (
    assert_search_follows_sight,
    assert_sight_is_derived,
    verbs_of,
)
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
WHY = "Gõ nhầm số ký hiệu"


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def entered(agency: Agency) -> tuple[Document, IncomingData]:
    data = incoming_data(agency.office, symbol="3187/STC-NS")
    return register_incoming(agency.actor("diepptn"), data=data), data


def corrected(
    agency: Agency, document: Document, data: IncomingData, login: str = "yenmt"
) -> Document:
    return correct(
        agency.actor(login), document_id=document.pk, data=data, reason=WHY,
        expected_version=document.version,
    )  # fmt: skip


def found(words: str) -> list[int]:
    query = SearchQuery(words, config="simple")
    return list(SearchEntry.objects.filter(fts=query).values_list("document_id", flat=True))


def test_before_and_after_are_kept_with_the_reason(
    agency: Agency, entered: tuple[Document, IncomingData]
) -> None:
    document, data = entered
    corrected(agency, document, replace(data, symbol="3178/STC-NS", pages=4))
    detail = Detail.objects.get(entry__verb="document.corrected")
    assert detail.before == {"symbol": "3187/STC-NS", "pages": None}
    assert detail.after == {"symbol": "3178/STC-NS", "pages": 4, "reason": WHY}
    assert detail.entry.person_id == agency.people["yenmt"].pk


def test_number_and_book_stay_and_the_search_words_follow(
    agency: Agency, entered: tuple[Document, IncomingData]
) -> None:
    document, data = entered
    assert found("lu") == [document.pk]
    corrected(
        agency, document, replace(data, symbol="3178/STC-NS", subject="V/v tiêm phòng dại chó mèo")
    )
    now = Document.objects.get(pk=document.pk)
    assert (now.number, now.book_id, now.version) == (1, document.book_id, document.version + 1)
    assert (now.symbol_key, now.symbol_number) == ("3178-stc-ns", 3178)
    assert found("lu") == []
    assert found("dai") == [document.pk]
    assert_sight_is_derived()
    assert_search_follows_sight()


def test_who_looked_at_an_old_version_is_refused(
    agency: Agency, entered: tuple[Document, IncomingData]
) -> None:
    document, data = entered
    corrected(agency, document, replace(data, pages=4))
    with pytest.raises(Stale):
        corrected(agency, document, replace(data, pages=5), login="diepptn")
    assert Document.objects.get(pk=document.pk).pages == 4
    assert verbs_of(document).count("document.corrected") == 1


def test_a_correction_that_changes_nothing_leaves_no_trace(
    agency: Agency, entered: tuple[Document, IncomingData]
) -> None:
    document, data = entered
    assert corrected(agency, document, data).version == document.version
    assert verbs_of(document) == ["document.registered"]


def test_not_after_distribution(agency: Agency, entered: tuple[Document, IncomingData]) -> None:
    document, data = entered
    distribute(Actor.system("routing"), document_id=document.pk)
    document.refresh_from_db()
    with pytest.raises(WrongState):
        corrected(agency, document, replace(data, pages=4))


@pytest.mark.parametrize("login", ["khiemtg", "dinhlq", "tuntc", "ngantt"])
def test_only_a_clerk_of_the_office_corrects(
    agency: Agency, entered: tuple[Document, IncomingData], login: str
) -> None:
    document, data = entered
    with pytest.raises(Denied):
        corrected(agency, document, replace(data, pages=4), login=login)


@pytest.mark.parametrize("reason", ["", "  ", "…", "lỗi\u202e", "ờ" * 501])
def test_a_reason_is_words(
    agency: Agency, entered: tuple[Document, IncomingData], reason: str
) -> None:
    document, data = entered
    with pytest.raises(InvalidPaper) as refused:
        correct(
            agency.actor("yenmt"), document_id=document.pk, data=replace(data, pages=4),
            reason=reason, expected_version=document.version,
        )  # fmt: skip
    assert list(refused.value.errors) == ["reason"]
    assert Document.objects.get(pk=document.pk).pages is None


def test_the_rules_of_entry_hold(agency: Agency, entered: tuple[Document, IncomingData]) -> None:
    document, data = entered
    with pytest.raises(InvalidPaper) as refused:
        corrected(agency, document, replace(data, subject="", symbol=""))
    assert set(refused.value.errors) == {"subject", "symbol"}


def test_a_deadline_that_has_passed_meanwhile_does_not_stop_a_correction(agency: Agency) -> None:
    then = clock.now() - dt.timedelta(days=3)
    data = incoming_data(agency.office, arrived_at=then, due_at=then + dt.timedelta(days=1))
    document = register_incoming(agency.actor("diepptn"), data=data, now=then)
    assert corrected(agency, document, replace(data, pages=2)).pages == 2
    with pytest.raises(InvalidPaper):
        corrected(
            agency, Document.objects.get(pk=document.pk),
            replace(data, due_at=then + dt.timedelta(days=2)),
        )  # fmt: skip


def test_another_book_is_another_number(
    agency: Agency, entered: tuple[Document, IncomingData]
) -> None:
    document, data = entered
    petition = incoming_data(agency.office, type_code="petition").type_id
    with pytest.raises(InvalidPaper) as refused:
        corrected(agency, document, replace(data, type_id=petition))
    assert "type_id" in refused.value.errors


def test_the_complainant_is_personal_data_in_the_trail(agency: Agency) -> None:
    data = incoming_data(
        agency.office, type_code="petition", issuer_name="Công dân", complainant_name="Bùi Thị Ái"
    )
    document = register_incoming(agency.actor("diepptn"), data=data)
    corrected(agency, document, replace(data, complainant_name="Bùi Thị Ái Vân"))
    detail = Detail.objects.get(entry__verb="document.corrected")
    assert detail.personal["after"]["name"] == "Bùi Thị Ái Vân"
    assert "Ái Vân" not in str(detail.after)
    assert "Ái Vân" not in detail.entry.canonical


def test_the_hour_of_a_meeting_is_corrected(agency: Agency) -> None:
    hour = clock.at(clock.today() + dt.timedelta(days=1), 14)
    data = incoming_data(
        agency.office, type_code="invitation", invitation=InvitationData(hour, "Phòng họp A")
    )
    document = register_incoming(agency.actor("diepptn"), data=data)
    later = hour + dt.timedelta(hours=1)
    corrected(agency, document, replace(data, invitation=InvitationData(later, "Phòng họp A")))
    assert Document.objects.get(pk=document.pk).invitation.meets_at == later
    detail = Detail.objects.get(entry__verb="document.corrected")
    assert set(detail.before) == {"invitation_meets_at"}


def test_a_restricted_paper_is_corrected_by_its_named_clerk_and_stays_restricted(
    agency: Agency,
) -> None:
    readers = (agency.people["dinhlq"].pk, agency.people["diepptn"].pk)
    data = incoming_data(agency.office, is_restricted=True, reader_ids=readers)
    document = register_incoming(agency.actor("diepptn"), data=data)
    with pytest.raises(Denied):
        corrected(agency, document, replace(data, pages=4), login="yenmt")
    corrected(
        agency, document, replace(data, pages=4, is_restricted=False, reader_ids=()),
        login="diepptn",
    )  # fmt: skip
    document.refresh_from_db()
    assert (document.is_restricted, document.pages) == (True, 4)
    assert_sight_is_derived()
