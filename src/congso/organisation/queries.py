# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the organisation: calendars, people in posts, units, outside agencies."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from congso.accounts.models import Person
from congso.common import clock
from congso.common.vietnamese import fold
from congso.organisation.models import (
    AgencySymbol,
    ExternalAgency,
    LeaderField,
    Post,
    RegistryOffice,
    SpecialDay,
    Unit,
    WorkingSeason,
)
from congso.organisation.working_time import (
    DayTable,
    Season,
    WorkingCalendar,
    WorkingHours,
    vietnam_holidays,
    vietnam_make_up_days,
)

CALENDAR_KEPT = 30.0  # seconds; a holiday entered today need not show at once in every process
_kept: dict[str, tuple[float, WorkingCalendar]] = {}


def working_calendar() -> WorkingCalendar:
    """The site's working time: national holidays, the site's own days over them, its seasons."""
    kept = _kept.get("calendar")
    if kept and time.monotonic() - kept[0] < CALENDAR_KEPT:
        return kept[1]
    calendar = _load_calendar()
    _kept["calendar"] = (time.monotonic(), calendar)
    return calendar


def forget_calendar() -> None:
    """Read the calendar anew at the next question (after a change, and in tests)."""
    _kept.clear()


def _load_calendar() -> WorkingCalendar:
    year = clock.today().year
    holidays: dict[dt.date, str] = {}
    make_up: dict[dt.date, str] = {}
    for y in (year - 1, year, year + 1):
        holidays |= vietnam_holidays(y)
        make_up |= vietnam_make_up_days(y)
    for day in SpecialDay.objects.all():
        (holidays if day.is_working else make_up).pop(day.day, None)
        (make_up if day.is_working else holidays)[day.day] = day.name
    return WorkingCalendar(_hours(), DayTable(holidays, make_up))


def _hours() -> WorkingHours:
    seasons = tuple(
        Season(
            ((s.morning_from, s.morning_until), (s.afternoon_from, s.afternoon_until)),
            s.valid_from.month,
            s.valid_from.day,
        )
        for s in WorkingSeason.objects.order_by("valid_from")
    )
    return WorkingHours(seasons) if seasons else WorkingHours()


def valid_on(day: dt.date) -> Q:
    """The condition that a dated row holds on `day`."""
    return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


@dataclass(frozen=True)
class Who:
    """A person as shown beside a name: the main post of that day."""

    person_id: int
    full_name: str
    title: str
    unit_name: str
    unit_id: int | None


def who(person_ids: Iterable[int], day: dt.date | None = None) -> dict[int, Who]:
    """Names with titles of these people on `day` (today): one query."""
    posts = (
        Post.objects.filter(valid_on(day or clock.today()), person__in=set(person_ids))
        .select_related("person", "unit")
        .order_by("is_primary", "-pk")
    )
    return {
        post.person_id: Who(
            post.person_id, post.person.full_name, post.title, post.unit.name, post.unit_id
        )
        for post in posts
    }


def with_people(rows: Iterable[Model]) -> None:
    """Fetch all persons these rows point to, in one query for all rows and all their columns."""
    columns = [
        (row, field)
        for row in rows
        for field in row._meta.concrete_fields
        if field.related_model is Person
    ]
    named = {getattr(row, field.attname) for row, field in columns} - {None}
    people = Person.objects.in_bulk(named) if named else {}
    for row, field in columns:
        setattr(row, field.name, people.get(getattr(row, field.attname)))


def units_of(office_id: int, day: dt.date | None = None) -> QuerySet[Unit]:
    """The open units an office's papers may go to, in their order: its rooms and the
    subordinate units below it, whether or not those have registry offices of their own."""
    day = day or clock.today()
    top = RegistryOffice.objects.values("unit").filter(pk=office_id)
    return Unit.objects.filter(valid_on(day), Q(office=office_id) | Q(parent__in=top)).exclude(
        pk__in=top
    )


def staff_of(unit_ids: Iterable[int], day: dt.date | None = None) -> QuerySet[Post]:
    """The posts in these units on `day`, rank first, then the Vietnamese order of names (B-45)."""
    return (
        Post.objects.filter(valid_on(day or clock.today()), unit__in=set(unit_ids))
        .select_related("person", "unit")
        .order_by("rank", "person__sort_key", "pk")
    )


def leaders_of(office_id: int, day: dt.date | None = None) -> QuerySet[Post]:
    """The leadership of a registry office, head first."""
    office = RegistryOffice.objects.get(pk=office_id)
    return (
        Post.objects.filter(valid_on(day or clock.today()))
        .filter(
            Q(unit__office=office_id, unit__kind="leadership")
            | Q(unit=office.unit_id, position__in=("head", "deputy"))
        )
        .select_related("person", "unit")
        .order_by("rank", "person__sort_key")
    )


def field_leader(unit_id: int, office_id: int, day: dt.date | None = None) -> int | None:
    """The leader to whose field the unit belongs, or None."""
    field = LeaderField.objects.filter(
        valid_on(day or clock.today()), unit=unit_id, registry_office=office_id
    ).first()
    return field.leader_id if field else None


def symbol_of(office_id: int, day: dt.date | None = None) -> str:
    """The symbol of a registry office on `day`: SNN, later SNNMT (B-49)."""
    found = AgencySymbol.objects.filter(valid_on(day or clock.today()), registry_office=office_id)
    return found.values_list("symbol", flat=True).first() or ""


def external_agencies(text: str = "", *, limit: int = 12) -> list[ExternalAgency]:
    """Active outside agencies whose name holds the words of `text`, without accents."""
    queryset = ExternalAgency.objects.filter(is_active=True)
    for word in fold(text).split():
        queryset = queryset.filter(Q(folded__contains=word) | Q(short_name__icontains=word))
    return list(queryset.order_by("sort_key")[:limit])
