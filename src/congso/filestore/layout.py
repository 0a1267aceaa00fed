# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of words by their places on the page, so that what stands apart is seen apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Word = Sequence[Any]  # [text, left, top, right, bottom, …] in thousandths of the page
APART = "   "
_GAP = 1.2  # heights of the line: between words it is about a third of one
_PAGE_SHAPE = 1.414  # a thousandth of the height is longer than one of the width


def lines_apart(words: Sequence[Word]) -> str:
    """Return the words as lines from top to bottom; three spaces stand where a gap is wide."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=_middle):
        if lines and _same_line(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(_spaced(sorted(line, key=lambda word: word[1])) for line in lines)


def _middle(word: Word) -> float:
    return float(word[2] + word[4]) / 2


def _same_line(line: Sequence[Word], word: Word) -> bool:
    last = line[-1]
    height = min(last[4] - last[2], word[4] - word[2])
    return bool(abs(_middle(last) - _middle(word)) <= height / 2)


def _spaced(line: Sequence[Word]) -> str:
    parts = [str(line[0][0])]
    wide = _GAP * _PAGE_SHAPE * max(word[4] - word[2] for word in line)
    for before, word in pairwise(line):
        parts.append(APART if word[1] - before[3] > wide else " ")
        parts.append(str(word[0]))
    return "".join(parts)
