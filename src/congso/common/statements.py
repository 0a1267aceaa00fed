# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements the ORM wrote for a person, kept while he stands as he did.

What a person may do and what waits for him is asked on every page, and having the ORM write the
question costs ten times what the database needs to answer it. The SQL is a function of what the
person is today, of the present moment and of the rows asked about; so it is kept under the first,
with the places of the others in it. Nothing that was answered is kept: the database is asked
every time.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from sys import intern
from threading import Lock
from typing import Any, Protocol

from django.db import connection

from congso.common import clock
from congso.common.actor import Actor

KEPT = 5000  # a few for each of those who work at the same time
AT_ONCE = 20  # statements about more rows than this are seldom asked twice
STEP = dt.timedelta(seconds=1)
AWAY = 1_000_003  # far from the numbers asked about, so that their places can be told

Sql = tuple[str, Sequence[Any]]
Writer = Callable[[Actor, Sequence[Any]], Sql]


class Standings(Protocol):
    """What knows what a person is today (the organisation)."""

    def basis(self, actor: Actor) -> Hashable | None:
        """Equal for an actor who stands as he did; None where that cannot be said."""

    def alone(self, actor: Actor) -> Actor:
        """The same actor with nothing remembered but what `basis` is made of."""


@dataclass(frozen=True)
class Statement:
    """SQL with its parameters, and by index which of them are not the same the next time."""

    sql: str
    parameters: tuple[Any, ...]
    moments: dict[int, dt.timedelta] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def filled(self, now: dt.datetime, numbers: Sequence[Any]) -> list[Any]:
        """The parameters when it is `now` and the rows asked about are `numbers`."""
        given = list(self.parameters)
        for index, shift in self.moments.items():
            given[index] = now + shift
        for index, which in self.numbers.items():
            given[index] = numbers[which]
        return given


class Kept:
    """The statements asked for last, for the threads of one process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, Statement] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Statement | None:
        """The statement of `key`, which is then the newest."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: Hashable, statement: Statement) -> None:
        """Keep it in the place of the one asked for longest ago."""
        with self._lock:
            self._found[key] = statement
            while len(self._found) > self._most:
                self._found.popitem(last=False)

    def forget(self) -> None:
        """Keep nothing: what the statements are written from has changed (a test)."""
        with self._lock:
            self._found.clear()


kept = Kept(KEPT)
_standings: list[Standings] = []


def know_standings(standings: Standings) -> None:
    """Said once at start by the module that knows what people are."""
    _standings[:] = [standings]


def sql_for(actor: Actor, about: Hashable, write: Writer, numbers: Sequence[Any] = ()) -> Sql:
    """The SQL and parameters of a question, kept from before or written anew.

    `about` names the question; `write(actor, numbers)` writes it for the rows with these primary
    keys and must look at nothing but the actor, his standing, the clock and the numbers. What asks
    the database while it is written is not kept.
    """
    basis = _standings[0].basis(actor) if _standings else None
    if basis is None or len(numbers) > AT_ONCE or not _are_numbers(numbers):
        return write(actor, numbers)
    person = (actor.person_id, actor.post_id, actor.acting_for_id, actor.via)
    key = (about, person, clock.today(), basis, len(numbers))
    statement = kept.get(key)
    if statement is None:
        statement, may_be_kept = _written(actor, write, numbers)
        if may_be_kept:
            kept.put(key, statement)
    return statement.sql, statement.filled(clock.now(), numbers)


def _are_numbers(numbers: Sequence[Any]) -> bool:
    return all(isinstance(number, int) for number in numbers) and len(set(numbers)) == len(numbers)


def _written(actor: Actor, write: Writer, numbers: Sequence[int]) -> tuple[Statement, bool]:
    """The statement, and whether it may be kept.

    It is written twice, for two moments of one day and for other rows: what differs are the places
    of the moment and of the rows. Any other difference, and it is not kept.
    """
    now = clock.now()
    step = STEP if clock.day_of(now + STEP) == clock.day_of(now) else -STEP
    asked: list[str] = []
    with connection.execute_wrapper(_noting(asked)):
        sql, first = _at(now, actor, write, numbers)
        other_sql, second = _at(now + step, actor, write, [number + AWAY for number in numbers])
    plain = Statement(intern(sql), tuple(first))
    if asked or sql != other_sql or len(first) != len(second):
        return plain, False
    differing = [at for at in range(len(first)) if first[at] != second[at]]
    moments = {at: first[at] - now for at in differing if _is_moved(first[at], second[at], step)}
    places = {
        at: numbers.index(first[at])
        for at in differing
        if at not in moments and first[at] in numbers and second[at] == first[at] + AWAY
    }
    if len(moments) + len(places) < len(differing):
        return plain, False
    return Statement(plain.sql, plain.parameters, moments, places), True


def _at(moment: dt.datetime, actor: Actor, write: Writer, numbers: Sequence[int]) -> Sql:
    with clock.told(moment):
        return write(_standings[0].alone(actor), numbers)


def _is_moved(first: Any, second: Any, step: dt.timedelta) -> bool:
    both = isinstance(first, dt.datetime) and isinstance(second, dt.datetime)
    return both and second - first == step


def _noting(asked: list[str]) -> Any:
    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    return note
