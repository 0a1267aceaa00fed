# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from congso.accounts.models import Person
from congso.accounts.services import door, passwords
from congso.accounts.services.door import Refusal
from congso.accounts.tests.factories import PASSWORD, PersonFactory
from congso.audit.models import Detail, Entry
from congso.common import statements
from congso.common.actor import Actor
from congso.common.policy import Denied

OFFICE = Actor.system("test")
OWN = "ruộng bậc thang mùa nước đổ"


@pytest.fixture
def issued(person: Person) -> str:
    return passwords.issue_password(OFFICE, person=person, now=dt.datetime.now(dt.UTC))


@pytest.mark.requirement("R-07")
def test_an_issued_password_has_four_groups_and_is_kept_as_a_hash_only(
    person: Person, issued: str
) -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", issued)
    person.refresh_from_db()
    assert person.must_change_password
    everything = repr(list(Entry.objects.values())) + repr(list(Detail.objects.values()))
    assert issued not in everything + person.password
    assert passwords.issue_password(OFFICE, person=person, now=dt.datetime.now(dt.UTC)) != issued


def test_an_issued_password_may_be_typed_as_it_is_read(
    person: Person, issued: str, web: Actor
) -> None:
    now = dt.datetime.now(dt.UTC)
    for typed in (issued, issued.lower(), issued.replace("-", " "), issued.replace("0", "O")):
        assert door.verify(web, login="diepptn", secret=typed, now=now).person == person


def test_an_issued_password_is_over_after_three_days(
    client: Client, person: Person, issued: str, sign_in: Callable[..., Any]
) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=72, seconds=1)):
        page = sign_in(client, "diepptn", issued).content.decode()
    assert "Mật khẩu cấp đã hết hạn. Báo Văn phòng Sở cấp lại." in page


@pytest.mark.requirement("R-07")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/accounts/profile/",
        "/accounts/sessions/",
        "/accounts/2fa/",
        "/accounts/password/change/",
    ],
)
def test_no_address_leads_past_the_forced_change(
    client: Client, person: Person, issued: str, sign_in: Callable[..., Any], path: str
) -> None:
    sign_in(client, "diepptn", issued)
    first = "/accounts/first-password/"
    for response in (client.get(path), client.post(path), client.get(path + "?next=/")):
        assert (response.status_code, response.headers.get("Location")) == (302, first)
    by_htmx = client.get(path, HTTP_HX_REQUEST="true")
    assert by_htmx.headers.get("HX-Redirect") == first
    assert "desk of" not in by_htmx.content.decode()


