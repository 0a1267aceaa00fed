# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to files. Never a name and never a word of the content: the trail is not erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from congso.audit.events import Event


@dataclass(frozen=True)
class FileRefused(Event):
    verb = "file.refused"
    object_type: ClassVar[str] = "staged_file"
    staged_id: int
    state: str
    reason: str


@dataclass(frozen=True)
class SecretMarkSuspected(Event):
    verb = "file.secret_mark_suspected"
    object_type: ClassVar[str] = "staged_file"
    staged_id: int


@dataclass(frozen=True)
class NoSecretMarkConfirmed(Event):
    verb = "file.no_secret_mark_confirmed"
    object_type: ClassVar[str] = "staged_file"
    staged_id: int
    was_suspected: bool


@dataclass(frozen=True)
class FileDiscarded(Event):
    verb = "file.discarded"
    object_type: ClassVar[str] = "staged_file"
    staged_id: int
    was_suspected: bool


@dataclass(frozen=True)
class FileKept(Event):
    verb = "file.kept"
    object_type: ClassVar[str] = "blob"
    blob_id: int
    staged_id: int | None
    size: int
    media_type: str


@dataclass(frozen=True)
class SecretRemovalRequested(Event):
    verb = "file.secret_removal_requested"
    object_type: ClassVar[str] = "file_removal"
    removal_id: int


@dataclass(frozen=True)
class SecretRemovalWithdrawn(Event):
    verb = "file.secret_removal_withdrawn"
    object_type: ClassVar[str] = "file_removal"
    removal_id: int


@dataclass(frozen=True)
class SecretRemovalConfirmed(Event):
    verb = "file.secret_removal_confirmed"
    object_type: ClassVar[str] = "file_removal"
    removal_id: int
