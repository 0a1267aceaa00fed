# SPDX-License-Identifier: AGPL-3.0-or-later
"""One service: started, watched, restarted with growing pauses, stopped."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from congso.config.language import _
from congso.config.refusal import Refusal
from congso.config.runner import children

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
HEALTHY_AFTER = 60.0  # a service that ran this long begins with the first pause again
SILENCE_LIMIT = 30.0  # up but not answering for so long: it is restarted
PROBE_EVERY = 5.0
SLOW_AFTER = 20.0  # seconds after which a service that answers wrongly is spoken of
FALLS_BEFORE_READY = 4  # a service that never came up is given up after so many starts

Say = Callable[[str], None]
Probe = Callable[[], Awaitable[bool]]


@dataclass
class Service:
    """What is started, how it is asked whether it works, and where people find it."""

    name: str
    url: str
    log: Path
    alive: Probe
    works: Probe
    say: Say
    gate: asyncio.Event  # open while the database answers
    variables: Mapping[str, str] = field(default_factory=dict)
    sockets: tuple[int, ...] = ()  # listening sockets that the service is given
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    child: asyncio.subprocess.Process | None = None
    _restart: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def argv(self) -> list[str]:
        """The command of the service."""
        return [sys.executable, "-m", "congso", "serve", self.name]

    async def keep(self) -> None:
        """Run for ever. Raises Refusal when the service never came up."""
        pause, falls = FIRST_PAUSE, 0
        clock = asyncio.get_running_loop().time
        while True:
            await self.gate.wait()
            begun = clock()
            reason = await self._live()
            if clock() - begun > HEALTHY_AFTER:
                pause = FIRST_PAUSE
            falls += 1
            if not self.ready.is_set() and falls >= FALLS_BEFORE_READY:
                raise Refusal(
                    _("{name} does not start: {reason} (see {log})").format(
                        name=self.name, reason=children.last_line(self.log), log=self.log
                    )
                )
            self.say(
                _("{name}: {reason}; starts again in {pause:.0f} s").format(
                    name=self.name, reason=reason, pause=pause
                )
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _live(self) -> str:
        """One life of the service; returns why it ended."""
        self._restart.clear()
        self.child = await children.start(
            self.argv,
            log=self.log,
            env={"CONGSO_DB_POOL": "1", **self.variables},
            pass_fds=self.sockets,
        )
        ends = {
            asyncio.create_task(self.child.wait()): "",
            asyncio.create_task(self._fall_silent()): _("no answer for 30 s"),
            asyncio.create_task(self._restart.wait()): _("the database was restarted"),
        }
        try:
            done, _pending = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            reason = next(ends[task] for task in done)
        finally:
            for task in ends:
                task.cancel()
        await children.stop(self.child, first=signal.SIGTERM, seconds=0.5 if reason else 0)
        return reason or _("ended ({status})").format(status=_status(self.child.returncode))

    async def _fall_silent(self) -> None:
        """Return once the service has not answered for too long."""
        clock = asyncio.get_running_loop().time
        begun = heard = clock()
        slow = SLOW_AFTER
        while clock() - heard < SILENCE_LIMIT:
            if not self.ready.is_set() and await self.works():
                self.ready.set()
            if not self.ready.is_set() and clock() - begun > slow:
                text = _("{name}: not ready after {seconds:.0f} s; see {log}")
                self.say(text.format(name=self.name, seconds=slow, log=self.log))
                slow *= 2
            await asyncio.sleep(PROBE_EVERY if self.ready.is_set() else 0.2)
            if await self.alive():
                heard = clock()

    def restart(self) -> None:
        """End this life of the service; the next begins by itself."""
        self._restart.set()

    async def stop(self, seconds: float = 4.0) -> None:
        """Ask the service to finish what it does, then end it."""
        if self.child is not None:
            await children.stop(self.child, first=signal.SIGTERM, seconds=seconds)


def _status(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return str(code)
