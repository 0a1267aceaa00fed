# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tokens: who has one, what it is good for, when it ends."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from congso.accounts.models import FailedAttempt, Person
from congso.api.enums import Scope
from congso.api.listeners import end_tokens
from congso.api.models import ApiToken, RequestCount
from congso.api.services import rates
from congso.api.services.tokens import UnfitToken, create_token, revoke_token
from congso.api.tests.callers import Caller, caller_for, entry, found, problem
from congso.audit.events import Heard
from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.models import Document
from congso.organisation.tests.factories import Agency


def test_the_caller_is_the_person_of_the_token(clerk: Caller, agency: Agency) -> None:
    me = found(clerk.get("/me"))
    assert (me["login"], me["full_name"]) == ("diepptn", "Phùng Thị Ngọc Diệp")
    assert me["office_id"] == agency.office.pk
    assert [role["role"] for role in me["roles"]] == ["clerk"]
    assert me["scopes"] == ["read", "documents", "routing", "stand_ins"]


def test_only_the_hash_of_a_secret_is_kept(clerk: Caller) -> None:
    token = ApiToken.objects.get()
    assert len(clerk.secret) == len("congso_") + 32  # 160 bits in base32
    assert clerk.secret not in str(vars(token))
    assert clerk.secret.startswith(token.prefix)


def test_acts_by_token_are_in_the_trail_as_such(clerk: Caller, agency: Agency) -> None:
    found(clerk.post("/documents", entry(agency.office)), 201)
    assert Entry.objects.get(verb="document.registered").via == "api"
    assert Entry.objects.get(verb="token.created").via == "cli"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer congso_khong-dung", "Basic abc", "Bearer x y"]
)
def test_without_a_valid_token_nothing_is_answered(agency: Agency, header: str) -> None:
    response = Client().get("/api/v1/me", headers={"Authorization": header} if header else {})
    assert problem(response, 401)["code"] == "unauthenticated"
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_session_counts_for_nothing_here(agency: Agency) -> None:
    client = Client()
    client.force_login(agency.people["diepptn"], backend="congso.accounts.backends.LimitedBackend")
    problem(client.get("/api/v1/me"), 401)
    problem(client.post("/api/v1/documents", entry(agency.office), "application/json"), 401)
    assert not Document.objects.exists()


def test_tokens_of_a_locked_person_are_dead_at_once(clerk: Caller, agency: Agency) -> None:
    found(clerk.get("/me"))
    Person.objects.filter(login="diepptn").update(is_active=False)
    problem(clerk.get("/me"), 401)


def test_whoever_must_set_a_password_first_has_no_token(clerk: Caller) -> None:
    Person.objects.filter(login="diepptn").update(must_change_password=True)
    problem(clerk.get("/me"), 401)


def test_tokens_end_for_good_when_the_office_issues_a_password(
    clerk: Caller, officer: Caller
) -> None:
    person = clerk.person_id
    for _turn in range(2):  # told at least once
        end_tokens(Heard(1, "person.password_issued", "person", person, {"person_id": person}))
    problem(clerk.get("/me"), 401)
    found(officer.get("/me"))
    assert Entry.objects.filter(verb="token.revoked").count() == 1


def test_a_token_ends_by_its_day_and_when_revoked(clerk: Caller, agency: Agency) -> None:
    with time_machine.travel(clock.now() + dt.timedelta(days=91), tick=False):
        problem(clerk.get("/me"), 401)
    assert clerk.delete(f"/me/tokens/{clerk.token_id}").status_code == 204
    problem(clerk.get("/me"), 401)
    assert Entry.objects.filter(verb="token.revoked").count() == 1


def test_nobody_ends_the_token_of_another(clerk: Caller, stranger: Caller) -> None:
    problem(stranger.delete(f"/me/tokens/{clerk.token_id}"), 404)
    assert ApiToken.objects.get(pk=clerk.token_id).revoked_at is None
    with pytest.raises(Denied):
        revoke_token(Actor(stranger.person_id), token_id=clerk.token_id)


def test_a_token_does_only_what_its_scopes_say(agency: Agency) -> None:
    reader = caller_for(agency, "diepptn", Scope.READ)
    found(reader.get("/documents"))
    assert problem(reader.post("/documents", entry(agency.office)), 403)["code"] == "scope"
    assert not Document.objects.exists()


def test_a_token_makes_no_token(agency: Agency) -> None:
    person = agency.people["diepptn"]
    for actor in (Actor(person.pk, via="api"), agency.actor("yenmt")):
        with pytest.raises(Denied):
            create_token(actor, person_id=person.pk, name="x")
    assert not ApiToken.objects.exists()
    made, _secret = create_token(agency.actor("diepptn"), person_id=person.pk, name="của mình")
    assert made.person_id == person.pk


@pytest.mark.parametrize(
    ("days", "scopes"), [(366, ["read"]), (0, ["read"]), (9, []), (9, ["all"])]
)
def test_unfit_tokens_are_not_made(agency: Agency, days: int, scopes: list[str]) -> None:
    with pytest.raises(UnfitToken):
        create_token(
            Actor(None, via="cli"), person_id=agency.people["diepptn"].pk, name="x",
            days=days, scopes=scopes,
        )  # fmt: skip
    assert not ApiToken.objects.exists()


def test_the_day_of_last_use_is_remembered(clerk: Caller) -> None:
    found(clerk.get("/me"))
    assert ApiToken.objects.get().last_used_on == clock.today()


def test_wrong_tokens_are_slowed_down_by_address_and_right_ones_are_not(clerk: Caller) -> None:
    client = Client()
    for turn in range(20):
        response = client.get("/api/v1/me", headers={"Authorization": f"Bearer congso_{turn:06}zz"})
        problem(response, 401)
    response = client.get("/api/v1/me", headers={"Authorization": "Bearer congso_khac"})
    assert problem(response, 429)["code"] == "too_many_failures"
    assert int(response["Retry-After"]) > 0
    assert FailedAttempt.objects.count() == 20
    found(clerk.get("/me"))


def test_one_token_asks_six_hundred_times_a_minute(clerk: Caller) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 25, 1, 0, 10, tzinfo=dt.UTC), tick=False):
        minute = clock.now().replace(second=0, microsecond=0)
        RequestCount.objects.create(
            token_id=clerk.token_id, minute=minute, count=rates.A_MINUTE - 1
        )
        found(clerk.get("/me"))
        response = clerk.get("/me")
        assert problem(response, 429)["code"] == "too_many"
        assert response["Retry-After"] == "50"


def test_the_command_prints_a_token_that_works(agency: Agency) -> None:
    out = io.StringIO()
    call_command("token_create", "diepptn", "--scope", "read", "--days", "7", stdout=out)
    caller = Caller(out.getvalue().strip(), 0, 0)
    assert found(caller.get("/me"))["scopes"] == ["read"]
    with pytest.raises(CommandError):
        call_command("token_create", "khongco")
    with pytest.raises(CommandError):
        call_command("token_create", "diepptn", "--days", "999")
