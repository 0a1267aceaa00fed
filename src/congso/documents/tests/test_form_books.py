# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which book, and which number, the clerk's form shows: the one the paper will get."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from congso.audit.jobs import tell
from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import BookKind, BookState
from congso.documents.models import Book, BookScheme, Document, DocumentType
from congso.documents.numbering import book_for
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of, entered
from congso.organisation.events import RegistryChanged
from congso.organisation.models import RegistryOffice
from congso.organisation.services.registries import RegistryData, change_registry
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
FORM = "/documents/register/"


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def clerk(agency: Agency) -> Client:
    return client_of(agency, "diepptn")


def switch_trial(agency: Agency, is_trial: bool) -> None:
    data = RegistryData(printed_name="SỞ NÔNG NGHIỆP", is_trial=is_trial)
    change_registry(Actor.system("test"), registry_office_id=agency.office.pk, data=data)
    # the worker tells the listeners
    entry = Entry.objects.filter(verb=RegistryChanged.verb).latest("pk")
    for listener in settings.CONGSO_SUBSCRIPTIONS[RegistryChanged.verb]:
        tell(listener=listener, entry_id=entry.pk)


def kind_of(code: str) -> str:
    return str(DocumentType.objects.get(code=code).pk)


def book_shown(form: Any) -> tuple[str, int | None]:
    return dict(form.fields["office"].choices)[form["office"].value() or next(iter(form.books))], (
        form.expected
    )


def test_the_trial_book_is_shown_in_the_trial_and_no_longer_after_it(
    agency: Agency, clerk: Client
) -> None:
    switch_trial(agency, True)
    assert book_shown(clerk.get(FORM).context["form"])[0].endswith("(thử nghiệm)")
    for _ in range(3):
        make_document(agency.office)
    assert clerk.get(FORM).context["form"].expected == 4
    switch_trial(agency, False)
    form = clerk.get(FORM).context["form"]
    assert book_shown(form) == (f"Sổ văn bản đến {clock.today().year}", 1)
    clerk.post(FORM, entered(agency))
    assert Document.objects.order_by("-pk")[0].number == 1


def test_the_end_of_the_trial_closes_its_books_and_no_other(agency: Agency) -> None:
    real = book_for(agency.office.pk, BookKind.INCOMING, clock.now())
    switch_trial(agency, True)
    trial = make_document(agency.office).book
    switch_trial(agency, True)
    assert trial is not None
    trial.refresh_from_db()
    assert trial.state == BookState.OPEN
    switch_trial(agency, False)
    trial.refresh_from_db()
    real.refresh_from_db()
    assert (trial.state, real.state) == (BookState.CLOSED, BookState.OPEN)
    assert trial.closing is not None


def test_the_trial_opens_no_book_but_its_own(agency: Agency, clerk: Client) -> None:
    RegistryOffice.objects.filter(pk=agency.office.pk).update(is_trial=True)
    clerk.get(FORM)
    assert [book.is_trial for book in Book.objects.all()] == [True]


def test_a_series_of_its_own_is_shown_for_its_kind_alone(agency: Agency, clerk: Client) -> None:
    invitation = DocumentType.objects.get(code="invitation")
    BookScheme.objects.create(
        office=agency.office, type=invitation, book_kind=BookKind.INCOMING, series="GM"
    )
    for _ in range(5):
        make_document(agency.office)
    series = book_for(agency.office.pk, BookKind.INCOMING, clock.now(), series="GM")
    form = clerk.get(FORM).context["form"]
    assert book_shown(form) == (f"Sổ văn bản đến {clock.today().year}", 6)
    refused = clerk.post(FORM, entered(agency, type=str(invitation.pk))).context["form"]
    assert book_shown(refused) == (series.name, 1)


def test_a_petition_is_expected_in_the_book_of_petitions(agency: Agency, clerk: Client) -> None:
    make_document(agency.office)
    refused = clerk.post(FORM, entered(agency, type=kind_of("petition"), subject="")).context
    assert refused["form"].expected == 1
    assert clerk.post(FORM, entered(agency, type="x")).context["form"].expected == 2
