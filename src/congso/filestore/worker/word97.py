# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of Word 97-2003 files, by their piece table ([MS-DOC] 2.4.1)."""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

import olefile

from congso.filestore.kinds import Reason, Unacceptable

_WHICH_TABLE = 0x0200
_FIELD = re.compile("\x13[^\x13\x14\x15]*\x14?|\x15")
_BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x07": "\t", "\x1e": "-"})


def word_text(stream: BinaryIO) -> str:
    """Return the main text. Raises Unacceptable when the tables are broken."""
    try:
        with olefile.OleFileIO(stream) as ole:
            main = ole.openstream("WordDocument").read()
            number = 1 if struct.unpack_from("<H", main, 10)[0] & _WHICH_TABLE else 0
            table = ole.openstream(f"{number}Table").read()
        return _tidy(_pieces(main, table))
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise Unacceptable(Reason.BROKEN, repr(error)) from error


def _pieces(main: bytes, table: bytes) -> str:
    count = struct.unpack_from("<i", main, 0x4C)[0]  # ccpText: letters of the main text
    at, size = struct.unpack_from("<II", main, 0x01A2)  # fcClx, lcbClx
    plc = _piece_table(table[at : at + size])
    number = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{number + 1}I", plc)
    text = []
    for index in range(number):
        place = struct.unpack_from("<I", plc, 4 * (number + 1) + 8 * index + 2)[0]
        length = ends[index + 1] - ends[index]
        start = place & 0x3FFFFFFF
        if place & 0x40000000:  # one byte a letter
            text.append(main[start // 2 : start // 2 + length].decode("cp1252", "replace"))
        else:
            text.append(main[start : start + 2 * length].decode("utf-16-le", "replace"))
    return "".join(text)[:count]


def _piece_table(clx: bytes) -> bytes:
    at = 0
    while clx[at] == 0x01:  # Prc: formatting, passed over
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 0x02:
        raise ValueError("no piece table")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    return clx[at + 5 : at + 5 + size]


def _tidy(text: str) -> str:
    plain = _FIELD.sub("", text).translate(_BREAKS)
    return "".join(letter for letter in plain if letter >= " " or letter in "\n\t")
