# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many rows the lists of a person have: one statement for all, on every page he opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from congso.common import statements
from congso.common.actor import Actor
from congso.documents.lists import PaperList

COUNTED_TO = 100


def counts(actor: Actor, lists: Sequence[PaperList]) -> dict[str, int]:
    """How many rows each list has for the actor, counted up to 100: one query for all."""
    counted = [item for item in lists if item.counted]
    if not counted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*statement_of(actor, counted))
        row = cursor.fetchone()
    return dict(zip((item.key for item in counted), row, strict=True))


def statement_of(actor: Actor, lists: Sequence[PaperList]) -> statements.Sql:
    """The statement that counts `lists`, with its parameters."""

    def write(person: Actor, _numbers: Sequence[Any]) -> statements.Sql:
        parts: list[str] = []
        parameters: list[Any] = []
        for item in lists:
            sql, given = _first_rows(item.source(person))
            parts.append(f"(SELECT count(*) FROM ({sql}) q)")  # noqa: S608 (compiled by the ORM)
            parameters += given
        return "SELECT " + ", ".join(parts), parameters

    about = ("counts", *((item.key, item.source) for item in lists))
    return statements.sql_for(actor, about, write)


def _first_rows(queryset: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    inner = queryset.order_by().values("pk")[:COUNTED_TO]
    try:
        sql, parameters = inner.query.sql_with_params()
    except EmptyResultSet:  # the ORM sees that nothing can be in it
        return "SELECT 1 WHERE false", ()
    return sql, tuple(parameters)
