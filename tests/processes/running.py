# SPDX-License-Identifier: AGPL-3.0-or-later
"""An instance started as people start it, in a folder and on a port of its own."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

READY_WITHIN = 60.0
QUIET_START = 0.4  # seconds that the program of `slowness` takes where nothing else runs
_COUNT = itertools.count(1)


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@lru_cache
def slowness() -> float:
    """How many times slower than a quiet machine this one is, by the start of a small program."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import django.forms, granian, psycopg"], check=True)
    return max(1.0, (time.monotonic() - begun) / QUIET_START)


def wait_until(
    holds: Callable[[], bool], within: float, what: str, told: Callable[[], str] = str
) -> float:
    """Wait until it holds; return the seconds it took, or fail with what was expected.

    The time given is that of a quiet machine.
    """
    begun = time.monotonic()
    within *= slowness()
    while not holds():
        took = time.monotonic() - begun
        assert took < within, f"{what}: not within {within:.0f} s. {told()}"
        time.sleep(0.05)
    return time.monotonic() - begun


@dataclass
class Running:
    """One `congso up` and what it wrote."""

    data: Path
    port: int
    words: Sequence[str] = ("--empty",)
    prefix: Sequence[str] = ()
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    number: int = field(default_factory=lambda: next(_COUNT))

    @property
    def output(self) -> str:
        """Everything said in the foreground."""
        file = self._file
        return file.read_text(encoding="utf-8") if file.exists() else ""

    @property
    def _file(self) -> Path:
        return self.data.with_name(f"{self.data.name}.{self.number}.foreground")

    @property
    def environment(self) -> dict[str, str]:
        """The variables of the instance."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("CONGSO_") and key != "DJANGO_SETTINGS_MODULE"
        }
        if "CONGSO_TRIAL_SETTINGS" in os.environ:
            kept["DJANGO_SETTINGS_MODULE"] = os.environ["CONGSO_TRIAL_SETTINGS"]
        own = {
            "CONGSO_DATA_DIR": str(self.data),
            "CONGSO_HTTP_PORT": str(self.port),
            "LANG": "C.UTF-8",
        }
        return {**kept, **own, **self.variables}

    def start(self) -> Running:
        """Start it, without waiting."""
        with self._file.open("wb") as file:
            self.process = subprocess.Popen(
                [*self.prefix, sys.executable, "-m", "congso", "up", *self.words],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def until_ready(self, within: float = READY_WITHIN) -> float:
        """Wait for the ready lines of all services; return the seconds."""
        names = ("database", "web", "worker")
        if "CONGSO_DATABASE_URL" in self.variables:
            names = names[1:]

        def ready() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.output
            return all(f"\nready {name} " in f"\n{self.output}" for name in names)

        return wait_until(ready, within, "ready lines", lambda: self.output)

    def end(self, number: int = signal.SIGTERM, within: float = 15.0) -> int:
        """Tell it to stop; return its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(within)

    def health(self) -> tuple[int, dict[str, object]]:
        """Return what /healthz says; status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/healthz", timeout=10
            ) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except (OSError, ValueError):
            return 0, {}

    def healthy(self) -> bool:
        """True when everything works."""
        return self.health()[0] == 200

    def processes(self) -> dict[int, str]:
        """Numbers and command lines of all processes that belong to this instance."""
        mark = f"CONGSO_DATA_DIR={self.data}\0".encode()
        return {number: line for number, env, line in _all_processes() if mark in env + b"\0"}

    def find(self, *words: str) -> list[int]:
        """Processes whose command line has all the words, oldest first."""
        found = self.processes()
        fitting = [number for number, line in found.items() if all(w in line for w in words)]
        return sorted(fitting, key=_begun)


def _begun(number: int) -> tuple[int, int]:
    """When a process began, in ticks since the machine did; numbers are used again."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[19]), number
    return sys.maxsize, number


def _all_processes() -> Iterator[tuple[int, bytes, str]]:
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if line:  # a zombie has none
                yield int(entry.name), (entry / "environ").read_bytes(), line
