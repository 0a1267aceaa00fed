# SPDX-License-Identifier: AGPL-3.0-or-later
"""Recognise Vietnamese text in encodings from before Unicode: TCVN3 (ABC), VNI, windows-1258.

Old files and pasted text still bring them. Recognition is by trial: a reading is accepted when
most of its non-ASCII words are Vietnamese syllables and the text as it stands is not.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.common.syllables import looks_vietnamese


class UnfitBytes(ValueError):
    """Bytes that are not text in the named encoding."""


# Fonts named .VnTime and the like: one byte a letter, capitals with a tone use the lower byte.
_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
_VNI_SINGLE = {"ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ"}
_TONE_OF_VNI = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_TAIL = {
    **_TONE_OF_VNI,
    "ê": "\u0306",
    "è": "\u0306\u0300",
    "é": "\u0306\u0301",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
    "â": "\u0302",
    "à": "\u0302\u0300",
    "á": "\u0302\u0301",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
}
_VNI_PAIR = re.compile(f"([aeouyôöAEOUYÔÖ])([{''.join(_VNI_TAIL)}{''.join(_VNI_TAIL).upper()}])")


def _from_tcvn3(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_TCVN3))


def _vni_single(letter: str) -> str:
    plain = _VNI_SINGLE.get(letter.lower())
    if plain is None:
        return letter
    return plain if letter.islower() else plain.upper()


def _from_vni(text: str) -> str:
    parts, at = [], 0
    for match in _VNI_PAIR.finditer(text):
        parts.append("".join(map(_vni_single, text[at : match.start()])))
        parts.append(_vni_single(match[1]) + _VNI_TAIL[match[2].lower()])
        at = match.end()
    parts.append("".join(map(_vni_single, text[at:])))
    return unicodedata.normalize("NFC", "".join(parts))


def windows1258_to_nfc(data: bytes) -> str:
    """Return windows-1258 bytes (letters followed by combining tones) as composed Unicode.

    Raises UnfitBytes when a byte has no meaning in that code page.
    """
    try:
        return unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError as error:
        raise UnfitBytes(f"byte {error.start} is not windows-1258") from error


def _from_windows1258(text: str) -> str:
    return windows1258_to_nfc(_as_bytes(text))


def _from_utf8(text: str) -> str:
    try:
        return unicodedata.normalize("NFC", _as_bytes(text).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnfitBytes(str(error)) from error


def _as_bytes(text: str) -> bytes:
    """The bytes that somebody read as windows-1252; bytes undefined there pass as latin-1."""
    try:
        return b"".join(
            bytes([ord(letter)]) if ord(letter) < 0xA0 else letter.encode("cp1252")
            for letter in text
        )
    except UnicodeEncodeError as error:
        raise UnfitBytes(str(error)) from error


def _as_western(data: bytes) -> str:
    return "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in data)


@dataclass(frozen=True, slots=True)
class LegacyEncoding:
    """What was recognised: `name`, a `hint` for people, and the text as it was meant."""

    name: str
    hint: "str | Promise" = field(repr=False)
    text: str


_Reader = Callable[[str], str]
_READERS: tuple[tuple[str, "str | Promise", _Reader], ...] = (
    (
        "utf-8-as-windows-1252",
        _("The text is Unicode that was opened with a Western code page. Open it as UTF-8."),
        _from_utf8,
    ),
    (
        "windows-1258",
        _("The text is in code page windows-1258. Save it as Unicode (UTF-8)."),
        _from_windows1258,
    ),
    (
        "tcvn3",
        _("The text is in the old code TCVN3 (fonts .VnTime, .VnArial). Convert it to Unicode."),
        _from_tcvn3,
    ),
    (
        "vni",
        _("The text is in the old code VNI (fonts VNI-Times). Convert it to Unicode."),
        _from_vni,
    ),
)


def _vietnamese_share(text: str) -> tuple[int, float]:
    """How many words are Vietnamese syllables with diacritics, of all words not in ASCII."""
    # Signs inside a word belong to it: they are what a wrong reading leaves behind.
    words = [word.strip(".,;:!?()\"'") for word in text.split()]
    foreign = [word for word in words if not word.isascii()]
    good = sum(
        all(looks_vietnamese(part) or part.isascii() for part in re.split(r"[-/–.,]", word))
        for word in foreign
    )
    return good, good / len(foreign) if foreign else 0.0


def _is_unicode(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def detect_legacy_encoding(source: bytes | str) -> LegacyEncoding | None:
    """Return which old encoding the text is in, with the text as meant, or None.

    Takes bytes as they came or text that was read with a Western code page. At least two
    Vietnamese words must appear; Unicode, ASCII and other languages give None.
    """
    text = source if isinstance(source, str) else (_is_unicode(source) or _as_western(source))
    as_is = _vietnamese_share(text)[1]
    best: tuple[float, int, LegacyEncoding] | None = None
    for name, hint, read in _READERS:
        try:
            meant = read(text)
        except UnfitBytes:
            continue
        words, share = _vietnamese_share(meant)
        if words >= 2 and share >= 0.7 and share > as_is + 0.2 and (not best or share > best[0]):
            best = (share, words, LegacyEncoding(name, hint, meant))
    return best[2] if best else None
