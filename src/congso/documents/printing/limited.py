# SPDX-License-Identifier: AGPL-3.0-or-later
"""A limited process of our own opens files of strangers for print: no shell, no environment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

SECONDS = 30
_SOURCE = Path(__file__).resolve().parents[3]


def spawn(
    module: str,
    task: str,
    arguments: dict[str, Any],
    given: IO[bytes],
    out: IO[bytes],
    *,
    seconds: float = SECONDS,
) -> int:
    """Run `module TASK ARGUMENTS` between two files; return its status, killed after `seconds`."""
    child = subprocess.Popen(  # noqa: S603 (our own module, no shell)
        [sys.executable, "-P", "-m", module, task, json.dumps(arguments)],
        stdin=given,
        stdout=out,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8", "PATH": os.defpath},
        cwd="/",
        start_new_session=True,
    )
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
