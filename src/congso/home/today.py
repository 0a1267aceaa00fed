# SPDX-License-Identifier: AGPL-3.0-or-later
"""The right of the desk: the day's meetings, notices, what was done in one's stead."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.models import Document, Invitation
from congso.documents.policies import DOCUMENTS, NUMBERED
from congso.notifications import queries as notices
from congso.notifications.shown import Shown, shown
from congso.routing.models import Attendance, Direction
from congso.routing.queries import desk

MEETINGS = 12
NOTICES = 6
STEAD_DAYS = 30


@dataclass(frozen=True)
class Meeting:
    """A meeting of today, with who goes."""

    invitation: Invitation
    people: list[Attendance]
    is_mine: bool
    is_over: bool


def meetings_of(actor: Actor, *, now: dt.datetime | None = None) -> list[Meeting]:
    """Invitations for today in the sight of the actor, by hour: two queries."""
    now = now or clock.now()
    start = clock.at(clock.day_of(now), 0)
    seen = DOCUMENTS.filter(Document.objects.filter(state__in=NUMBERED), actor, "view")
    found = list(
        Invitation.objects.filter(
            document__in=seen.values("pk"),
            meets_at__gte=start,
            meets_at__lt=start + dt.timedelta(days=1),
        )
        .select_related("document")
        .order_by("meets_at", "pk")[:MEETINGS]
    )
    goes: dict[int, list[Attendance]] = defaultdict(list)
    standing = Attendance.objects.filter(
        document__in=[one.pk for one in found], cancelled_at__isnull=True
    )
    for row in standing.select_related("person", "instead_of").order_by("pk"):
        goes[row.document_id].append(row)
    return [
        Meeting(
            one,
            goes[one.pk],
            any(row.person_id == actor.person_id for row in goes[one.pk]),
            one.meets_at < now,
        )
        for one in found
    ]


def notices_of(actor: Actor) -> list[Shown]:
    """The newest notices in words."""
    return shown(actor, list(notices.newest(actor, NOTICES)))


def done_in_stead(actor: Actor) -> list[Direction]:
    """What others directed in the actor's stead lately."""
    since = clock.now() - dt.timedelta(days=STEAD_DAYS)
    return list(desk.done_in_my_stead(actor, since=since)[:10])
