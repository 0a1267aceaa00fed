# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles and posts that two people give: written down when asked, given when confirmed.

Asking tries the real act and takes it back, so that the second person meets no refusal that the
first could have mended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import transaction

from congso.administration.models import AccountRequest
from congso.common import clock
from congso.common.actor import Actor
from congso.organisation.models import RoleGrant
from congso.organisation.services import endings, people

# What makes two requests about one person the same.
ROLE_KEY = ("role", "registry_office_id", "leader_id")
POST_KEY = ("unit_id", "position")
_DAYS = ("valid_from", "valid_until", "scope_from", "scope_until")
_ROLE = ("role", "registry_office_id", "unit_id", "leader_id", "decision")


class _TakenBack(Exception):
    pass


def wish_of_role(grant: RoleGrant) -> dict[str, Any]:
    """The role as a request keeps it: words, keys and days."""
    days = {name: getattr(grant, name) for name in _DAYS}
    return {name: getattr(grant, name) for name in _ROLE} | {
        name: day.isoformat() if day else None for name, day in days.items()
    }


def wish_of_post(data: people.PostData, since: dt.date, leaves: int | None) -> dict[str, Any]:
    """The post as a request keeps it; `leaves` is the post that ends the day before."""
    return {
        "unit_id": data.unit_id, "title": data.title, "position": str(data.position),
        "rank": int(data.rank), "is_primary": data.is_primary, "since": since.isoformat(),
        "leaves": leaves,
    }  # fmt: skip


def try_role(grant: RoleGrant) -> None:
    """Raise what giving the role would raise; nothing is kept."""
    wish = wish_of_role(grant)
    fresh = _role(grant.person_id, wish, grant.valid_from)
    _try(lambda actor: people.grant_role(actor, grant=fresh))


def try_post(data: people.PostData, since: dt.date, leaves: int | None) -> None:
    """Raise what giving the post would raise; nothing is kept."""
    _try(lambda actor: place(actor, data, since, leaves))


def give_role(actor: Actor, row: AccountRequest) -> None:
    """Give the role that was asked for, from today on at the earliest: nothing held before.

    Raises Denied, AskerGone or Clash.
    """
    since = max(_day(row.wanted["valid_from"]) or clock.today(), clock.today())
    grant = _role(row.person_id, row.wanted, since)
    people.grant_role(actor, grant=grant, asked_by=row.asked_by_id)


def give_post(actor: Actor, row: AccountRequest) -> None:
    """Give the post that was asked for, from today on at the earliest.

    Raises Denied, AskerGone, UnitClosed or Clash.
    """
    wish = row.wanted
    since = max(_day(wish["since"]) or clock.today(), clock.today())
    names = ("unit_id", "title", "position", "rank", "is_primary")
    data = people.PostData(row.person_id, **{name: wish[name] for name in names})
    place(actor, data, since, wish["leaves"], asked_by=row.asked_by_id)


def place(
    actor: Actor, data: people.PostData, since: dt.date, leaves: int | None, *,
    asked_by: int | None = None,
) -> None:  # fmt: skip
    """Appoint, or move from the post `leaves`. Raises as people.appoint() and move_person()."""
    if leaves is None:
        people.appoint(actor, data=data, valid_from=since, asked_by=asked_by)
    else:
        endings.move_person(actor, post_id=leaves, data=data, since=since, asked_by=asked_by)


def _role(person_id: int, wish: dict[str, Any], since: dt.date) -> RoleGrant:
    days = {name: _day(wish[name]) for name in _DAYS} | {"valid_from": since}
    return RoleGrant(person_id=person_id, **{name: wish[name] for name in _ROLE}, **days)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _try(act: Callable[[Actor], object]) -> None:
    with suppress(_TakenBack), transaction.atomic():
        act(Actor.system("administration.try"))
        raise _TakenBack
