# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who must have a second factor is led to set one up before anything else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.utils import translation

from congso.accounts import second_factor_rule
from congso.accounts.models import Person
from congso.accounts.tests.factories import PASSWORD

SignIn = Callable[..., Any]
PAGE = "/accounts/second-factor/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _everyone(settings: Any) -> None:
    settings.CONGSO_SECOND_FACTOR = "everyone"


@pytest.fixture
def client_in(person: Person, sign_in: SignIn) -> Client:
    client = Client()
    sign_in(client, person.login)
    return client


def confirm(client: Client) -> None:
    """Type the password once more, as asked before an act that matters."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/"})


def test_every_page_leads_to_the_set_up(client_in: Client) -> None:
    for page in ("/", "/accounts/sessions/", "/accounts/profile/", "/accounts/password/change/"):
        answer = client_in.get(page)
        assert (answer.status_code, answer.headers.get("Location")) == (302, PAGE), page
    part = client_in.get("/", HTTP_HX_REQUEST="true")
    assert part.headers["HX-Redirect"] == PAGE
    posted = client_in.post("/accounts/sessions/end-others/")
    assert posted.headers["Location"] == PAGE


def test_the_page_names_both_ways_and_they_open(client_in: Client, person: Person) -> None:
    with translation.override("vi"):
        page = client_in.get(PAGE).content.decode()
    assert person.full_name in page
    assert "Khóa bảo mật hoặc vân tay" in page
    for way in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
        assert way in page
        assert client_in.get(way).headers["Location"].startswith("/accounts/reauthenticate/")
    confirm(client_in)
    for way in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
        assert client_in.get(way).status_code == 200
    assert client_in.post("/accounts/logout/").headers["Location"] != PAGE


def test_a_poll_does_not_tear_the_form_away(client_in: Client) -> None:
    assert client_in.get("/", HTTP_X_CONGSO_POLL="1").status_code == 204
    assert client_in.get("/", HTTP_ACCEPT="text/event-stream").status_code == 204


def test_work_opens_once_there_is_a_factor_and_closes_without(
    client_in: Client, person: Person
) -> None:
    confirm(client_in)
    client_in.get("/accounts/2fa/totp/activate/")
    secret = client_in.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client_in.post("/accounts/2fa/totp/activate/", {"code": code})
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert client_in.get("/").content == b"desk of diepptn"
    assert client_in.get(PAGE).headers["Location"] == "/"
    confirm(client_in)
    client_in.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=person).exists()
    assert client_in.get("/").headers["Location"] == PAGE


def test_recovery_codes_alone_are_no_factor(client_in: Client, person: Person) -> None:
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    Authenticator.objects.filter(user=person, type="totp").delete()
    assert client_in.get("/").headers["Location"] == PAGE


def test_the_issued_password_is_changed_first(client_in: Client, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(must_change_password=True)
    assert client_in.get("/").headers["Location"] == "/accounts/first-password/"
    assert client_in.get("/accounts/first-password/").status_code == 200


def test_made_up_people_need_none(client_in: Client, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_demo=True)
    assert client_in.get("/").content == b"desk of diepptn"


def only_a_clerk(person_id: int) -> bool:
    return Person.objects.filter(pk=person_id, login="diepptn").exists()


def test_by_role_only_guarded_accounts_need_one(
    client_in: Client, person: Person, settings: Any
) -> None:
    settings.CONGSO_SECOND_FACTOR = "guarded"
    settings.CONGSO_GUARDED_ACCOUNTS = f"{__name__}.only_a_clerk"
    assert client_in.get("/").headers["Location"] == PAGE
    Person.objects.filter(pk=person.pk).update(login="tuntc")
    assert client_in.get("/").content == b"desk of tuntc"


def test_the_answer_is_kept_for_five_minutes(client_in: Client, person: Person) -> None:
    session: Any = {}
    Person.objects.filter(pk=person.pk).update(is_demo=False)
    TOTP.activate(person, SECRET)
    now = time.time()
    assert not second_factor_rule.is_missing(person, session, now)
    Authenticator.objects.filter(user=person).delete()
    assert not second_factor_rule.is_missing(person, session, now + 299)
    assert second_factor_rule.is_missing(person, session, now + 301)
