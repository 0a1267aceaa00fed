# SPDX-License-Identifier: AGPL-3.0-or-later
"""A PostgreSQL of its own for checks and measurements, thrown away afterwards."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

from congso.config.env import DATABASE_NAME, OWNER_ROLE
from congso.config.runner import identity
from congso.config.runner.postgres import Postgres, find_pg_bin


@contextlib.asynccontextmanager
async def trial_server(*, lasting: bool = False) -> AsyncIterator[dict[str, str]]:
    """Run a server in a temporary folder; yield the variables that lead to it.

    ``lasting`` keeps the promises of a real server about what is on disk, for measurements.
    """
    folder = _make_folder()
    try:
        cluster = folder / "postgres"
        chosen = identity.choose(cluster, find_pg_bin(), None)
        log = folder / "postgres.log"
        postgres = Postgres(cluster, folder / "socket", log, chosen, lasting=lasting)
        postgres.create()
        await postgres.start()
        try:
            yield _variables(folder, postgres)
        finally:
            await postgres.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="congso-trial-"))
    folder.chmod(0o711)  # PostgreSQL's account passes through to its own folder
    return folder


def _variables(folder: Path, postgres: Postgres) -> dict[str, str]:
    host = quote(str(postgres.socket_dir), safe="")
    return {
        "CONGSO_DATABASE_URL": f"postgresql://{OWNER_ROLE}@/{DATABASE_NAME}?host={host}",
        "CONGSO_DATA_DIR": str(folder / "data"),
        "CONGSO_PG_BIN": str(postgres.programs),
    }
