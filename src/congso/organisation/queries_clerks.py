# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who keeps the registers on a day: clerks who are there, and their substitutes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import QuerySet

from congso.organisation.enums import Role
from congso.organisation.models import Absence, Post, RegistryOffice, RoleGrant, StandIn
from congso.organisation.queries import valid_on


def clerks_there(day: dt.date) -> dict[int, set[int]]:
    """Registry office -> who can register its papers on `day`; an empty set where nobody can.

    A clerk who is away, has left or has named a substitute for the day is not there himself; a
    substitute is, when he may register, works in the same agency and is not away too.
    """
    away = set(_absences(day).values_list("person", flat=True))
    posts = Post.objects.filter(valid_on(day), person__is_active=True, unit__office__isnull=False)
    works_in: dict[int, set[int]] = defaultdict(set)
    for person, office in posts.values_list("person", "unit__office"):
        works_in[person].add(office)
    stands_in = list(
        StandIn.objects.filter(valid_from__lte=day, valid_until__gte=day).values_list(
            "absent", "stand_in", "may_register"
        )
    )
    replaced = {absent for absent, _other, may_register in stands_in if may_register}
    found: dict[int, set[int]] = {pk: set() for pk in RegistryOffice.objects.values_list(flat=True)}
    for clerk, office in clerks(day):
        if clerk in works_in and clerk not in away | replaced:
            found[office].add(clerk)
        found[office] |= {
            other
            for absent, other, may_register in stands_in
            if absent == clerk and may_register and office in works_in[other] and other not in away
        }
    return found


def clerks(day: dt.date) -> list[tuple[int, int]]:
    """Clerks with their registry offices on `day`, there or not."""
    grants = RoleGrant.objects.filter(valid_on(day), role=Role.CLERK, registry_office__isnull=False)
    return [(row.person_id, row.registry_office_id or 0) for row in grants]


def _absences(day: dt.date) -> QuerySet[Absence]:
    return Absence.objects.filter(first_day__lte=day, last_day__gte=day)
