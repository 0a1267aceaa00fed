# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of papers that were handed to the clerk."""

from __future__ import annotations

from django.db.models import QuerySet

from congso.common.actor import Actor
from congso.documents.models import HandIn


def handed_in(actor: Actor) -> QuerySet[HandIn]:
    """The papers the actor has handed in himself, newest first."""
    mine = HandIn.objects.filter(person=actor.person_id or 0)
    return mine.select_related("document__book").order_by("-handed_at", "-pk")
