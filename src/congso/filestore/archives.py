# SPDX-License-Identifier: AGPL-3.0-or-later
"""Zip files, counted before and while they are inflated (SECURITY.md T07, T08).

Member names are read, never used as paths; nothing is unpacked to the disk.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, BinaryIO

from congso.filestore.kinds import Reason, Unacceptable

MAX_TOTAL = 500 << 20
MAX_MEMBERS = 2000
MAX_RATIO = 100
MAX_DEPTH = 3
# Below this size a high ratio does no harm, and small office files do reach it.
RATIO_FROM = 10 << 20
_NESTED_IN_MEMORY = 64 << 20
_CHUNK = 1 << 18
_ENCRYPTED = 0x1
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
_ZIP = b"PK\x03\x04"
_PROGRAM_NAMES = (
    ".exe", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta",
    ".lnk", ".msi", ".jar", ".dll", ".cpl", ".pif", ".apk", ".iso",
)  # fmt: skip


@dataclass
class Budget:
    """What may still be inflated; nested archives draw on the same budget."""

    packed: int
    total: int = 0
    members: int = 0

    def take(self, size: int) -> None:
        """Count `size` more inflated bytes. Raises Unacceptable beyond the limits."""
        self.total += size
        if self.total > MAX_TOTAL:
            raise Unacceptable(Reason.BOMB, "total")
        if self.total > RATIO_FROM and self.total > MAX_RATIO * max(self.packed, 1):
            raise Unacceptable(Reason.BOMB, "ratio")

    def take_members(self, number: int) -> None:
        """Count `number` more members. Raises Unacceptable beyond the limit."""
        self.members += number
        if self.members > MAX_MEMBERS:
            raise Unacceptable(Reason.BOMB, "members")


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open a zip. Raises Unacceptable when its directory cannot be read."""
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise Unacceptable(Reason.BROKEN, str(error)) from error


def examine(archive: zipfile.ZipFile, packed: int) -> None:
    """Inflate every member, counting. Raises Unacceptable: bomb, encrypted, broken, program."""
    _examine(archive, Budget(packed), depth=1)


def read_member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Return a member of at most `limit` bytes. Raises Unacceptable; KeyError when absent."""
    info = archive.getinfo(name)
    if info.flag_bits & _ENCRYPTED:
        raise Unacceptable(Reason.ENCRYPTED, name)
    try:
        with archive.open(info) as member:
            data = member.read(limit + 1)
    except _READ_ERRORS as error:
        raise Unacceptable(Reason.BROKEN, str(error)) from error
    if len(data) > limit:
        raise Unacceptable(Reason.BOMB, name)
    return data


_READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def _examine(archive: zipfile.ZipFile, budget: Budget, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Unacceptable(Reason.BOMB, "depth")
    members = archive.infolist()
    budget.take_members(len(members))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unacceptable(Reason.ENCRYPTED)
    # What the directory declares is enough to refuse; what it hides is found below.
    Budget(budget.packed, budget.total).take(sum(member.file_size for member in members))
    for member in members:
        if not member.is_dir():
            _inflate(archive, member, budget, depth)


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, depth: int) -> None:
    if member.filename.lower().rstrip(" .").endswith(_PROGRAM_NAMES):
        raise Unacceptable(Reason.EXECUTABLE_INSIDE)
    try:
        with archive.open(member) as stream:
            head = stream.read(_CHUNK)
            if head.startswith(_PROGRAMS):
                raise Unacceptable(Reason.EXECUTABLE_INSIDE)
            nested = io.BytesIO() if head.startswith(_ZIP) else None
            _drain(stream, head, budget, nested)
    except _READ_ERRORS as error:
        raise Unacceptable(Reason.BROKEN, str(error)) from error
    if nested is not None:
        with open_zip(nested) as inner:
            _examine(inner, budget, depth + 1)


def _drain(
    stream: IO[bytes],
    chunk: bytes,
    budget: Budget,
    nested: io.BytesIO | None,
) -> None:
    while chunk:
        budget.take(len(chunk))
        if nested is not None:
            if nested.tell() + len(chunk) > _NESTED_IN_MEMORY:
                raise Unacceptable(Reason.BOMB, "nested archive")
            nested.write(chunk)
        chunk = stream.read(_CHUNK)
