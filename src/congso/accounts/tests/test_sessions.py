# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client

from congso.accounts.models import Person
from congso.accounts.queries import device_name
from congso.accounts.services import persons, sessions
from congso.accounts.tests.factories import PASSWORD, PersonFactory
from congso.audit.models import Entry
from congso.common.actor import Actor
from congso.common.policy import Denied

SignIn = Callable[..., Any]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0"
PHONE = f"Mozilla/5.0 (Linux; Android 13) {CHROME} Mobile Safari/537.36"
COC_COC = f"Mozilla/5.0 (Windows NT 6.1) coc_coc_browser/109.0 {CHROME} Safari/537.36"


def after(**passed: float) -> Any:
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(**passed))


@pytest.fixture
def two(client: Client, person: Person, sign_in: SignIn) -> tuple[Client, Client]:
    other = Client()
    sign_in(client, "diepptn", HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="10.68.1.20")
    sign_in(other, "diepptn", HTTP_USER_AGENT=PHONE, REMOTE_ADDR="113.176.116.7")
    return client, other


@pytest.mark.unit
@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox trên Windows"),
        (PHONE, "Chrome trên Android"),
        (COC_COC, "Cốc Cốc trên Windows"),
        ("curl/8.0", "Thiết bị không rõ"),
    ],
)
def test_devices_are_named_as_people_know_them(agent: str, name: str) -> None:
    assert device_name(agent) == name


@pytest.mark.requirement("R-63")
def test_the_list_shows_device_address_and_which_is_this(two: tuple[Client, Client]) -> None:
    page = two[0].get("/accounts/sessions/").content.decode()
    rows = re.findall(r"<tr.*?</tr>", page.split("<tbody>")[1], re.DOTALL)
    assert len(rows) == 2
    assert "Firefox trên Windows" in rows[0]
    assert "phiên này" in rows[0]
    assert "/end/" not in rows[0]
    assert "Chrome trên Android" in rows[1]
    assert "113.176.116.7" in rows[1]
    assert "/end/" in rows[1]


@pytest.mark.requirement("R-63")
def test_an_ended_session_is_over_at_its_next_request(two: tuple[Client, Client]) -> None:
    client, other = two
    row = UserSession.objects.get(session_key=other.session.session_key)
    client.post(f"/accounts/sessions/{row.pk}/end/")
    assert other.get("/").content == b"desk of nobody"
    assert client.get("/").content == b"desk of diepptn"
    assert Entry.objects.filter(verb="person.session_revoked").count() == 1


def test_all_other_sessions_end_together(two: tuple[Client, Client], sign_in: SignIn) -> None:
    client, other = two
    third = Client()
    sign_in(third, "diepptn")
    client.post("/accounts/sessions/end-others/")
    desks = [browser.get("/").content for browser in (client, other, third)]
    assert desks == [b"desk of diepptn", b"desk of nobody", b"desk of nobody"]


def test_a_session_of_somebody_else_cannot_be_ended(
    two: tuple[Client, Client], sign_in: SignIn
) -> None:
    stranger = Client()
    PersonFactory(login="tamnv")
    sign_in(stranger, "tamnv")
    row = UserSession.objects.get(session_key=two[1].session.session_key)
    assert stranger.post(f"/accounts/sessions/{row.pk}/end/").status_code == 404
    assert two[1].get("/").content == b"desk of diepptn"
    with pytest.raises(Denied):
        sessions.end_other_sessions(
            Actor(person_id=Person.objects.get(login="tamnv").pk),
            person=Person.objects.get(login="diepptn"),
        )


def test_locking_the_account_ends_every_session(two: tuple[Client, Client], person: Person) -> None:
    persons.lock(Actor.system("test"), person=person)
    assert [browser.get("/").content for browser in two] == [b"desk of nobody"] * 2


def test_the_sixth_session_ends_the_oldest(person: Person, sign_in: SignIn) -> None:
    browsers = [Client() for _ in range(6)]
    for browser in browsers:
        sign_in(browser, "diepptn")
    desks = [browser.get("/").content for browser in browsers]
    assert desks == [b"desk of nobody"] + [b"desk of diepptn"] * 5


def test_a_shared_demo_account_has_no_such_end(db: None, sign_in: SignIn) -> None:
    PersonFactory(login="demo", is_demo=True)
    browsers = [Client() for _ in range(7)]
    for browser in browsers:
        sign_in(browser, "demo")
    assert {browser.get("/").content for browser in browsers} == {b"desk of demo"}


