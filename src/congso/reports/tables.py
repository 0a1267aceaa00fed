# SPDX-License-Identifier: AGPL-3.0-or-later
"""A table of rows on its way out, before it is PDF, Excel or Word."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

Cell = str | dt.date


@dataclass(frozen=True)
class Head:
    """One column: its head, its share of the width, centred or not."""

    label: str
    width: int = 20
    centred: bool = False


@dataclass(frozen=True)
class Table:
    """What a file of rows holds. `rows` may be read once."""

    title: str
    heads: tuple[Head, ...]
    rows: Iterable[tuple[Cell, ...]]
    above: tuple[str, ...] = field(default=())
    agency: str = ""
    parent: str = ""


def safe_text(text: str) -> str:
    """Text that the formats can hold: composed, without control signs but line breaks and tabs."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    if composed.isprintable():
        return composed
    return "".join(
        sign for sign in composed if sign in "\n\t" or unicodedata.category(sign) not in HARMFUL
    )


HARMFUL = {"Cc", "Cs", "Co", "Cn"}
