# SPDX-License-Identifier: AGPL-3.0-or-later
"""Last days, leaks until the Office answers, and what only two may do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from congso.accounts.models import Person
from congso.accounts.services import persons, second_factor
from congso.accounts.services.passwords import issue_password
from congso.accounts.tests.factories import PersonFactory
from congso.audit.models import Entry
from congso.common.actor import Actor
from congso.common.policy import Denied

SYSTEM = Actor.system("test")


@pytest.mark.parametrize(("days", "is_active"), [(-1, False), (0, True), (1, True)])
def test_the_account_closes_the_day_after_the_last(
    person: Person, now: dt.datetime, days: int, is_active: bool
) -> None:
    today = now.date()
    persons.set_leaving(SYSTEM, person_id=person.pk, last_day=today + dt.timedelta(days=days))

    persons.lock_leavers(SYSTEM, today=today)
    persons.lock_leavers(SYSTEM, today=today)

    person.refresh_from_db()
    assert person.is_active is is_active
    assert Entry.objects.filter(verb="person.locked").count() == int(not is_active)


def test_who_is_opened_again_does_not_leave(person: Person, now: dt.datetime) -> None:
    today = now.date()
    persons.set_leaving(SYSTEM, person_id=person.pk, last_day=today - dt.timedelta(days=1))
    persons.lock_leavers(SYSTEM, today=today)
    person.refresh_from_db()

    persons.unlock(SYSTEM, person=person)

    assert persons.lock_leavers(SYSTEM, today=today) == 0
    person.refresh_from_db()
    assert person.is_active


def test_a_leak_is_answered_by_a_new_password(person: Person, now: dt.datetime) -> None:
    persons.report_leak(Actor(person_id=person.pk), person=person)
    person.refresh_from_db()
    assert person.leak_reported_at is not None
    assert not person.is_active

    issue_password(SYSTEM, person=person, now=now)

    person.refresh_from_db()
    assert (person.is_active, person.leak_reported_at) == (True, None)


def test_changing_keeps_the_login_and_the_order_follows(person: Person) -> None:
    before = person.sort_key

    persons.change_person(SYSTEM, person_id=person.pk, full_name="  Y   Blăng Niê ", phone="0256 1")

    person.refresh_from_db()
    assert (person.login, person.full_name, person.phone) == ("diepptn", "Y Blăng Niê", "0256 1")
    assert person.sort_key != before
    entry = Entry.objects.get(verb="person.changed")
    assert "Blăng" not in entry.canonical


def test_nobody_changes_his_own_account(person: Person, settings: Any) -> None:
    settings.CONGSO_ACCOUNT_ISSUERS = f"{__name__}.everybody"

    with pytest.raises(Denied):
        persons.change_person(Actor(person_id=person.pk), person_id=person.pk, phone="1")
    person.refresh_from_db()
    assert person.phone == ""


def test_a_reset_wants_two_of_the_office_who_are_not_the_person(
    person: Person, settings: Any
) -> None:
    settings.CONGSO_ACCOUNT_ISSUERS = settings.CONGSO_ACCOUNT_APPROVERS = f"{__name__}.everybody"
    one, two = PersonFactory(login="khiemtg"), PersonFactory(login="hadtt")
    actor = Actor(person_id=one.pk)

    for witness in (one, person):
        with pytest.raises(Denied):
            second_factor.reset_second_factor(actor, person=person, witness_id=witness.pk)
    with pytest.raises(Denied):
        second_factor.reset_second_factor(
            Actor(person_id=person.pk), person=person, witness_id=two.pk
        )
    assert not Entry.objects.filter(verb="person.second_factor_reset").exists()
    assert second_factor.reset_second_factor(actor, person=person, witness_id=two.pk) == 0


def everybody(actor: Actor) -> bool:
    return True
