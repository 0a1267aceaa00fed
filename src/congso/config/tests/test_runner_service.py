# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from congso.config.refusal import Refusal
from congso.config.runner import instance, service
from congso.config.runner.service import Service

pytestmark = pytest.mark.unit


class Scripted(Service):
    """A service that runs a line of Python instead of the product."""

    script = ""

    @property
    def argv(self) -> list[str]:
        return [sys.executable, "-S", "-c", self.script]


async def _yes() -> bool:
    return True


async def _no() -> bool:
    return False


def _service(log: Path, script: str, said: list[str], *, answers: bool = True) -> Scripted:
    probe = _yes if answers else _no
    made = Scripted("thử", "-", log, probe, probe, said.append, asyncio.Event())
    made.script = script
    made.gate.set()
    return made


def test_pauses_double_up_to_the_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(service, "LONGEST_PAUSE", 0.04)
    slept: list[float] = []

    async def scenario() -> None:
        said: list[str] = []
        made = _service(tmp_path / "log", "", said)
        made.ready.set()
        true_sleep = asyncio.sleep

        async def sleep(seconds: float) -> None:
            if seconds in {0.01, 0.02, 0.04}:
                slept.append(seconds)
            await true_sleep(0)

        monkeypatch.setattr(service.asyncio, "sleep", sleep)
        task = asyncio.create_task(made.keep())
        while len(slept) < 5:
            await true_sleep(0.01)
        task.cancel()

    asyncio.run(scenario())
    assert slept[:5] == [0.01, 0.02, 0.04, 0.04, 0.04]


def test_a_service_that_never_came_up_is_given_up_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FIRST_PAUSE", 0.01)
    log = tmp_path / "log"

    async def scenario() -> None:
        script = "import sys; sys.exit('không mở được cổng')"
        await _service(log, script, [], answers=False).keep()

    with pytest.raises(Refusal, match="thử does not start: không mở được cổng"):
        asyncio.run(scenario())
    assert log.read_text().count("không mở được cổng") == service.FALLS_BEFORE_READY


def test_what_a_service_started_ends_with_it(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys; p = subprocess.Popen(['sleep', '60']);"
        "print(p.pid, flush=True); p.wait()"
    )

    async def scenario() -> int:
        made = _service(tmp_path / "log", script, [])
        task = asyncio.create_task(made.keep())
        log = tmp_path / "log"
        while not log.exists() or not log.read_text().strip():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        grandchild = int((tmp_path / "log").read_text())
        os.kill(grandchild, 0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await made.stop()
        return grandchild

    assert _ended(asyncio.run(scenario()))


def _ended(process: int) -> bool:
    """True once the process is gone or waits to be buried."""
    status = Path(f"/proc/{process}/stat")
    for _moment in range(100):
        if not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_nothing_starts_while_the_database_is_away(tmp_path: Path) -> None:
    async def scenario() -> bool:
        made = _service(tmp_path / "log", "print('bắt đầu')", [])
        made.gate.clear()
        task = asyncio.create_task(made.keep())
        await asyncio.sleep(0.2)
        began = made.child is not None
        task.cancel()
        return began

    assert asyncio.run(scenario()) is False


def test_an_exit_by_a_signal_is_named() -> None:
    assert service._status(-signal.SIGKILL) == "SIGKILL"
    assert service._status(3) == "3"


def test_logs_of_a_few_runs_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    for run in range(8):
        instance.rotate(log)
        log.write_text(f"lần {run}")
    kept = {file.name: file.read_text() for file in tmp_path.iterdir()}
    assert kept == {
        "web.log": "lần 7",
        **{f"web.log.{age}": f"lần {7 - age}" for age in range(1, instance.KEPT_LOGS + 1)},
    }


def test_a_log_that_grew_large_is_put_aside_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "LARGE_LOG", 10)
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"0123456789abc")
        instance.shorten(log)
        writer.write(b"then")
        assert log.read_bytes() == b"then"
        writer.write(b"0123456789")
        instance.shorten(log)
    assert log.read_bytes() == b""
    aside = [(tmp_path / f"web.log.{age}").read_bytes() for age in (2, 1)]
    assert aside == [b"0123456789abc", b"then0123456789"]
