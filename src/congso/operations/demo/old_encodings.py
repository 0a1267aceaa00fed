# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vietnamese text in the two encodings of old office files: windows-1258 and TCVN3 (ABC fonts).

Old files still arrive; these writers exist to make demo and test files for the readers.
"""

from __future__ import annotations

import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# TCVN 5712 (VN3): one byte a letter. Capitals with a tone were typed with a capital font, so they
# share the bytes of the small letters.
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ", "àảãáạ", "ằẳẵắ", "ặầẩẫấậèẻẽéẹềểễếệìỉ", "ĩíịò", "ỏõóọồổỗốộờởỡớợù",
    "ủũúụừửữứựỳỷỹýỵ",
)  # fmt: skip
_TCVN3_STARTS = (0xA1, 0xB5, 0xBB, None, 0xDC, 0xE1, 0xF1)
_TCVN3_REST = {
    **dict(zip("ặầẩẫấậ", range(0xC6, 0xCC), strict=True)),
    "è": 0xCC,
    **dict(zip("ẻẽéẹềểễếệìỉ", range(0xCE, 0xD9), strict=True)),
}


def _tcvn3_table() -> dict[str, int]:
    table = dict(_TCVN3_REST)
    for letters, start in zip(_TCVN3_LETTERS, _TCVN3_STARTS, strict=True):
        if start is not None:
            table.update({letter: start + i for i, letter in enumerate(letters)})
    return table


TCVN3 = _tcvn3_table()


def to_tcvn3(text: str) -> bytes:
    """Encode text as TCVN3; letters outside the set become "?"."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        code = TCVN3.get(char, TCVN3.get(char.lower()))
        if code is None:
            code = ord(char) if ord(char) < 0x80 else ord("?")
        out.append(code)
    return bytes(out)


def to_windows_1258(text: str) -> bytes:
    """Encode text as windows-1258: base letter, then the tone as a combining mark."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            out += _decomposed(char).encode("cp1258", errors="replace")
    return bytes(out)


def _decomposed(char: str) -> str:
    parts = unicodedata.normalize("NFD", char)
    tones = "".join(mark for mark in parts if mark in _TONES)
    base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    return base + tones
