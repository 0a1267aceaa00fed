# SPDX-License-Identifier: AGPL-3.0-or-later
"""What opens much, and the two of the Office who give it: roles, posts and passwords.

Leaders, the heads of an Office, clerks, and those who administer: a password, a role or a post of
theirs is given by two people, and they sign in with a second factor.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, F, Q, QuerySet

from congso.accounts.models import Person
from congso.common import clock
from congso.organisation.enums import (
    ADMINISTERS,
    GUARDED_ROLES,
    KEPT_APART,
    Position,
    Role,
    UnitKind,
)
from congso.organisation.models import Post, RoleGrant
from congso.organisation.queries import valid_on

NO_PASSWORD = UNUSABLE_PASSWORD_PREFIX
IDLE_ADMINISTRATOR, IDLE = 5 * 60, 15 * 60  # seconds until the screen locks
_HEADS = Q(position__in=(Position.HEAD, Position.DEPUTY))
# Posts that open the papers of a whole agency: in its leadership, heading it, heading its Office.
GUARDED_POSTS = Q(unit__kind=UnitKind.LEADERSHIP) | (
    _HEADS & (Q(unit__office__unit=F("unit")) | Q(unit__kind=UnitKind.OFFICE))
)
# Chánh and Phó Chánh Văn phòng of the agency itself: the second of two by their post.
_HEADS_OF_THE_OFFICE = _HEADS & Q(
    unit__kind=UnitKind.OFFICE,
    unit__parent__kind=UnitKind.AGENCY,
    unit__parent__parent__isnull=True,
)
_DECIDES = (Role.ACCOUNT_ISSUER, Role.APPROVER)


def is_guarded(person_id: int) -> bool:
    """Whether the person leads an agency or its Office, or has a role that opens much, today or
    from a later day on.

    While a new agency has nobody yet who could be the second of two, the account of who is to be
    it is not guarded until it has a password.
    """
    roles = _not_over(RoleGrant.objects.filter(person=person_id, role__in=GUARDED_ROLES))
    posts = _not_over(Post.objects.filter(GUARDED_POSTS, person=person_id))
    return bool(roles.exists() or posts.exists()) and not _becomes_the_second(person_id)


def idle_seconds(person: Person) -> int:
    """Seconds without an act after which the screen of this person locks (CONGSO_IDLE_LOCK)."""
    today = clock.today()
    held = _not_over(RoleGrant.objects.filter(person=person.pk, role__in=ADMINISTERS))
    return IDLE_ADMINISTRATOR if held.filter(valid_from__lte=today).exists() else IDLE


def deciders() -> set[int]:
    """Who may be the second of two today: issuers of accounts, approvers, the heads of the Office.

    A head of the Office who administers the machines is none (KEPT_APART).
    """
    today = clock.today()
    held = RoleGrant.objects.filter(valid_on(today), role__in=KEPT_APART)
    roles = set(held.values_list("person", "role"))
    machines = {person for person, role in roles if role == Role.IT_ADMIN}
    heads = Post.objects.filter(_HEADS_OF_THE_OFFICE, valid_on(today))
    by_post = set(heads.values_list("person", flat=True)) - machines
    by_role = {person for person, role in roles if role in _DECIDES}
    open_accounts = Person.objects.filter(pk__in=by_post | by_role, is_active=True)
    return set(open_accounts.values_list("pk", flat=True))


def heads_the_office(person_id: int) -> bool:
    """Whether the person is Chánh or Phó Chánh Văn phòng of the agency itself today."""
    posts = Post.objects.filter(_HEADS_OF_THE_OFFICE, valid_on(clock.today()), person=person_id)
    return posts.exists()


def had_two() -> bool:
    """Whether the agency has ever had two people with a password who may decide on accounts.

    Before that one alone sets it up. It never becomes untrue again, so ending the other's duty
    gives nobody a free hand: then the operator's command line gives the role.
    """
    roles = RoleGrant.objects.filter(role__in=_DECIDES).values("person")
    posts = Post.objects.filter(_HEADS_OF_THE_OFFICE).values("person")
    people = Person.objects.filter(Q(pk__in=roles) | Q(pk__in=posts))
    have_one = people.exclude(password__startswith=NO_PASSWORD)
    return have_one[:2].count() == 2


def held_together(day: dt.date) -> list[str]:
    """Names of people who have two of the roles KEPT_APART on a day or later: rows from before
    they were refused."""
    held = _not_over(RoleGrant.objects.filter(role__in=KEPT_APART), day)
    rows = held.order_by("person__sort_key", "person").values_list("person", "person__full_name")
    many = rows.annotate(kinds=Count("role", distinct=True)).filter(kinds__gt=1)
    return [name for _person, name, _kinds in many]


def makes_the_second(row: RoleGrant | Post) -> bool:
    """Whether this role or post (a saved row) makes its person one of those who decide."""
    if isinstance(row, RoleGrant):
        return row.role in _DECIDES
    return Post.objects.filter(_HEADS_OF_THE_OFFICE, pk=row.pk).exists()


def _becomes_the_second(person_id: int) -> bool:
    fresh = Person.objects.filter(pk=person_id, password__startswith=NO_PASSWORD)
    return fresh.exists() and not had_two() and _may_decide_ever(person_id)


def _may_decide_ever(person_id: int) -> bool:
    roles = RoleGrant.objects.filter(person=person_id, role__in=_DECIDES)
    posts = Post.objects.filter(_HEADS_OF_THE_OFFICE, person=person_id)
    return bool(roles.exists() or posts.exists())


def _not_over(rows: QuerySet[Any], day: dt.date | None = None) -> QuerySet[Any]:
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day or clock.today()))
