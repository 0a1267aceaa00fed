# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is away on a day, until when, and who handles his work meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from congso.organisation.models import Absence, StandIn


@dataclass(frozen=True)
class Away:
    """The last day away, and the substitute's name; empty when nobody stands in."""

    last_day: dt.date
    instead: str = ""


def away_on(day: dt.date, person_ids: Iterable[int]) -> dict[int, Away]:
    """Those of these people who are away on `day`, in two queries however many they are.

    Who said to be away, and who is stood in for; the note why is nobody's business.
    """
    people = list(person_ids)
    if not people:
        return {}
    instead = StandIn.objects.filter(
        absent__in=people, may_handle=True, valid_from__lte=day, valid_until__gte=day
    )
    found: dict[int, Away] = {}
    rows = instead.order_by("pk").values_list("absent", "valid_until", "stand_in__full_name")
    for person_id, until, name in rows:
        found[person_id] = Away(until, name)
    said = Absence.objects.filter(person__in=people, first_day__lte=day, last_day__gte=day)
    for person_id, last in said.order_by("last_day").values_list("person", "last_day"):
        found[person_id] = Away(last, found[person_id].instead if person_id in found else "")
    return found
