# SPDX-License-Identifier: AGPL-3.0-or-later
"""Metrics and health in detail: what they say, to whom, and that no page waits for them."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_socket import enable_socket

from congso.config import figures, metrics
from congso.config.admin_port import AdminServer, listen
from congso.config.env import Env
from congso.config.refusal import Refusal
from congso.config.runner import instance
from congso.config.tests.test_env import surroundings

__all__ = ["surroundings"]
pytestmark = pytest.mark.unit
LABEL = r'[a-z]+="(?:[^"\\\n]|\\["\\n])*"'
LINE = re.compile(rf"[a-z_]+(\{{{LABEL}(,{LABEL})*\}})? -?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?")
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "pg_database_size": [(734_003_200, "18.6", 12)],
    "GROUP BY": [("default", "failed", 2), ('của "tôi"\n', "todo", 31)],
    "max(extract": [(61.25,)],
    "worker": [(True,)],
}


class Database:
    """Stands in for a connection: answers by a word of the question."""

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, query: str, *_: object) -> Any:
        rows = next((rows for word, rows in ROWS.items() if word in query), [])
        return type("Answer", (), {"fetchone": lambda s: rows[0], "fetchall": lambda s: rows})()


@pytest.fixture
def env(surroundings: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch) -> Env:
    made = Env()
    made.data.run.mkdir(parents=True)
    monkeypatch.setattr(psycopg, "connect", lambda **_: Database())
    monkeypatch.setattr(figures.WebProbe, "serves", lambda _: True)
    monkeypatch.setattr(figures, "disk_has_room", lambda: True)
    return made


def told(env: Env, **counted: Any) -> None:
    folder = env.data.run / figures.METRICS_FOLDER
    folder.mkdir(exist_ok=True)
    facts = {"statuses": {}, "within": [0] * len(metrics.BOUNDS), "seconds": 0.0, **counted}
    (folder / f"web-{os.getpid()}.json").write_text(json.dumps(facts))


def test_every_line_is_in_the_format_and_every_metric_is_described_once(env: Env) -> None:
    told(env, statuses={"2xx": 40, "5xx": 1}, within=[1, 2, 30, 41, 41, 41, 41, 41], seconds=9.5)
    text = figures.as_text(env)
    described = re.findall(r"^# TYPE (\w+) (?:gauge|counter|histogram)$", text, re.MULTILINE)
    assert len(described) == len(set(described)) >= 9
    for line in text.splitlines():
        if not line.startswith("#"):
            assert LINE.fullmatch(line), line
            assert any(line.startswith(name) for name in described), line


def test_what_matters_is_said(env: Env) -> None:
    told(env, statuses={"2xx": 40, "5xx": 1}, within=[1, 2, 30, 41, 41, 41, 41, 41], seconds=9.5)
    lines = figures.as_text(env).splitlines()
    process = os.getpid()
    for line in (
        'congso_up{service="database"} 1',
        'congso_jobs{queue="default",status="failed"} 2',
        'congso_jobs{queue="của \\"tôi\\"\\n",status="todo"} 31',
        "congso_jobs_oldest_waiting_seconds 61.250",
        "congso_database_bytes 734003200",
        f'congso_requests_total{{process="{process}",status="5xx"}} 1',
        f'congso_request_seconds_bucket{{process="{process}",le="0.25"}} 30',
        f'congso_request_seconds_bucket{{process="{process}",le="+Inf"}} 41',
        f'congso_request_seconds_count{{process="{process}"}} 41',
    ):
        assert line in lines, line


def test_without_the_database_the_rest_is_still_said(
    env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> None:
        raise psycopg.OperationalError("away")

    monkeypatch.setattr(psycopg, "connect", away)
    found = figures.standing(env)
    assert (found["status"], found["services"]["database"]) == ("fails", "fails")
    assert "jobs" not in found
    text = figures.as_text(env)
    assert 'congso_up{service="database"} 0' in text
    assert "congso_disk_free_bytes" in text
    assert "congso_jobs{" not in text


# --- counting in a web process


def test_answers_are_counted_and_written_within_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "WRITE_AFTER", 0.01)

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        await asyncio.sleep(scope["takes"])
        await send({"type": "http.response.start", "status": scope["status"]})
        await send({"type": "http.response.body", "body": b""})

    async def nothing(*_: Any) -> None: ...

    async def scenario() -> None:
        counted = metrics.CountedRequests(app, tmp_path)
        for status, takes in ((200, 0), (204, 0), (404, 0), (500, 0.06)):
            scope = {"type": "http", "status": status, "takes": takes}
            await counted(scope, nothing, nothing)  # type: ignore[arg-type]
        await counted({"type": "lifespan", "status": 200, "takes": 0}, nothing, nothing)  # type: ignore[arg-type]
        await asyncio.sleep(0.05)

    asyncio.run(scenario())
    ((process, found),) = metrics.counts(tmp_path)
    assert process == os.getpid()
    assert found["statuses"] == {"2xx": 2, "4xx": 1, "5xx": 1}
    assert (found["within"][0], found["within"][-1]) == (3, 4)
    assert found["seconds"] >= 0.06


def test_counts_of_a_dead_process_go(tmp_path: Path) -> None:
    dead = tmp_path / "web-4194303.json"
    dead.write_text("{}")
    (tmp_path / f"web-{os.getpid()}.json").write_text("not whole")
    assert list(metrics.counts(tmp_path)) == []
    assert not dead.exists()


def test_a_folder_that_cannot_be_written_stops_no_page(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    counted = metrics.CountedRequests(lambda *_: None, tmp_path / "file" / "x")  # type: ignore[arg-type, return-value]
    counted.statuses = {"2xx": 1}
    counted.write()
    assert list(metrics.counts(tmp_path)) == []


# --- the port


@pytest.fixture
def port(env: Env) -> Iterator[int]:
    enable_socket()
    server = AdminServer(env, listen(0))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def ask(port: int, path: str, host: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_it_answers_names_of_this_machine_alone(port: int, env: Env) -> None:
    assert ask(port, "/metrics")[0] == 200
    assert ask(port, "/metrics", f"localhost:{port}")[0] == 200
    for host in ("evil.example:8001", f"congso.example:{port}", "127.0.0.1.evil.example:80"):
        status, text = ask(port, "/metrics", host)
        assert (status, "congso_" in text) == (421, False)
    assert ask(port, "/")[0] == 404
    assert ask(port, "/accounts/login/")[0] == 404


def test_health_is_200_or_503_with_the_same_facts(
    port: int, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, text = ask(port, "/health")
    assert (status, json.loads(text)["status"]) == (200, "ok")
    assert json.loads(text)["jobs"]["by_state"][0] == {
        "queue": "default", "status": "failed", "count": 2,
    }  # fmt: skip
    monkeypatch.setattr(figures.WebProbe, "serves", lambda _: False)
    status, text = ask(port, "/health")
    assert (status, json.loads(text)["services"]["web"]) == (503, "fails")


def test_a_port_nobody_chose_is_done_without_a_chosen_one_is_refused(
    surroundings: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    enable_socket()
    with listen(0) as taken:
        number = taken.getsockname()[1]
        said: list[str] = []
        surroundings.setenv("CONGSO_ADMIN_PORT", str(number))
        chosen = Env()
        surroundings.delenv("CONGSO_ADMIN_PORT")
        unset = Env()
        object.__setattr__(unset.web, "admin_port", number)
        unset.web.model_fields_set.discard("admin_port")
        assert asyncio.run(instance.admin_socket(unset, said.append)) is None
        assert str(number) in said[0]
        monkeypatch.setattr(instance.require_free, "__kwdefaults__", {"patience": 0.0})
        with pytest.raises(Refusal, match="CONGSO_ADMIN_PORT"):
            asyncio.run(instance.admin_socket(chosen, said.append))
