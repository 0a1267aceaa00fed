# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Vietnamese syllable: onset, vowels, coda, tone. Pure text, no Django."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Dictionary order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng.
TONE_MARKS = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_RANK = {mark: rank for rank, mark in enumerate(TONE_MARKS) if mark}

_ONSETS = "ngh|ng|nh|gh|gi(?=[aăâeêioôơuưy])|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx]|"
_NUCLEI = (
    "iêu|oai|oao|oay|oeo|uây|uôi|ươi|ươu|uya|uyê|uyu|yêu|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|"
    "[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(f"({_ONSETS})({_NUCLEI})(ch|nh|ng|[cmnpt]|)")
_STOPS = frozenset({"c", "ch", "p", "t"})


@lru_cache(maxsize=4096)
def without_tone(letter: str) -> tuple[str, int]:
    """Return the letter without its tone mark, hats kept, and the rank of the tone (0 = ngang)."""
    rank, kept = 0, ""
    for part in unicodedata.normalize("NFD", letter):
        if part in _RANK:
            rank = _RANK[part]
        else:
            kept += part
    return unicodedata.normalize("NFC", kept), rank


def with_tone(letter: str, rank: int) -> str:
    """Return the letter carrying the tone of this rank, composed."""
    return unicodedata.normalize("NFC", letter + TONE_MARKS[rank])


@dataclass(frozen=True, slots=True)
class Syllable:
    """One syllable, lower case and without tone marks; `tone` is a rank of TONE_MARKS."""

    onset: str
    vowels: str
    coda: str
    tone: int

    @property
    def tone_at(self) -> int:
        """Index of the letter that carries the tone in the spelling "hòa, thủy, quý, giá"."""
        hats = [i for i, vowel in enumerate(self.vowels) if vowel in "ăâêôơư"]
        if hats:
            place = hats[-1]
        elif len(self.vowels) == 3 or (len(self.vowels) == 2 and self.coda):
            place = 1
        else:
            place = 0
        return len(self.onset) + place

    @property
    def possible(self) -> bool:
        """False for a closed syllable with a tone that it cannot have (tạc, tác; never tàc)."""
        return self.coda not in _STOPS or self.tone in (4, 5)


def parse_syllable(word: str) -> Syllable | None:
    """Return the parts of a Vietnamese syllable, or None when the word is not one.

    The mark may stand on any of its letters: "hoà", "hòa" and "hòà" differ, the last is refused.
    """
    pairs = [without_tone(letter) for letter in unicodedata.normalize("NFC", word).lower()]
    tones = [rank for _, rank in pairs if rank]
    match = _SYLLABLE.fullmatch("".join(letter for letter, _ in pairs))
    if match is None or len(tones) > 1:
        return None
    onset, vowels, coda = match.groups()
    return Syllable(onset, vowels, coda, tones[0] if tones else 0)


def looks_vietnamese(word: str) -> bool:
    """Return whether the word is a Vietnamese syllable that has at least one diacritic."""
    syllable = parse_syllable(word)
    return syllable is not None and syllable.possible and not word.isascii()
