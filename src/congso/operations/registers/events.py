# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to imports of old registers.

One entry for each batch of at most 200 papers, not one for each paper: the queries of a batch stay
the same however many rows it has. Nothing is lost: the entry holds count, numbers and the hash of
all lines as they were written, and each row of a run names its paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from congso.audit.events import Event


@dataclass(frozen=True)
class ImportEvent(Event):
    object_type: ClassVar[str] = "import_run"
    run_id: int


@dataclass(frozen=True)
class ImportBegun(ImportEvent):
    """A register file was read; nothing of it is in the books."""

    verb = "register_import.begun"
    office_id: int
    rows: int


@dataclass(frozen=True)
class ImportStarted(ImportEvent):
    """A person let the checked rows be written into the closed book of a past year."""

    verb = "register_import.started"
    book_id: int
    ready: int
    errors: int


@dataclass(frozen=True)
class DocumentsImported(ImportEvent):
    """One batch of lines of an old register became papers of a closed book."""

    verb = "documents.imported"
    book_id: int
    count: int
    first_number: int
    last_number: int


@dataclass(frozen=True)
class ImportCancelled(ImportEvent):
    verb = "register_import.cancelled"
    imported: int


@dataclass(frozen=True)
class ImportResumed(ImportEvent):
    verb = "register_import.resumed"
    imported: int


@dataclass(frozen=True)
class ImportFinished(ImportEvent):
    verb = "register_import.finished"
    book_id: int
    imported: int


@dataclass(frozen=True)
class ImportUndone(ImportEvent):
    """All papers of a run were taken out of the book again, before anything referred to them."""

    verb = "register_import.undone"
    book_id: int
    removed: int


@dataclass(frozen=True)
class ImportDiscarded(ImportEvent):
    verb = "register_import.discarded"
    rows: int


@dataclass(frozen=True)
class ScansAttached(ImportEvent):
    """Uploaded scans became files of imported papers."""

    verb = "register_import.scans_attached"
    count: int
