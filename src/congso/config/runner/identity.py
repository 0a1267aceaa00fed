# SPDX-License-Identifier: AGPL-3.0-or-later
"""As whom PostgreSQL runs: it refuses root, so root gives way to an account without rights.

No folder of the machine is ever opened for that account: where it cannot come in, root runs
PostgreSQL in a user namespace instead, and where that is forbidden it says which folder bars.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congso.config.language import _
from congso.config.refusal import Refusal

DEFAULT_ACCOUNT = "nobody"
OVERFLOW_UID = 65534  # what strangers look like inside a namespace: never map ourselves to it


@dataclass(frozen=True)
class Identity:
    """How to start PostgreSQL's programs, and which account names its clients appear under."""

    clients: tuple[str, ...]
    uid: int
    gid: int
    drops: bool = False
    prefix: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, Any]:
        """Options for starting a child as this identity."""
        if not self.drops:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Give a folder to this identity, closed to everybody else."""
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def choose(cluster: Path, programs: Path, run_user: str | None) -> Identity:
    """Decide as whom to run the server whose data folder and program folder are given.

    Raises Refusal with one sentence when there is no way.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        return _ourselves(cluster, owner)
    if owner == 0:
        return _namespace(run_user, barred=cluster)
    account = _account(run_user, owner)
    barred = first_barred((cluster.parent, programs, programs / "postgres"), account)
    if barred is None:
        return Identity(("root", account.pw_name), account.pw_uid, account.pw_gid, drops=True)
    if run_user is not None or owner is not None:
        raise _cannot_enter(account.pw_name, barred)
    return _namespace(run_user, barred=barred)


def _ourselves(cluster: Path, owner: int | None) -> Identity:
    uid = os.geteuid()
    if owner not in {None, uid}:
        raise Refusal(
            _("{folder} belongs to another account; run congso as that account.").format(
                folder=cluster
            )
        )
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        raise Refusal(
            _("PostgreSQL needs an account name, and user {uid} has none.").format(uid=uid)
        ) from None
    return Identity(("root", name), uid, os.getegid())


def _account(run_user: str | None, owner: int | None) -> pwd.struct_passwd:
    try:
        if owner is not None:
            return pwd.getpwuid(owner)
        account = pwd.getpwnam(run_user or DEFAULT_ACCOUNT)
    except KeyError:
        raise Refusal(
            _("There is no account {name}; set CONGSO_RUN_USER to one without rights.").format(
                name=run_user or owner or DEFAULT_ACCOUNT
            )
        ) from None
    if account.pw_uid == 0:
        raise Refusal(_("CONGSO_RUN_USER must not be root: PostgreSQL refuses it."))
    return account


def first_barred(places: Iterable[Path], account: pwd.struct_passwd) -> Path | None:
    """Return the first folder or program which the account cannot enter or run, if any."""
    ways: dict[Path, None] = {}
    for place in places:
        ways.update(dict.fromkeys([*reversed(place.parents), place]))
    listed = list(ways)
    child = os.fork()
    if child == 0:
        os._exit(_count_enterable(listed, account))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return None if status == min(len(listed), 250) else listed[status]


def _count_enterable(places: list[Path], account: pwd.struct_passwd) -> int:
    """Number of places from the front which the account may enter (in a process of its own)."""
    try:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        for index, place in enumerate(places[:250]):
            if not os.access(place, os.X_OK):
                return index
    except OSError:
        return 0
    return min(len(places), 250)


def _namespace(run_user: str | None, *, barred: Path) -> Identity:
    """Root's own files, seen under an account that is not root."""
    account = _mappable(run_user)
    ids = (f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}")
    prefix = ("unshare", "--user", *ids, "--")
    if not shutil.which("unshare") or subprocess.call([*prefix, "true"], stderr=subprocess.DEVNULL):  # noqa: S603
        raise _cannot_enter(run_user or DEFAULT_ACCOUNT, barred)
    return Identity((account.pw_name,), 0, 0, prefix=prefix)


def _mappable(run_user: str | None) -> pwd.struct_passwd:
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    for name in (run_user, "postgres", "daemon", *accounts):
        account = accounts.get(name or "")
        if account is not None and account.pw_uid not in {0, OVERFLOW_UID}:
            return account
    raise Refusal(_("PostgreSQL refuses root, and this machine has no other account."))


def _cannot_enter(name: str, barred: Path) -> Refusal:
    return Refusal(
        _(
            "PostgreSQL refuses root, and the account {name} cannot enter {folder}: put "
            "CONGSO_DATA_DIR and this folder where it can, or run congso as an ordinary user."
        ).format(name=name, folder=barred)
    )
