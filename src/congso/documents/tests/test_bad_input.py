# SPDX-License-Identifier: AGPL-3.0-or-later
"""What no honest page sends: odd digits, numbers no column holds, NUL. Refused, never a 500."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern, URLResolver, get_resolver

from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of, entered
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
FORM = "/documents/register/"
ODD = ["²", "①", "٣", "1" * 11, "9" * 5000, "-1", "1\x00", "x"]
NAMES = (
    "q", "office", "unit", "symbol", "main", "issuer", "issuer_typed", "number", "cursor", "col",
    "type", "state", "not", "skip", "w", "files", "of_paper", "person", "since", "year", "kind",
)  # fmt: skip


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def clerk(agency: Agency) -> Client:
    return client_of(agency, "diepptn")


def addresses() -> list[str]:
    """Every address that takes no part of its own, of all modules."""
    return sorted(set(_plain(get_resolver(), "/")))


def _plain(resolver: URLResolver, prefix: str) -> Any:
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        if "<" in route or "^" in route or route.startswith(("/api/", "/accounts/")):
            continue
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from _plain(one, route)


def answers(client: Client, url: str) -> int:
    client.raise_request_exception = False
    status = client.get(url).status_code
    connection.check_constraints()
    return status


def test_nul_in_an_address_is_refused_everywhere(agency: Agency, clerk: Client) -> None:
    found = addresses()
    assert len(found) > 30
    for address in found:
        for name in NAMES:
            status = clerk.get(address, {name: "a\x00b"}).status_code
            assert status in (400, 404), (address, name, status)


def test_nul_is_refused_in_words(agency: Agency, clerk: Client) -> None:
    for address in ("/documents/issuers/", "/files/", "/documents/", "/documents/people/"):
        answer = clerk.get(address, {"q": "\x00"}, HTTP_ACCEPT_LANGUAGE="vi")
        assert answer.status_code == 400
        assert "không lưu được" in answer.content.decode() or "cannot be kept" in (
            answer.content.decode()
        )


def test_nul_in_a_form_is_refused(agency: Agency, clerk: Client) -> None:
    paper = make_document(agency.office)
    acts = [
        reverse("documents:correct", args=[paper.uuid]),
        reverse("documents:join-entered", args=[paper.uuid]),
        FORM,
    ]
    for address in acts:
        for name in ("subject", "issuer", "main", "files", "readers", "reason", "office"):
            sent = entered(agency, **{name: "1\x00"})
            assert clerk.post(address, sent).status_code == 400, (address, name)
    assert Document.objects.count() == 1


@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_odd_numbers_in_addresses_are_no_fault_of_ours(
    agency: Agency, clerk: Client, value: str
) -> None:
    book = make_document(agency.office).book
    assert book is not None
    for address, name in (
        ("/documents/duplicates/", "office"),
        (reverse("documents:book", args=[book.pk]), "number"),
        ("/documents/issuers/", "q"),
        ("/documents/incoming/", "issuer"),
        ("/office/people/", "not"),
    ):
        url = f"{address}?{urlencode({name: value})}"
        assert answers(clerk, url) < 500, url
    assert answers(clerk, f"/documents/duplicates/?{urlencode({'office': value})}") in (400, 404)


@pytest.mark.parametrize("value", [*ODD, "999999", "99999999999", "0"])
def test_readers_who_are_nobody_are_refused_in_words(
    agency: Agency, clerk: Client, value: str
) -> None:
    answer = clerk.post(
        FORM, entered(agency, is_restricted="on", readers=[value]), HTTP_HX_REQUEST="true"
    )
    assert answer.status_code == (400 if "\x00" in value else 422)
    if answer.status_code == 422:
        assert set(answer.context["form"].errors) == {"readers"}
    assert not Document.objects.exists()


@pytest.mark.parametrize("value", [v for v in ODD[:-2] if v != "٣"])
@pytest.mark.parametrize("name", ["office", "type", "urgency", "pages", "issuer"])
def test_odd_numbers_in_the_form_are_refused(
    agency: Agency, clerk: Client, name: str, value: str
) -> None:
    sent = f"agency:{value}" if name == "issuer" else value
    answer = clerk.post(FORM, entered(agency, **{name: sent}))
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        # A name of an agency that only looks like one of the directory is a name as typed.
        assert (name, Document.objects.get().issuer_id) == ("issuer", None)
