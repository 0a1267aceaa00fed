# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compound files (OLE): the office files of before 2007, and containers of encrypted new ones."""

from __future__ import annotations

import struct
from typing import BinaryIO

import olefile

from congso.filestore.kinds import DOC, XLS, Reason, Unacceptable, Verdict

_FILEPASS = 0x002F
_EOF = 0x000A
_BOF = 0x0809
_MACRO_STORAGES = {"macros", "_vba_project_cur", "vba"}


def judge_compound(stream: BinaryIO) -> Verdict:
    """Return doc or xls with its flags. Raises Unacceptable for every other compound file."""
    try:
        with olefile.OleFileIO(stream) as ole:
            return _judge(ole)
    except Unacceptable:
        raise
    except Exception as error:
        raise Unacceptable(Reason.BROKEN, repr(error)) from error


def _judge(ole: olefile.OleFileIO) -> Verdict:
    top = {entry[0].lower() for entry in ole.listdir(streams=True, storages=True)}
    if "encryptedpackage" in top:
        raise Unacceptable(Reason.ENCRYPTED)
    flags = ["macros"] if top & _MACRO_STORAGES else []
    if "objectpool" in top:
        flags.append("ole_object")
    if "worddocument" in top:
        _refuse_encrypted_word(ole)
        return Verdict.of(DOC, *flags)
    for name in ("workbook", "book"):
        if name in top:
            _refuse_encrypted_sheet(ole.openstream(name).read(1 << 16))
            return Verdict.of(XLS, *flags)
    raise Unacceptable(Reason.UNSUPPORTED, ",".join(sorted(top))[:200])


def _refuse_encrypted_word(ole: olefile.OleFileIO) -> None:
    """The bit fEncrypted of the file information block ([MS-DOC] 2.5.2)."""
    head = ole.openstream("WordDocument").read(12)
    if len(head) < 12:
        raise Unacceptable(Reason.BROKEN, "no file information block")
    if struct.unpack_from("<H", head, 10)[0] & 0x0100:
        raise Unacceptable(Reason.ENCRYPTED)


def _refuse_encrypted_sheet(data: bytes) -> None:
    """A FILEPASS record before the end of the first substream ([MS-XLS] 2.4.117)."""
    if len(data) < 4 or struct.unpack_from("<H", data)[0] & 0xFF != _BOF & 0xFF:
        raise Unacceptable(Reason.BROKEN, "no BOF record")
    at = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _FILEPASS:
            raise Unacceptable(Reason.ENCRYPTED)
        if kind == _EOF:
            return
        at += 4 + size
