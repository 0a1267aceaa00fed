# SPDX-License-Identifier: AGPL-3.0-or-later
"""Metrics and health of a running instance, its logs, and two instances without a chosen port."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.processes.conftest import Start
from tests.processes.running import free_port, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]


def ask(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


def test_figures_and_logs_of_a_running_instance(start: Start, place: Path) -> None:
    port, logs = free_port(), place / "nhật ký"
    variables = {"CONGSO_ADMIN_PORT": str(port), "CONGSO_LOG_DIR": str(logs)}
    running = start(variables=variables)
    begun = time.time()
    running.until_ready()
    line = f"ready admin http://127.0.0.1:{port}/health"
    wait_until(lambda: line in running.output, 20, line, lambda: running.output)
    counted = 'status="2xx"} '
    wait_until(lambda: counted in ask(port, "/metrics")[1], 20, "requests are counted")
    text = ask(port, "/metrics")[1]
    for service in ("database", "worker", "web"):
        assert f'congso_up{{service="{service}"}} 1' in text
    assert int(text.split("\ncongso_database_bytes ")[1].split()[0]) > 1_000_000
    status, told = ask(port, "/health")
    assert (status, json.loads(told)["status"]) == (200, "ok")
    assert {"web.log", "worker.log", "admin.log", "postgres.log"} <= set(os.listdir(logs))
    older = [file.stat().st_mtime for file in (running.data / "logs").glob("*")]
    assert all(moment < begun for moment in older)  # of the template, nothing new

    os.kill(running.find("serve", "admin")[-1], signal.SIGKILL)
    wait_until(lambda: "admin: ended (SIGKILL)" in running.output, 20, "the fall is told")
    wait_until(lambda: ask(port, "/metrics")[0] == 200, 20, "it answers again")
    assert running.end() == 0
    with socket.create_server(("127.0.0.1", port)):
        pass  # nobody holds the port any more


def test_where_nobody_chose_the_port_a_second_instance_goes_without(start: Start) -> None:
    with contextlib.ExitStack() as first:
        with contextlib.suppress(OSError):  # another has it already
            first.enter_context(socket.create_server(("127.0.0.1", 8001)))
        running = start()
        running.until_ready()
        assert "admin: port 8001 is taken, metrics are not served" in running.output
        assert "ready admin" not in running.output
        assert running.healthy()
