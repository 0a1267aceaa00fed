# SPDX-License-Identifier: AGPL-3.0-or-later
"""One LISTEN connection per web process, fanned out to the streams of open pages."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connections

from congso.notifications.services import CHANNEL

log = logging.getLogger(__name__)
AGAIN_AFTER = 2.0  # seconds, when the server is away


@dataclass(eq=False)
class Listener:
    """One open page: whose it is, and an event that is set when something concerns him."""

    person_id: int
    principals: frozenset[int]
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    # Told to look at once whether the session still stands (sign-out, lock).
    must_check: bool = False

    def concerns(self, payload: dict[str, Any]) -> bool:
        return bool(
            payload.get("everyone")
            or self.person_id in payload.get("people", ())
            or not self.principals.isdisjoint(payload.get("principals", ()))
        )


class Hub:
    """Keeps the connection while anybody listens."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.task: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def listening(
        self, person_id: int, principals: frozenset[int]
    ) -> AsyncIterator[Listener]:
        """A listener for the block."""
        listener = Listener(person_id, principals)
        self.listeners.add(listener)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._run())
        try:
            yield listener
        finally:
            self.listeners.discard(listener)

    async def _run(self) -> None:
        while self.listeners:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                log.warning("live events: %s", error)
                # whatever was said while we were away: let everybody look
                self._pass_on({"everyone": True})
                await asyncio.sleep(AGAIN_AFTER)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            while self.listeners:
                async for notify in connection.notifies(timeout=30):
                    self._pass_on(json.loads(notify.payload))

    def _pass_on(self, payload: dict[str, Any]) -> None:
        for listener in self.listeners:
            if listener.concerns(payload):
                listener.must_check = listener.must_check or bool(payload.get("check"))
                listener.woken.set()


def _parameters() -> dict[str, Any]:
    given = dict(connections["default"].get_connection_params())
    for name in ("pool", "cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        given.pop(name, None)
    return given


hub = Hub()
