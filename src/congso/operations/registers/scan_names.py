# SPDX-License-Identifier: AGPL-3.0-or-later
"""To which row a scan belongs, by the column of file names or by number and symbol in its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from congso.common.vietnamese import fold

_WORD = re.compile(r"[0-9]+|[a-z]+")
_ANNEX = {"pl", "phuluc", "annex", "kemtheo", "dinhkem"}
_ANNEX_WORDS = re.compile(r"\b(phu luc|kem theo|dinh kem|pl\d*)\b")
_NOTATION = re.compile(r"^[A-ZĐ]{2,}$")
_LONGEST = 9
_ENDING = re.compile(r"(\.(pdf|docx?|xlsx?|tiff?|jpe?g|png|heic|zip|rtf|od[ts]|txt|xml))+$")


@dataclass(frozen=True)
class Match:
    """The row found (its id), or why none: not_found, several, number_and_symbol."""

    row_id: int | None
    reason: str = ""
    is_annex: bool = False


@dataclass
class Names:
    """The rows of a run by what a file may be called."""

    by_file: dict[str, list[int]] = field(default_factory=dict)
    by_number: dict[str, list[int]] = field(default_factory=dict)
    by_symbol: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str, str, str]]) -> Names:
        """Rows as (id, number with suffix, symbol, file name of the column)."""
        names = cls()
        for pk, number, symbol, file in rows:
            if file:
                names.by_file.setdefault(_stem(file), []).append(pk)
            names.by_number.setdefault(number.lower(), []).append(pk)
            if words := _words(symbol):
                names.by_symbol.setdefault(words, []).append(pk)
        return names

    def match(self, name: str) -> Match:
        """The row of a file; accents, capitals and signs in the name do not matter."""
        annex = _is_annex(name)
        if named := self.by_file.get(_stem(name)):
            return _only(named, annex)
        words, number = _words(_stem(name)), _leading(name)
        by_symbol, by_number = self._symbol(words), self.by_number.get(number, [])
        both = [pk for pk in by_symbol if pk in by_number]
        if both:
            return _only(both, annex)
        if by_symbol:
            return _only(by_symbol, annex)
        if by_number and not _claims_symbol(name):
            return _only(by_number, annex)
        return Match(None, "number_and_symbol" if by_number else "not_found", annex)

    def _symbol(self, words: tuple[str, ...]) -> list[int]:
        """The rows whose whole symbol stands in the name, the longest first."""
        for size in range(min(_LONGEST, len(words)), 1, -1):
            for start in range(len(words) - size + 1):
                if found := self.by_symbol.get(words[start : start + size]):
                    return found
        return []


def _only(rows: list[int], annex: bool) -> Match:
    return Match(rows[0], "", annex) if len(rows) == 1 else Match(None, "several", annex)


def _stem(name: str) -> str:
    plain = fold(re.split(r"[\\/]", name)[-1])
    return _ENDING.sub("", plain).strip()


def _words(text: str) -> tuple[str, ...]:
    """Letters and digits in runs, leading zeros gone: 07/QĐ-SNN is ("7", "qd", "snn")."""
    return tuple(word.lstrip("0") or "0" for word in _WORD.findall(fold(text)))


def _leading(name: str) -> str:
    match = re.match(r"(?:so\s*den\s*|so\s*|vb\s*)?0*(\d+)([a-z]?)(?![a-z0-9])", _stem(name))
    return match[1] + match[2] if match else ""


def _claims_symbol(name: str) -> bool:
    """Whether what follows the number is written like a symbol, so it must not be ignored."""
    rest = re.sub(r"^\D*\d+[a-zA-Z]?", "", re.split(r"[\\/]", name)[-1])
    rest = re.sub(r"\.[^.]*$", "", rest)
    parts = [part for part in re.split(r"[^0-9A-Za-zÀ-ỹĐđ]+", rest) if part]
    return any(
        _NOTATION.match(part) and part not in {"PL", "PDF", "VB", "SIGNED"} for part in parts
    )


def _is_annex(name: str) -> bool:
    words = re.sub(r"[^a-z0-9]+", " ", _stem(name))
    return bool(_ANNEX_WORDS.search(words)) or bool(_ANNEX & set(words.split()))
