# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk's evening: the figures are those of the papers, and each paper can be reached."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
EVENING = "/documents/close-of-day/"
MANY = 53


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def clerk(agency: Agency) -> Client:
    for number in range(MANY):
        make_document(agency.office, subject=f"V/v đê bao số {number}", is_missing_annex=True)
    return client_of(agency, "diepptn")


def linked(page: str) -> set[str]:
    return set(re.findall(r'href="/documents/([0-9a-f-]{36})/"', page))


def test_more_than_fifty_are_counted_and_every_one_is_reached(clerk: Client) -> None:
    page = clerk.get(EVENING).content.decode()
    assert page.count(f"<b>{MANY}</b>") == 2  # not distributed, annex missing
    assert page.count(f">Còn {MANY - 12}<") == 2
    whole = clerk.get(EVENING, {"only": "missing"}).content.decode()
    following = re.search(r'href="(\?only=missing&amp;cursor=[^"]+)"', whole)
    assert following is not None
    rest = clerk.get(EVENING + following[1].replace("&amp;", "&")).content.decode()
    assert len(linked(whole)) == 50
    assert len(linked(whole) | linked(rest)) == MANY
    assert 'href="?only=missing&amp;cursor=' not in rest


@pytest.mark.parametrize("query", ["only=nothing", "only=missing&cursor=abc"])
def test_a_list_that_is_none_is_not_found(clerk: Client, query: str) -> None:
    assert clerk.get(f"{EVENING}?{query}").status_code == 404


def test_the_page_costs_the_same_for_one_and_for_many(agency: Agency) -> None:
    client = client_of(agency, "diepptn")
    costs = []
    for more in (1, 20):
        for _ in range(more):
            make_document(agency.office, is_missing_annex=True)
        client.get(EVENING, HTTP_HX_REQUEST="true")
        with CaptureQueriesContext(connection) as asked:
            client.get(EVENING, HTTP_HX_REQUEST="true")
        costs.append(len(asked))
    assert costs[0] == costs[1]
