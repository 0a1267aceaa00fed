# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of envelopes handed on unopened."""

from __future__ import annotations

from django.db.models import QuerySet

from congso.common.actor import Actor
from congso.documents.models import Envelope
from congso.documents.policies import ENVELOPES


def envelopes(actor: Actor) -> QuerySet[Envelope]:
    """The envelopes of the offices whose clerk the actor is or which he runs, newest first."""
    found = ENVELOPES.filter(Envelope.objects.all(), actor, "view")
    return found.select_related("office", "document", "passed_on_by").order_by("-arrived_at", "-pk")
