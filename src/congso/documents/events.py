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
class DocumentLeftUnregistered(DocumentEvent):
    """Four working hours after it came nobody has registered it."""

    verb = "document.left_unregistered"
    office_id: int


@dataclass(frozen=True)
class DocumentRegistered(DocumentEvent):
    verb = "document.registered"
    office_id: int
    book_id: int
    number: int
    urgency: int
    suffix: str = ""


@dataclass(frozen=True)
class DocumentCorrected(DocumentEvent):
    verb = "document.corrected"


@dataclass(frozen=True)
class DocumentJoined(DocumentEvent):
    verb = "document.joined"
    arrival_id: int


@dataclass(frozen=True)
class DocumentJoinedInto(DocumentEvent):
    """A received paper turned out to be a registered one; it has left "to register"."""

    verb = "document.joined_into"
    into_id: int


@dataclass(frozen=True)
class DocumentReturned(DocumentEvent):
    verb = "document.returned_to_sender"
    source_id: int | None = None


@dataclass(frozen=True)
class DocumentCopyReturned(DocumentEvent):
    """Told of the paper that was sent: the other office has returned its copy."""

    verb = "document.copy_returned"
    office_id: int
    copy_id: int


@dataclass(frozen=True)
class DocumentCompleted(DocumentEvent):
    """A blank number was filled in; DocumentRegistered follows it."""

    verb = "document.completed"


@dataclass(frozen=True)
class DocumentInserted(DocumentEvent):
    """Registered under an inserted number (15a)."""

    verb = "document.inserted"
    book_id: int
    number: int
    suffix: str


@dataclass(frozen=True)
class AnnexMissing(DocumentEvent):
    verb = "document.annex_missing"


@dataclass(frozen=True)
class AnnexRequested(DocumentEvent):
    verb = "document.annex_requested"


@dataclass(frozen=True)
class AnnexAdded(DocumentEvent):
    """Files came later under the same number."""

    verb = "document.annex_added"
    file_ids: list[int]


@dataclass(frozen=True)
class DocumentRestricted(DocumentEvent):
    """The paper is for its named list only from now on, or no longer."""

    verb = "document.restricted"
    is_restricted: bool


@dataclass(frozen=True)
class ReadersChanged(DocumentEvent):
    verb = "document.readers_changed"
    added: list[int]
    removed: list[int]


@dataclass(frozen=True)
class DocumentClaimed(DocumentEvent):
    """A clerk has opened the form of this paper; others' lists show his name."""

    verb = "document.claimed"


@dataclass(frozen=True)
class DocumentScanMatched(DocumentEvent):
    """Pages of a scanned pile became the main file of this paper."""

    verb = "document.scan_matched"
    file_id: int


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
class DocumentWithdrawn(DocumentEvent):
    """The sending office has taken its copy back before it had a number here."""

    verb = "document.withdrawn"
    office_id: int
    source_id: int | None = None


@dataclass(frozen=True)
class DocumentClockHeld(DocumentEvent):
    """Its deadlines do not run until what is missing has come."""

    verb = "document.clock_held"


@dataclass(frozen=True)
class DocumentClockReleased(DocumentEvent):
    verb = "document.clock_released"


@dataclass(frozen=True)
class DocumentDueMoved(DocumentEvent):
    """The office that sent the copy has granted a later deadline."""

    verb = "document.due_moved"


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
class SecretRemovalAsked(DocumentEvent):
    """Only the fact: why and what stands nowhere in the trail, which is never erased."""

    verb = "document.secret_removal_asked"


@dataclass(frozen=True)
class SecretRemovalWithdrawn(DocumentEvent):
    verb = "document.secret_removal_withdrawn"


@dataclass(frozen=True)
class ReceiptHanded(DocumentEvent):
    """The printed receipt was given to the sender."""

    verb = "document.receipt_handed"


@dataclass(frozen=True)
class SecretRemovalDone(DocumentEvent):
    verb = "document.secret_removal_done"


@dataclass(frozen=True)
class BookEvent(Event):
    object_type: ClassVar[str] = "book"
    book_id: int


@dataclass(frozen=True)
class BookOpened(BookEvent):
    verb = "book.opened"
    opening_number: int = 1


@dataclass(frozen=True)
class BookClosed(BookEvent):
    verb = "book.closed"


@dataclass(frozen=True)
class NumbersTaken(BookEvent):
    """A block of numbers for a pile in hand or for the interim paper book."""

    verb = "book.numbers_taken"
    block_id: int
    first: int
    last: int


@dataclass(frozen=True)
class SchemeSet(Event):
    verb = "book_scheme.set"
    object_type = "book_scheme"
    scheme_id: int
    office_id: int


@dataclass(frozen=True)
class EnvelopePassedOn(Event):
    verb = "envelope.passed_on"
    object_type = "envelope"
    envelope_id: int
    office_id: int


@dataclass(frozen=True)
class EnvelopeRegistered(Event):
    """What was inside came back as common work and is registered."""

    verb = "envelope.registered"
    object_type = "envelope"
    envelope_id: int
    document_id: int
