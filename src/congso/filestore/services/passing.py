# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that only pass through: a scanned pile until it is split. No row; gone within a day."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import BinaryIO

from congso.filestore import staging_folder
from congso.filestore.store import CHUNK


def take_passing(stream: BinaryIO) -> uuid.UUID:
    """Write the stream, chunk by chunk, into the staging folder; the caller has the right to it.

    Raises Unacceptable above the limit, store.StoreFull; nothing is left behind then.
    """
    writer = staging_folder.Writer()
    try:
        while chunk := stream.read(CHUNK):
            writer.write(chunk)
        writer.finish()
    except BaseException:
        writer.abort()
        raise
    return writer.id


def passing_path(passing: uuid.UUID) -> Path:
    """Where it lies. It may have gone: the sweep erases it after a day."""
    return staging_folder.path_of(passing)


def erase_passing(passing: uuid.UUID) -> None:
    """Erase it; harmless when repeated."""
    staging_folder.erase(passing)
