# SPDX-License-Identifier: AGPL-3.0-or-later
"""The arrival stamp on a copy of a paper, for display and print (Decree 30/2020, Appendix IV).

The original bytes are never touched: what comes back is another file, without the signatures of
the first, because a changed copy must not look signed. The file of a stranger is opened in a
process of its own with limits (stamp_worker); only the stamp itself is set here.
"""

from __future__ import annotations

import json
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congso.common.printing.typesetting import typeset
from congso.documents.printing.limited import spawn
from congso.documents.printing.qr import qr_svg

TEMPLATE = Path(__file__).resolve().parent / "stamp.typ"
WIDTH_MM, HEIGHT_MM = 50.0, 35.0
WORKER = "congso.documents.printing.stamp_worker"
LIMITS = {"cpu": 30, "memory": 1536 << 20, "output": 600 << 20}
AT_ONCE = 2

_slots = threading.BoundedSemaphore(AT_ONCE)


class CannotStamp(Exception):
    """The file is no PDF that can be opened: broken, with a password, or too hard."""


@dataclass(frozen=True, slots=True)
class ArrivalStamp:
    """The six parts of the stamp; `code` is the text of a small QR code, "" for none."""

    agency: str
    number: str
    day: str
    passed_to: str = ""
    file_symbol: str = ""
    code: str = ""


def stamped_copy(
    pdf: bytes, stamp: ArrivalStamp, *, place: tuple[float, float] | None = None
) -> bytes:
    """Return a copy of `pdf`, or of a picture of a paper, with the stamp on its first page.

    `place` is the upper left corner in millimetres (stamp_place when it is kept); found anew
    without it. Raises CannotStamp.
    """
    drawn = stamp_pdf(stamp)
    return _run("overlay", pdf, drawn=drawn, place=place)[1]


def stamp_place(pdf: bytes) -> tuple[float, float]:
    """Return (left, top) in millimetres of the best free space on page one for the stamp.

    Below number and subject at the left if there is room, else below the date, else further down;
    where it covers least when no place is quite free. Raises CannotStamp.
    """
    facts, _nothing = _run("place", pdf)
    return float(facts["left"]), float(facts["top"])


def stamp_sheet(paper: bytes) -> tuple[float, float, float, float]:
    """Return (left, top, width, height) in millimetres: stamp_place and the size of page one.

    Of a picture of a paper the sheet is as wide as A4. Raises CannotStamp.
    """
    facts, _nothing = _run("place", paper)
    left, top, wide, high = (float(facts[name]) for name in ("left", "top", "wide", "high"))
    return left, top, wide, high


def stamp_pdf(stamp: ArrivalStamp) -> bytes:
    """Return the stamp alone, a page of 50 by 35 mm."""
    data = {
        "agency": stamp.agency,
        "number": stamp.number,
        "day": stamp.day,
        "passed-to": stamp.passed_to,
        "file-symbol": stamp.file_symbol,
        "qr": qr_svg(stamp.code),
    }
    return typeset(TEMPLATE, data, tagged=False)


def _run(
    task: str, pdf: bytes, *, drawn: bytes = b"", place: tuple[float, float] | None = None
) -> tuple[dict[str, Any], bytes]:
    arguments = {"stamp": len(drawn), "place": place, "limits": LIMITS}
    with _slots, tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out:
        given.write(drawn)
        given.write(pdf)
        given.seek(0)
        status = spawn(WORKER, task, arguments, given, out)
        out.seek(0)
        line = out.readline()
        if status != 0 or not line.endswith(b"\n"):
            raise CannotStamp(f"{task}: status {status}")
        facts: dict[str, Any] = json.loads(line)
        if "error" in facts:
            raise CannotStamp(facts["error"])
        return facts, out.read()
