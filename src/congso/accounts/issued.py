# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of an issued password: drawn by the machine, printed on a slip, typed once by hand."""

from __future__ import annotations

import secrets

# Crockford's base 32: no I, L, O or U, so that a slip cannot be misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, LETTERS = 4, 5
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def draw() -> str:
    """A new password of 100 random bits, as printed: 7K2QM-…"""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def as_issued(typed: str) -> str:
    """What is hashed: the letters alone, whatever case, dashes or look-alikes were typed."""
    return typed.upper().translate(_READ_AS)
