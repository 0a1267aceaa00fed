# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the doctor looks at: each function yields sentences on what is wrong and what helps."""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import LiteralString
from urllib.parse import urlsplit

import psycopg

from congso.config.env import Env
from congso.config.language import _

# From these releases on the header injection in the e-mail generator is closed (CVE-2026-1299).
MENDED_PYTHONS = {(3, 11): 15, (3, 12): 13, (3, 13): 12, (3, 14): 3}
OLDEST_SERVER = 150000
LEAST_FREE = 0.05
CLOCK_TOLERANCE = 5.0
MODULE_CHECKS = "congso.operations.doctor"  # findings(env), kept by the module that owns backups


def findings(env: Env) -> Iterator[str]:
    """Yield every finding of every check."""
    for check in CHECKS:
        yield from check(env)
    if find_spec(MODULE_CHECKS) is not None:
        yield from import_module(MODULE_CHECKS).findings(env)


def python_release(env: Env) -> Iterator[str]:
    """An interpreter with a known fault."""
    least = MENDED_PYTHONS.get(sys.version_info[:2])
    if least is not None and sys.version_info.micro < least:
        yield _(
            "Python {version} has a known fault (CVE-2026-1299); update to {wanted} or later."
        ).format(
            version=".".join(map(str, sys.version_info[:3])),
            wanted=".".join(map(str, (*sys.version_info[:2], least))),
        )


def data_directory(env: Env) -> Iterator[str]:
    """A folder that cannot be written, or a disk that is nearly full."""
    folder = env.data.data_dir
    if not folder.exists():
        yield _("There is no data directory {folder} yet; run congso up.").format(folder=folder)
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield _("{folder} cannot be written by this account.").format(folder=folder)
    usage = shutil.disk_usage(folder)
    if usage.free < usage.total * LEAST_FREE:
        yield _("Only {free} MB of the disk of {folder} are free.").format(
            free=usage.free // 1_000_000, folder=folder
        )


def secret_key(env: Env) -> Iterator[str]:
    """A signing key that others can read."""
    file = env.data.secret_key_file or env.data.data_dir / "secret.key"
    if file.exists() and file.stat().st_mode & 0o077:
        yield _("{file} can be read by others; run chmod 600 on it.").format(file=file)


def server(env: Env) -> Iterator[str]:
    """A database that does not answer, is too old, or whose clock differs from ours."""
    try:
        with psycopg.connect(**{**env.database.parameters("app"), "connect_timeout": 5}) as found:
            version = found.info.server_version
            row = found.execute("SELECT clock_timestamp()").fetchone()
    except psycopg.Error as error:
        yield _("The database does not answer ({reason}); is congso up running?").format(
            reason=" ".join(str(error).split())
        )
        return
    if version < OLDEST_SERVER:
        yield _("PostgreSQL {version} is too old; 15 is the oldest.").format(
            version=version // 10000
        )
    apart = abs((row[0] - datetime.datetime.now(datetime.UTC)).total_seconds()) if row else 0
    if apart > CLOCK_TOLERANCE:
        yield _("The clocks of this machine and of the database are {seconds:.0f} s apart.").format(
            seconds=apart
        )


def base_url(env: Env) -> Iterator[str]:
    """An address that no one can reach, or that is not answered."""
    name = urlsplit(env.web.base_url).hostname or ""
    try:
        socket.getaddrinfo(name, None)
    except OSError:
        yield _("The name {name} of CONGSO_BASE_URL is not known to DNS.").format(name=name)
    allowed = env.web.allowed_hosts
    if "*" not in allowed and not any(
        name == host.strip("[]") or (host.startswith(".") and f".{name}".endswith(host))
        for host in allowed
    ):
        yield _("{name} is missing in CONGSO_ALLOWED_HOSTS.").format(name=name)
    if not _is_local(env) and not env.web.secure:
        yield _("CONGSO_BASE_URL is not https: passwords would cross the network readably.")


def _is_local(env: Env) -> bool:
    return urlsplit(env.web.base_url).hostname in {"localhost", "127.0.0.1", "::1"}


def demo_accounts(env: Env) -> Iterator[str]:
    """Made-up people with a known password, on a site that others reach."""
    if _is_local(env):
        return
    if count := _counted(env, "SELECT count(*) FROM accounts_person WHERE is_demo AND is_active"):
        yield _(
            "{count} demo accounts with a known password can sign in on a site that others reach; "
            "lock them or begin with an empty data directory."
        ).format(count=count)


def failed_jobs(env: Env) -> Iterator[str]:
    """Background jobs that were tried to the end in vain."""
    if count := _counted(env, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"):
        yield _(
            "{count} background jobs have failed for good; their errors are in the worker's log."
        ).format(count=count)


def _counted(env: Env, query: LiteralString) -> int:
    """The number a query gives; 0 where the database does not answer, of which server() tells."""
    try:
        with psycopg.connect(**{**env.database.parameters("app"), "connect_timeout": 5}) as found:
            row = found.execute(query).fetchone()
    except psycopg.Error:
        return 0
    return int(row[0]) if row else 0


CHECKS: tuple[Callable[[Env], Iterator[str]], ...] = (
    python_release,
    data_directory,
    secret_key,
    server,
    base_url,
    demo_accounts,
    failed_jobs,
)
