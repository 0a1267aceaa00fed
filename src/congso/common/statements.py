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
from dataclasses import dataclass, field, replace
from sys import intern
from threading import Lock
from typing import Any, Protocol

from django.db import connection

from congso.common import clock
from congso.common.actor import Actor

KEPT = 5000  # a few for each of those who work at the same time
AT_ONCE = 20  # statements about more rows than this are seldom asked twice

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


@dataclass(frozen=True)
class Draft:
    """A statement written once: for this moment and these rows."""

    sql: str
    parameters: tuple[Any, ...]
    at: dt.datetime
    numbers: tuple[Any, ...]
    may_be_kept: bool


class Kept:
    """The statements asked for last, for the threads of one process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, Statement | Draft] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Statement | Draft | None:
        """The statement of `key`, which is then the newest."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: Hashable, statement: Statement | Draft) -> None:
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
    now = clock.now()
    person = (actor.person_id, actor.post_id, actor.acting_for_id, actor.via)
    key = (about, person, clock.day_of(now), basis, len(numbers))
    known = kept.get(key)
    if isinstance(known, Statement):
        return known.sql, known.filled(now, numbers)
    others = _others(known.numbers, numbers) if known else numbers
    fresh = _written(actor, write, others, now)
    found = _compared(known, fresh) if known else fresh
    kept.put(key, found)
    if isinstance(found, Statement):
        return found.sql, found.filled(now, numbers)
    return write(actor, numbers) if others is not numbers else (fresh.sql, fresh.parameters)


def _others(before: Sequence[int], numbers: Sequence[int]) -> Sequence[int]:
    """The rows asked about, or where some were asked about before, rows that nobody has.

    Who opens one paper again and again would never show where its number stands in a statement.
    """
    if not any(x == y for x, y in zip(before, numbers, strict=True)):
        return numbers
    return [-1 - place for place in range(len(numbers))]


def _are_numbers(numbers: Sequence[Any]) -> bool:
    return all(isinstance(number, int) for number in numbers) and len(set(numbers)) == len(numbers)


def _written(actor: Actor, write: Writer, numbers: Sequence[int], now: dt.datetime) -> Draft:
    """The question as it is written now, with the standing alone remembered."""
    asked: list[str] = []
    with connection.execute_wrapper(_noting(asked)), clock.told(now):
        sql, parameters = write(_standings[0].alone(actor), numbers)
    return Draft(intern(sql), tuple(parameters), now, tuple(numbers), may_be_kept=not asked)


def _compared(before: Draft, after: Draft) -> Statement | Draft:
    """The statement, once it was written twice: what differs are the places of moment and rows.

    The later draft, where the moment was the same and cannot be told from what stands; one that
    will never be kept, where anything else differs.
    """
    step = after.at - before.at
    if not (before.may_be_kept and after.may_be_kept):
        return replace(after, may_be_kept=False)
    if not step:
        return after
    if before.sql != after.sql or len(before.parameters) != len(after.parameters):
        return replace(after, may_be_kept=False)
    moments: dict[int, dt.timedelta] = {}
    places: dict[int, int] = {}
    pairs = list(zip(before.numbers, after.numbers, strict=True))
    for at, pair in enumerate(zip(before.parameters, after.parameters, strict=True)):
        if pair[0] == pair[1]:
            continue
        if _is_moved(*pair, step):
            moments[at] = pair[1] - after.at
        elif pair in pairs:
            places[at] = pairs.index(pair)
        else:
            return replace(after, may_be_kept=False)
    return Statement(after.sql, after.parameters, moments, places)


def _is_moved(first: Any, second: Any, step: dt.timedelta) -> bool:
    both = isinstance(first, dt.datetime) and isinstance(second, dt.datetime)
    return both and second - first == step


def _noting(asked: list[str]) -> Any:
    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    return note
