# SPDX-License-Identifier: AGPL-3.0-or-later
"""A table as PDF/A, A4 landscape: what the exports and short reports are set with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from congso.common import clock
from congso.common.printing.typesetting import release, typeset
from congso.reports import wording
from congso.reports.printing.books_pdf import joined, page_count
from congso.reports.tables import Cell, Table

TEMPLATE = Path(__file__).resolve().parent / "table.typ"
PART = 1500


def table_pdf(
    table: Table,
    *,
    moment: dt.datetime | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> bytes:
    """Return the table as PDF/A-2b; a long one is set in parts that are joined."""
    moment = moment or clock.now()
    rows = iter(table.rows)
    lot = list(islice(rows, PART))
    parts: list[bytes] = []
    pages = done = 0
    while True:
        following = list(islice(rows, PART))
        single = not parts and not following
        data = _data(table, lot, moment) | {"first-part": not parts, "first-page": pages + 1}
        parts.append(typeset(TEMPLATE, data, moment=moment, tagged=single))
        done += len(lot)
        progress(done)
        if single:
            return parts[0]
        release()
        pages += page_count(parts[-1])
        if not following:
            return joined(parts)
        lot = following


def _data(table: Table, lot: list[tuple[Cell, ...]], moment: dt.datetime) -> dict[str, Any]:
    return {
        "title": table.title,
        "agency": table.agency,
        "parent": table.parent,
        "above": table.above,
        "heads": [head.label for head in table.heads],
        "widths": [head.width for head in table.heads],
        "centred": [head.centred for head in table.heads],
        "rows": [list(_texts(row)) for row in lot],
        "printed": f"In lúc {wording.moment(moment)}",
    }


def _texts(row: tuple[Cell, ...]) -> Iterator[str]:
    return (wording.day(value) if isinstance(value, dt.date) else value for value in row)
