# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second of two who give passwords, roles and posts that open much: who may be it, and was."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as NO_PASSWORD
from django.db.models import Count, Q

from congso.accounts.models import Person
from congso.common import clock
from congso.organisation.enums import KEPT_APART, Position, Role, UnitKind
from congso.organisation.models import Post, RoleGrant
from congso.organisation.queries import valid_on

# Chánh and Phó Chánh Văn phòng of the agency itself, by their post (PostFacts.heads_the_office).
HEADS_OF_THE_OFFICE = Q(
    position__in=(Position.HEAD, Position.DEPUTY),
    unit__kind=UnitKind.OFFICE,
    unit__parent__kind=UnitKind.AGENCY,
    unit__parent__parent__isnull=True,
)
DECIDE = (Role.ACCOUNT_ISSUER, Role.APPROVER)


def deciders() -> set[int]:
    """Who may be the second of two today: issuers of accounts, approvers, the heads of the Office.

    A head of the Office who administers the machines is none (KEPT_APART). As
    policies.may_approve_accounts() says it of one person.
    """
    today = clock.today()
    held = RoleGrant.objects.filter(valid_on(today), role__in=KEPT_APART)
    roles = set(held.values_list("person", "role"))
    machines = {person for person, role in roles if role == Role.IT_ADMIN}
    heads = Post.objects.filter(HEADS_OF_THE_OFFICE, valid_on(today))
    by_post = set(heads.values_list("person", flat=True)) - machines
    by_role = {person for person, role in roles if role in DECIDE}
    open_accounts = Person.objects.filter(pk__in=by_post | by_role, is_active=True)
    return set(open_accounts.values_list("pk", flat=True))


def had_two() -> bool:
    """Whether the agency has ever had two people with a password who may decide on accounts.

    Before that one alone sets it up. It never becomes untrue again, so ending the other's duty
    gives nobody a free hand: then the operator's command line gives the role.
    """
    roles = RoleGrant.objects.filter(role__in=DECIDE).values("person")
    posts = Post.objects.filter(HEADS_OF_THE_OFFICE).values("person")
    people = Person.objects.filter(Q(pk__in=roles) | Q(pk__in=posts))
    return people.exclude(password__startswith=NO_PASSWORD)[:2].count() == 2


def becomes_the_second(person_id: int) -> bool:
    """Whether the person is to decide, has no password yet, and there have never been two."""
    fresh = Person.objects.filter(pk=person_id, password__startswith=NO_PASSWORD)
    roles = RoleGrant.objects.filter(person=person_id, role__in=DECIDE)
    posts = Post.objects.filter(HEADS_OF_THE_OFFICE, person=person_id)
    return fresh.exists() and (roles.exists() or posts.exists()) and not had_two()


def makes_a_decider(row: RoleGrant | Post) -> bool:
    """Whether this role or post (a saved row) makes its person one of those who decide."""
    if isinstance(row, RoleGrant):
        return row.role in DECIDE
    return Post.objects.filter(HEADS_OF_THE_OFFICE, pk=row.pk).exists()


def held_together(day: dt.date) -> list[str]:
    """Names of people who have two of the roles KEPT_APART on a day or later: rows from before
    they were refused."""
    held = RoleGrant.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day), role__in=KEPT_APART
    )
    rows = held.order_by("person__sort_key", "person").values_list("person", "person__full_name")
    many = rows.annotate(kinds=Count("role", distinct=True)).filter(kinds__gt=1)
    return [name for _person, name, _kinds in many]
