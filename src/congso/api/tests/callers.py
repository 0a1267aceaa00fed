# SPDX-License-Identifier: AGPL-3.0-or-later
"""People calling the interface with a token, and bodies they send."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from congso.api.enums import Scope
from congso.api.services.tokens import create_token
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.models import DocumentType
from congso.organisation.models import RegistryOffice
from congso.organisation.tests.factories import Agency

_numbers = itertools.count(8001)
BASE = "/api/v1"


@dataclass
class Caller:
    """One person with one token."""

    secret: str
    token_id: int
    person_id: int

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, None, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.call("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.call("DELETE", path, None, **headers)

    def call(self, method: str, path: str, body: Any, **headers: str) -> HttpResponse:
        """Call an address below the interface; header names with _ for -."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client().generic(
            method,
            BASE + path,
            b"" if body is None else json.dumps(body),
            content_type="" if body is None else "application/json",
            headers={"Authorization": f"Bearer {self.secret}", **given},
        )


def caller_for(agency: Agency, login: str, *scopes: str) -> Caller:
    person = agency.people[login]
    token, secret = create_token(
        Actor(person_id=None, via="cli"),
        person_id=person.pk,
        name=f"của {login}",
        scopes=scopes or Scope.values,
    )
    return Caller(secret, token.pk, person.pk)


def entry(office: RegistryOffice | None = None, **changes: Any) -> dict[str, Any]:
    """A letter as a client sends it."""
    arrived_at = clock.now() - dt.timedelta(minutes=5)
    type_code = changes.pop("type_code", "official_letter")
    body = {
        "type_id": DocumentType.objects.get(code=type_code).pk,
        "subject": "V/v “rà soát”, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ",
        "symbol": f"{next(_numbers)}/STC-NS",
        "issued_on": (clock.day_of(arrived_at) - dt.timedelta(days=2)).isoformat(),
        "issuer_name": "Sở Tài chính",
        "arrived_at": arrived_at.isoformat(),
        "road": "post",
    }
    if office is not None:
        body["office_id"] = office.pk
    return body | changes


def problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """The problem details of an answer that must be one."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    details = response.json()
    assert details["status"] == status
    assert details["type"] == f"urn:congso:problem:{details['code']}"
    assert details["title"]
    assert details["detail"]
    return details


def found(response: HttpResponse, status: int = 200) -> dict[str, Any]:
    """The body of a successful answer."""
    assert response.status_code == status, response.content.decode()
    return response.json()
