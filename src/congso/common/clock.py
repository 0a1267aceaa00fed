# SPDX-License-Identifier: AGPL-3.0-or-later
"""The time, asked for in one place so that tests can set it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


_told: ContextVar[dt.datetime | None] = ContextVar("told", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _told.get() or timezone.now()


@contextmanager
def told(moment: dt.datetime) -> Iterator[None]:
    """Let it be `moment` for the block: for the demo's story and for tests, never for people."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def local(moment: dt.datetime) -> dt.datetime:
    """`moment` on the wall clock in Vietnam."""
    return moment.astimezone(VIETNAM)


def day_of(moment: dt.datetime) -> dt.date:
    """The Vietnamese calendar day of `moment`: the day that counts for numbers and deadlines."""
    return local(moment).date()


def today() -> dt.date:
    """The present day in Vietnam."""
    return day_of(now())


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """`hour`:`minute` of `day` in Vietnam as an aware moment."""
    return dt.datetime.combine(day, dt.time(hour, minute), VIETNAM)
