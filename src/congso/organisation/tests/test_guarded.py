# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose account opens much, and how long a screen stays open without an act."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.common import clock
from congso.organisation.enums import Role
from congso.organisation.guarded import idle_seconds, is_guarded
from congso.organisation.models import Post, RoleGrant
from congso.organisation.tests.factories import LONG_AGO, Agency, make_agency

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
