# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text without a format: which encoding, and the text in Unicode NFC."""

from __future__ import annotations

import codecs
import unicodedata

from congso.common.vietnamese import detect_legacy_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What text may hold below the space: tab, line feed, form feed, carriage return, the old end mark.
_TEXT_CONTROLS = frozenset(b"\t\n\x0c\r\x1a\x1b")


class NotText(ValueError):
    """The bytes are no text in any encoding we know."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text in NFC and the name of its encoding. Raises NotText.

    Tries the byte order mark, UTF-8, then the Vietnamese encodings of before Unicode, then
    windows-1252.
    """
    text, encoding = _decode(data)
    return unicodedata.normalize("NFC", text), encoding


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes of a file could be text."""
    if head.startswith(tuple(bom for bom, _name in _BOMS)):
        return True
    return not any(byte < 32 and byte not in _TEXT_CONTROLS for byte in head) and bool(head)


def _decode(data: bytes) -> tuple[str, str]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _strict(data, name), name.removesuffix("-sig")
    if not looks_like_text(data):
        raise NotText("control characters")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    legacy = detect_legacy_encoding(data[: 1 << 16])
    if legacy is None:
        return data.decode("cp1252", errors="replace"), "windows-1252"
    whole = detect_legacy_encoding(data) if len(data) > 1 << 16 else legacy
    return (whole or legacy).text, legacy.name


def _strict(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise NotText(str(error)) from error
    if any(ord(letter) < 32 and ord(letter) not in _TEXT_CONTROLS for letter in text):
        raise NotText("control characters")
    return text
