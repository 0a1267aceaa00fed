# SPDX-License-Identifier: AGPL-3.0-or-later
"""QR codes as vector pictures for the typesetter."""

from __future__ import annotations

import io

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
