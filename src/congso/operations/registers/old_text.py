# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows in an encoding from before Unicode: recognised by the row, since one cell is too short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from congso.common.vietnamese import detect_legacy_encoding, nfc

_BETWEEN = "\n"


@dataclass(frozen=True)
class Meant:
    """The texts as they were meant, and the name of the old encoding ("" for Unicode)."""

    texts: list[str]
    encoding: str = ""


def meant(texts: Sequence[str]) -> Meant:
    """Read texts that stand side by side; those in Unicode come back composed."""
    flat = [nfc(text).replace(_BETWEEN, " ") for text in texts]
    if all(text.isascii() for text in flat):
        return Meant(flat)
    raw = [text.replace(_BETWEEN, " ") for text in texts]
    found = detect_legacy_encoding(_BETWEEN.join(raw))
    if found is None:
        return Meant(flat)
    parts = found.text.split(_BETWEEN)
    return Meant(parts, found.name) if len(parts) == len(raw) else Meant(flat, found.name)
