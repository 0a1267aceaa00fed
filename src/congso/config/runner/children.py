# SPDX-License-Identifier: AGPL-3.0-or-later
"""Child processes that end with us, whatever happens to us."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def arm_death_signal(number: int, parent: int) -> None:
    """Ask the kernel to send us a signal when our parent ends; leave at once if it is gone.

    The request is lost when a process changes its user, so it is made after that (Linux only).
    """
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _armed(number: int) -> Callable[[], None]:
    parent = os.getpid()
    return lambda: arm_death_signal(number, parent)


async def start(
    argv: Sequence[str | Path],
    *,
    log: Path,
    heard: bool = False,
    env: Mapping[str, str] | None = None,
    death_signal: int = signal.SIGKILL,
    **options: Any,
) -> asyncio.subprocess.Process:
    """Start a child in a process group of its own, its output appended to the log file.

    With ``heard`` its standard output comes to us instead, and only complaints go to the log.
    """
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return await asyncio.create_subprocess_exec(
            *map(str, argv),
            env=dict(os.environ, **env) if env else None,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE if heard else descriptor,
            stderr=descriptor,
            start_new_session=True,
            preexec_fn=_armed(death_signal),
            **options,
        )
    finally:
        os.close(descriptor)


async def stop(child: asyncio.subprocess.Process, *, first: int, seconds: float) -> None:
    """Ask a child to end; after the seconds, end it and whatever it started."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(first)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(child.wait(), seconds)
    end_group(child.pid)
    await child.wait()


def end_group(leader: int) -> None:
    """End all that is left of the process group of a child."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def last_line(log: Path) -> str:
    """Return the last line of a log that says something, for the sentence about a failure."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4096))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
