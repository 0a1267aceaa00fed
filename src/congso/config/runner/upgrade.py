# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings the database up to date: dumped first when it holds anything, then migrated, then granted.

Runs inside Django as the owner of the tables, in a process of its own.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from congso.config import grants
from congso.config.env import env
from congso.config.language import _
from congso.config.refusal import Refusal
from congso.config.runner.postgres import find_pg_bin

KEPT_DUMPS = 10


def bring_up_to_date(say: Callable[[str], None]) -> None:
    """Migrate when anything is pending; a database with content is dumped before."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    applied = executor.loader.applied_migrations
    if applied:
        say(_("dumping the older database before {count} migrations").format(count=len(plan)))
        say(_("dumped to {file}").format(file=_dump()))
    call_command("migrate", interactive=False, verbosity=0)
    grants.apply(connection)
    say(
        _("applied {count} migrations").format(count=len(plan)) if applied else _("made the tables")
    )


def _dump() -> Path:
    """Dump the database beside the data, whole or not at all; the oldest dumps go."""
    folder = env.data.data_dir / "dumps"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"congso-{timezone.now():%Y%m%dT%H%M%SZ}.dump"
    draft = file.with_suffix(".part")
    given: dict[str, Any] = env.database.parameters("owner")
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own program, no shell)
        [find_pg_bin() / "pg_dump", "-Fc", "-f", draft, "-d", make_conninfo(**given)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        draft.unlink(missing_ok=True)
        raise Refusal(
            _("The database could not be dumped, so it was not migrated: {reason}").format(
                reason=" ".join(done.stderr.split())
            )
        )
    draft.chmod(0o600)
    draft.rename(file)
    for old in sorted(folder.glob("congso-*.dump"))[:-KEPT_DUMPS]:
        old.unlink()
    return file
