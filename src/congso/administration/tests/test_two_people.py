# SPDX-License-Identifier: AGPL-3.0-or-later
"""Passwords of leaders, clerks and administrators: one of the Office asks, another approves."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from congso.accounts.models import Person
from congso.accounts.services import passwords
from congso.accounts.services.passwords import NeedsSecondPerson
from congso.administration import listeners
from congso.administration.enums import RequestKind, State
from congso.administration.models import AccountRequest
from congso.administration.services import issuing, requests
from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.notifications.models import Notice
from congso.organisation.enums import Role
from congso.organisation.models import RoleGrant
from congso.organisation.services import people
from congso.organisation.tests.factories import LONG_AGO, Agency

Browser = Callable[[str], Client]
GUARDED = ["dinhlq", "diepptn", "ngantt", "duongntt"]
APPROVER = "khiemtg"


@pytest.fixture
def approver(agency: Agency) -> Actor:
    """The Chánh Văn phòng approves requests; he issues no accounts."""
    RoleGrant.objects.create(
        person=agency.people[APPROVER], role=Role.APPROVER, valid_from=LONG_AGO
    )
    return agency.actor(APPROVER)


def ask(agency: Agency, login: str = "diepptn", by: str = "duongntt") -> AccountRequest:
    return requests.ask_password(agency.actor(by), person_id=agency.people[login].pk)


def hash_of(login: str) -> str:
    return Person.objects.get(login=login).password


@pytest.mark.requirement("R-07")
@pytest.mark.parametrize("login", GUARDED)
def test_nobody_alone_gives_such_a_password(agency: Agency, login: str) -> None:
    by = "hadtt" if login == "duongntt" else "duongntt"
    before = hash_of(login)
    with pytest.raises(NeedsSecondPerson):
        issuing.issue_slips(agency.actor(by), person_ids=[agency.people[login].pk])
    assert hash_of(login) == before
    assert not Entry.objects.filter(verb="person.password_issued").exists()


@pytest.mark.requirement("R-07")
@pytest.mark.parametrize("second", ["hadtt", APPROVER])
def test_the_second_person_draws_it_and_both_stand_in_the_trail(
    agency: Agency, approver: Actor, second: str
) -> None:
    row = ask(agency)
    slip = requests.approve_password(agency.actor(second), request_id=row.pk, note="Đã đối chiếu")
    person = Person.objects.get(login="diepptn")
    assert person.check_password(slip.password.replace("-", ""))
    assert person.must_change_password
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (State.APPROVED, agency.people[second])
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "account_request.ask", "person.password_issued", "person.slips_issued",
        "account_request.approve",
    ]  # fmt: skip
    issued = Entry.objects.get(verb="person.password_issued")
    assert issued.person_id == agency.people[second].pk
    assert f'"asked_by":{agency.people["duongntt"].pk}' in issued.canonical.replace(" ", "")
    assert slip.password not in " ".join(Entry.objects.values_list("canonical", flat=True))


@pytest.mark.requirement("R-07")
@pytest.mark.parametrize("login", ["duongntt", "diepptn", "dinhlq", "tuntc", "datqv"])
def test_nobody_else_approves(agency: Agency, approver: Actor, login: str) -> None:
    row, before = ask(agency), hash_of("diepptn")
    with pytest.raises(Denied):
        requests.approve_password(agency.actor(login), request_id=row.pk)
    row.refresh_from_db()
    assert (row.state, hash_of("diepptn")) == (State.WAITING, before)


def test_who_lost_the_duty_meanwhile_has_not_asked(agency: Agency) -> None:
    row, before = ask(agency), hash_of("diepptn")
    RoleGrant.objects.filter(person=agency.people["duongntt"]).update(
        valid_until=clock.today() - dt.timedelta(days=1)
    )
    with pytest.raises(Denied):
        requests.approve_password(agency.actor("hadtt"), request_id=row.pk)
    row.refresh_from_db()
    assert (row.state, hash_of("diepptn")) == (State.WAITING, before)


def test_the_two_are_never_one_whatever_the_request_says(agency: Agency) -> None:
    for second, first in (("hadtt", "hadtt"), ("hadtt", "diepptn"), ("diepptn", "hadtt")):
        with pytest.raises(Denied):
            passwords.issue_by_two(
                agency.actor(second), person=agency.people["diepptn"],
                asked_by=agency.people[first].pk, now=clock.now(),
            )  # fmt: skip
    assert not Entry.objects.filter(verb="person.password_issued").exists()


@pytest.mark.parametrize("login", ["diepptn", "tuntc", APPROVER])
def test_only_an_issuer_asks(agency: Agency, approver: Actor, login: str) -> None:
    with pytest.raises(Denied):
        ask(agency, by=login)
    assert not AccountRequest.objects.exists()


def test_the_approver_decides_on_passwords_alone(agency: Agency, approver: Actor) -> None:
    row = requests.ask_change(
        agency.actor("tuntc"), person_id=agency.people["tuntc"].pk,
        data=requests.ChangeData(phone="0256 382 2255"),
    )  # fmt: skip
    with pytest.raises(Denied):
        requests.approve(approver, request_id=row.pk)
    assert Person.objects.get(login="tuntc").phone == ""


def test_it_is_drawn_once(agency: Agency) -> None:
    row = ask(agency)
    requests.approve_password(agency.actor("hadtt"), request_id=row.pk)
    after = hash_of("diepptn")
    with pytest.raises(WrongState):
        requests.approve_password(agency.actor("hadtt"), request_id=row.pk)
    assert hash_of("diepptn") == after


def test_the_second_person_is_told_and_then_who_asked(agency: Agency, approver: Actor) -> None:
    row = ask(agency)
    listeners.request_asked(heard(Entry.objects.get(verb="account_request.ask").pk))
    told = Notice.objects.values_list("person__login", flat=True)
    assert set(told) == {"hadtt", APPROVER}
    requests.approve_password(approver, request_id=row.pk)
    listeners.request_approved(heard(Entry.objects.get(verb="account_request.approve").pk))
    assert Notice.objects.latest("pk").person == agency.people["duongntt"]


def test_a_role_that_opens_much_is_told_to_the_others_of_the_office(
    agency: Agency, approver: Actor
) -> None:
    tu, today = agency.people["tuntc"], clock.today()
    contact = RoleGrant(person=tu, role=Role.CONTACT, valid_from=today)
    people.grant_role(agency.actor("duongntt"), grant=contact)
    machines = RoleGrant(person=tu, role=Role.IT_ADMIN, valid_from=today)
    people.grant_role(approver, grant=machines, asked_by=agency.people["duongntt"].pk)
    for entry in Entry.objects.filter(verb="role.granted"):
        listeners.role_granted(heard(entry.pk))
        listeners.role_granted(heard(entry.pk))  # at least once: repeats do no harm
    told = Notice.objects.values_list("person__login", "parameters__name")
    assert sorted(told) == [("hadtt", "Ngô Thị Cẩm Tú"), ("tuntc", "Ngô Thị Cẩm Tú")]


# --- pages


def test_a_slip_of_a_clerk_becomes_a_request(signed_in: Browser, agency: Agency) -> None:
    before = hash_of("diepptn")
    chosen = [agency.people["diepptn"].pk, agency.people["tuntc"].pk]
    with translation.override("vi"):
        page = signed_in("duongntt").post(reverse("administration:slips"), {"person": chosen})
    assert page.text.count('class="slip-secret"') == 1
    assert "Ngô Thị Cẩm Tú" in page.text.split('class="slips"')[1]
    assert hash_of("diepptn") == before
    row = AccountRequest.objects.get()
    assert (row.kind, row.person.login, row.asked_by.login) == (
        RequestKind.PASSWORD, "diepptn", "duongntt",
    )  # fmt: skip


def test_the_approver_has_a_page_and_prints_the_slip(
    signed_in: Browser, agency: Agency, approver: Actor
) -> None:
    row, client = ask(agency), signed_in(APPROVER)
    with translation.override("vi"):
        listed = client.get(reverse("administration:requests"))
        assert "Phùng Thị Ngọc Diệp" in listed.text
        url = reverse("administration:request", args=[row.pk])
        assert url in listed.text
        assert "Duyệt và in phiếu" in client.get(url).text
        answer = client.post(reverse("administration:approve", args=[row.pk]))
    secret = answer.text.split('class="slip-secret">')[1].split("<")[0]
    assert Person.objects.get(login="diepptn").check_password(secret.replace("-", ""))
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in client.get(url).text
    assert "Không có đề nghị nào chờ." in client.get(reverse("administration:requests")).text


def test_who_asked_sees_no_slip(signed_in: Browser, agency: Agency) -> None:
    row, before = ask(agency), hash_of("diepptn")
    client = signed_in("duongntt")
    page = client.get(reverse("administration:request", args=[row.pk])).text
    assert reverse("administration:approve", args=[row.pk]) not in page
    assert client.post(reverse("administration:approve", args=[row.pk])).status_code == 404
    assert hash_of("diepptn") == before


@pytest.mark.parametrize("login", ["tuntc", "diepptn", "dinhlq", "duongntt"])
def test_the_page_of_approvals_is_the_approvers(
    signed_in: Browser, agency: Agency, approver: Actor, login: str
) -> None:
    ask(agency)
    assert signed_in(login).get(reverse("administration:requests")).status_code == 404


def test_refusing_wants_a_reason_and_gives_nothing(
    signed_in: Browser, agency: Agency, approver: Actor
) -> None:
    row, before = ask(agency), hash_of("diepptn")
    url = reverse("administration:refuse", args=[row.pk])
    client = signed_in(APPROVER)
    assert client.post(url).status_code == 422
    answer: Any = client.post(url, {"note": "Người này nghỉ thai sản"})
    assert answer.headers["Location"] == reverse("administration:requests")
    row.refresh_from_db()
    assert (row.state, hash_of("diepptn")) == (State.REFUSED, before)


# --- the lock of who administers


def test_the_screen_of_the_issuer_locks_after_five_minutes(
    signed_in: Browser, agency: Agency
) -> None:
    issuer, officer = signed_in("duongntt"), signed_in("tuntc")
    now = time.time()
    for client, limit in ((issuer, 300), (officer, 900)):
        with time_machine.travel(now, tick=False):
            assert client.get("/office/my-requests/").status_code == 200
        with time_machine.travel(now + limit - 5, tick=False):
            left = client.get("/office/my-requests/", HTTP_X_CONGSO_POLL="1")
            assert (left.status_code, left.headers["X-Session-Seconds"]) == (200, "5")
        with time_machine.travel(now + limit + 1, tick=False):
            assert client.get("/office/my-requests/").status_code == 423