def test_a_session_ends_after_twelve_hours_however_busy(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    for quarter in range(1, 72):
        with after(minutes=10 * quarter):
            assert client.get("/").content == b"desk of diepptn"
    with after(hours=12, seconds=1):
        assert client.get("/").content == b"desk of nobody"


@pytest.mark.requirement("R-63")
def test_after_a_quarter_of_an_hour_the_screen_is_locked_and_the_session_goes_on(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    with after(minutes=14, seconds=55):
        assert client.get("/").status_code == 200
    with after(minutes=30):
        answer = client.get("/?q=1&p=2")
        assert answer.status_code == 423
        assert "desk of" not in answer.content.decode()
        assert 'name="next" value="/?q=1&amp;p=2"' in answer.content.decode()
        assert client.post("/").status_code == 423
        fragment = client.get("/", HTTP_HX_REQUEST="true")
        assert (fragment.status_code, fragment["HX-Trigger"]) == (423, "congso:locked")
        assert "<html" not in fragment.content.decode()
    assert UserSession.objects.count() == 1


def test_the_password_opens_the_screen_and_leads_back(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    with after(minutes=16):
        client.get("/")
        wrong = client.post("/accounts/unlock/", {"password": "sai mật khẩu rồi", "next": "/?q=1"})
        assert wrong.status_code == 422
        assert "Còn 4 lần thử" in wrong.content.decode()
        assert client.get("/").status_code == 423
        answer = client.post("/accounts/unlock/", {"password": PASSWORD, "next": "/?q=1"})
        assert (answer.status_code, answer["Location"]) == (302, "/?q=1")
        assert client.get("/").content == b"desk of diepptn"


def test_the_dialog_opens_the_screen_without_leaving_the_page(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    token = client.cookies["csrftoken"].value
    with after(minutes=16):
        shown = client.get("/accounts/lock/", HTTP_HX_REQUEST="true")
        assert shown.status_code == 423
        assert 'name="password"' in shown.content.decode()
        answer = client.post("/accounts/unlock/", {"password": PASSWORD}, HTTP_HX_REQUEST="true")
        assert answer.status_code == 204
        assert "congso:unlocked" in answer["HX-Trigger"]
    assert client.cookies["csrftoken"].value == token


def test_guessing_at_the_lock_is_limited(client: Client, person: Person, sign_in: SignIn) -> None:
    sign_in(client, "diepptn")
    with after(minutes=16):
        for _ in range(5):
            client.post("/accounts/unlock/", {"password": "đoán mò"})
        assert client.post("/accounts/unlock/", {"password": PASSWORD}).status_code == 422
        assert client.get("/").status_code == 423


def test_another_persons_password_does_not_open_the_screen(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    PersonFactory(login="tamnv", password="mật khẩu của người khác")
    sign_in(client, "diepptn")
    client.post("/accounts/lock/")
    fields = {"login": "tamnv", "username": "tamnv", "password": "mật khẩu của người khác"}
    assert client.post("/accounts/unlock/", fields).status_code == 422
    assert client.get("/").status_code == 423


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_CONGSO_POLL": "counts"},
        {"HTTP_ACCEPT": "text/event-stream"},
        {"HTTP_SEC_PURPOSE": "prefetch"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_HX_PRELOADED": "true"},
    ],
)
def test_polls_streams_and_prefetch_are_no_activity(
    client: Client, person: Person, sign_in: SignIn, headers: dict[str, str]
) -> None:
    sign_in(client, "diepptn")
    for minute in range(1, 15):
        with after(minutes=minute):
            assert client.get("/", **headers).status_code == 200
    with after(minutes=16):
        assert client.get("/", **headers).status_code == 423


def test_acts_keep_the_screen_open_and_tell_how_long(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    for minutes in (10, 20, 30):
        with after(minutes=minutes):
            assert client.post("/accounts/keepalive/")["X-Session-Seconds"] == "900"
    with after(minutes=40):
        assert client.get("/", HTTP_X_CONGSO_POLL="1")["X-Session-Seconds"] in {"299", "300"}


def test_a_shorter_time_may_be_set_for_some(
    client: Client, person: Person, sign_in: SignIn, settings: Any
) -> None:
    settings.CONGSO_IDLE_LOCK = "congso.accounts.tests.test_sessions.five_minutes"
    sign_in(client, "diepptn")
    with after(minutes=4):
        assert client.get("/", HTTP_X_CONGSO_POLL="1").status_code == 200
    with after(minutes=5, seconds=1):
        assert client.get("/").status_code == 423


def five_minutes(person: Person) -> int:
    return 300


def test_the_screen_is_locked_by_hand_and_one_may_still_sign_out(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    assert client.post("/accounts/lock/").status_code == 423
    assert client.get("/").status_code == 423
    assert client.get("/accounts/sessions/").status_code == 423
    client.post("/accounts/logout/")
    assert client.get("/").content == b"desk of nobody"


def test_last_seen_is_kept(client: Client, person: Person, sign_in: SignIn) -> None:
    sign_in(client, "diepptn")
    began = UserSession.objects.get().last_seen_at
    with after(minutes=5):
        client.get("/", REMOTE_ADDR="10.68.1.99")
    row = UserSession.objects.get()
    assert (row.last_seen_at - began).total_seconds() > 290
    assert row.ip == "10.68.1.99"
