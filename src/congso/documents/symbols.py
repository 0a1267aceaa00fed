# SPDX-License-Identifier: AGPL-3.0-or-later
"""Number and symbol of a paper ("số, ký hiệu"): read what people write, write what the law asks.

Decree 30/2020/NĐ-CP, Appendix I: a paper with a type name is `15/QĐ-SNN`, a letter (công văn) is
`2255/SNN-VP`. Party and mass organisations write `745-CV/TU`, laws and decrees `34/2008/CT-TTg`.
The place decides what a group means: `15/TTr-SNN` is a submission (tờ trình) of SNN, while
`15/SNN-TTr` is a letter of SNN drafted by its inspectorate (thanh tra).
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.common.vietnamese import fold, nfc
from congso.documents.kinds import BY_ABBREVIATION, BY_CODE, Kind

Style = Literal["state", "party", "legal", "bare"]

# Written as a group but outside Appendix III: legal acts, party letters, papers of firms.
_OTHER_ABBREVIATIONS = ("NĐ", "TT", "TTLT", "L", "PL", "CV", "ĐN", "GĐĐ", "QCPH", "HDLN", "KL")
ABBREVIATIONS: frozenset[str] = frozenset({*BY_ABBREVIATION, *_OTHER_ABBREVIATIONS})

_NONE = {"", "-", "khong so", "khong co so", "k/s", "ks", "ko so", "khong ghi so"}
_LEAD = re.compile(r"^\s*s[ốôo]\b(?:\s*,?\s*k[ýíy]\s*hi[ệê]u\b)?\s*[:.;]?", re.IGNORECASE)
_HEAD = re.compile(r"(?P<number>\d{1,11})(?P<suffix>bis|ter|[a-zđ]{1,2})?", re.IGNORECASE)
_GROUP = re.compile(r"[^\W\d_][\w&.,]*")


class UnreadableSymbol(ValueError):
    """Text that is no number and symbol; `hint` says to people how to write it."""

    def __init__(self, key: str, hint: "str | Promise") -> None:
        super().__init__(key)
        self.key = key
        self.hint = hint


class AmbiguousSymbol(ValueError):
    """Parts that would be read back as something else; the symbol must not be issued."""


_HINTS: dict[str, "str | Promise"] = {
    "number": _("Write the number first, for example 15/QĐ-SNN or 2255/SNN-VP."),
    "zero": _("Numbers begin at 1."),
    "space": _("Write the symbol without spaces, for example 15/QĐ-SNN."),
    "group": _("Write a slash after the number and hyphens between groups: 15/QĐ-SNN."),
}


def _unreadable(key: str) -> UnreadableSymbol:
    return UnreadableSymbol(key, _HINTS[key])


@dataclass(frozen=True, slots=True)
class Symbol:
    """A number and symbol taken apart.

    `number` is None when the paper leaves it blank ("…/KH-SNN"). `notation` is what follows the
    number (QĐ-SNN, SNN-VP, CV/TU). `kind_code` is the abbreviation of the type as written in the
    table of kinds; `kind` gives the row. `style` is state, party, legal (with a year) or bare.
    """

    number: int | None
    suffix: str
    notation: str
    kind_code: str | None
    agency: str | None
    unit: str | None
    year: int | None
    style: Style

    @property
    def kind(self) -> Kind | None:
        """The kind of paper the symbol names; a letter (công văn) names none and is one."""
        if self.kind_code is None:
            return BY_CODE["official_letter"] if self.style == "state" and self.unit else None
        if self.kind_code == "CV":
            return BY_CODE["official_letter"]
        return BY_ABBREVIATION.get(self.kind_code)

    @property
    def canonical(self) -> str:
        """The symbol as the law writes it: no spaces, a leading 0 below ten."""
        head = _head(self.number, self.suffix)
        if self.style == "bare":
            return head
        if self.style == "party":
            return f"{head}-{self.notation}"
        return f"{head}/{self.year}/{self.notation}" if self.year else f"{head}/{self.notation}"

    @property
    def key(self) -> str:
        """For finding duplicates: case, accents, spaces, leading zeros and signs do not matter."""
        number = "" if self.number is None else str(self.number)
        parts = [number + self.suffix, str(self.year or ""), self.notation]
        return "-".join(re.sub(r"[/\s-]+", "-", fold(part)) for part in parts if part)


def _head(number: int | None, suffix: str) -> str:
    return "…" if number is None else f"{number:02d}{suffix}"


def _tidy(text: str) -> str:
    """One kind of slash and hyphen, half-width letters, no leading "Số:", no spaces at signs."""
    plain = unicodedata.normalize("NFKC", text.replace("…", "..."))
    plain = re.sub("[\u00ad\u200b\u2060\ufeff]", "", plain).replace("Ð", "Đ")
    plain = re.sub("[\u2010-\u2015\u2212]", "-", plain)
    plain = re.sub(r"[\\\u2044\u2215]", "/", plain)
    plain = _LEAD.sub("", plain).strip(" \t\n.;:,\"'")
    return re.sub(r"\s*([/-])\s*", r"\1", nfc(plain)).strip()


def _joined(text: str) -> str:
    """Close gaps that cannot part words: "Q Đ", "2 255". Raises for any other space."""
    closed = re.sub(
        r"(?<=\d)\s+(?=\d)|(?<=[A-ZĐ])\s+(?=[A-ZĐ]+\b)|(?<=\d)\s+(?=(?:bis|ter|[a-zđ])\b)", "", text
    )
    if re.search(r"\s", closed):
        raise _unreadable("space")
    return closed


def _known(group: str, abbreviations: Collection[str]) -> str | None:
    """The abbreviation as the table spells it; without accents only if one alone fits."""
    if group in abbreviations:
        return group
    upper = [known for known in abbreviations if known.upper() == group.upper()]
    if len(upper) == 1:
        return upper[0]
    alike = [known for known in abbreviations if fold(known) == fold(group)]
    return alike[0] if len(alike) == 1 and group.isascii() else None


def _groups(notation: str) -> list[str]:
    groups = notation.split("-")
    if not all(_GROUP.fullmatch(group) for group in groups):
        raise _unreadable("group")
    return groups


def _state(
    number: int | None, suffix: str, notation: str, year: int | None, known: Collection[str]
) -> Symbol:
    groups = _groups(notation)
    kind = _known(groups[0], known) if len(groups) > 1 else None
    if kind:
        groups[0] = kind
    agency, *rest = groups[1:] if kind else groups
    unit = "-".join(rest) or None
    style: Style = "legal" if year else "state"
    return Symbol(number, suffix, "-".join(groups), kind, agency, unit, year, style)


def _party(number: int | None, suffix: str, rest: str, known: Collection[str]) -> Symbol:
    word, _slash, tail = rest.partition("/")
    kind = _known(word, known)
    groups = _groups(tail)
    if kind is None or "/" in tail:
        raise _unreadable("group")
    unit = "-".join(groups[1:]) or None
    return Symbol(number, suffix, f"{kind}/{tail}", kind, groups[0], unit, None, "party")


def _number_of(match: re.Match[str]) -> int:
    number = int(match["number"])
    if not number:
        raise _unreadable("zero")
    return number


def parse(text: str, *, abbreviations: Collection[str] = ABBREVIATIONS) -> Symbol | None:
    """Take a number and symbol apart.

    `abbreviations` are those of the site's table of kinds. Returns None for "không số" and for
    nothing at all. Raises UnreadableSymbol, with a hint, for anything else that does not parse.
    """
    if fold(text).strip(" .:()") in _NONE:
        return None
    plain = _tidy(text)
    if fold(plain) in _NONE:
        return None
    if not re.match(r"\d|[._]*/", plain):
        raise _unreadable("number")
    plain = _joined(plain)
    blank = re.match(r"[._]*/", plain)
    if blank:
        return _state(None, "", plain[blank.end() :], None, abbreviations)
    match = _HEAD.match(plain)
    if match is None:
        raise _unreadable("number")
    number, suffix = _number_of(match), (match["suffix"] or "").lower()
    sign, rest = plain[match.end() : match.end() + 1], plain[match.end() + 1 :]
    if not sign and not rest:
        return Symbol(number, suffix, "", None, None, None, None, "bare")
    if sign == "-" and "/" in rest:
        return _party(number, suffix, rest, abbreviations)
    if sign != "/":
        raise _unreadable("group")
    dated = re.match(r"((?:19|20)\d\d)/", rest)
    if dated:
        return _state(number, suffix, rest[dated.end() :], int(dated[1]), abbreviations)
    return _state(number, suffix, rest, None, abbreviations)


def build(
    number: int | None,
    suffix: str,
    kind_code: str | None,
    agency: str,
    unit: str | None = None,
    *,
    year: int | None = None,
    style: Style = "state",
    abbreviations: Collection[str] = ABBREVIATIONS,
) -> str:
    """Write a number and symbol: build(5, "", "QĐ", "SNN") is "05/QĐ-SNN".

    `kind_code` is the abbreviation of the type, None for a letter (công văn). Raises
    AmbiguousSymbol when `parse` would not give the same parts back, for example for a letter of
    an agency whose code is the abbreviation of a type.
    """
    tail = "-".join(part for part in (agency, unit) if part)
    if style == "party":
        notation = f"{kind_code}/{tail}"
    else:
        notation = f"{kind_code}-{tail}" if kind_code else tail
    if year and style == "state":
        style = "legal"
    meant = Symbol(number, suffix, notation, kind_code, agency, unit, year, style)
    try:
        read_back = parse(meant.canonical, abbreviations={*abbreviations})
    except UnreadableSymbol as error:
        raise AmbiguousSymbol(meant.canonical) from error
    if read_back != meant:
        raise AmbiguousSymbol(meant.canonical)
    return meant.canonical
