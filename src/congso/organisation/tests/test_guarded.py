# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose account opens much, and how long a screen stays open without an act."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.accounts.models import Person
from congso.common import clock
from congso.common.actor import Actor
from congso.organisation.enums import Position, Role, UnitKind
from congso.organisation.guarded import idle_seconds, is_guarded
from congso.organisation.models import Post, RoleGrant
from congso.organisation.policies import may_approve_accounts
from congso.organisation.queries_deciders import deciders
from congso.organisation.tests.factories import (
    LONG_AGO,
    Agency,
    make_agency,
    make_person,
    make_post,
    make_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def give(agency: Agency, login: str, role: Role, first: dt.date, last: dt.date | None) -> None:
    RoleGrant.objects.create(
        person=agency.people[login], role=role, valid_from=first, valid_until=last,
        registry_office=agency.office if role == Role.AUDITOR else None, decision="QĐ 12/QĐ-SNN",
    )  # fmt: skip


def test_leaders_clerks_and_who_administers_are_guarded(agency: Agency) -> None:
    guarded = {login for login, person in agency.people.items() if is_guarded(person.pk)}
    # board, heads of the Office, clerks of both offices, head of the Chi cục, secretary, issuer; no
    # room head, no officer
    assert guarded == {
        "dinhlq", "chauvtm", "bachnh", "khiemtg", "hadtt", "diepptn", "yenmt", "ngantt", "datqv",
        "nhatch", "duongntt",
    }  # fmt: skip


@pytest.mark.parametrize("role", [Role.IT_ADMIN, Role.APPROVER, Role.AUDITOR])
def test_a_duty_guards_from_the_day_it_is_given_until_its_last(agency: Agency, role: Role) -> None:
    person, today = agency.people["tuntc"], clock.today()
    give(agency, "tuntc", role, LONG_AGO, today - dt.timedelta(days=1))
    assert not is_guarded(person.pk)
    give(agency, "tuntc", role, today + dt.timedelta(days=3), today + dt.timedelta(days=9))
    assert is_guarded(person.pk)


def test_who_led_is_guarded_no_longer(agency: Agency) -> None:
    person = agency.people["bachnh"]
    Post.objects.filter(person=person).update(valid_until=clock.today() - dt.timedelta(days=1))
    assert not is_guarded(person.pk)


def test_the_screen_of_who_administers_locks_after_five_minutes(agency: Agency) -> None:
    assert idle_seconds(agency.people["duongntt"]) == 300
    for login in ("dinhlq", "diepptn", "tuntc"):
        assert idle_seconds(agency.people[login]) == 900
    give(agency, "tuntc", Role.IT_ADMIN, clock.today() + dt.timedelta(days=1), None)
    assert idle_seconds(agency.people["tuntc"]) == 900
    give(agency, "diepptn", Role.IT_ADMIN, clock.today(), None)
    assert idle_seconds(agency.people["diepptn"]) == 300


@pytest.mark.parametrize("machines", [False, True])
def test_policy_and_list_name_the_same_second_people(agency: Agency, machines: bool) -> None:
    """The standing says it of one person, the query of all."""
    below = make_unit("CCTY-VP", "Văn phòng Chi cục", UnitKind.OFFICE, agency.units["CCTY"])
    make_post(make_person("quyenbtl", "Bùi Thị Lệ Quyên"), below, "Chánh Văn phòng", Position.HEAD)
    if machines:
        give(agency, "khiemtg", Role.IT_ADMIN, LONG_AGO, None)
    give(agency, "tuntc", Role.APPROVER, LONG_AGO, None)
    give(agency, "lyhc", Role.APPROVER, LONG_AGO, clock.today() - dt.timedelta(days=1))
    Person.objects.filter(login="duongntt").update(is_active=False)

    by_policy = {
        person.login for person in Person.objects.all()
        if may_approve_accounts(Actor(person_id=person.pk))
    }  # fmt: skip
    by_list = set(Person.objects.filter(pk__in=deciders()).values_list("login", flat=True))

    assert by_policy == by_list == {"hadtt", "tuntc"} | ({"khiemtg"} if not machines else set())
