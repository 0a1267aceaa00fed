# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose account opens much: leaders, the heads of an Office, clerks, and those who administer.

A password, a role or a post of theirs is given by two of the Office, and they sign in with a second
factor.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from congso.accounts.models import Person
from congso.common import clock
from congso.organisation.enums import ADMINISTERS, GUARDED_ROLES, Position, UnitKind
from congso.organisation.models import Post, RoleGrant
from congso.organisation.queries_deciders import becomes_the_second

IDLE_ADMINISTRATOR, IDLE = 5 * 60, 15 * 60  # seconds until the screen locks
_HEADS = Q(position__in=(Position.HEAD, Position.DEPUTY))
# Posts that open the papers of a whole agency: in its leadership, heading it, heading its Office.
GUARDED_POSTS = Q(unit__kind=UnitKind.LEADERSHIP) | (
    _HEADS & (Q(unit__office__unit=F("unit")) | Q(unit__kind=UnitKind.OFFICE))
)


def is_guarded(person_id: int) -> bool:
    """Whether the person leads an agency or its Office, or has a role that opens much, today or
    from a later day on.

    While a new agency has nobody yet who could be the second of two, the account of who is to be
    it is not guarded until it has a password.
    """
    roles = _not_over(RoleGrant.objects.filter(person=person_id, role__in=GUARDED_ROLES))
    posts = _not_over(Post.objects.filter(GUARDED_POSTS, person=person_id))
    return bool(roles.exists() or posts.exists()) and not becomes_the_second(person_id)


def idle_seconds(person: Person) -> int:
    """Seconds without an act after which the screen of this person locks (CONGSO_IDLE_LOCK)."""
    today = clock.today()
    held = _not_over(RoleGrant.objects.filter(person=person.pk, role__in=ADMINISTERS))
    return IDLE_ADMINISTRATOR if held.filter(valid_from__lte=today).exists() else IDLE


def _not_over(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()))
