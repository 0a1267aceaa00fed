# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working time as the site keeps it: days off and made up, seasons of working hours (B-69)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.vietnamese import nfc
from congso.organisation import queries
from congso.organisation.events import (
    SeasonRemoved,
    SeasonSet,
    SpecialDayRemoved,
    SpecialDaySet,
)
from congso.organisation.models import SpecialDay, WorkingSeason
from congso.organisation.services.clashes import Clash
from congso.organisation.services.structure import require_manager

_BACKWARDS = _("The hours of the day do not follow one another.")


@dataclass(frozen=True)
class Hours:
    """Morning and afternoon of a working day."""

    morning_from: dt.time
    morning_until: dt.time
    afternoon_from: dt.time
    afternoon_until: dt.time


@transaction.atomic
def set_day(actor: Actor, *, day: dt.date, name: str, is_working: bool) -> SpecialDay:
    """Make a day a holiday, or a working day; it comes before the national table."""
    require_manager(actor)
    earlier = SpecialDay.objects.select_for_update().filter(day=day).first()
    before = {"name": earlier.name, "is_working": earlier.is_working} if earlier else {}
    row, _new = SpecialDay.objects.update_or_create(
        day=day, defaults={"name": nfc(name).strip(), "is_working": is_working}
    )
    after = {"day": day.isoformat(), "name": row.name, "is_working": is_working}
    audit.record(actor, SpecialDaySet(row.pk), before=before, after=after)
    _read_anew()
    return row


@transaction.atomic
def drop_day(actor: Actor, *, special_day_id: int) -> None:
    """The national table holds for that day again."""
    require_manager(actor)
    row = SpecialDay.objects.select_for_update().get(pk=special_day_id)
    before = {"day": row.day.isoformat(), "name": row.name, "is_working": row.is_working}
    audit.record(actor, SpecialDayRemoved(row.pk), before=before, after={})
    row.delete()
    _read_anew()


@transaction.atomic
def set_season(actor: Actor, *, valid_from: dt.date, hours: Hours) -> WorkingSeason:
    """Working hours from a day of the year on. Raises Clash for hours that run backwards."""
    require_manager(actor)
    order = (hours.morning_from, hours.morning_until, hours.afternoon_from, hours.afternoon_until)
    if list(order) != sorted(set(order)):
        raise Clash(_BACKWARDS, "hours_in_order")
    row, _new = WorkingSeason.objects.update_or_create(
        valid_from=valid_from, defaults=hours.__dict__
    )
    after = {"from": valid_from.isoformat(), "hours": [f"{at:%H:%M}" for at in order]}
    audit.record(actor, SeasonSet(row.pk), after=after)
    _read_anew()
    return row


@transaction.atomic
def drop_season(actor: Actor, *, working_season_id: int) -> None:
    """Take a season out of the table."""
    require_manager(actor)
    row = WorkingSeason.objects.select_for_update().get(pk=working_season_id)
    before = {"from": row.valid_from.isoformat()}
    audit.record(actor, SeasonRemoved(row.pk), before=before, after={})
    row.delete()
    _read_anew()


def _read_anew() -> None:
    transaction.on_commit(queries.forget_calendar)
