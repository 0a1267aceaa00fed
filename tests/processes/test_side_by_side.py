# SPDX-License-Identifier: AGPL-3.0-or-later
"""Instances beside each other, and two that would be in each other's way."""

from __future__ import annotations

import socket

import pytest

from tests.processes.conftest import Start

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]


def test_two_instances_run_side_by_side(start: Start) -> None:
    first, second = start("một"), start("hai")
    first.until_ready()
    second.until_ready()
    assert first.healthy()
    assert second.healthy()
    assert first.end() == 0
    assert second.healthy()


def test_the_same_data_directory_twice_is_refused(start: Start) -> None:
    first = start()
    first.until_ready()
    second = start()
    assert second.process is not None
    assert second.process.wait(30) == 1
    assert second.output == (
        f"congso: Congso already runs on {first.data}; give another CONGSO_DATA_DIR.\n"
    )
    assert first.healthy()


def test_a_taken_port_is_named(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = start(port=port, fresh=True)
        assert running.process is not None
        assert running.process.wait(60) == 1
    last = running.output.strip().splitlines()[-1]
    assert last == (
        f"congso: Port {port} of 127.0.0.1 cannot be used (Address already in use); "
        "set CONGSO_HTTP_PORT to another."
    )
    assert not (running.data / "postgres").exists()


def test_a_bad_environment_is_reported_at_once_and_whole(start: Start) -> None:
    running = start(
        fresh=True, variables={"CONGSO_ADMIN_PORT": "none", "CONGSO_BASE_URL": "ftp://x"}
    )
    assert running.process is not None
    assert running.process.wait(30) == 2
    assert [line.split(":")[1].strip() for line in running.output.splitlines()] == [
        "CONGSO_BASE_URL",
        "CONGSO_ADMIN_PORT",
    ]
