# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows in an encoding from before Unicode: recognised by the row, since one cell is too short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from congso.common.vietnamese import detect_legacy_encoding, nfc

_BETWEEN = "\n"
# Letters that no reading of old bytes with a Western code page gives.
_UNICODE = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")


@dataclass(frozen=True)
class Meant:
    """The texts as they were meant, and the name of the old encoding ("" for Unicode)."""

    texts: list[str]
    encoding: str = ""


def meant(texts: Sequence[str]) -> Meant:
    """Read texts that stand side by side; those in Unicode come back composed."""
    flat = [nfc(text) for text in texts]
    doubtful = [
        i for i, text in enumerate(flat) if not text.isascii() and not _UNICODE.search(text)
    ]
    if not doubtful:
        return Meant(flat)
    raw = [texts[i].replace(_BETWEEN, " ") for i in doubtful]
    found = detect_legacy_encoding(_BETWEEN.join(raw))
    if found is None:
        return Meant(flat)
    parts = found.text.split(_BETWEEN)
    if len(parts) == len(raw):
        for i, part in zip(doubtful, parts, strict=True):
            flat[i] = part
    return Meant(flat, found.name)
