# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole numbers out of addresses and forms: ASCII digits that fit a column."""

from __future__ import annotations

import re

INT4_MAX = 2_147_483_647
_DIGITS = re.compile(r"[0-9]{1,19}")


def read_number(text: str | None, *, most: int = INT4_MAX) -> int | None:
    """The number the text is, from 0 to `most`; None for anything else.

    `str.isdigit` also says yes to "²" and "①", which `int` refuses, and to a number that no column
    can hold.
    """
    if not text or _DIGITS.fullmatch(text) is None or int(text) > most:
        return None
    return int(text)
