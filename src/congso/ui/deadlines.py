# SPDX-License-Identifier: AGPL-3.0-or-later
"""A deadline in words, counted in working days on the server; never a ticking clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from congso.ui import formats

WorkingDaysBetween = Callable[[date, date], int]
CLOSING = time(17, 0)


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """What is written for a deadline. `kind`: none, far, soon, late or done."""

    kind: str
    words: str
    when: str = ""
    weekday: str = ""
    full: str = ""
    iso: str = ""

    @property
    def css(self) -> str:
        """The class that colours it."""
        return {"none": "nod", "far": "", "soon": "soon", "late": "late", "done": "done"}[self.kind]


def deadline_view(
    due: datetime | None,
    now: datetime,
    *,
    working_days_between: WorkingDaysBetween,
    done: datetime | None = None,
    amber_days: int = 1,
) -> DeadlineView:
    """The view of a deadline at a moment.

    `working_days_between(a, b)` counts the working days after a up to and with b. Finished work
    shows only the day it was finished. `amber_days` is the setting of the warning colour.
    """
    if done is not None:
        return _made(
            "done", pgettext("status", "Done"), done, formats.short_date(done, formats.as_date(now))
        )
    if due is None:
        return DeadlineView("none", _("No deadline"))
    today, day = formats.as_date(now), formats.as_date(due)
    if due < now:
        return _late(due, today, working_days_between(day, today))
    if day == today:
        return _made("soon", _("Today %(time)s") % {"time": formats.clock(due)}, due, "")
    left = max(working_days_between(today, day), 1)
    words = ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}
    return _made("soon" if left <= amber_days else "far", words, due, _day_and_hour(due, today))


def stopped_view() -> DeadlineView:
    """What stands in the place of a deadline while its clock is stopped."""
    return DeadlineView("none", pgettext("deadline", "Clock stopped"))


def _late(due: datetime, today: date, days: int) -> DeadlineView:
    if formats.as_date(due) == today:
        words = _("Overdue since %(time)s today") % {"time": formats.clock(due)}
        return _made("late", words, due, "")
    if days < 1:
        return _made("late", _("Overdue"), due, formats.short_date(due, today))
    words = ngettext("%(count)s day overdue", "%(count)s days overdue", days) % {"count": days}
    return _made("late", words, due, formats.short_date(due, today))


def _day_and_hour(due: datetime, today: date) -> str:
    day = formats.short_date(due, today)
    hour = formats.local(due).time().replace(second=0, microsecond=0)
    return day if hour == CLOSING else f"{formats.clock(due)} {day}"


def _made(kind: str, words: str, moment: datetime, when: str) -> DeadlineView:
    return DeadlineView(
        kind=kind,
        words=words,
        when=when,
        weekday=formats.weekday(formats.as_date(moment)),
        full=formats.date_and_clock(moment),
        iso=formats.local(moment).isoformat(timespec="minutes"),
    )
