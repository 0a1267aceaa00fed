# SPDX-License-Identifier: AGPL-3.0-or-later
"""R-08: asked, checked by a second person, applied, kept; and the reset of a second factor."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from congso.accounts.models import Person
from congso.administration import queries
from congso.administration.enums import State
from congso.administration.models import AccountRequest
from congso.administration.services import requests
from congso.administration.services.requests import ChangeData
from congso.audit.models import Entry
from congso.common import clock
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.organisation.models import Post
from congso.organisation.services.clashes import Clash
from congso.organisation.tests.factories import Agency


def ask(agency: Agency, login: str = "tuntc", **wishes: object) -> AccountRequest:
    given = wishes or {"full_name": "Ngô Thị Cẩm Tú Anh", "phone": "0256 382 2255"}
    return requests.ask_change(
        agency.actor(login), person_id=agency.people[login].pk, data=ChangeData(**given)
    )


def test_nothing_changes_before_the_office_approves(agency: Agency) -> None:
    ask(agency)

    assert Person.objects.get(login="tuntc").full_name == "Ngô Thị Cẩm Tú"


def test_approving_applies_and_keeps_before_and_after(agency: Agency) -> None:
    row = ask(agency)

    requests.approve(agency.actor("duongntt"), request_id=row.pk)

    person = Person.objects.get(login="tuntc")
    assert (person.full_name, person.phone) == ("Ngô Thị Cẩm Tú Anh", "0256 382 2255")
    assert person.sort_key != agency.people["tuntc"].sort_key
    row.refresh_from_db()
    assert (row.state, row.decided_by.login) == (State.APPROVED, "duongntt")
    assert row.present["full_name"] == "Ngô Thị Cẩm Tú"
    entry = Entry.objects.get(verb="account_request.approve")
    assert entry.detail.personal["after"]["full_name"] == "Ngô Thị Cẩm Tú Anh"


def test_a_new_unit_and_title_hold_from_their_day(agency: Agency) -> None:
    since = clock.today() + dt.timedelta(days=7)
    row = ask(agency, unit_id=agency.units["KHTC"].pk, title="Chuyên viên chính", since=since)

    requests.approve(agency.actor("duongntt"), request_id=row.pk)

    posts = Post.objects.filter(person=agency.people["tuntc"]).order_by("valid_from")
    assert [(p.unit.code, p.valid_from, p.valid_until) for p in posts][1:] == [
        ("KHTC", since, None)
    ]
    assert posts[0].valid_until == since - dt.timedelta(days=1)


def test_a_clash_leaves_the_request_waiting(agency: Agency) -> None:
    row = ask(agency, login="dungctm", unit_id=agency.units["KHTC"].pk)

    with pytest.raises(Clash) as clash:
        requests.approve(agency.actor("duongntt"), request_id=row.pk)

    assert clash.value.constraint == "unit_one_head"
    row.refresh_from_db()
    assert row.state == State.WAITING
    assert Post.objects.get(person=agency.people["dungctm"]).unit.code == "TT"
    assert not Entry.objects.filter(verb="account_request.approve").exists()


def test_refusing_needs_a_reason_that_the_person_reads(agency: Agency) -> None:
    row = ask(agency)

    requests.refuse(agency.actor("duongntt"), request_id=row.pk, note="Thiếu quyết định")

    mine = queries.own_requests(agency.actor("tuntc")).get()
    assert (mine.state, mine.decision_note) == (State.REFUSED, "Thiếu quyết định")
    assert Person.objects.get(login="tuntc").full_name == "Ngô Thị Cẩm Tú"


@pytest.mark.parametrize("login", ["dinhlq", "khiemtg", "dungctm", "tuntc"])
def test_only_an_issuer_of_the_office_decides(agency: Agency, login: str) -> None:
    row = ask(agency)

    for act in (requests.approve, requests.refuse):
        with pytest.raises(Denied):
            act(agency.actor(login), request_id=row.pk, note="x")
    row.refresh_from_db()
    assert row.state == State.WAITING


def test_an_issuer_does_not_decide_on_himself_nor_on_what_he_asked(agency: Agency) -> None:
    issuer = agency.actor("duongntt")
    own = ask(agency, login="duongntt", phone="0912 345 678")
    asked = requests.ask_change(
        issuer, person_id=agency.people["tuntc"].pk, data=ChangeData(phone="0256 1")
    )

    for row in (own, asked):
        with pytest.raises(Denied):
            requests.approve(agency.actor("duongntt"), request_id=row.pk)
        requests.approve(agency.actor("hadtt"), request_id=row.pk)
    assert Person.objects.get(login="tuntc").phone == "0256 1"


def test_nobody_asks_for_another_but_the_office(agency: Agency) -> None:
    with pytest.raises(Denied):
        requests.ask_change(
            agency.actor("dungctm"), person_id=agency.people["tuntc"].pk,
            data=ChangeData(phone="1"),
        )  # fmt: skip
    assert not AccountRequest.objects.exists()


def test_asking_for_what_stands_is_refused(agency: Agency) -> None:
    with pytest.raises(requests.NothingAsked):
        ask(agency, full_name="Ngô  Thị Cẩm Tú", unit_id=agency.units["TT"].pk)
    assert not AccountRequest.objects.exists()


def test_one_request_waits_at_a_time(agency: Agency) -> None:
    first = ask(agency)

    with pytest.raises(requests.AlreadyWaiting):
        ask(agency, phone="0256 9")
    requests.withdraw(agency.actor("tuntc"), request_id=first.pk)
    assert ask(agency, phone="0256 9").state == State.WAITING


def test_a_decided_request_is_not_decided_again(agency: Agency) -> None:
    row = ask(agency)
    requests.refuse(agency.actor("duongntt"), request_id=row.pk, note="không có căn cứ")

    with pytest.raises(WrongState):
        requests.approve(agency.actor("hadtt"), request_id=row.pk)
    assert Person.objects.get(login="tuntc").full_name == "Ngô Thị Cẩm Tú"


def test_two_of_the_office_reset_a_second_factor(agency: Agency) -> None:
    person = agency.people["lyhc"]
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    row = requests.ask_factor_reset(agency.actor("duongntt"), person_id=person.pk, reason="mất máy")

    with pytest.raises(Denied):
        requests.approve(agency.actor("duongntt"), request_id=row.pk)
    assert Authenticator.objects.filter(user=person).count() == 1
    requests.approve(agency.actor("hadtt"), request_id=row.pk)

    assert not Authenticator.objects.filter(user=person).exists()
    entry = Entry.objects.get(verb="person.second_factor_reset")
    assert entry.detail.before == {"factors": ["totp"]}
    assert str(agency.people["duongntt"].pk) in entry.canonical


def test_nobody_asks_to_reset_his_own_factor(agency: Agency) -> None:
    for login in ("duongntt", "lyhc"):
        person = agency.people[login]
        with pytest.raises(Denied):
            requests.ask_factor_reset(agency.actor(login), person_id=person.pk, reason="x")
    assert not AccountRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_issuers_at_once_decide_once(agency: Agency) -> None:
    row = ask(agency)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def decide(login: str) -> None:
        try:
            ready.wait()
            requests.approve(agency.actor(login), request_id=row.pk)
            outcomes.append("approved")
        except WrongState:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(who,)) for who in ("duongntt", "hadtt")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["approved", "too late"]
    assert Entry.objects.filter(verb="person.changed").count() == 1
