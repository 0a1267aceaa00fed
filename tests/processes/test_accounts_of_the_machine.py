# SPDX-License-Identifier: AGPL-3.0-or-later
"""Root, an ordinary user, and folders that the unprivileged account cannot enter."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes.conftest import Start
from tests.processes.running import Running

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def _owner(running: Running, *words: str) -> int:
    return Path(f"/proc/{running.find(*words)[0]}").stat().st_uid


def _ordinary(place: Path) -> list[str]:
    """Words that run a command as a user who is not root and can use this Python."""
    other = ["runuser", "-u", "nobody", "--"]
    reaches = subprocess.run([*other, sys.executable, "-c", ""], capture_output=True, check=False)
    if reaches.returncode == 0:
        shutil.chown(place, "nobody")
        return other
    # This Python lies in a closed home: the same rights, seen under another number.
    return ["unshare", "--user", "--map-user=1", "--map-group=1", "--"]


@as_root
def test_root_drops_to_an_account_without_rights(start: Start) -> None:
    running = start(fresh=True)
    running.until_ready()
    assert _owner(running, "pginstall/bin/postgres") == pwd.getpwnam("nobody").pw_uid
    assert (running.data / "postgres").stat().st_uid == pwd.getpwnam("nobody").pw_uid


@as_root
def test_root_drops_to_the_account_it_is_given(start: Start) -> None:
    running = start(fresh=True, variables={"CONGSO_RUN_USER": "daemon"})
    running.until_ready()
    assert _owner(running, "pginstall/bin/postgres") == pwd.getpwnam("daemon").pw_uid
    running.end()
    again = start(port=running.port)  # the owner of the data decides, not the default
    again.until_ready()
    assert _owner(again, "pginstall/bin/postgres") == pwd.getpwnam("daemon").pw_uid


@as_root
def test_a_closed_folder_is_never_opened(start: Start, place: Path) -> None:
    closed = place / "đóng"
    closed.mkdir(mode=0o700)
    running = start("đóng/data", fresh=True)
    running.until_ready()
    assert running.healthy()
    assert closed.stat().st_mode & 0o777 == 0o700
    assert running.end() == 0
    again = start("đóng/data", port=running.port)
    again.until_ready()


@as_root
def test_an_account_that_cannot_enter_is_refused_with_the_folder(start: Start, place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    running = start("closed/data", fresh=True, variables={"CONGSO_RUN_USER": "nobody"})
    assert running.process is not None
    assert running.process.wait(30) == 1
    assert running.output.startswith(
        "congso: PostgreSQL refuses root, and the account nobody cannot enter "
        f"{closed}: put CONGSO_DATA_DIR"
    )
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_an_ordinary_user_runs_everything(start: Start, place: Path) -> None:
    running = start(fresh=True, prefix=_ordinary(place))
    running.until_ready()
    assert running.healthy()
    assert (running.data / "postgres").stat().st_uid == running.data.stat().st_uid
    assert running.end() == 0
