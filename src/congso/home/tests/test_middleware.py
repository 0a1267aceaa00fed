# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is not signed in: where sign-in leads back to."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PAGE = "http://testserver/documents/all/?q=l%C5%A9"


def _next(response: object) -> str:
    address = urlsplit(response["HX-Redirect"])  # type: ignore[index]
    assert address.path == "/accounts/login/"
    return parse_qs(address.query)["next"][0]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("page", "back"),
    [
        (PAGE, "/documents/all/?q=l%C5%A9"),
        ("https://evil.example/documents/", "/"),
        ("http://testserver//evil.example/", "/"),
        ("", "/"),
    ],
)
def test_a_part_asked_for_on_a_dead_session_leads_back_to_the_page(
    method: str, page: str, back: str
) -> None:
    ask = getattr(Client(), method)
    response = ask("/office/close/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert response.status_code == 401
    assert _next(response) == back


def test_a_page_asked_for_is_the_page_come_back_to() -> None:
    response = Client().get("/documents/all/?q=12")
    assert response["Location"] == "/accounts/login/?next=%2Fdocuments%2Fall%2F%3Fq%3D12"


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/documents/books/", "%2Fdocuments%2Fbooks%2F"),
        ("https://evil.example/documents/", "%2F"),
        ("", "%2F"),
    ],
)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("path", ["/documents/register/", "/no/such/page/"])
def test_an_act_of_somebody_signed_out_leads_to_sign_in(
    method: str, path: str, came_from: str, back: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = getattr(strict, method)(path, headers={"Referer": came_from})
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={back}"
