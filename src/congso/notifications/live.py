# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stream of one open page: counters when something concerns the person, until he signs out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.utils.module_loading import import_string

from congso.access.queries import principals_of
from congso.common.actor import Actor
from congso.notifications import queries
from congso.notifications.hub import Listener, hub

REFRESH = 60.0  # seconds: rights are resolved anew at least this often
CALM = 0.2  # seconds: a burst of events becomes one message
# A sign-out is told a moment before the session is gone; so it is looked at twice.
LOOKS = (0.1, 0.2, 0.3)


@dataclass(frozen=True)
class Visitor:
    """Whose stream it is, and by which session he is signed in."""

    actor: Actor
    session_key: str


async def stream(visitor: Visitor) -> AsyncIterator[bytes]:
    """Messages for one page. Ends within a second of sign-out or lock."""
    principals = await sync_to_async(_principals)(visitor)
    async with hub.listening(visitor.actor.person_id or 0, principals) as listener:
        while True:
            # What is told while the counters are being looked up counts for the next turn.
            listener.woken.clear()
            listener.must_check = False
            looked = await sync_to_async(_look)(visitor)
            if looked is None:
                return  # the page finds out at its next request
            listener.principals, found = looked
            yield _message({"counts": found})
            if not await _rest(listener):
                yield b": still here\n\n"
            for pause in LOOKS if listener.must_check else ():
                await asyncio.sleep(pause)
                if not await sync_to_async(_stands)(visitor):
                    return


async def _rest(listener: Listener) -> bool:
    """Wait until something concerns the person; False when nothing did for a while."""
    try:
        await asyncio.wait_for(listener.woken.wait(), REFRESH)
    except TimeoutError:
        return False
    if not listener.must_check:
        await asyncio.sleep(CALM)
    return True


def _principals(visitor: Visitor) -> frozenset[int]:
    return principals_of(Actor(person_id=visitor.actor.person_id, via="http"))


def _look(visitor: Visitor) -> tuple[frozenset[int], dict[str, int]] | None:
    actor = Actor(person_id=visitor.actor.person_id, via="http", ip=visitor.actor.ip)
    principals = principals_of(actor)
    if not principals or not _stands(visitor):
        return None
    return principals, counts(actor)


def _stands(visitor: Visitor) -> bool:
    """Whether the session is still that person's and the person is not locked."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(visitor.session_key)
    if store.get(SESSION_KEY) != str(visitor.actor.person_id):
        return False
    return bool(_principals(visitor))


def counts(actor: Actor) -> dict[str, int]:
    """The counters of a person by key, with those of the bell."""
    found: dict[str, int] = import_string(settings.CONGSO_COUNTS_PROVIDER)(actor)
    return {**found, "notices": queries.unread(actor)}


def _message(data: dict[str, Any]) -> bytes:
    return f"event: counts\ndata: {json.dumps(data)}\n\n".encode()
