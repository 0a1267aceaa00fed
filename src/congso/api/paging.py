# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of lists by the last row seen; the cursor is opaque and signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from congso.access.queries import Cursor
from congso.api.problems import Problem, unfit
from congso.ui import keyset

USUAL = 50


def bad_cursor() -> Problem:
    """A cursor that is not of this list."""
    return unfit({"cursor": _("This cursor is not of this list. Begin without one.")})


def page_of(
    rows: QuerySet[Any], order: Sequence[str], cursor: str, limit: int
) -> tuple[list[Any], str | None]:
    """One page and the cursor of the next. Raises a 422 for a cursor of another list."""
    try:
        page = keyset.page_of(rows, order=order, cursor=cursor, size=limit)
    except (keyset.BadCursor, ValueError, TypeError):
        raise bad_cursor() from None
    return page.rows, page.next_cursor or None


def before(cursor: str) -> Cursor | None:
    """The place a cursor by time stands for. Raises a 422."""
    if not cursor:
        return None
    try:
        moment, pk = keyset.decode_cursor(cursor)
    except (keyset.BadCursor, ValueError):
        raise bad_cursor() from None
    if not isinstance(moment, dt.datetime) or not isinstance(pk, int):
        raise bad_cursor()
    return moment, pk


def encode(cursor: Cursor | None) -> str | None:
    """The opaque text for a place."""
    return keyset.encode_cursor(cursor) if cursor else None
