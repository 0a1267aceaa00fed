# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many rows the lists of a person have: one statement for all, on every page he opens.

The statement is a function of what the person is today and of the present moment. Having the ORM
write it costs ten times what the database needs to answer it, so it is kept for as long as the
person's standing is the same, with the places of the moment in it.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from sys import intern
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.lists import PaperList
from congso.organisation.standing import standing_of, with_standing_alone

COUNTED_TO = 100
KEPT = 1000  # statements of a web process: the people who work at the same time
STEP = dt.timedelta(seconds=1)


@dataclass(frozen=True)
class Statement:
    """SQL with its parameters; `moving` says by index which are the moment of asking, shifted."""

    sql: str
    parameters: tuple[Any, ...]
    moving: dict[int, dt.timedelta]

    def at(self, now: dt.datetime) -> list[Any]:
        """The parameters when it is `now`."""
        given = list(self.parameters)
        for index, shift in self.moving.items():
            given[index] = now + shift
        return given


class Kept:
    """The statements written last, for the threads of one process."""

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


_kept = Kept(KEPT)


def counts(actor: Actor, lists: Sequence[PaperList]) -> dict[str, int]:
    """How many rows each list has for the actor, counted up to 100: one query for all."""
    counted = [item for item in lists if item.counted]
    if not counted:
        return {}
    statement = statement_of(actor, counted)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.at(clock.now()))
        row = cursor.fetchone()
    return dict(zip((item.key for item in counted), row, strict=True))


def statement_of(actor: Actor, lists: Sequence[PaperList]) -> Statement:
    """The statement that counts `lists`, kept from before or written anew."""
    key = (
        actor.person_id,
        actor.post_id,
        actor.acting_for_id,
        clock.today(),
        standing_of(actor).basis,
        tuple(item.key for item in lists),
    )
    found = _kept.get(key)
    if found is None:
        found, may_be_kept = _written(actor, lists)
        if may_be_kept:
            _kept.put(key, found)
    return found


def _written(actor: Actor, lists: Sequence[PaperList]) -> tuple[Statement, bool]:
    """The statement, and whether it may be kept.

    It is written twice, for two moments of the same day: what differs is the moment. It may be
    kept when nothing but the standing and the moment went into it.
    """
    now = clock.now()
    step = STEP if clock.day_of(now + STEP) == clock.day_of(now) else -STEP
    asked: list[str] = []
    with connection.execute_wrapper(_noting(asked)):
        sql, first = _at(now, actor, lists)
        other_sql, second = _at(now + step, actor, lists)
    statement = Statement(intern(sql), tuple(first), {})
    if asked or sql != other_sql or len(first) != len(second):
        return statement, False
    differing = {at for at in range(len(first)) if first[at] != second[at]}
    if not all(_is_moved(first[at], second[at], step) for at in differing):
        return statement, False
    return replace(statement, moving={at: first[at] - now for at in differing}), True


def _at(moment: dt.datetime, actor: Actor, lists: Sequence[PaperList]) -> tuple[str, list[Any]]:
    parts: list[str] = []
    parameters: list[Any] = []
    with clock.told(moment):
        alone = with_standing_alone(actor)
        for item in lists:
            sql, given = _first_rows(item.source(alone))
            parts.append(f"(SELECT count(*) FROM ({sql}) q)")  # noqa: S608 (compiled by the ORM)
            parameters += given
    return "SELECT " + ", ".join(parts), parameters


def _first_rows(queryset: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    inner = queryset.order_by().values("pk")[:COUNTED_TO]
    try:
        sql, parameters = inner.query.sql_with_params()
    except EmptyResultSet:  # the ORM sees that nothing can be in it
        return "SELECT 1 WHERE false", ()
    return sql, tuple(parameters)


def _is_moved(first: Any, second: Any, step: dt.timedelta) -> bool:
    both = isinstance(first, dt.datetime) and isinstance(second, dt.datetime)
    return both and second - first == step


def _noting(asked: list[str]) -> Any:
    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    return note