def test_the_own_password_opens_the_desk_and_the_slip_is_worthless(
    client: Client, person: Person, issued: str, sign_in: Callable[..., Any]
) -> None:
    sign_in(client, "diepptn", issued)
    before = client.cookies["sessionid"].value
    answer = client.post("/accounts/first-password/", {"password1": OWN, "password2": OWN})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").content == b"desk of diepptn"
    assert client.cookies["sessionid"].value != before
    assert sign_in(Client(), "diepptn", issued).status_code == 200
    assert sign_in(Client(), "diepptn", OWN).status_code == 302
    assert Entry.objects.filter(verb="person.password_changed", person_id=person.pk).count() == 1
    assert client.get("/accounts/first-password/")["Location"] == "/"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ngắn quá", "12"),
        ("password12345", "phổ biến"),
        ("diepptn-20262026", "Mật khẩu chứa tên"),
        ("PhạmThịNgọcĐiệp1990", "Mật khẩu chứa tên"),
        ("phamthingocdiep-88", "Mật khẩu chứa tên"),
        ("x" * 129, "128"),
    ],
)
def test_weak_passwords_are_refused_with_a_reason_and_change_nothing(
    client: Client, person: Person, password: str, sentence: str
) -> None:
    client.force_login(person)
    fields = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = client.post("/accounts/password/change/", fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_the_issued_password_cannot_become_the_own_one(
    client: Client, person: Person, issued: str, sign_in: Callable[..., Any]
) -> None:
    sign_in(client, "diepptn", issued)
    for same in (issued, issued.lower()):
        answer = client.post("/accounts/first-password/", {"password1": same, "password2": same})
        assert answer.status_code == 422
    person.refresh_from_db()
    assert person.must_change_password


def test_two_different_entries_change_nothing(client: Client, person: Person) -> None:
    client.force_login(person)
    fields = {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN + "x"}
    answer = client.post("/accounts/password/change/", fields)
    assert "Hai lần nhập mật khẩu khác nhau" in answer.content.decode()


def test_guessing_the_present_password_on_the_change_page_is_limited(
    client: Client, person: Person, web: Actor
) -> None:
    client.force_login(person)
    fields = {"oldpassword": "đoán mò thôi", "password1": OWN, "password2": OWN}
    for _ in range(5):
        client.post("/accounts/password/change/", fields)
    client.post("/accounts/password/change/", {**fields, "oldpassword": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    verdict = door.verify(web, login="diepptn", secret=PASSWORD, now=dt.datetime.now(dt.UTC))
    assert verdict.refusal is Refusal.ACCOUNT_DELAYED


def test_changing_the_password_ends_the_other_sessions_only(
    client: Client, person: Person, sign_in: Callable[..., Any]
) -> None:
    other = Client()
    sign_in(client, "diepptn")
    sign_in(other, "diepptn")
    fields = {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN}
    assert client.post("/accounts/password/change/", fields).status_code == 302
    assert client.get("/").content == b"desk of diepptn"
    assert other.get("/").content == b"desk of nobody"


def test_issuing_ends_sessions_and_clears_the_delay(
    client: Client, person: Person, sign_in: Callable[..., Any]
) -> None:
    sign_in(client, "diepptn")
    for _ in range(5):
        sign_in(Client(), "diepptn", "sai mật khẩu rồi")
    issued = passwords.issue_password(OFFICE, person=person, now=dt.datetime.now(dt.UTC))
    assert client.get("/").content == b"desk of nobody"
    assert sign_in(Client(), "diepptn", issued).status_code == 302


@pytest.mark.requirement("R-06")
def test_only_the_office_issues_and_nobody_to_himself(
    person: Person, settings: Any, now: dt.datetime
) -> None:
    colleague = PersonFactory(login="tamnv")
    with pytest.raises(Denied):
        passwords.issue_password(Actor(person_id=colleague.pk), person=person, now=now)
    settings.CONGSO_ACCOUNT_ISSUERS = "congso.accounts.tests.test_persons.everybody"
    statements.kept.forget()  # on a site the setting never changes while it runs
    with pytest.raises(Denied):
        passwords.issue_password(Actor(person_id=person.pk), person=person, now=now)
    assert passwords.issue_password(Actor(person_id=colleague.pk), person=person, now=now)


def test_nobody_changes_the_password_of_another(person: Person, now: dt.datetime) -> None:
    colleague = Actor(person_id=PersonFactory(login="tamnv").pk)
    with pytest.raises(Denied):
        passwords.change_password(colleague, person=person, password=OWN, now=now)


def test_the_present_password_cannot_be_chosen_again(person: Person, now: dt.datetime) -> None:
    with pytest.raises(ValidationError):
        passwords.change_password(
            Actor(person_id=person.pk), person=person, password=PASSWORD, now=now
        )


def test_demo_people_get_one_known_password_without_a_forced_change(
    db: None, web: Actor, now: dt.datetime
) -> None:
    people = [PersonFactory(is_demo=True), PersonFactory(is_demo=True)]
    passwords.set_demo_password(OFFICE, persons=people, password="congso-demo-2026")
    for someone in people:
        verdict = door.verify(web, login=someone.login, secret="congso-demo-2026", now=now)
        assert verdict.person == someone
        assert not someone.must_change_password
    with pytest.raises(ValueError, match="no demo"):
        passwords.set_demo_password(OFFICE, persons=[PersonFactory()], password="x")
    with pytest.raises(Denied):
        passwords.set_demo_password(web, persons=people, password="x")


@pytest.mark.requirement("R-64")
def test_a_reported_leak_closes_the_account_at_once(
    client: Client, person: Person, sign_in: Callable[..., Any]
) -> None:
    other = Client()
    sign_in(client, "diepptn")
    sign_in(other, "diepptn")
    answer = client.post("/accounts/report-leak/", follow=True)
    assert "Tài khoản đã khóa" in answer.content.decode()
    assert other.get("/").content == b"desk of nobody"
    assert sign_in(Client(), "diepptn").status_code == 200
    assert Entry.objects.filter(verb="person.leak_reported").count() == 1
