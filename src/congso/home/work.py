# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be done, across the lists of a person, in the order of deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.lists import PaperList, Row, all_lists
from congso.home import counts

# In the order in which a paper that stands on two of them is shown once.
OWN = (
    "to-confirm", "to-assign", "to-do", "supporting", "extensions", "returned", "sent-back",
    "overdue", "due-today", "to-register", "to-fill-in", "stranded", "to-distribute",
    "returned-proposals", "to-present",
)  # fmt: skip
WHOLE_UNIT = ("of-unit",)
FIRST = "awaiting-direction"
PER_LIST = 50
# Of a queue that has a page of its own so many are shown, and a link to the others.
QUEUES = ("to-register", "to-fill-in", "to-distribute")
OF_A_QUEUE = 6
FAR = "9999"


@dataclass(frozen=True)
class Entry:
    """One line: the row and the list it stands on."""

    list: PaperList
    row: Row

    @property
    def order(self) -> tuple[int, str, int]:
        due = self.row.due.iso if self.row.due else FAR
        return (-self.row.document.urgency, due, self.row.document.pk)


@dataclass
class Group:
    """Lines with deadlines of one kind."""

    key: str
    label: str | Promise
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """The desk's middle: what a leader directs first, then groups by deadline."""

    first: list[Entry]
    first_count: int
    first_list: PaperList | None
    groups: list[Group]
    # Queues of which more waits than is shown, with how much.
    more: list[tuple[PaperList, int]]


def work_of(actor: Actor, *, whole_unit: bool = False) -> Work:
    """The work of a person; of his units, whoever has it, with `whole_unit`."""
    known, mine = all_lists(), {item.key for item in counts.offered(actor)}
    counted = counts.of_lists(actor)
    keys = (*WHOLE_UNIT, *OWN) if whole_unit else OWN
    chosen = [
        known[key] for key in keys if key in mine and (counted.get(key) or not known[key].counted)
    ]
    first = known[FIRST] if FIRST in mine and counted.get(FIRST) else None
    rows = first.page(actor, size=PER_LIST).rows if first else []
    lines = _once(actor, chosen, {row.document.pk for row in rows})
    return Work(
        [Entry(first, row) for row in rows] if first else [],
        counted.get(FIRST, 0),
        first,
        _groups(lines),
        [
            (item, counted[item.key] - OF_A_QUEUE)
            for item in chosen
            if item.key in QUEUES and counted[item.key] > OF_A_QUEUE
        ],
    )


def _once(actor: Actor, chosen: Iterable[PaperList], seen: set[int]) -> Iterator[Entry]:
    """The lines of the lists, each paper where it stands first."""
    for item in chosen:
        size = OF_A_QUEUE if item.key in QUEUES else PER_LIST
        for row in item.page(actor, size=size).rows:
            if row.document.pk not in seen:
                seen.add(row.document.pk)
                yield Entry(item, row)


def _groups(lines: Iterable[Entry]) -> list[Group]:
    found = {
        "late": Group("late", pgettext_lazy("group", "Overdue")),
        "today": Group("today", pgettext_lazy("group", "Today")),
        "week": Group("week", pgettext_lazy("group", "This week")),
        "later": Group("later", pgettext_lazy("group", "Later")),
        "none": Group("none", _("No deadline")),
    }
    today = clock.today()
    sunday = today + dt.timedelta(days=6 - today.weekday())
    for entry in lines:
        found[_group_of(entry.row, today, sunday)].entries.append(entry)
    for group in found.values():
        group.entries.sort(key=lambda entry: entry.order)
    return [group for group in found.values() if group.entries]


def _group_of(row: Row, today: dt.date, sunday: dt.date) -> str:
    if row.due is None or not row.due.iso:
        return "none"
    if row.due.kind == "late":
        return "late"
    day = dt.date.fromisoformat(row.due.iso[:10])
    if day == today:
        return "today"
    return "week" if day <= sunday else "later"
