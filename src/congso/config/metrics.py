# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a web process counts of its requests, left in a small file for the admin port to read.

Counting costs no query and no lock: one process, one loop, one file of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds until an answer begins
WRITE_AFTER = 1.0


class CountedRequests:
    """`CountedRequests(app, folder)`: answers by the first digit of their status, and how long it
    took until they began."""

    def __init__(self, app: App, folder: Path) -> None:
        self.app = app
        self.file = folder / f"web-{os.getpid()}.json"
        self.statuses: dict[str, int] = {}
        self.within = [0] * len(BOUNDS)
        self.seconds = 0.0
        self._waits = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.monotonic()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.count(int(message["status"]), time.monotonic() - begun)
            await send(message)

        await self.app(scope, receive, counted)

    def count(self, status: int, seconds: float) -> None:
        """Count one answer; the file follows within a second."""
        kind = f"{status // 100}xx"
        self.statuses[kind] = self.statuses.get(kind, 0) + 1
        self.seconds += seconds
        for place, bound in enumerate(BOUNDS):
            self.within[place] += seconds <= bound
        if not self._waits:
            self._waits = True
            asyncio.get_running_loop().call_later(WRITE_AFTER, self._write_beside)

    def _write_beside(self) -> None:
        asyncio.get_running_loop().run_in_executor(None, self.write)

    def write(self) -> None:
        """Leave the counts in the file, whole or not at all; a full disk stops no page.

        Runs in a thread, for a slow disk would hold up every page of the process.
        """
        statuses = self.statuses.copy()
        told = {"statuses": statuses, "within": self.within[:], "seconds": self.seconds}
        self._waits = False
        draft = self.file.with_suffix(".part")
        with suppress(OSError):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_text(json.dumps(told), encoding="utf-8")
            draft.replace(self.file)


def counts(folder: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield process and counts of every living web process; files of dead ones go."""
    for file in sorted(folder.glob("web-*.json")):
        process = int(file.stem.removeprefix("web-"))
        if not _lives(process):
            file.unlink(missing_ok=True)
            continue
        with suppress(OSError, ValueError):
            yield process, json.loads(file.read_text(encoding="utf-8"))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
