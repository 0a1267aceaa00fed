# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is killed comes back, and nothing outlives the instance."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.processes.conftest import Start
from tests.processes.running import Running, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

HEALED_WITHIN = 10.0
GONE_WITHIN = 5.0


def _kill(running: Running, *words: str) -> None:
    """Kill the leading process of a part and see that its number is gone."""
    victim = running.find(*words)[0]
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: victim not in running.processes(), 5, "the victim ends")


def test_everything_killed_one_after_the_other_is_healed(start: Start) -> None:
    running = start()
    running.until_ready()
    for words in (("pginstall/bin/postgres", "-D"), ("serve web",), ("serve worker",)):
        before = set(running.find(*words))
        _kill(running, *words)
        wait_until(
            lambda words=words, before=before: (
                bool(set(running.find(*words)) - before) and running.healthy()
            ),
            HEALED_WITHIN,
            f"{words} is healed",
        )
        status, body = running.health()
        assert status == 200
        assert body["services"] == {"database": "ok", "worker": "ok", "web": "ok"}


def test_a_killed_web_process_is_replaced(start: Start) -> None:
    running = start()
    running.until_ready()
    parent, *workers = running.find("serve web")
    os.kill(workers[0], signal.SIGKILL)
    wait_until(
        lambda: (
            len(set(running.find("serve web")) - {workers[0]}) == 1 + len(workers)
            and running.healthy()
        ),
        HEALED_WITHIN,
        "the web process is replaced",
    )
    assert parent in running.find("serve web")


def test_a_service_that_hangs_is_restarted(start: Start) -> None:
    running = start()
    running.until_ready()
    victim = running.find("serve worker")[0]
    os.kill(victim, signal.SIGSTOP)
    wait_until(lambda: victim not in running.processes(), 60, "the silent worker is ended")
    wait_until(running.healthy, HEALED_WITHIN, "health after the silent worker")
    assert "worker: no answer for 30 s; starts again" in running.output


@pytest.mark.parametrize("moment", ["ready", "early"])
def test_nothing_outlives_a_killed_runner(start: Start, moment: str) -> None:
    running = start(fresh=moment == "early")
    if moment == "ready":
        running.until_ready()
    else:
        wait_until(lambda: bool(running.find("pginstall/bin/postgres")), 30, "PostgreSQL begins")
    assert running.process is not None
    running.process.kill()
    running.process.wait()
    wait_until(lambda: not running.processes(), GONE_WITHIN, f"{running.processes()} are gone")


def test_after_a_killed_runner_the_next_start_works(start: Start) -> None:
    first = start()
    first.until_ready()
    assert first.process is not None
    first.process.kill()
    first.process.wait()
    second = start(port=first.port)
    second.until_ready(within=20)
    assert second.healthy()


def test_a_stop_leaves_nothing_and_takes_little(start: Start) -> None:
    running = start()
    running.until_ready()
    begun = time.monotonic()
    assert running.end(signal.SIGINT) == 0
    assert time.monotonic() - begun < 10
    assert running.processes() == {}
    said = running.output
    assert said.index("stopping") < said.index("stopped")
    assert not (running.data / "postgres" / "postmaster.pid").exists()
