# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from congso.accounts.models import FailedAttempt, Person
from congso.accounts.tests.factories import PASSWORD
from congso.audit.models import Entry

SignIn = Callable[..., Any]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


@pytest.fixture
def with_app(person: Person) -> Person:
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


def confirm(client: Client) -> None:
    """Type the password once more, as asked before an act that matters."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/"})


def test_after_the_password_the_code_is_asked_for(
    client: Client, with_app: Person, sign_in: SignIn
) -> None:
    assert sign_in(client, "diepptn")["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/").content == b"desk of nobody"
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Mã hoặc khóa bảo mật không đúng" in wrong.content.decode()
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert answer["Location"] == "/"
    assert client.get("/").content == b"desk of diepptn"


def test_a_code_is_good_once_whichever_process_asks(
    client: Client, with_app: Person, sign_in: SignIn
) -> None:
    code = code_now()
    sign_in(client, "diepptn")
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    cache.clear()  # another process has another cache
    other = Client()
    sign_in(other, "diepptn")
    assert (
        other.post("/accounts/2fa/authenticate/", {"code": code[:3] + " " + code[3:]}).status_code
        == 200
    )
    assert other.get("/").content == b"desk of nobody"


def test_a_recovery_code_is_good_once(client: Client, with_app: Person, sign_in: SignIn) -> None:
    row = Authenticator.objects.get(user=with_app, type="recovery_codes")
    code = row.wrap().get_unused_codes()[0]
    sign_in(client, "diepptn")
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    other = Client()
    sign_in(other, "diepptn")
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200


def test_guessing_codes_is_limited_and_the_password_buys_no_new_guesses(
    client: Client, with_app: Person, sign_in: SignIn
) -> None:
    for _ in range(5):
        browser = Client()
        assert sign_in(browser, "diepptn").status_code == 302
        browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    sign_in(client, "diepptn")
    page = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert page.status_code == 200
    assert "tạm khóa 15 phút" in page.content.decode()
    assert client.get("/").content == b"desk of nobody"
    assert FailedAttempt.objects.filter(login="diepptn#code").count() == 5
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16)):
        sign_in(client, "diepptn")
        assert client.post("/accounts/2fa/authenticate/", {"code": code_now()}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_turning_the_app_on_keeps_the_secret_closed_and_renews_the_session(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page).group(1)
    assert 'src="data:image/svg+xml;base64,' in page
    before = client.cookies["sessionid"].value
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    row = Authenticator.objects.get(user=person, type="totp")
    assert secret not in str(row.data)
    assert client.cookies["sessionid"].value != before
    assert client.get("/").content == b"desk of diepptn"
    codes = re.findall(r"<li><code>(\d{8})</code>", client.get(answer["Location"]).content.decode())
    assert len(set(codes)) == 10
    kinds = Entry.objects.filter(verb="person.second_factor_added", object_id=person.pk)
    assert kinds.count() == 2  # the app and the recovery codes


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/recovery-codes/generate/",
    ],
)
def test_changing_a_factor_asks_for_the_password_again(
    client: Client, person: Person, sign_in: SignIn, path: str
) -> None:
    sign_in(client, "diepptn")
    assert (
        client.get(path)["Location"] == f"/accounts/reauthenticate/?next={path.replace('/', '%2F')}"
    )
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)):
        confirm(client)
        assert client.get(path).status_code == 200
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=302)):
        assert client.get(path).status_code == 302


def test_turning_the_app_off_asks_again_and_is_in_the_trail(
    client: Client, with_app: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    path = "/accounts/2fa/totp/deactivate/"
    assert client.post(path).status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()
    confirm(client)
    client.post(path)
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(verb="person.second_factor_removed").exists()


def test_guessing_the_password_when_asked_again_is_limited(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    for _ in range(4):
        client.post("/accounts/reauthenticate/", {"password": "đoán mò"})
    page = client.post("/accounts/reauthenticate/", {"password": "đoán mò"}).content.decode()
    assert "tạm khóa 15 phút" in page
    confirm(client)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302


def test_the_page_offers_a_challenge_for_a_security_key_to_anybody(
    client: Client, db: None
) -> None:
    answer = client.get("/accounts/2fa/webauthn/login/", HTTP_ACCEPT="application/json")
    options = answer.json()["request_options"]["publicKey"]
    assert options["rpId"] == "testserver"
    assert len(options["challenge"]) >= 32
    assert not options.get("allowCredentials")


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", '{"id":"x","rawId":"x","type":"public-key","response":{}}']
)
def test_a_false_security_key_signs_nobody_in(client: Client, db: None, credential: str) -> None:
    client.get("/accounts/2fa/webauthn/login/", HTTP_ACCEPT="application/json")
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert answer.status_code == 302
    assert client.get("/").content == b"desk of nobody"


def test_every_page_of_the_second_factor_is_ours(
    client: Client, with_app: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    confirm(client)
    for path in (
        "",
        "webauthn/add/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "totp/deactivate/",
    ):
        page = client.get(f"/accounts/2fa/{path}").content.decode()
        assert '<div class="phead"><h1' in page, path
        assert "style=" not in page.replace("img-src", ""), path
    assert client.get("/accounts/2fa/webauthn/")["Location"] == "/accounts/2fa/"
    for path in ("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/"):
        assert '<main class="lm one"' in client.get(path).content.decode()
