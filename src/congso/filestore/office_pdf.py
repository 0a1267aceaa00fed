# SPDX-License-Identifier: AGPL-3.0-or-later
"""Office files as PDF by LibreOffice, where it is installed (SECURITY.md T12).

Only kinds the judge has recognised by their content are handed over, never HTML; each run has a new
profile, limits, no environment of ours, and is killed with its group when its time is over.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from congso.filestore import kinds
from congso.filestore.kinds import BY_MEDIA_TYPE, Reason, Unacceptable

SECONDS = 60
_MEMORY = 2 << 30


def available() -> bool:
    """Whether an office program is installed."""
    return shutil.which("soffice") is not None


def convert(source: BinaryIO, media_type: str) -> bytes:
    """Return the file as PDF. Raises Unacceptable when it cannot be drawn."""
    if media_type not in kinds.OFFICE:
        raise Unacceptable(Reason.UNSUPPORTED, media_type)
    with tempfile.TemporaryDirectory(prefix="congso-office-") as name:
        folder = Path(name)
        given = folder / f"file.{BY_MEDIA_TYPE[media_type].extension}"
        with given.open("wb") as target:
            shutil.copyfileobj(source, target)
        _run(folder, given)
        made = given.with_suffix(".pdf")
        if not made.exists():
            raise Unacceptable(Reason.BROKEN, "no pdf was made")
        return made.read_bytes()


def _run(folder: Path, given: Path) -> None:
    program = shutil.which("soffice") or "soffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--convert-to", "pdf"]
    child = subprocess.Popen(  # noqa: S603 (a fixed program, no shell)
        [*command, "--outdir", str(folder), str(given)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"HOME": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"},
        cwd=folder,
        start_new_session=True,
    )
    with suppress(ProcessLookupError):
        resource.prlimit(child.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.prlimit(child.pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise Unacceptable(Reason.TOO_HARD, "office program") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
