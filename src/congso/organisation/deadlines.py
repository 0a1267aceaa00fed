# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page shows for a deadline: relative words in working days and the absolute date.

Computed on the server for one moment. The words are message ids with their number, so that a
template or a test may translate them; `text()` puts both together.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from congso.organisation.working_time import DEFAULT_DUE_TIME, WorkingCalendar, local

DeadlineKind = Literal["none", "normal", "soon", "today", "overdue", "done"]

# Marked here so that the message tool finds them; DeadlineView carries the plain ids.
_MESSAGES = (
    _("No deadline"),
    _("Today %(time)s"),
    _("less than 1 day left"),
    _("Overdue"),
    ngettext_lazy("%(days)d day left", "%(days)d days left", "days"),
    ngettext_lazy("Overdue by %(days)d day", "Overdue by %(days)d days", "days"),
)
_TONES: dict[DeadlineKind, str] = {
    "none": "light",
    "normal": "neutral",
    "soon": "amber",
    "today": "amber",
    "overdue": "red",
    "done": "light",
}


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """One deadline as seen at one moment.

    `working_days` is what is left, or (overdue) what has passed. `msgid` and `msgid_plural` are
    the relative words ("" when there are none), `time` the hour of "Today …", `absolute` the date
    ("" when the words suffice), `moment` the due or finishing moment in local time.
    """

    kind: DeadlineKind
    working_days: int = 0
    msgid: str = ""
    msgid_plural: str = ""
    time: str = ""
    absolute: str = ""
    moment: datetime | None = None

    @property
    def tone(self) -> str:
        """Name of the colour: light, neutral, amber or red."""
        return _TONES[self.kind]

    def relative(self) -> str:
        """Return the relative words in the current language, "" for a finished item."""
        if not self.msgid:
            return ""
        values = {"days": self.working_days, "time": self.time}
        if self.msgid_plural:
            return ngettext(self.msgid, self.msgid_plural, self.working_days) % values
        return gettext(self.msgid) % values

    def text(self) -> str:
        """Return words and date as one line: "còn 6 ngày · 03/12"."""
        return " · ".join(part for part in (self.relative(), self.absolute) if part)


def _date(day: date, today: date) -> str:
    return f"{day:%d/%m}" if day.year == today.year else f"{day:%d/%m/%Y}"


def _due_date(due: datetime, today: date) -> str:
    """The date, with its hour when that is not the usual end of the day."""
    hour = "" if due.time() == DEFAULT_DUE_TIME else f" {due:%H:%M}"
    return _date(due.date(), today) + hour


def _overdue(due: datetime, now: datetime, calendar: WorkingCalendar) -> DeadlineView:
    days = calendar.working_days_between(due.date(), now.date())
    day = _date(due.date(), now.date())
    if days:
        one, many = "Overdue by %(days)d day", "Overdue by %(days)d days"
        return DeadlineView("overdue", days, one, many, absolute=day, moment=due)
    absolute = f"{due:%H:%M}" if due.date() == now.date() else day
    return DeadlineView("overdue", 0, "Overdue", absolute=absolute, moment=due)


def _ahead(
    due: datetime, now: datetime, calendar: WorkingCalendar, amber_days: int
) -> DeadlineView:
    days = calendar.working_days_between(now.date(), due.date())
    kind: DeadlineKind = "soon" if days <= amber_days else "normal"
    one, many = (
        ("%(days)d day left", "%(days)d days left") if days else ("less than 1 day left", "")
    )
    return DeadlineView(kind, days, one, many, absolute=_due_date(due, now.date()), moment=due)


def deadline_view(
    due: datetime | date | None,
    now: datetime,
    calendar: WorkingCalendar,
    amber_days: int = 1,
    done_at: datetime | None = None,
) -> DeadlineView:
    """Return how the deadline looks at `now`.

    A due date without an hour ends at 17:00. A finished item shows only the day it was finished.
    `amber_days` is the number of working days from which on a deadline is near.
    """
    local_now = local(now)
    if done_at is not None:
        done = local(done_at)
        return DeadlineView("done", absolute=_date(done.date(), local_now.date()), moment=done)
    if due is None:
        return DeadlineView("none", msgid="No deadline")
    moment = due if isinstance(due, datetime) else calendar.default_due_time(due)
    moment = local(moment)
    if moment <= local_now:
        return _overdue(moment, local_now, calendar)
    if moment.date() == local_now.date():
        hour = f"{moment:%H:%M}"
        return DeadlineView("today", msgid="Today %(time)s", time=hour, moment=moment)
    return _ahead(moment, local_now, calendar, amber_days)
