# SPDX-License-Identifier: AGPL-3.0-or-later
"""The counters of a person: the same lists as the menu, so the numbers cannot differ."""

from __future__ import annotations

from congso.common.actor import Actor
from congso.documents import list_counts, lists
from congso.documents.lists import PaperList
from congso.notifications import queries as notices
from congso.ui.requests import SignedInRequest

# The group of the menu and its tab on a phone: all its lists together.
GROUP = "in"


def offered(actor: Actor) -> list[PaperList]:
    """The lists the person works with, remembered for the request."""
    return actor.remember("lists_offered", lambda: lists.offered_to(actor))


def of_lists(actor: Actor) -> dict[str, int]:
    """List key -> number, counted up to 100; one query, remembered for the request."""
    return actor.remember("list_counts", lambda: list_counts.counts(actor, offered(actor)))


def for_actor(actor: Actor) -> dict[str, int]:
    """Counter key -> number, for live events: every list and the group of them."""
    found = of_lists(actor)
    return {**{f"in-{key}": number for key, number in found.items()}, GROUP: sum(found.values())}


def unread(request: SignedInRequest) -> int:
    """Unread notices, for the bell."""
    return notices.unread(request.actor)
