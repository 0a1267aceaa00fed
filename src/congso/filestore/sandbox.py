# SPDX-License-Identifier: AGPL-3.0-or-later
"""Start the limited process for one file and read its answer.

The child gets the open file and nothing else: no path, no environment of ours, no network, no
database. It is killed with its whole group when its time is over. At most `AT_ONCE` children run
for each of our processes, so that a page full of previews does not take the machine.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from congso.filestore.kinds import Reason, Unacceptable

AT_ONCE = 2
CPU_SECONDS = 60
WALL_SECONDS = 90
MEMORY = 1536 << 20
OUTPUT = 96 << 20
_SOURCE = Path(__file__).resolve().parents[2]
_slots = threading.BoundedSemaphore(AT_ONCE)


class Unavailable(Exception):
    """What is installed here cannot do this task for this kind of file."""


class Stopped(Exception):
    """The child was killed: it took too long or too much."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use."""

    cpu: int = CPU_SECONDS
    wall: float = WALL_SECONDS
    memory: int = MEMORY
    output: int = OUTPUT


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child found: facts, and the bytes of a picture if it made one."""

    facts: dict[str, Any]
    payload: bytes = b""


def run(
    task: str, source: BinaryIO | Path, *, limits: Limits | None = None, **arguments: Any
) -> Answer:
    """Do `task` (see worker_process) on `source` in a limited process.

    Raises Unacceptable when the file is to blame, Stopped when the child was killed by its limits,
    Unavailable when this machine cannot do it.
    """
    with _slots, _as_file(source) as stream, tempfile.TemporaryFile() as out:
        status = _spawn(task, stream, out, limits or Limits(), arguments)
        answer = _read(out) if status == 0 else None
    if answer is None:
        raise Stopped(f"{task}: status {status}")
    error = answer.facts.get("error")
    if error == "unavailable":
        raise Unavailable(task)
    if error:
        raise Unacceptable(Reason(error), str(answer.facts.get("detail", "")))
    return answer


def _spawn(
    task: str, stream: IO[bytes], out: IO[bytes], limits: Limits, arguments: dict[str, Any]
) -> int:
    limited = {"cpu": limits.cpu, "memory": limits.memory, "output": limits.output}
    stream.seek(0)
    child = subprocess.Popen(  # noqa: S603 (our own module, no shell)
        [
            *(sys.executable, "-P", "-m", "congso.filestore.worker_process", task),
            json.dumps({**arguments, "limits": limited}),
        ],
        stdin=stream,
        stdout=out,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(_SOURCE), "LANG": "C.UTF-8", "PATH": os.defpath},
        cwd="/",
        start_new_session=True,
    )
    try:
        return child.wait(limits.wall)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _as_file(source: BinaryIO | Path) -> IO[bytes]:
    """A real file for the child's standard input; what is only in memory is written out."""
    if isinstance(source, Path):
        return source.open("rb")
    with suppress(OSError, AttributeError):
        return os.fdopen(os.dup(source.fileno()), "rb")
    copy = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the caller)
    source.seek(0)
    while chunk := source.read(1 << 20):
        copy.write(chunk)
    copy.flush()
    return copy


def _read(out: IO[bytes]) -> Answer | None:
    out.seek(0)
    line = out.readline()
    if not line.endswith(b"\n"):
        return None
    return Answer(json.loads(line), out.read())
