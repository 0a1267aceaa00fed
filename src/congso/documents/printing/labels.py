# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sheet of ĐẾN labels with QR codes for a pile of papers (PRACTICE 6, no. 1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from congso.common.printing.typesetting import typeset
from congso.documents.printing.qr import qr_svg
from congso.documents.queries_books import Label

TEMPLATE = Path(__file__).resolve().parent / "labels.typ"
ACROSS, DOWN = 4, 8


def label_sheet(
    labels: Sequence[Label],
    agency: str,
    *,
    skip: int = 0,
    outlines: bool = True,
    moment: dt.datetime | None = None,
) -> bytes:
    """Return A4 sheets of 4 by 8 labels of 50 by 35 mm.

    `skip` leaves the first places of a sheet that was begun empty; `outlines` draws lines to cut
    along, not wanted on sheets that are cut already.
    """
    data = {
        "agency": agency,
        "skip": max(0, skip) % (ACROSS * DOWN),
        "outlines": outlines,
        "labels": [
            {"number": one.number, "day": f"{one.date:%d/%m/%Y}", "qr": qr_svg(one.code, error="q")}
            for one in labels
        ],
    }
    return typeset(TEMPLATE, data, moment=moment)
