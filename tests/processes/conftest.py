# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket

from tests.processes.running import Running, free_port

Start = Callable[..., Running]


@pytest.fixture(autouse=True)
def _no_network() -> None:
    """These tests speak to services on this machine, unlike all others."""
    enable_socket()


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account of the machine can enter (pytest's own cannot be)."""
    folder = Path(tempfile.mkdtemp(prefix="congso-trial-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """The data directory of an empty instance, made once: tests begin with copies of it."""
    enable_socket()
    folder = Path(tempfile.mkdtemp(prefix="congso-trial-", dir="/tmp"))
    folder.chmod(0o755)
    running = Running(folder / "data", free_port()).start()
    running.until_ready()
    assert running.end() == 0
    yield running.data
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start(place: Path, request: pytest.FixtureRequest) -> Iterator[Start]:
    """Start instances; whatever is left of them is ended at the end."""
    started: list[Running] = []

    def begin(name: str = "data", *, fresh: bool = False, **options: object) -> Running:
        options.setdefault("port", free_port())
        if not fresh and not (place / name).exists():
            copy = ["cp", "-a", request.getfixturevalue("template"), place / name]
            subprocess.run(copy, check=True)
        running = Running(place / name, **options)  # type: ignore[arg-type]
        started.append(running)
        return running.start()

    yield begin
    for running in started:
        if running.process is not None and running.process.poll() is None:
            running.process.kill()
            running.process.wait()
        for number in running.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
