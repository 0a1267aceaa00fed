# SPDX-License-Identifier: AGPL-3.0-or-later
"""One scan of a pile, split where a label begins a new paper; what is doubtful comes first.

Pure of the database: codes and bytes in, pieces out. Pages are read and cut in a limited process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.documents.enums import Doubt
from congso.filestore.wording import NO_ROOM

PREFIX = "CSD"  # what a label of this product begins with; other QR codes on a paper are no labels
WALL_SECONDS = 300
LIMITS = {"cpu": 240, "memory": 1536 << 20, "output": 768 << 20}
UNREAD = "unread"  # how a scan ends whose labels this machine could not read
UNREADABLE = _("The scan could not be read. Scan the pile again as a PDF file.")
GONE = _("The scan has gone from the server before it was split. Upload it again.")
_SOURCE = Path(__file__).resolve().parents[2]


def refusal_of(reason: str) -> str | Promise:
    """What people read when a scan was not taken."""
    return {"gone": GONE, "no_room": NO_ROOM}.get(reason, UNREADABLE)


class CannotRead(Exception):
    """The file is no readable PDF, or is too large.

    `reason` is the word of the limited process: broken, encrypted, too_hard …
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.message = refusal_of(reason)


@dataclass(frozen=True)
class Piece:
    """Pages that belong together. `code` is the label they begin with, "" where none is known."""

    code: str
    first_page: int
    last_page: int
    doubts: tuple[str, ...] = ()
    pdf: bytes = b""

    @property
    def page_count(self) -> int:
        return self.last_page - self.first_page + 1


@dataclass(frozen=True)
class Split:
    """A scanned pile: its pieces, doubtful ones first, and the labels that were not found."""

    pieces: tuple[Piece, ...]
    missing: tuple[str, ...]
    is_read: bool = True  # whether this machine can read labels at all


def read_scan(codes: Sequence[str], file: BinaryIO) -> Split:
    """What pieces the scan of a pile has whose labels bear `codes`, in the order of their numbers.

    `file` is a file on the disk: it is handed to the limited process. Where the machine has no
    reader of labels each page is a piece of its own, to be matched by hand. Raises CannotRead.
    """
    with _ask(file, "codes") as (pages, _nothing):
        if pages.get("unread"):
            return page_by_page(codes, len(pages["pages"]))
        return assemble(codes, pages["pages"])


def page_by_page(codes: Sequence[str], count: int) -> Split:
    """Every page by itself and doubtful: nobody has read a label."""
    pages = range(1, count + 1)
    pieces = tuple(Piece("", number, number, (Doubt.NOT_READ,)) for number in pages)
    return Split(pieces, tuple(codes), is_read=False)


def cut_scan(split: Split, file: BinaryIO) -> Iterator[Piece]:
    """Yield the pieces with their pages, one in memory at a time. Raises CannotRead."""
    ranges = [[piece.first_page, piece.last_page] for piece in split.pieces]
    with _ask(file, "cut", ranges=ranges) as (cut, payload):
        for piece, length in zip(split.pieces, cut["lengths"], strict=True):
            yield replace(piece, pdf=payload.read(length))


def assemble(codes: Sequence[str], pages: Sequence[Sequence[str]]) -> Split:
    """Put pages together by the labels read on them: a label begins a new piece."""
    pieces = _runs(codes, pages)
    found = [piece.code for piece in pieces if piece.code]
    missing = tuple(code for code in codes if code not in found)
    # A label that was not read leaves its sheet hidden behind the one before.
    before_missing = {codes[i] for i in range(len(codes) - 1) if codes[i + 1] in missing}
    marked = [_marked(piece, found, before_missing) for piece in pieces]
    return Split(tuple(sorted(marked, key=lambda p: (not p.doubts, p.first_page))), missing)


def _runs(codes: Sequence[str], pages: Sequence[Sequence[str]]) -> list[Piece]:
    pieces: list[Piece] = []
    for number, texts in enumerate(pages, start=1):
        labels = [text for text in texts if text.startswith(PREFIX)]
        known = [label for label in labels if label in codes]
        if labels or not pieces:
            pieces.append(_begun(known, labels, number))
        else:
            pieces[-1] = replace(pieces[-1], last_page=number)
    return pieces


def _begun(known: Sequence[str], labels: Sequence[str], number: int) -> Piece:
    if not labels:
        return Piece("", number, number, (Doubt.NO_LABEL,))
    if len(labels) > 1:
        return Piece("", number, number, (Doubt.TWO_LABELS,))
    if not known:
        return Piece("", number, number, (Doubt.UNKNOWN_LABEL,))
    return Piece(known[0], number, number)


def _marked(piece: Piece, found: Sequence[str], before_missing: set[str]) -> Piece:
    doubts = list(piece.doubts)
    if piece.code and found.count(piece.code) > 1:
        doubts.append(Doubt.TWICE)
    if piece.code in before_missing and piece.page_count > 1:
        doubts.append(Doubt.NEXT_MISSING)
    return replace(piece, doubts=tuple(doubts))


@contextmanager
def _ask(file: BinaryIO, task: str, **arguments: Any) -> Iterator[tuple[dict[str, Any], IO[bytes]]]:
    """The answer of the limited process: its facts, and what follows them."""
    with tempfile.TemporaryFile() as out:
        status = _run(file, out, task, {**arguments, "limits": LIMITS})
        out.seek(0)
        line = out.readline()
        if status != 0 or not line.endswith(b"\n"):
            raise CannotRead("too_hard")
        facts: dict[str, Any] = json.loads(line)
        if "error" in facts:
            raise CannotRead(str(facts["error"]))
        yield facts, out


def _run(file: Any, out: Any, task: str, arguments: dict[str, Any]) -> int:
    file.seek(0)
    child = subprocess.Popen(  # noqa: S603 (our own module, no shell)
        [
            *(sys.executable, "-P", "-m", "congso.documents.scan_worker", task),
            json.dumps(arguments),
        ],
        stdin=file,
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
