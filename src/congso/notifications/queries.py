# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from congso.common.actor import Actor
from congso.notifications.models import Notice

COUNTED_TO = 100


def newest(actor: Actor, limit: int = 50) -> QuerySet[Notice]:
    """The actor's own notices, newest first."""
    return Notice.objects.filter(person=actor.person_id).order_by("-pk")[:limit]


def own(actor: Actor, notice_id: int) -> Notice:
    """One notice of the actor's. Raises Http404 for anybody else's."""
    return get_object_or_404(Notice, pk=notice_id, person=actor.person_id)


def unread(actor: Actor) -> int:
    """How many of the actor's notices are unread, counted up to 100."""
    queryset = Notice.objects.filter(person=actor.person_id, read_at__isnull=True)
    return queryset.values("pk")[:COUNTED_TO].count()


def is_told(key: str) -> bool:
    """Whether somebody has had the notice of this key."""
    return Notice.objects.filter(key=key).exists()
