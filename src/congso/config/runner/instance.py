# SPDX-License-Identifier: AGPL-3.0-or-later
"""One instance per data directory, and ports that are free."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import socket
from pathlib import Path

from congso.config.admin_port import ADDRESS, listen
from congso.config.env import Env
from congso.config.language import _
from congso.config.refusal import Refusal
from congso.config.runner.service import Say

KEPT_LOGS = 5
LARGE_LOG = 64 * 1024 * 1024


def prepare_folders(env: Env) -> None:
    """Make the folders of the data directory. Raises Refusal when that is forbidden."""
    data = env.data.data_dir
    try:
        if not data.exists():
            data.mkdir(parents=True)
            # PostgreSQL's account passes through to its own folder, and sees nothing else.
            data.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for folder, mode in ((env.data.run, 0o711), (env.data.logs, 0o700)):
            if not folder.exists():
                folder.mkdir(parents=True)
                folder.chmod(mode if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise Refusal(
            _("The data directory {folder} cannot be used: {reason}.").format(
                folder=data, reason=error.strerror
            )
        ) from None


def lock(env: Env) -> int:
    """Hold the data directory until this process ends. Raises Refusal when another holds it."""
    try:
        descriptor = os.open(env.data.run / "instance.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refusal(
            _("Congso already runs on {folder}; give another CONGSO_DATA_DIR.").format(
                folder=env.data.data_dir
            )
        ) from None
    except OSError as error:
        raise Refusal(
            _("The data directory {folder} cannot be used: {reason}.").format(
                folder=env.data.data_dir, reason=error.strerror
            )
        ) from None
    return descriptor


async def require_free(bind: str, port: int, variable: str, *, patience: float = 6.0) -> None:
    """Return when the port can be used; a service of a runner just killed is given time to end.

    Raises Refusal naming the port and the variable that chooses it.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + patience
    while (reason := _why_taken(bind, port)) is not None:
        if clock() > end:
            raise Refusal(
                _(
                    "Port {port} of {bind} cannot be used ({reason}); set {variable} to another."
                ).format(port=port, bind=bind, variable=variable, reason=reason)
            )
        await asyncio.sleep(0.25)


async def admin_socket(env: Env, say: Say) -> socket.socket | None:
    """The listening socket of the admin port, kept for as long as we run.

    A port that was chosen must be free (Refusal); where nobody chose one and another instance has
    it, we say so and go without.
    """
    port, chosen = env.web.admin_port, "admin_port" in env.web.model_fields_set
    if chosen:
        await require_free(ADDRESS, port, "CONGSO_ADMIN_PORT")
    try:
        return listen(port)
    except OSError:
        if chosen:
            raise Refusal(
                _("Port {port} was just taken; set {variable} to another.").format(
                    port=port, variable="CONGSO_ADMIN_PORT"
                )
            ) from None
    say(
        _("admin: port {port} is taken, metrics are not served; set {variable} to another").format(
            port=port, variable="CONGSO_ADMIN_PORT"
        )
    )
    return None


def _why_taken(bind: str, port: int) -> str | None:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            bind, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return None


def rotate(log: Path) -> None:
    """Put the log of the run before aside, keeping a few."""
    _make_way(log)
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
    log.touch(mode=0o600)


def _make_way(log: Path) -> None:
    """Move the logs put aside one place on; the oldest goes."""
    for number in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))


def shorten(log: Path) -> None:
    """Put a log that grew large aside while its service goes on writing (it appends)."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > LARGE_LOG:
            _make_way(log)
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            os.truncate(log, 0)
