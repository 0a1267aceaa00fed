# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from congso.accounts.models import Person
from congso.organisation.enums import Role
from congso.organisation.models import RoleGrant
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import LONG_AGO, Agency, make_agency

SECOND_ISSUER = "hadtt"


@pytest.fixture
def agency(db: None) -> Agency:
    """The Sở of the tests; duongntt and hadtt of its Office issue accounts."""
    forget_calendar()
    made = make_agency()
    RoleGrant.objects.create(
        person=made.people[SECOND_ISSUER], role=Role.ACCOUNT_ISSUER, valid_from=LONG_AGO
    )
    return made


@pytest.fixture
def signed_in(agency: Agency) -> Callable[[str], Client]:
    """A browser in which this person is signed in."""

    def client_of(login: str) -> Client:
        client = Client()
        client.force_login(Person.objects.get(login=login))
        return client

    return client_of
