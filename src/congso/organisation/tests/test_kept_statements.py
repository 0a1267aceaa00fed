# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements are kept for as long as the person stands as he did, and hold nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from congso.common import clock, statements
from congso.common.actor import Actor
from congso.common.statements import Kept, Sql, Statement, sql_for
from congso.organisation.models import Post, Unit
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 25, 5, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def person(agency: Agency) -> int:
    return Post.objects.filter(position="member").order_by("pk").values_list("person_id")[0][0]


class Writer:
    """Writes a question and counts how often it was asked to."""

    def __init__(self, *parameters: Any) -> None:
        self.parameters, self.written = parameters, 0

    def __call__(self, _actor: Actor, numbers: Sequence[Any]) -> Sql:
        self.written += 1
        given = [p() if callable(p) else p for p in self.parameters]
        return "SELECT %s", [*given, *numbers]


def test_moment_and_rows_are_filled_in_anew(person: int) -> None:
    write = Writer(7, lambda: clock.now() - HOUR, clock.today, "x")
    with clock.told(NOON):
        assert list(sql_for(Actor(person), "q", write, [7, 8])[1]) == [
            7, NOON - HOUR, dt.date(2026, 11, 25), "x", 7, 8,
        ]  # fmt: skip
    with clock.told(NOON + HOUR):
        assert list(sql_for(Actor(person), "q", write, [8, 5])[1]) == [
            7, NOON, dt.date(2026, 11, 25), "x", 8, 5,
        ]  # fmt: skip
    assert write.written == 2  # and what differed is what moves
    with clock.told(NOON + 3 * HOUR):
        assert sql_for(Actor(person), "q", write, [9, 7])[1] == [
            7, NOON + 2 * HOUR, dt.date(2026, 11, 25), "x", 9, 7,
        ]  # fmt: skip
    assert write.written == 2


def test_the_same_moment_tells_nothing(person: int) -> None:
    write = Writer(clock.now)
    with clock.told(NOON):
        sql_for(Actor(person), "q", write, [3])
        sql_for(Actor(person), "q", write, [4])
    with clock.told(NOON + HOUR):
        sql_for(Actor(person), "q", write, [5])
        assert write.written == 3
    with clock.told(NOON + 2 * HOUR):
        assert list(sql_for(Actor(person), "q", write, [6])[1]) == [NOON + 2 * HOUR, 6]
    assert write.written == 3


def test_who_opens_one_paper_again_and_again_is_asked_about_that_one(person: int) -> None:
    """The place of its number shows by writing the question for rows nobody has."""
    write = Writer(7, clock.now)
    for hours in range(3):
        now = NOON + hours * HOUR
        with clock.told(now):
            assert list(sql_for(Actor(person), "q", write, [7, 8])[1]) == [7, now, 7, 8]
    assert write.written == 2
    with clock.told(NOON):
        assert list(sql_for(Actor(person), "q", write, [9, 7])[1]) == [7, NOON, 9, 7]


def test_another_day_another_person_another_number_of_rows_are_other_statements(
    agency: Agency, person: int
) -> None:
    other = Post.objects.exclude(person=person).order_by("pk").values_list("person_id")[0][0]
    write = Writer(1)
    _kept(Actor(person), write)
    before = write.written
    for asking, rows, at in (
        (Actor(other), [4], NOON),
        (Actor(person, via="api"), [4], NOON),
        (Actor(person), [4, 5], NOON),
        (Actor(person), [4], NOON + dt.timedelta(days=1)),
    ):
        with clock.told(at):
            sql_for(asking, "q", write, rows)
    assert write.written == before + 4


def test_a_right_that_ended_ends_the_statement(agency: Agency, person: int) -> None:
    write = Writer(1)
    _kept(Actor(person), write)
    before = write.written
    Post.objects.filter(person=person).update(valid_until=dt.date(2026, 11, 24))
    with clock.told(NOON):
        sql_for(Actor(person), "q", write, [4])
    assert write.written == before + 1


def _kept(actor: Actor, write: Writer) -> None:
    """Ask until the question is kept."""
    for hour in range(3):
        with clock.told(NOON + hour * HOUR):
            sql_for(Actor(actor.person_id), "q", write, [4 + hour])
    assert write.written == 2


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(lambda: Unit.objects.count(), id="asks the database"),
        pytest.param(lambda: next(_counting), id="differs each time"),
        pytest.param(lambda: clock.now().timestamp(), id="makes something else of the moment"),
    ],
)
def test_what_cannot_be_told_apart_is_not_kept(person: int, odd: Any) -> None:
    write = Writer(odd)
    for hour in range(4):
        with clock.told(NOON + hour * HOUR):
            sql_for(Actor(person), "q", write)
    assert write.written == 4


_counting = iter(range(1000, 9000, 3))


def test_the_product_itself_and_long_lists_are_written_each_time(person: int) -> None:
    write = Writer(1)
    sql_for(Actor.system("test"), "q", write, [3])
    sql_for(Actor(person), "q", write, list(range(statements.AT_ONCE + 1)))
    sql_for(Actor(person), "q", write, ["a"])
    sql_for(Actor(person), "q", write, [3, 3])
    assert write.written == 4
    assert not statements.kept._found


def test_the_statement_asked_for_longest_ago_goes_first() -> None:
    kept = Kept(2)
    made = {name: Statement(name, ()) for name in "abc"}
    kept.put("a", made["a"])
    kept.put("b", made["b"])
    assert kept.get("a") is made["a"]
    kept.put("c", made["c"])
    assert [kept.get(name) for name in "abc"] == [made["a"], None, made["c"]]
