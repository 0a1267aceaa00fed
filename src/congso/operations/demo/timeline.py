# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acts of the demo story in the order of time, each done as if the clock stood at its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.operations.demo.workdays import add_working_days, is_working_day

SESSIONS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody does at a moment. ``book`` names the office whose book gets a line."""

    moment: datetime
    run: Callable[[], object]
    book: str = ""


class Timeline:
    """The acts up to a moment; later ones are never done, so that nothing lies in the future."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._acts: list[Act] = []
        self._told = 0

    def at(self, moment: datetime | None, run: Callable[[], object], *, book: str = "") -> None:
        """Add an act. None and moments after the end are left out."""
        if moment is not None and moment <= self.until:
            self._acts.append(Act(moment, run, book))

    def lines_before(self, book: str, moment: datetime) -> int:
        """Return how many lines the book of an office gets before a moment."""
        return sum(1 for act in self._acts if act.book == book and act.moment < moment)

    def first_line(self, book: str) -> datetime | None:
        """Return when the book of an office gets its first line."""
        return min((act.moment for act in self._acts if act.book == book), default=None)

    def told_up_to(self, entry_id: int) -> None:
        """An act says that nobody need be told of what it recorded up to this entry."""
        self._told = entry_id

    def run(self) -> None:
        """Do everything in order; acts of one moment in the order they were added."""
        self._told = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with _listeners_told_here() as listeners:
            for act in sorted(self._acts, key=lambda act: act.moment):
                before = self._told
                with clock.told(act.moment):
                    act.run()
                    if self._told == before:
                        self._told = tell(listeners, before)


Listeners = Mapping[str, Sequence[str]]


@contextmanager
def _listeners_told_here() -> Iterator[Listeners]:
    """Who hears of an act hears of it at its moment, not later from the worker's queue.

    Nobody watches pages while the demo is being loaded, so those who wake pages hear nothing.
    """
    subscriptions = settings.CONGSO_SUBSCRIPTIONS
    kept = {
        verb: [name for name in names if not name.startswith("congso.notifications.")]
        for verb, names in subscriptions.items()
    }
    settings.CONGSO_SUBSCRIPTIONS = {}
    try:
        yield {verb: names for verb, names in kept.items() if names}
    finally:
        settings.CONGSO_SUBSCRIPTIONS = subscriptions


def tell(listeners: Listeners, after_entry: int) -> int:
    """Tell what was recorded after an entry, and what follows from it; return the last entry."""
    last, fresh = after_entry, [(0, "")]
    while fresh:
        found = Entry.objects.filter(pk__gt=last, verb__in=listeners).order_by("pk")
        fresh = list(found.values_list("pk", "verb"))
        for entry_id, verb in fresh:
            last = entry_id
            for listener in listeners[verb]:
                import_string(listener)(heard(entry_id))
    return last


def after(moment: datetime, minutes: int) -> datetime:
    """Return the moment this many minutes of working time later."""
    left = timedelta(minutes=minutes)
    day = clock.local(moment).date()
    while True:
        for begins, ends in _sessions(day):
            start = max(moment, begins)
            if start < ends and start + left <= ends:
                return start + left
            if start < ends:
                left -= ends - start
        day += timedelta(days=1)


def _sessions(day: date) -> list[tuple[datetime, datetime]]:
    if not is_working_day(day):
        return []
    return [(_at(day, begins), _at(day, ends)) for begins, ends in SESSIONS]


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, clock.VIETNAM)


def on_day(day: date, offset: int, clock_text: str) -> datetime:
    """Return an hour ("08:20") of the working day ``offset`` days from ``day``."""
    return _at(add_working_days(day, offset), time.fromisoformat(clock_text.zfill(5)))
