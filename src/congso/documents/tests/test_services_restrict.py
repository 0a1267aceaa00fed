# SPDX-License-Identifier: AGPL-3.0-or-later
"""Restricted papers: the named list only, whatever the role."""

from __future__ import annotations

import pytest

from congso.audit.models import Detail
from congso.common.policy import Denied
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document, NamedReader
from congso.documents.services.restrict import (
    WideningNotConfirmed,
    add_readers,
    lift,
    remove_readers,
    restrict,
)
from congso.documents.tests.factories import make_document
from congso.documents.tests.proofs import (
    assert_search_follows_sight,
    assert_sight_is_derived,
    outlines,
    sees,
)
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def ids(agency: Agency, *logins: str) -> list[int]:
    return [agency.people[login].pk for login in logins]


@pytest.fixture
def hidden(agency: Agency) -> Document:
    document = make_document(agency.office)
    restrict(
        agency.actor("diepptn"), document_id=document.pk, reader_ids=ids(agency, "dinhlq", "lyhc")
    )
    return document


def test_only_the_named_see_it_and_clerks_its_outline(agency: Agency, hidden: Document) -> None:
    assert [who for who in agency.people if sees(agency, who, hidden)] == [
        "dinhlq", "lyhc",
    ]  # fmt: skip
    outline = [who for who in agency.people if outlines(agency, who, hidden)]
    assert set(outline) == {"dinhlq", "lyhc", "diepptn", "yenmt"}
    assert_sight_is_derived()
    assert_search_follows_sight()


def test_widening_asks_for_a_confirmation_and_is_recorded(agency: Agency, hidden: Document) -> None:
    more = ids(agency, "lyhc", "khoava")
    with pytest.raises(WideningNotConfirmed) as asked:
        add_readers(agency.actor("dinhlq"), document_id=hidden.pk, reader_ids=more)
    assert asked.value.person_ids == (agency.people["khoava"].pk,)
    assert not sees(agency, "khoava", hidden)
    add_readers(agency.actor("dinhlq"), document_id=hidden.pk, reader_ids=more, is_confirmed=True)
    assert sees(agency, "khoava", hidden)
    detail = Detail.objects.get(entry__verb="document.readers_changed")
    assert detail.before == {"reader_ids": ids(agency, "dinhlq", "lyhc")}
    assert detail.after == {"reader_ids": ids(agency, "dinhlq", "lyhc", "khoava")}
    assert_sight_is_derived()


def test_taken_off_the_list_sees_nothing_at_once(agency: Agency, hidden: Document) -> None:
    remove_readers(agency.actor("dinhlq"), document_id=hidden.pk, reader_ids=ids(agency, "lyhc"))
    assert not outlines(agency, "lyhc", hidden)
    assert_sight_is_derived()
    assert_search_follows_sight()


def test_one_reader_stays(agency: Agency, hidden: Document) -> None:
    with pytest.raises(InvalidPaper):
        remove_readers(
            agency.actor("dinhlq"), document_id=hidden.pk,
            reader_ids=ids(agency, "dinhlq", "lyhc"),
        )  # fmt: skip
    assert NamedReader.objects.count() == 2
    with pytest.raises(InvalidPaper):
        restrict(agency.actor("dinhlq"), document_id=make_document(agency.office).pk, reader_ids=[])


def test_lifting_is_widening(agency: Agency, hidden: Document) -> None:
    with pytest.raises(WideningNotConfirmed):
        lift(agency.actor("dinhlq"), document_id=hidden.pk)
    assert not sees(agency, "khiemtg", hidden)
    lift(agency.actor("dinhlq"), document_id=hidden.pk, is_confirmed=True)
    assert sees(agency, "khiemtg", hidden)
    assert not sees(agency, "lyhc", hidden)
    assert_sight_is_derived()


@pytest.mark.parametrize("login", ["khiemtg", "diepptn", "chauvtm", "lyhc", "datqv", "nhatch"])
def test_who_does_not_widen(agency: Agency, hidden: Document, login: str) -> None:
    with pytest.raises(Denied):
        add_readers(
            agency.actor(login), document_id=hidden.pk,
            reader_ids=ids(agency, "khiemtg"), is_confirmed=True,
        )  # fmt: skip
    assert NamedReader.objects.count() == 2
