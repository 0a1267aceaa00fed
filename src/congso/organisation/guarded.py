# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose account opens much: leaders, clerks, and those who administer.

A password of theirs is given by two of the Office, and they sign in with a second factor.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from congso.accounts.models import Person
from congso.common import clock
from congso.organisation.enums import ADMINISTERS, GUARDED_ROLES, Position, UnitKind
from congso.organisation.models import Post, RoleGrant

IDLE_ADMINISTRATOR, IDLE = 5 * 60, 15 * 60  # seconds until the screen locks


def is_guarded(person_id: int) -> bool:
    """Whether the person leads an agency, is a clerk, administers, approves or inspects, today or
    from a later day on."""
    leads = Q(unit__kind=UnitKind.LEADERSHIP) | Q(
        unit__office__unit=F("unit"), position__in=(Position.HEAD, Position.DEPUTY)
    )
    roles = _not_over(RoleGrant.objects.filter(person=person_id, role__in=GUARDED_ROLES))
    posts = _not_over(Post.objects.filter(leads, person=person_id))
    return bool(roles.exists() or posts.exists())


def idle_seconds(person: Person) -> int:
    """Seconds without an act after which the screen of this person locks (CONGSO_IDLE_LOCK)."""
    today = clock.today()
    held = _not_over(RoleGrant.objects.filter(person=person.pk, role__in=ADMINISTERS))
    return IDLE_ADMINISTRATOR if held.filter(valid_from__lte=today).exists() else IDLE


def _not_over(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()))
