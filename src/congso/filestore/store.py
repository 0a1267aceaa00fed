# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where kept contents lie: one file per content, named by its SHA-256.

A content is written to a temporary file of the same file system, flushed to the disk, renamed, and
the folder is flushed: after a crash it is whole or absent. Contents are never changed. zstd is used
where it helps and is not seen from outside.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast
from urllib.parse import unquote, urlsplit

import zstandard

CHUNK = 1 << 20
SPARE = 0.05  # this part of the disk stays free: the database lives there too
_HELPS = 0.9
_LEVEL = 3
_IN_MEMORY = 8 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHA256 = re.compile(r"[0-9a-f]{64}")


class StoreFull(Exception):
    """No room is left; nothing was written."""


class Absent(Exception):
    """The store does not hold this content."""


class Damaged(Exception):
    """What was read is not what its name says."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A content that is now safely kept."""

    sha256: str
    size: int


class BlobStore(Protocol):
    """What the module needs of a store; the file system now, object storage later."""

    def put(self, source: Path | BinaryIO, *, expected: str | None = None) -> Stored: ...
    def open(self, sha256: str) -> BinaryIO: ...
    def exists(self, sha256: str) -> bool: ...
    def verify(self, sha256: str) -> bool: ...
    def remove(self, sha256: str) -> None: ...
    def names(self) -> Iterator[str]: ...
    def tidy(self, *, seconds: int) -> None: ...


def store_for(url: str) -> BlobStore:
    """Return the store at `url` (file:///folder). Raises ValueError for another scheme."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
        raise ValueError(f"no store for {parts.scheme}://")
    return FileStore(Path(unquote(parts.path)))


def require_room(folder: Path, wanted: int = 0) -> None:
    """Raise StoreFull when less than a twentieth of the disk would stay free after `wanted`."""
    figures = os.statvfs(folder)
    free = figures.f_bavail * figures.f_frsize - wanted
    if free < figures.f_blocks * figures.f_frsize * SPARE:
        raise StoreFull


@contextmanager
def full_disk_is_store_full() -> Iterator[None]:
    """Turn the system's ways to say "no room" into StoreFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull from error
        raise


class FileStore:
    """A store in a folder: ab/cd/abcd… and, where compressed, ab/cd/abcd….zst."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, source: Path | BinaryIO, *, expected: str | None = None) -> Stored:
        """Keep the bytes of `source` and return their name and size.

        Safe to repeat and to run at the same time in many processes. Raises StoreFull when there
        is no room, Damaged when `expected` is given and is not the hash of what was read; the
        store is unchanged then.
        """
        if isinstance(source, Path):
            with source.open("rb") as stream:
                return self.put(stream, expected=expected)
        drafts = self.root / "tmp"
        with full_disk_is_store_full():
            drafts.mkdir(parents=True, exist_ok=True)
            require_room(drafts)
            return self._put(source, drafts, expected)

    def _put(self, source: BinaryIO, drafts: Path, expected: str | None) -> Stored:
        descriptor, name = tempfile.mkstemp(dir=drafts)
        draft = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                stored, packed = _copy(source, file)
                file.flush()
                os.fsync(file.fileno())
            if expected is not None and stored.sha256 != expected:
                raise Damaged(expected)
            if not self.exists(stored.sha256):
                self._settle(draft, stored.sha256, packed=packed)
        finally:
            draft.unlink(missing_ok=True)
        return stored

    def _settle(self, draft: Path, sha256: str, *, packed: bool) -> None:
        place = self._plain(sha256)
        new_folders = [
            folder for folder in (place.parent.parent, place.parent) if not folder.exists()
        ]
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.chmod(0o440)
        draft.rename(_packed(place) if packed else place)
        _flush_folder(place.parent)
        for folder in reversed(new_folders):
            _flush_folder(folder.parent)

    def open(self, sha256: str) -> BinaryIO:
        """Return the content as a seekable stream. Raises Absent."""
        place = self._plain(sha256)
        with suppress(FileNotFoundError):
            return place.open("rb")
        try:
            packed = _packed(place).open("rb")
        except FileNotFoundError:
            raise Absent(sha256) from None
        with packed:
            return _unpacked(packed)

    def exists(self, sha256: str) -> bool:
        """Whether the content is kept here."""
        place = self._plain(sha256)
        return place.exists() or _packed(place).exists()

    def verify(self, sha256: str) -> bool:
        """Whether the content, read again, still has its hash. Raises Absent."""
        try:
            with self.open(sha256) as stream:
                return _digest(stream) == sha256
        except zstandard.ZstdError:
            return False

    def remove(self, sha256: str) -> None:
        """Erase the content; nothing happens when it is absent."""
        place = self._plain(sha256)
        for path in (place, _packed(place)):
            path.unlink(missing_ok=True)
        if place.parent.exists():
            _flush_folder(place.parent)

    def names(self) -> Iterator[str]:
        """Yield the hash of every content kept."""
        for path in sorted(self.root.glob("??/??/*")):
            if _SHA256.fullmatch(path.stem):
                yield path.stem

    def tidy(self, *, seconds: int) -> None:
        """Erase temporary files older than `seconds`, left by processes that were killed."""
        oldest = time.time() - seconds
        for draft in (self.root / "tmp").glob("*"):
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < oldest:
                    draft.unlink()

    def _plain(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in hexadecimal")
        return self.root / sha256[:2] / sha256[2:4] / sha256


def _packed(place: Path) -> Path:
    return place.with_name(place.name + ".zst")


def _copy(source: BinaryIO, target: BinaryIO) -> tuple[Stored, bool]:
    """Copy, hashing, compressed when the first part shows that it helps."""
    digest, size = hashlib.sha256(), 0
    chunk = source.read(CHUNK)
    packed = len(zstandard.ZstdCompressor(level=_LEVEL).compress(chunk)) < len(chunk) * _HELPS
    sink = (
        zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).stream_writer(
            target, closefd=False
        )
        if packed
        else target
    )
    while chunk:
        digest.update(chunk)
        size += len(chunk)
        sink.write(chunk)
        chunk = source.read(CHUNK)
    if packed:
        sink.close()
    return Stored(digest.hexdigest(), size), packed


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _unpacked(packed: BinaryIO) -> BinaryIO:
    """A seekable copy of a compressed content; large ones lie in a nameless temporary file."""
    plain = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    zstandard.ZstdDecompressor().copy_stream(packed, plain)
    plain.seek(0)
    return cast("BinaryIO", plain)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
