# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import datetime as dt
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import connection

from congso.accounts import hashers
from congso.accounts.models import FailedAttempt, Person
from congso.accounts.services import door
from congso.accounts.services.door import Refusal
from congso.accounts.tests.factories import PASSWORD, PersonFactory
from congso.accounts.typed_login import canonical_login
from congso.common.actor import Actor

ARGON2 = ["congso.accounts.hashers.Argon2Hasher"]


def check(actor: Actor, login: str, now: dt.datetime, secret: str = PASSWORD) -> door.Verdict:
    return door.verify(actor, login=login, secret=secret, now=now)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("typed", "login"),
    [
        ("diepptn", "diepptn"),
        ("  DiepPTN\t", "diepptn"),
        ("DIEPPTN@SNNPTNT.EXAMPLE", "diepptn"),
        ("tamnv2", "tamnv2"),
        ("điệpptn", None),
        ("diepptn\u0301", None),
        ("ⅾiepptn", None),
        ("diepptn@gmail.com", None),
        ("diepptn@", None),
        ("diepptn@@snnptnt.example", None),
        ("diepptn@snnptnt.example@snnptnt.example", None),
        ("diep ptn", None),
        ("diepptn\x00", None),
        ("diepptn\n", "diepptn"),
        ("2tamnv", None),
        ("", None),
        ("a" * 61, None),
    ],
)
def test_canonical_login(typed: str, login: str | None, settings: Any) -> None:
    settings.CONGSO_LOGIN_DOMAINS = "congso.accounts.tests.test_door.domains"
    assert canonical_login(typed) == login


def domains() -> list[str]:
    return ["snnptnt.example"]


def test_the_right_password_lets_in(person: Person, web: Actor, now: dt.datetime) -> None:
    assert check(web, "DIEPPTN", now) == door.Verdict(person=person)
    assert FailedAttempt.objects.count() == 0


def test_a_password_typed_decomposed_is_the_same_password(
    db: None, web: Actor, now: dt.datetime
) -> None:
    someone = PersonFactory(login="hoanv", password="mưa thuận gió hòa")
    assert check(web, "hoanv", now, "mưa thuận gió hòa").person == someone


def test_unknown_closed_and_wrong_get_one_answer(
    person: Person, web: Actor, now: dt.datetime
) -> None:
    PersonFactory(login="loanatk", is_active=False)
    answers = {
        check(web, "diepptn", now, "sai mật khẩu rồi"),
        check(web, "loanatk", now),
        check(web, "khongco", now),
    }
    assert answers == {door.Verdict(refusal=Refusal.WRONG, remaining=4)}


def test_spelling_a_login_otherwise_gives_no_new_tries(
    person: Person, web: Actor, now: dt.datetime, settings: Any
) -> None:
    settings.CONGSO_LOGIN_DOMAINS = "congso.accounts.tests.test_door.domains"
    spellings = ["diepptn", "DIEPPTN", " diepptn", "Diepptn@snnptnt.example", "dIEPPTN "]
    for spelling in spellings:
        check(web, spelling, now, "sai mật khẩu rồi")
    assert check(web, "diepptn", now).refusal is Refusal.ACCOUNT_DELAYED
    assert check(web, "điepptn", now).refusal is Refusal.UNFIT_LOGIN


def test_after_the_delay_the_right_password_lets_in(
    person: Person, web: Actor, now: dt.datetime
) -> None:
    for _ in range(5):
        check(web, "diepptn", now, "sai mật khẩu rồi")
    assert check(web, "diepptn", now + dt.timedelta(minutes=14)).person is None
    assert check(web, "diepptn", now + dt.timedelta(minutes=15)).person == person


def test_an_unknown_login_is_delayed_like_a_known_one(
    db: None, web: Actor, now: dt.datetime
) -> None:
    for _ in range(5):
        check(web, "khongco", now)
    assert check(web, "khongco", now).refusal is Refusal.ACCOUNT_DELAYED


