# SPDX-License-Identifier: AGPL-3.0-or-later
"""The counters of a person: the same lists as the menu, so the numbers cannot differ."""

from __future__ import annotations

from congso.common.actor import Actor
from congso.documents import lists
from congso.notifications import queries as notices
from congso.ui.requests import SignedInRequest


def for_actor(actor: Actor) -> dict[str, int]:
    """Counter key -> number, counted up to 100: one query."""
    found = lists.counts(actor, lists.offered_to(actor))
    return {f"in-{key}": number for key, number in found.items()}


def unread(request: SignedInRequest) -> int:
    """Unread notices, for the bell."""
    return notices.unread(request.actor)
