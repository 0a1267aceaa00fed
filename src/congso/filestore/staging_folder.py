# SPDX-License-Identifier: AGPL-3.0-or-later
"""The staging folder: an upload, and beside it what the check has learnt of its content."""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from congso.filestore import places
from congso.filestore.kinds import MAX_SIZE, Reason, Unacceptable
from congso.filestore.store import full_disk_is_store_full, require_room

KEPT_SECONDS = 24 * 3600
_ROOM_EVERY = 16 << 20


class Writer:
    """Writes an upload as it comes, hashing and counting; nothing of it is held in memory."""

    def __init__(self, *, expected_size: int = 0) -> None:
        self.id = uuid.uuid4()
        self.size = 0
        self.finished = False
        self._digest = hashlib.sha256()
        self._room_at = 0
        with full_disk_is_store_full():
            self.path = path_of(self.id)
            require_room(self.path.parent, min(expected_size, MAX_SIZE))
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(descriptor, "wb")

    def write(self, chunk: bytes) -> None:
        """Add bytes. Raises Unacceptable above the limit, StoreFull when the disk is full."""
        self.size += len(chunk)
        if self.size > MAX_SIZE:
            self.abort()
            raise Unacceptable(Reason.TOO_LARGE)
        try:
            with full_disk_is_store_full():
                if self.size >= self._room_at:
                    require_room(self.path.parent)
                    self._room_at = self.size + _ROOM_EVERY
                self._file.write(chunk)
        except BaseException:
            self.abort()
            raise
        self._digest.update(chunk)

    def finish(self) -> str:
        """Close the file and return its hash. Raises StoreFull."""
        try:
            with full_disk_is_store_full():
                self._file.close()
        except BaseException:
            self.abort()
            raise
        self.finished = True
        return self._digest.hexdigest()

    def abort(self) -> None:
        """Erase what was written; harmless when repeated."""
        self.path.unlink(missing_ok=True)
        try:
            self._file.close()
        except OSError:
            return  # what could not be flushed is not wanted any more


def path_of(staged: uuid.UUID) -> Path:
    """Where the upload lies."""
    return places.staging() / str(staged)


def write_findings(staged: uuid.UUID, findings: dict[str, Any]) -> None:
    """Keep what the check has learnt beside the file, whole or not at all."""
    place = _findings_of(staged)
    draft = place.with_suffix(".draft")
    with full_disk_is_store_full():
        draft.write_text(json.dumps(findings, ensure_ascii=False), encoding="utf-8")
        draft.rename(place)


def read_findings(staged: uuid.UUID) -> dict[str, Any]:
    """What the check has learnt; empty before it."""
    try:
        found: dict[str, Any] = json.loads(_findings_of(staged).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def erase(staged: uuid.UUID) -> None:
    """Erase the upload and all that lies beside it."""
    for place in (
        path_of(staged),
        _findings_of(staged),
        _findings_of(staged).with_suffix(".draft"),
    ):
        place.unlink(missing_ok=True)


def erase_old(*, seconds: int = KEPT_SECONDS, spared: Set[str] = frozenset()) -> int:
    """Erase files older than a day, with or without a row; not of the ids `spared`.

    Returns how many.
    """
    found = _older_than(time.time() - seconds)
    old = [path for path in found if path.name.partition(".")[0] not in spared]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _older_than(moment: float) -> Iterator[Path]:
    for path in places.staging().iterdir():
        try:
            if path.is_file() and path.stat().st_mtime < moment:
                yield path
        except FileNotFoundError:
            continue  # somebody else has erased it


def _findings_of(staged: uuid.UUID) -> Path:
    return places.staging() / f"{staged}.json"