def test_an_expired_issued_password_lets_nobody_in(
    person: Person, web: Actor, now: dt.datetime
) -> None:
    Person.objects.update(password_expires_at=now - dt.timedelta(seconds=1))
    assert check(web, "diepptn", now).refusal is Refusal.EXPIRED
    assert check(web, "diepptn", now, "sai mật khẩu rồi").refusal is Refusal.WRONG


def test_mail_protocols_may_not_ask_for_the_password_of_the_web(
    person: Person, now: dt.datetime
) -> None:
    with pytest.raises(ValueError, match="imap"):
        check(Actor(None, via="imap", ip="10.68.1.20"), "diepptn", now)


def test_mail_protocols_bring_their_own_check_and_share_the_counter(
    person: Person, web: Actor, now: dt.datetime
) -> None:
    imap = Actor(None, via="imap", ip="10.70.1.1")
    for _ in range(5):
        door.verify(imap, login="diepptn", secret="x", now=now, check=lambda _person: False)
    assert check(web, "diepptn", now).refusal is Refusal.ACCOUNT_DELAYED
    later = now + dt.timedelta(minutes=20)
    verdict = door.verify(imap, login="diepptn", secret="x", now=later, check=lambda _p: True)
    assert verdict.person == person


def test_an_endless_password_is_refused_without_being_hashed_whole(
    person: Person, web: Actor, now: dt.datetime
) -> None:
    assert check(web, "diepptn", now, PASSWORD + "x" * 1_000_000).refusal is Refusal.WRONG


@pytest.mark.django_db(transaction=True)
def test_forty_attempts_at_one_moment_are_no_more_than_five(web: Actor, now: dt.datetime) -> None:
    PersonFactory(login="diepptn")
    gate = threading.Barrier(20)

    def attempt(number: int) -> Refusal | None:
        try:
            if number < 20:
                gate.wait()
            return check(web, "diepptn", now, f"sai {number}").refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(attempt, range(40)))
    assert answers.count(Refusal.WRONG) == 5
    assert answers.count(Refusal.ACCOUNT_DELAYED) == 35


def test_passwords_are_argon2id_with_the_agreed_cost(settings: Any, db: None) -> None:
    settings.PASSWORD_HASHERS = ARGON2
    someone = PersonFactory(password=PASSWORD)
    assert someone.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert identify_hasher(someone.password).__class__ is hashers.Argon2Hasher


@pytest.mark.unit
def test_no_more_than_two_hashes_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, guard = 0, 0, threading.Lock()

    def slow(self: object, password: str, salt: str) -> str:
        nonlocal running, most
        with guard:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with guard:
            running -= 1
        return "x"

    monkeypatch.setattr("django.contrib.auth.hashers.Argon2PasswordHasher.encode", slow)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: hashers.Argon2Hasher().encode("p", "s"), range(8)))
    assert most == 2


def test_time_does_not_tell_whether_a_login_exists(
    settings: Any, db: None, now: dt.datetime
) -> None:
    settings.PASSWORD_HASHERS = ARGON2
    PersonFactory(login="diepptn")
    PersonFactory(login="loanatk", is_active=False)
    took: dict[str, list[float]] = {"diepptn": [], "loanatk": [], "khongco": []}
    for turn in range(31):
        actor = Actor(None, ip=f"10.{turn}.1.1")
        for login, times in took.items():
            FailedAttempt.objects.all().delete()
            began = time.thread_time()  # of this thread alone: other work on the machine is noise
            check(actor, login, now, "sai mật khẩu rồi")
            times.append(time.thread_time() - began)
    medians = [statistics.median(times[1:]) for times in took.values()]
    # A hash takes tens of milliseconds; a login without one would stand out by all of that.
    assert min(medians) > 0.015
    assert max(medians) - min(medians) < 0.3 * min(medians)
