# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vietnamese text: one normal form, folding for search, alphabetical order, what is refused.

Pure functions. The alphabet is a ă â b c d đ e ê … o ô ơ … u ư v x y, the tones are ordered
ngang, huyền, hỏi, ngã, sắc, nặng (ma mà mả mã má mạ), as in dictionaries and in ICU's `vi`.
"""

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.common.legacy_encodings import (
    LegacyEncoding,
    UnfitBytes,
    detect_legacy_encoding,
    windows1258_to_nfc,
)
from congso.common.syllables import parse_syllable, with_tone, without_tone

__all__ = [
    "LegacyEncoding",
    "UnfitBytes",
    "UnfitText",
    "detect_legacy_encoding",
    "fold",
    "nfc",
    "person_sort_key",
    "refuse_control",
    "sort_key",
    "tone_normalised",
    "windows1258_to_nfc",
]


def nfc(text: str) -> str:
    """Return the text in Unicode normal form C, the only form that is stored."""
    return unicodedata.normalize("NFC", text)


# Letters and signs without a canonical decomposition, replaced as PostgreSQL's unaccent does.
_REPLACED = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("\u201c\u201d", '"'),
    **dict(zip("đĐƀɃøØłŁı", "dDbBoOlLi", strict=True)),
    **dict(zip("Ðð", "Dd", strict=True)),  # eth, typed or scanned for đ
    **dict(zip("æÆœŒß×…", ("ae", "AE", "oe", "OE", "ss", "*", "..."), strict=True)),
}


class _Unaccented(dict[int, str]):
    """Code point → plain text, filled as letters are met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = _REPLACED.get(letter, letter)
        if plain == letter and letter.isalpha():
            parts = unicodedata.normalize("NFD", letter)
            plain = "".join(part for part in parts if not unicodedata.combining(part))
        elif unicodedata.category(letter) == "Mn":
            plain = ""
        self[code] = plain
        return plain


_UNACCENTED = _Unaccented()


def fold(text: str) -> str:
    """Return the text lower-case, without diacritics, white space collapsed.

    Equals PostgreSQL's `lower(unaccent(x))` for Vietnamese letters; digits and symbols stay.
    "Uỷ ban", "Ủy ban" and "UỶ  BAN" all give "uy ban".
    """
    return " ".join(nfc(text).translate(_UNACCENTED).lower().split())


# "{" and "|" follow every ASCII letter, so "ă" sorts after "az" and before "â".
_ALPHABET = {"ă": "a{", "â": "a|", "đ": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{"}
_WORDS = re.compile(r"\d+|[^\W\d_]+")


def _number_key(digits: str) -> str:
    """Decimal digits so that code-point order is numeric order: the length comes first."""
    plain = "".join(str(unicodedata.digit(digit, 0)) for digit in digits).lstrip("0")
    return "9" * (len(plain) // 9) + str(len(plain) % 9) + plain


def _word_key(word: str) -> tuple[str, str]:
    letters, tones = "", ""
    for letter in word:
        base, tone = without_tone(letter)
        letters += _ALPHABET.get(base) or fold(base)
        tones += str(tone) if tone else ""
    return letters, tones or "0"


def sort_key(text: str) -> str:
    """Return a string whose code-point order is the Vietnamese alphabetical order of the texts.

    Letters first, then tones as second difference; case and punctuation do not count, digits are
    compared as numbers ("Tổ 2" before "Tổ 10") and precede letters. ASCII for Vietnamese text,
    so the database collation C or C.UTF-8 orders it.
    """
    # Apostrophes bind (H'Hen); every other sign parts words.
    lowered = re.sub("['\u2019\u02bc]", "", nfc(text).lower())
    letters: list[str] = []
    tones = ""
    for word in _WORDS.findall(lowered):
        if word[0].isdigit():
            letters.append(_number_key(word))
            tones += "0"
        else:
            spelled, tone = _word_key(word)
            letters.append(spelled)
            tones += tone
    # Space precedes "-", "-" precedes digits, digits precede letters.
    return f"{'-'.join(letters)} {tones}"


def person_sort_key(full_name: str) -> str:
    """Return the sort key of a person: given name (last word) first, then family and middle."""
    words = full_name.split()
    if not words:
        return sort_key("")
    return f"{sort_key(words[-1])} {sort_key(' '.join(words[:-1]))}"


def _spelled_syllable(match: re.Match[str]) -> str:
    word = match.group()
    syllable = parse_syllable(word)
    if syllable is None or not syllable.tone:
        return word
    letters = [without_tone(letter)[0] for letter in word]
    letters[syllable.tone_at] = with_tone(letters[syllable.tone_at], syllable.tone)
    return "".join(letters)


def tone_normalised(text: str) -> str:
    """Return the text in NFC with each tone mark where official spelling puts it.

    hoà→hòa, khoẻ→khỏe, thuỷ→thủy, hòan→hoàn, qúy→quý; quý, quỳ, giá, huỳnh and words that are
    not Vietnamese stay. Idempotent, and `fold` of the text does not change.
    """
    return re.sub(r"[^\W\d_]+", _spelled_syllable, nfc(text))


class UnfitText(ValueError):
    """Text that must not be stored; `key` names why, `message` says it to people."""

    def __init__(self, key: str, message: "str | Promise", position: int) -> None:
        super().__init__(f"{key} at {position}")
        self.key = key
        self.message = message
        self.position = position


_REASONS: dict[str, "str | Promise"] = {
    "control-character": _("The text contains a control character. Type it again."),
    "bidi-character": _("The text contains a sign that reverses reading order. Type it again."),
    "broken-character": _("The text contains a broken character. Type it again."),
}
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _unfit_reason(letter: str) -> str | None:
    if letter in _BIDI:
        return "bidi-character"
    category = unicodedata.category(letter)
    # Line and paragraph separators break logs and headers just as control characters do.
    if category in ("Cc", "Zl", "Zp"):
        return "control-character"
    return "broken-character" if category == "Cs" or ord(letter) & 0xFFFE == 0xFFFE else None


def refuse_control(text: str, *, multiline: bool = False) -> str:
    """Return the text unchanged, or raise.

    `multiline` allows line feed, carriage return and tab. Raises UnfitText for control
    characters, for the signs that reverse reading order and for lone surrogates.
    """
    allowed = "\n\r\t" if multiline else ""
    for position, letter in enumerate(text):
        key = None if letter in allowed else _unfit_reason(letter)
        if key:
            raise UnfitText(key, _REASONS[key], position)
    return text
