# SPDX-License-Identifier: AGPL-3.0-or-later
"""QR codes as vector pictures for the typesetter."""

from __future__ import annotations

import io
from itertools import groupby

import segno


def qr_svg(text: str, *, error: str = "m") -> str:
    """Return the code as SVG without a quiet zone (the layout leaves it); "" for no text."""
    if not text:
        return ""
    target = io.BytesIO()
    segno.make_qr(text, error=error).save(
        target, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True
    )
    return target.getvalue().decode()


def qr_path(text: str) -> tuple[str, int]:
    """Return the code as the path of an SVG, one unit a module, and how many modules wide it is."""
    matrix = segno.make_qr(text, error="m").matrix
    parts = []
    for down, row in enumerate(matrix):
        across = 0
        for dark, run in groupby(row):
            wide = len(list(run))
            if dark:
                parts.append(f"M{across} {down}h{wide}v1h-{wide}z")
            across += wide
    return "".join(parts), len(matrix)
