# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the instance stands, in figures: for people as JSON, for Prometheus as text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import psycopg

from congso import __version__
from congso.config import metrics
from congso.config.env import Env
from congso.config.health import FAILS, OK, PATIENCE, database_and_worker, disk_has_room
from congso.config.runner.probes import WebProbe

METRICS_FOLDER = "metrics"
WAITING = "todo"  # how Procrastinate calls a job that has not begun
_JOBS = """
SELECT queue_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2
"""
_OLDEST = """
SELECT coalesce(max(extract(epoch FROM now() - greatest(e.at, coalesce(j.scheduled_at, e.at)))), 0)
  FROM procrastinate_jobs j
  JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
 WHERE j.status = 'todo' AND coalesce(j.scheduled_at, e.at) <= now()
"""
_SERVER = """
SELECT pg_database_size(current_database()), current_setting('server_version'),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())
"""


def standing(env: Env) -> dict[str, Any]:
    """What works, what waits, how much room there is; the database's part is absent without it."""
    usage = shutil.disk_usage(env.data.data_dir)
    services = {**database_and_worker(), "web": OK if WebProbe(env).serves() else FAILS}
    well = set(services.values()) == {OK} and disk_has_room()
    found: dict[str, Any] = {
        "status": OK if well else FAILS,
        "version": __version__,
        "services": services,
        "disk": {"free_bytes": usage.free, "total_bytes": usage.total},
    }
    if services["database"] == OK:
        found |= _of_database(env)
    return found


def _of_database(env: Env) -> dict[str, Any]:
    """Jobs and size, on a connection of its own with a limit of time; nothing where it fails."""
    try:
        given = {**env.database.parameters("app"), "connect_timeout": PATIENCE}
        with psycopg.connect(**given) as connection:
            connection.execute(f"SET statement_timeout = {PATIENCE * 1000}")
            server = connection.execute(_SERVER).fetchone() or (0, "", 0)
            jobs = connection.execute(_JOBS).fetchall()
            oldest = connection.execute(_OLDEST).fetchone() or (0,)
    except psycopg.Error:
        return {}
    rows = [{"queue": queue, "status": status, "count": count} for queue, status, count in jobs]
    return {
        "database": {"bytes": server[0], "version": server[1], "connections": server[2]},
        "jobs": {"by_state": rows, "oldest_waiting_seconds": float(oldest[0])},
    }


def as_text(env: Env) -> str:
    """The figures in the text format of Prometheus, version 0.0.4."""
    return "".join(f"{line}\n" for line in _lines(env))


def _lines(env: Env) -> Iterator[str]:
    found = standing(env)
    yield from _family("congso_info", "gauge", "The version that runs.")
    yield f'congso_info{{version="{_plain(found["version"])}"}} 1'
    yield from _family("congso_up", "gauge", "1 when the service works.")
    for name, state in found["services"].items():
        yield f'congso_up{{service="{_plain(name)}"}} {int(state == OK)}'
    for name, text in (("free_bytes", "Free bytes"), ("total_bytes", "Bytes")):
        metric = f"congso_disk_{name}"
        yield from _family(metric, "gauge", f"{text} of the disk of the data directory.")
        yield f"{metric} {found['disk'][name]}"
    if "database" in found:
        yield from _database_lines(found)
    yield from _request_lines(list(metrics.counts(env.data.run / METRICS_FOLDER)))


def _database_lines(found: dict[str, Any]) -> Iterator[str]:
    for name, text in (("bytes", "Size"), ("connections", "Connections")):
        yield from _family(f"congso_database_{name}", "gauge", f"{text} of the database.")
        yield f"congso_database_{name} {found['database'][name]}"
    yield from _family("congso_jobs", "gauge", "Background jobs by queue and state.")
    for row in found["jobs"]["by_state"]:
        labels = f'queue="{_plain(row["queue"])}",status="{_plain(row["status"])}"'
        yield f"congso_jobs{{{labels}}} {row['count']}"
    oldest = "congso_jobs_oldest_waiting_seconds"
    yield from _family(oldest, "gauge", "Age of the oldest job that could have begun.")
    yield f"{oldest} {found['jobs']['oldest_waiting_seconds']:.3f}"


def _request_lines(processes: list[tuple[int, dict[str, Any]]]) -> Iterator[str]:
    yield from _family("congso_requests_total", "counter", "Answers by kind of status.")
    for process, told in processes:
        for kind, count in sorted(told["statuses"].items()):
            yield f'congso_requests_total{{process="{process}",status="{_plain(kind)}"}} {count}'
    name = "congso_request_seconds"
    yield from _family(name, "histogram", "Seconds until an answer begins.")
    for process, told in processes:
        every = sum(told["statuses"].values())
        for bound, count in zip(metrics.BOUNDS, told["within"], strict=True):
            yield f'{name}_bucket{{process="{process}",le="{bound:g}"}} {count}'
        yield f'{name}_bucket{{process="{process}",le="+Inf"}} {every}'
        yield f'{name}_sum{{process="{process}"}} {told["seconds"]:.6f}'
        yield f'{name}_count{{process="{process}"}} {every}'


def _family(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"


def _plain(value: str) -> str:
    """A label's value as the format wants it."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
