# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from congso.accounts.logins import UnfitName, login_stem
from congso.accounts.models import Person
from congso.accounts.services import persons
from congso.accounts.tests.factories import PersonFactory
from congso.audit.models import Entry
from congso.common import statements
from congso.common.actor import Actor
from congso.common.policy import Denied

OFFICE = Actor.system("test")
SYLLABLES = st.sampled_from(
    [
        "Nguyễn",
        "Đỗ",
        "Võ",
        "Ôn",
        "Âu",
        "Lý",
        "Trần",
        "Thị",
        "Văn",
        "Vũ",
        "Hữu",
        "Quỳnh",
        "Minh",
        "Thanh",
        "Hà",
        "Tâm",
        "Đức",
        "Ý",
        "Yến",
        "Ngọc",
        "Ánh",
    ]
)
NAMES = st.lists(SYLLABLES, min_size=2, max_size=5).map(" ".join)


def create(full_name: str, actor: Actor = OFFICE, **more: Any) -> Person:
    return persons.create_person(
        actor, full_name=full_name, gender="male", staff_kind="official", **more
    )


@pytest.mark.requirement("R-03")
def test_the_login_is_formed_from_the_name_and_numbered_when_taken(db: None) -> None:
    names = ["Nguyễn Văn Tâm", "Nguyễn Vũ Tâm", "Ngô Việt Tám", "Đỗ Thị Thanh Hà"]
    assert [create(name).login for name in names] == ["tamnv", "tamnv2", "tamnv3", "hadtt"]


def test_a_login_of_a_closed_account_is_never_given_again(db: None) -> None:
    PersonFactory(login="tamnv", is_active=False)
    assert create("Nguyễn Văn Tâm").login == "tamnv2"


def test_a_login_known_to_a_higher_module_is_not_given(db: None, settings: Any) -> None:
    settings.CONGSO_LOGIN_TAKEN = "congso.accounts.tests.test_persons.is_a_mailbox"
    assert create("Nguyễn Văn Tâm").login == "tamnv2"


def is_a_mailbox(login: str) -> bool:
    return login == "tamnv"


def test_a_wished_login_that_is_taken_or_reserved_is_refused(db: None) -> None:
    PersonFactory(login="tamnv")
    for login in ("tamnv", "postmaster"):
        with pytest.raises(persons.LoginTaken):
            create("Nguyễn Văn Tâm", login=login)
    assert Person.objects.count() == 1


@pytest.mark.parametrize("login", ["tâmnv", "Tamnv", "tam.nv", "2tam", "t"])
def test_a_wished_login_of_another_form_is_refused(db: None, login: str) -> None:
    with pytest.raises(ValidationError):
        create("Nguyễn Văn Tâm", login=login)
    assert not Person.objects.exists()


def test_a_new_account_has_no_password_and_stands_in_the_trail(db: None) -> None:
    person = create("  Y   Blăng  Niê ")
    assert (person.login, person.full_name) == ("nieyb", "Y Blăng Niê")
    assert not person.has_usable_password()
    assert Entry.objects.get(verb="person.created").object_id == person.pk


def test_a_name_without_letters_is_refused(db: None) -> None:
    with pytest.raises(UnfitName):
        create("  ")


@pytest.mark.requirement("R-06")
def test_only_the_office_creates_locks_and_unlocks(person: Person, settings: Any) -> None:
    colleague = Actor(person_id=PersonFactory(login="tamnv").pk)
    for act in (
        lambda: create("Nguyễn Văn Tâm", colleague),
        lambda: persons.lock(colleague, person=person),
        lambda: persons.unlock(colleague, person=person),
        lambda: persons.report_leak(colleague, person=person),
    ):
        with pytest.raises(Denied):
            act()
    person.refresh_from_db()
    assert person.is_active
    settings.CONGSO_ACCOUNT_ISSUERS = "congso.accounts.tests.test_persons.everybody"
    statements.kept.forget()  # on a site the setting never changes while it runs
    issuer = Actor(person_id=colleague.person_id)
    persons.lock(issuer, person=person)
    person.refresh_from_db()
    assert not person.is_active


def everybody(actor: Actor) -> bool:
    return True


def test_the_issuer_cannot_lock_himself(person: Person, settings: Any) -> None:
    settings.CONGSO_ACCOUNT_ISSUERS = "congso.accounts.tests.test_persons.everybody"
    statements.kept.forget()  # on a site the setting never changes while it runs
    with pytest.raises(Denied):
        persons.lock(Actor(person_id=person.pk), person=person)


@pytest.mark.django_db(transaction=True)
@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(NAMES, st.integers(2, 6))
def test_people_of_one_stem_created_at_once_get_one_login_each(name: str, count: int) -> None:
    stem = login_stem(name)
    before = Person.objects.filter(login__regex=f"^{stem}[0-9]*$").count()
    gate = threading.Barrier(count)

    def make(_: int) -> str:
        try:
            gate.wait()
            return create(name).login
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        logins = list(pool.map(make, range(count)))
    expected = {stem if n == 1 else f"{stem}{n}" for n in range(before + 1, before + count + 1)}
    assert set(logins) == expected
