# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deadlines of directions: a day, an hour, none or regular work; never later than the one above.

Three dates stand over one another: that of the superior agency (on the paper), the leader's and
the unit's own (PRACTICE 2.3).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.documents.enums import Urgency
from congso.organisation.working_time import DEFAULT_DUE_TIME, WorkingCalendar
from congso.routing.enums import DueKind

# Working days given by default, by urgency; an express paper is given hours.
DEFAULT_DAYS = {Urgency.NORMAL: 7, Urgency.URGENT: 3, Urgency.VERY_URGENT: 1}
EXPRESS_HOURS = 4


class DueInThePast(Exception):
    message = _("The deadline is before today. Enter today or a later day.")


class DueTooLate(Exception):
    """Later than the date above. `limit` is that date."""

    def __init__(self, limit: dt.datetime) -> None:
        super().__init__(limit.isoformat())
        self.limit = limit

    message = _("The deadline is later than the one given above.")


class DueAlreadyPassed(DueInThePast):
    message = _("The hour has passed.")


@dataclass(frozen=True)
class Due:
    """A deadline as given. `at` belongs to the kinds DAY and HOUR."""

    kind: str = DueKind.NONE
    at: dt.datetime | None = None

    @classmethod
    def by_day(cls, day: dt.date) -> Due:
        """By the end of working time of `day`."""
        return cls(DueKind.DAY, dt.datetime.combine(day, DEFAULT_DUE_TIME, clock.VIETNAM))

    @classmethod
    def by_hour(cls, moment: dt.datetime) -> Due:
        """To the hour: express papers, meetings, telegrams."""
        return cls(DueKind.HOUR, moment)

    @classmethod
    def regular(cls) -> Due:
        return cls(DueKind.REGULAR)


NO_DUE = Due()


def has_passed(given: Due, now: dt.datetime) -> bool:
    """Whether work can no longer be given by this deadline: its hour, or its day, is over."""
    if given.at is None:
        return False
    over = given.kind == DueKind.HOUR and given.at <= now
    return over or clock.day_of(given.at) < clock.day_of(now)


def opinion_has_passed(at: dt.datetime | None, now: dt.datetime) -> bool:
    """The same of the date of an opinion."""
    return has_passed(Due(_kind_of(at), at), now)


def settled(given: Due | None, *, above: dt.datetime | None, now: dt.datetime) -> Due:
    """The deadline that holds. Not given: the one above (even when it has passed), else none.

    Raises DueInThePast for a day before today or an hour gone by, DueTooLate for one later than
    the date above. A date above that has itself passed binds no longer: the work is late anyway.
    """
    if given is None or given.kind == DueKind.NONE:
        return Due(_kind_of(above), above) if above else NO_DUE
    if given.at is None:
        return given
    if given.kind == DueKind.HOUR and given.at <= now:
        raise DueAlreadyPassed
    if clock.day_of(given.at) < clock.day_of(now):
        raise DueInThePast
    if above is not None and above > now and given.at > above:
        raise DueTooLate(above)
    return given


def moved(
    due: dt.datetime, since: dt.datetime, until: dt.datetime, calendar: WorkingCalendar
) -> dt.datetime:
    """A deadline after a clock that stood still from `since` to `until`.

    One by the end of a day moves by the working days that passed, as people count them; one to
    the hour by the minutes of working time.
    """
    if until <= since:
        return due
    if _has_hour(due):
        return calendar.add_working_minutes(due, calendar.working_minutes_between(since, until))
    days = calendar.working_days_between(clock.day_of(since), clock.day_of(until))
    day = calendar.add_working_days(clock.day_of(due), days) if days else clock.day_of(due)
    return Due.by_day(day).at or due


def _kind_of(at: dt.datetime | None) -> str:
    return DueKind.HOUR if _has_hour(at) else DueKind.DAY


def _has_hour(moment: dt.datetime | None) -> bool:
    return moment is not None and clock.local(moment).time() != DEFAULT_DUE_TIME


def opinion_due(
    given: dt.datetime | None, lead: Due, calendar: WorkingCalendar, now: dt.datetime
) -> Due:
    """When a supporting recipient owes its opinion: before the lead's date (PRACTICE 2.2).

    Not given: a working day before the lead's day, not before today; none when the lead has none.
    Raises DueTooLate for a date after the lead's, DueInThePast.
    """
    if given is not None:
        return settled(Due(_kind_of(given), given), above=lead.at, now=now)
    if lead.at is None or lead.at <= now:
        return Due(lead.kind, lead.at) if lead.at else NO_DUE
    day_before = calendar.add_working_days(clock.day_of(lead.at), -1)
    if day_before < clock.day_of(now):
        return lead
    earlier = Due.by_day(day_before)
    return earlier if earlier.at and earlier.at < lead.at else lead


def by_urgency(urgency: int, calendar: WorkingCalendar, now: dt.datetime) -> Due:
    """The deadline proposed when the paper names none."""
    if urgency >= Urgency.EXPRESS:
        return Due.by_hour(
            (now + dt.timedelta(hours=EXPRESS_HOURS)).replace(second=0, microsecond=0)
        )
    days = DEFAULT_DAYS[Urgency(urgency)]
    return Due.by_day(calendar.add_working_days(clock.day_of(now), days))
