# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from congso.audit.events import Event


@dataclass(frozen=True)
class WorkFileEvent(Event):
    object_type: ClassVar[str] = "work_file"
    work_file_id: int


@dataclass(frozen=True)
class WorkFileOpened(WorkFileEvent):
    verb = "work_file.open"


@dataclass(frozen=True)
class PaperPutIn(WorkFileEvent):
    verb = "work_file.put_in"
    document_id: int


@dataclass(frozen=True)
class PaperTakenOut(WorkFileEvent):
    verb = "work_file.take_out"
    document_id: int


@dataclass(frozen=True)
class WorkFileClosed(WorkFileEvent):
    verb = "work_file.close"


@dataclass(frozen=True)
class WorkFileReopened(WorkFileEvent):
    verb = "work_file.reopen"


@dataclass(frozen=True)
class WorkFileHandedOver(WorkFileEvent):
    verb = "work_file.hand_over"
    keeper_id: int
