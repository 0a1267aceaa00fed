# SPDX-License-Identifier: AGPL-3.0-or-later
"""Does it work? Asked by the runner, by balancers and by people (``/healthz``, ``/readyz``)."""

from __future__ import annotations

import shutil

import psycopg
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from congso.config.env import env

BEAT_LIMIT = 30  # seconds since the last sign of life of any worker
LEAST_FREE_DISK = 0.05
PATIENCE = 3  # seconds to wait for the database
OK, FAILS = "ok", "fails"


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every service works and the disk has room, else 503; says which one does not."""
    services = {**database_and_worker(), "web": OK}
    disk = OK if disk_has_room() else FAILS
    well = {*services.values(), disk} == {OK}
    body = {"status": OK if well else FAILS, "services": services, "disk": disk}
    return JsonResponse(body, status=200 if well else 503)


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when this process can serve pages, that is, when its database answers."""
    ready = database_and_worker()["database"] == OK
    return JsonResponse({"status": OK if ready else FAILS}, status=200 if ready else 503)


def database_and_worker() -> dict[str, str]:
    """Ask the database, and in it for the last sign of life of a worker.

    On a connection of its own: a pool that waits must not hide that the database is away.
    """
    try:
        given = env.database.parameters("app")
        with psycopg.connect(**{**given, "connect_timeout": PATIENCE}) as connection:
            connection.execute(f"SET statement_timeout = {PATIENCE * 1000}")
            row = connection.execute(
                "SELECT coalesce(max(last_heartbeat) > now() - make_interval(secs => %s), false)"
                " FROM procrastinate_workers",
                [BEAT_LIMIT],
            ).fetchone()
    except psycopg.errors.UndefinedTable:
        return {"database": OK, "worker": FAILS}
    except psycopg.Error:
        return {"database": FAILS, "worker": FAILS}
    return {"database": OK, "worker": OK if row and row[0] else FAILS}


def disk_has_room() -> bool:
    """True while enough of the disk under the data directory is free."""
    usage = shutil.disk_usage(env.data.data_dir)
    return usage.free >= usage.total * LEAST_FREE_DISK
