# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling people, and waking their open pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from congso.common import clock
from congso.common.actor import Actor
from congso.notifications.enums import Tone
from congso.notifications.models import Notice

CHANNEL = "congso_live"
# NOTIFY carries at most 8,000 bytes; longer lists wake everybody, who then look for themselves.
PEOPLE_IN_ONE = 900


@dataclass(frozen=True)
class Telling:
    """What is told. `key` makes repeats harmless: one notice per person and key."""

    msgid: str
    url: str
    parameters: dict[str, Any] = field(default_factory=dict)
    tone: str = Tone.PLAIN
    key: str = ""


@transaction.atomic
def tell(person_ids: Iterable[int], telling: Telling) -> None:
    """Write one notice per person and wake their pages. Repeats with the same key do nothing."""
    people = sorted(set(person_ids))
    now = clock.now()
    Notice.objects.bulk_create(
        (
            Notice(
                person_id=person,
                msgid=telling.msgid,
                parameters=telling.parameters,
                url=telling.url,
                tone=telling.tone,
                key=telling.key,
                created_at=now,
            )
            for person in people
        ),
        ignore_conflicts=True,
    )
    wake(people=people, announce=telling.tone != Tone.PLAIN)


def wake(
    *, people: Iterable[int] = (), principals: Iterable[int] = (), announce: bool = False
) -> None:
    """Let the open pages of these people or principals fetch their counters, once committed.

    Only numbers travel; what a person may see is asked anew by his own connection.
    """
    payload: dict[str, Any] = {"announce": announce}
    named = {"people": sorted(set(people)), "principals": sorted(set(principals))}
    if sum(map(len, named.values())) <= PEOPLE_IN_ONE:
        payload |= named
    else:
        payload["everyone"] = True
    _notify(payload)


def check_streams(person_id: int) -> None:
    """Let the open streams of a person look at once whether their sessions still stand."""
    _notify({"check": True, "people": [person_id]})


def _notify(payload: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(payload)])


@transaction.atomic
def mark_read(actor: Actor, *, notice_ids: Iterable[int] | None = None) -> int:
    """Mark the actor's own notices read (all of them without ids); returns how many."""
    queryset = Notice.objects.filter(person=actor.person_id, read_at__isnull=True)
    if notice_ids is not None:
        queryset = queryset.filter(pk__in=list(notice_ids))
    count = queryset.update(read_at=clock.now())
    if count and actor.person_id is not None:
        wake(people=[actor.person_id])
    return count
