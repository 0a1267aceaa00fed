# SPDX-License-Identifier: AGPL-3.0-or-later
"""Binding the papers of a work file into one PDF; strangers' files are opened in a limited process.

The originals are never touched; of each the pages alone come over, so that nothing in the bound
file looks signed or runs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from congso.documents.printing.limited import spawn

WORKER = "congso.reports.printing.bind_worker"
LIMITS = {"cpu": 120, "memory": 2048 << 20, "output": 700 << 20}
SECONDS = 180
MOST_BYTES = 300 << 20  # of one bound file; what is beyond is read by itself


class CannotBind(Exception):
    """The file has no pages that can be shown: broken, with a password, or too hard."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages of one file, cleaned, and how many."""

    content: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark: its words, the page (from 0) it leads to, whether it stands below the last."""

    title: str
    page: int
    is_below: bool = False


def sheets_of(content: bytes) -> Sheets:
    """The pages of a PDF or of a picture (webp, png, jpeg). Raises CannotBind."""
    facts, made = _run("clean", [content])
    return Sheets(made, int(facts["pages"]))


def bound(parts: Sequence[bytes], marks: Sequence[Mark]) -> bytes:
    """One PDF of all parts with page numbers and bookmarks. Raises CannotBind."""
    given = [[mark.title, mark.page, mark.is_below] for mark in marks]
    return _run("bind", parts, marks=given)[1]


def _run(task: str, parts: Sequence[bytes], **arguments: Any) -> tuple[dict[str, Any], bytes]:
    arguments |= {"sizes": [len(part) for part in parts], "limits": LIMITS}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out:
        for part in parts:
            given.write(part)
        given.seek(0)
        status = spawn(WORKER, task, arguments, given, out, seconds=SECONDS)
        out.seek(0)
        line = out.readline()
        if status != 0 or not line.endswith(b"\n"):
            raise CannotBind(f"{task}: status {status}")
        facts: dict[str, Any] = json.loads(line)
        if "error" in facts:
            raise CannotBind(facts["error"])
        return facts, out.read()
