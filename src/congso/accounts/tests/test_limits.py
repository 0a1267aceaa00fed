# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.accounts.enums import AttemptState
from congso.accounts.models import FailedAttempt, Person
from congso.accounts.services import limits
from congso.accounts.services.limits import LONGEST_DELAY, WINDOW, blocked_until
from congso.accounts.tests.factories import PersonFactory
from congso.audit.models import Detail, Entry
from congso.common.actor import Actor

START = dt.datetime(2026, 11, 24, 0, 30, tzinfo=dt.UTC)


def minutes(*values: float) -> list[dt.datetime]:
    return [START + dt.timedelta(minutes=value) for value in values]


@pytest.mark.unit
def test_four_failures_do_not_delay() -> None:
    assert blocked_until(minutes(0, 1, 2, 3)) is None


@pytest.mark.unit
def test_the_fifth_failure_in_a_quarter_hour_delays_by_fifteen_minutes() -> None:
    assert blocked_until(minutes(0, 1, 2, 3, 4)) == minutes(19)[0]


@pytest.mark.unit
def test_five_failures_over_a_longer_time_do_not_delay() -> None:
    assert blocked_until(minutes(0, 4, 8, 12, 15.1)) is None


@pytest.mark.unit
def test_each_further_failure_doubles_the_delay_up_to_an_hour() -> None:
    waits = []
    failures = minutes(0, 1, 2, 3, 4)
    for _ in range(4):
        until = blocked_until(failures)
        assert until is not None
        waits.append((until - failures[-1]).seconds // 60)
        failures.append(until)
    assert waits == [15, 30, 60, 60]


@pytest.mark.unit
@given(st.lists(st.integers(0, 24 * 3600), max_size=30))
def test_a_delay_never_ends_before_the_last_failure_nor_after_an_hour(seconds: list[int]) -> None:
    failures = [START + dt.timedelta(seconds=second) for second in sorted(seconds)]
    until = blocked_until(failures)
    if until is not None:
        assert failures[-1] + WINDOW <= until <= failures[-1] + LONGEST_DELAY
    for end in range(len(failures)):
        if blocked_until(failures[:end]) is not None:
            assert until is not None  # once delayed, a further failure cannot undo it


def fail_once(actor: Actor, login: str, now: dt.datetime, person: Person | None = None) -> Any:
    attempt = limits.admit(actor, login=login, now=now)
    if attempt.attempt_id is not None:
        limits.fail(actor, attempt=attempt, login=login, person=person, now=now)
    return attempt


def test_the_sixth_attempt_is_refused_unseen(db: None, web: Actor, now: dt.datetime) -> None:
    remaining = [fail_once(web, "diepptn", now).remaining for _ in range(5)]
    sixth = fail_once(web, "diepptn", now)
    assert remaining == [4, 3, 2, 1, 0]
    assert (sixth.attempt_id, sixth.until) == (None, now + dt.timedelta(minutes=15))
    assert FailedAttempt.objects.count() == 5


def test_all_ways_in_share_the_counter_of_an_account(db: None, now: dt.datetime) -> None:
    for number, via in enumerate(("http", "imap", "smtp", "dav", "api")):
        fail_once(Actor(None, via=via, ip=f"10.68.{number}.1"), "diepptn", now)
    assert fail_once(Actor(None, via="imap", ip="10.99.9.9"), "diepptn", now).attempt_id is None
    assert fail_once(Actor(None, via="imap", ip="10.99.9.9"), "loanatk", now).attempt_id


def test_twenty_failures_an_hour_stop_an_address_and_no_other(
    db: None, web: Actor, now: dt.datetime
) -> None:
    for number in range(20):
        assert fail_once(web, f"nguoi{number}", now).attempt_id
    refused = fail_once(web, "nguoi99", now)
    assert (refused.attempt_id, refused.by_address) == (None, True)
    assert refused.until == now + dt.timedelta(hours=1)
    assert fail_once(Actor(None, ip="10.68.1.21"), "nguoi99", now).attempt_id
    assert fail_once(web, "nguoi99", now + dt.timedelta(minutes=61)).attempt_id


def test_a_hundred_failures_an_hour_stop_a_network(db: None, now: dt.datetime) -> None:
    for number in range(100):
        assert fail_once(
            Actor(None, ip=f"10.68.1.{number // 10}"), f"nguoi{number}", now
        ).attempt_id
    assert fail_once(Actor(None, ip="10.68.1.200"), "khac", now).by_address
    assert not fail_once(Actor(None, ip="10.68.2.200"), "khac", now).by_address


def test_an_ipv6_network_is_counted_as_one(db: None, now: dt.datetime) -> None:
    for number in range(100):
        fail_once(Actor(None, ip=f"2001:db8:1:{number // 10:x}::1"), f"nguoi{number}", now)
    assert fail_once(Actor(None, ip="2001:db8:1:ffff::9"), "khac", now).by_address


def test_a_success_clears_the_account_and_the_slips_of_its_address(
    db: None, web: Actor, now: dt.datetime
) -> None:
    elsewhere = Actor(None, ip="172.16.0.9")
    fail_once(web, "diepptn", now)
    fail_once(elsewhere, "diepptn", now)
    attempt = limits.admit(web, login="diepptn", now=now)
    limits.succeed(web, attempt=attempt, login="diepptn")
    assert [(row.ip, row.state) for row in FailedAttempt.objects.all()] == [
        ("172.16.0.9", AttemptState.FORGIVEN)
    ]
    assert limits.admit(web, login="diepptn", now=now).remaining == 4


def test_a_pending_attempt_counts_for_the_account_at_once(
    db: None, web: Actor, now: dt.datetime
) -> None:
    for _ in range(5):
        assert limits.admit(web, login="diepptn", now=now).attempt_id
    assert limits.admit(web, login="diepptn", now=now).attempt_id is None


def test_a_whole_office_may_arrive_at_once_behind_one_address(
    db: None, web: Actor, now: dt.datetime
) -> None:
    for number in range(90):
        assert limits.admit(web, login=f"nguoi{number}", now=now).attempt_id


def test_the_delay_is_in_the_trail_with_login_and_address_apart(
    db: None, web: Actor, now: dt.datetime
) -> None:
    someone = PersonFactory(login="diepptn")
    for _ in range(5):
        fail_once(web, "diepptn", now, someone)
    entry = Entry.objects.get(verb="person.sign_in_limited")
    assert entry.object_id == someone.pk
    assert "diepptn" not in entry.canonical
    assert Detail.objects.get(entry=entry).personal["login"] == "diepptn"


def test_old_rows_are_pruned(db: None, web: Actor, now: dt.datetime) -> None:
    fail_once(web, "diepptn", now - dt.timedelta(hours=25))
    fail_once(web, "diepptn", now - dt.timedelta(hours=23))
    assert limits.prune(Actor.system("accounts.prune"), now=now) == 1
    assert FailedAttempt.objects.count() == 1
