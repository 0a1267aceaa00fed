# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cells of Excel 97-2003 files ([MS-XLS]): texts and numbers, a line a row, sheet by sheet."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

import olefile

from congso.filestore.kinds import Reason, Unacceptable

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_BOUNDSHEET, _SST = 0x0085, 0x00FC
_LABEL_SST, _LABEL, _NUMBER, _RK, _MULRK, _FORMULA, _STRING = (
    *(0x00FD, 0x0204, 0x0203, 0x027E, 0x00BD),
    *(0x0006, 0x0207),
)
_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08
Record = tuple[int, list[bytes]]  # its kind, and its data with that of each CONTINUE after it


def sheet_texts(stream: BinaryIO) -> list[str]:
    """Return the text of each sheet, its name first. Raises Unacceptable when broken."""
    try:
        with olefile.OleFileIO(stream) as ole:
            name = "Workbook" if ole.exists("Workbook") else "Book"
            data = ole.openstream(name).read()
        return list(_sheets(list(_records(data))))
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise Unacceptable(Reason.BROKEN, repr(error)) from error


def _records(data: bytes) -> Iterator[Record]:
    at, kind, parts = 0, 0, list[bytes]()
    while at + 4 <= len(data):
        following, size = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + size]
        at += 4 + size
        if following == _CONTINUE:
            parts.append(body)
            continue
        if parts:
            yield kind, parts
        kind, parts = following, [body]
    if parts:
        yield kind, parts


def _sheets(records: list[Record]) -> Iterator[str]:
    names = [_short_text(parts[0][6:]) for kind, parts in records if kind == _BOUNDSHEET]
    shared: list[str] = []
    number, rows = -1, dict[int, dict[int, str]]()
    for kind, parts in records:
        if kind == _SST:
            shared = _SharedStrings(parts).read()
        elif kind == _BOF:
            number, rows = number + 1, {}
        elif kind == _EOF and number > 0:
            yield _as_text(names[number - 1] if number <= len(names) else "", rows)
        else:
            for row, column, text in _cells(kind, parts[0], shared):
                rows.setdefault(row, {})[column] = text


def _as_text(name: str, rows: dict[int, dict[int, str]]) -> str:
    lines = ("\t".join(cells[at] for at in sorted(cells)) for _row, cells in sorted(rows.items()))
    return "\n".join([name, *lines])


def _cells(kind: int, body: bytes, shared: list[str]) -> Iterator[tuple[int, int, str]]:
    if kind not in {_LABEL_SST, _LABEL, _NUMBER, _RK, _MULRK, _FORMULA}:
        return
    row, column = struct.unpack_from("<HH", body)
    if kind == _LABEL_SST:
        yield row, column, shared[struct.unpack_from("<I", body, 6)[0]]
    elif kind == _LABEL:
        yield row, column, _long_text(body[6:])
    elif kind == _NUMBER or (kind == _FORMULA and body[12:14] != b"\xff\xff"):
        yield row, column, _shown(struct.unpack_from("<d", body, 6)[0])
    elif kind == _RK:
        yield row, column, _shown(_rk(struct.unpack_from("<I", body, 6)[0]))
    elif kind == _MULRK:
        for at in range((len(body) - 6) // 6):
            packed = struct.unpack_from("<I", body, 6 + 6 * at)[0]
            yield row, column + at, _shown(_rk(packed))


def _rk(packed: int) -> float:
    """A number in 30 bits ([MS-XLS] 2.5.217)."""
    if packed & 2:
        whole = packed >> 2
        value = float(whole - (1 << 30) if whole >> 29 else whole)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else value


def _shown(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _short_text(data: bytes) -> str:
    count, flags = data[0], data[1]
    return _letters(data[2:], count, flags)


def _long_text(data: bytes) -> str:
    count, flags = struct.unpack_from("<HB", data)
    return _letters(data[3:], count, flags)


def _letters(data: bytes, count: int, flags: int) -> str:
    if flags & _WIDE:
        return data[: 2 * count].decode("utf-16-le", "replace")
    return data[:count].decode("latin-1")


class _SharedStrings:
    """The table of texts; a text may break off in one record and go on in the next."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts = parts
        self.part, self.at = 0, 8
        self.count = struct.unpack_from("<I", parts[0], 4)[0]

    def read(self) -> list[str]:
        return [self._text() for _number in range(min(self.count, 1_000_000))]

    def _take(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            if self.at >= len(self.parts[self.part]):
                self.part, self.at = self.part + 1, 0
            piece = self.parts[self.part][self.at : self.at + size - len(data)]
            self.at += len(piece)
            data += piece
        return data

    def _text(self) -> str:
        count, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & _RICH else 0
        extended = struct.unpack("<I", self._take(4))[0] if flags & _EXTENDED else 0
        text = ""
        while len(text) < count:
            if self.at >= len(self.parts[self.part]):
                # In a new record the text begins with its width anew ([MS-XLS] 2.5.293).
                self.part, self.at = self.part + 1, 0
                flags = self._take(1)[0]
            text += self._stretch(count - len(text), flags)
        self._take(4 * runs + extended)
        return text

    def _stretch(self, count: int, flags: int) -> str:
        width = 2 if flags & _WIDE else 1
        here = min(count, (len(self.parts[self.part]) - self.at) // width)
        if here == 0:
            raise ValueError("half a letter")
        return _letters(self._take(here * width), here, flags)
