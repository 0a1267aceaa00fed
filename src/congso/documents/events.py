# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from congso.audit.events import Event


@dataclass(frozen=True)
class DocumentEvent(Event):
    object_type: ClassVar[str] = "document"
    document_id: int


@dataclass(frozen=True)
class DocumentReceived(DocumentEvent):
    verb = "document.received"
    office_id: int


@dataclass(frozen=True)
class DocumentRegistered(DocumentEvent):
    verb = "document.registered"
    office_id: int
    book_id: int
    number: int
    urgency: int


@dataclass(frozen=True)
class DocumentCorrected(DocumentEvent):
    verb = "document.corrected"


@dataclass(frozen=True)
class DocumentJoined(DocumentEvent):
    verb = "document.joined"
    arrival_id: int


@dataclass(frozen=True)
class DocumentReturned(DocumentEvent):
    verb = "document.returned_to_sender"


@dataclass(frozen=True)
class DocumentDistributed(DocumentEvent):
    verb = "document.distributed"


@dataclass(frozen=True)
class DocumentFinished(DocumentEvent):
    verb = "document.finished"


@dataclass(frozen=True)
class DocumentReopened(DocumentEvent):
    verb = "document.reopened"


@dataclass(frozen=True)
class DocumentSentToOffice(DocumentEvent):
    """From agency to agency inside the house; told of the paper that was sent."""

    verb = "document.sent_to_office"
    office_id: int
    copy_id: int


@dataclass(frozen=True)
class DocumentVoided(DocumentEvent):
    verb = "document.voided"


@dataclass(frozen=True)
class DocumentOpened(DocumentEvent):
    """Somebody looked: what access histories are made of (B-60)."""

    verb = "document.opened"


@dataclass(frozen=True)
class DocumentDownloaded(DocumentEvent):
    verb = "document.downloaded"
    file_id: int = 0


@dataclass(frozen=True)
class DocumentPrinted(DocumentEvent):
    verb = "document.printed"


@dataclass(frozen=True)
class BookOpened(Event):
    verb = "book.opened"
    object_type = "book"
    book_id: int


@dataclass(frozen=True)
class BookClosed(Event):
    verb = "book.closed"
    object_type = "book"
    book_id: int
