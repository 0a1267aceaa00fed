# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the searched words stand in a text, whatever the accents: pieces to mark on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from congso.common.vietnamese import fold, nfc

Pieces = list[tuple[str, bool]]
AROUND = 80


def marked(text: str, words: Sequence[str]) -> Pieces:
    """The text in pieces, those that begin with a searched word marked true."""
    spans = list(_spans(text, words))
    pieces: Pieces = []
    at = 0
    for begin, end in spans:
        if begin > at:
            pieces.append((text[at:begin], False))
        pieces.append((text[begin:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def excerpt(text: str, words: Sequence[str]) -> Pieces:
    """A line of the text around the first searched word in it; empty when none is there."""
    plain = nfc(" ".join(text.split()))
    first = next(iter(_spans(plain, words)), None)
    if first is None:
        return []
    begin, end = max(first[0] - AROUND, 0), min(first[1] + AROUND, len(plain))
    begin = plain.find(" ", begin) + 1 if begin else 0
    cut = plain.rfind(" ", first[1], end)
    end = cut if end < len(plain) and cut > 0 else end
    return [("… ", False), *marked(plain[begin:end], words), (" …", False)]


def _spans(text: str, words: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Begin and end of each hit; whole words, and words that begin with the last one typed."""
    if not words:
        return
    folded, places = _folded(text)
    whole = "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
    last = re.escape(words[-1])
    pattern = rf"(?<![0-9a-z])(?:(?:{whole})(?![0-9a-z])|{last}[0-9a-z]*)"
    for match in re.finditer(pattern, folded):
        yield places[match.start()], places[match.end() - 1] + 1


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without accents, and for each of its letters its place in the original."""
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        plain = fold(letter) or (" " if letter.isspace() else "")
        letters.append(plain)
        places += [at] * len(plain)
    return "".join(letters), places
