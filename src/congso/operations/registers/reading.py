# SPDX-License-Identifier: AGPL-3.0-or-later
"""A register file as rows of cells, read in a limited process of its own (SECURITY.md T07, T12)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.filestore.kinds import Reason
from congso.filestore.wording import sentence_of_reason

WALL_SECONDS = 120
LIMITS = {"cpu": 90, "memory": 1536 << 20, "output": 256 << 20}
_SOURCE = Path(__file__).resolve().parents[3]


class CannotRead(Exception):
    """The file cannot be read as a register; `message` says to people why and what to do."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, the titles of all, and (row of the sheet, cells) of rows not empty."""

    title: str
    titles: tuple[str, ...]
    since_1904: bool
    rows: list[tuple[int, list[Any]]]


NOT_XLSX = _("This is not an Excel file of today (.xlsx). Open it in Excel and save it as .xlsx.")
TOO_HARD = _("The file takes too long to read. Split it into one file for each book.")
TOO_MANY = _("The sheet has more than 50,000 rows. Split it into one file for each book.")
NO_SHEET = _("The file has no sheet of that name. Its sheets: %(sheets)s.")
EMPTY = _("The sheet is empty.")


def read_sheet(stream: BinaryIO, name: str, *, sheet: str = "") -> Sheet:
    """Read the named sheet of an .xlsx, else the longest one. Raises CannotRead."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out:
        stream.seek(0)
        while chunk := stream.read(1 << 20):
            source.write(chunk)
        source.flush()
        status = _run(source, out, {"name": name, "sheet": sheet})
        out.seek(0)
        line, payload = out.readline(), out.read()
    if status != 0 or not line.endswith(b"\n"):
        raise CannotRead(TOO_HARD)
    return _sheet(json.loads(line), payload)


def _sheet(facts: dict[str, Any], payload: bytes) -> Sheet:
    if error := facts.get("error"):
        unfit = error in {Reason.UNSUPPORTED, Reason.BROKEN, Reason.EXECUTABLE}
        raise CannotRead(NOT_XLSX if unfit else sentence_of_reason(Reason(error)))
    if facts["rows"] is None:
        raise CannotRead(NO_SHEET % {"sheets": ", ".join(facts["sheets"])})
    if facts["too_many"]:
        raise CannotRead(TOO_MANY)
    rows = [(int(number), cells) for number, cells in json.loads(payload)]
    if not rows:
        raise CannotRead(EMPTY)
    return Sheet(facts["sheet"], tuple(facts["sheets"]), facts["since_1904"], rows)


def _run(source: IO[bytes], out: IO[bytes], arguments: dict[str, Any]) -> int:
    source.seek(0)
    child = subprocess.Popen(  # noqa: S603 (our own module, no shell)
        [
            *(sys.executable, "-P", "-m", "congso.operations.registers.sheet_worker", "read"),
            json.dumps({**arguments, "limits": LIMITS}),
        ],
        stdin=source,
        stdout=out,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8", "PATH": os.defpath},
        cwd="/",
        start_new_session=True,
    )
    try:
        return child.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
