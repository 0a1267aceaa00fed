# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books, piles of numbers, envelopes, uploads."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from congso.api.schemas.common import PersonRef, person_ref
from congso.api.schemas.documents import PaperRow
from congso.api.schemas.types import Flag, Id, In, Line, Moment, Name, Out, Word, whole_number
from congso.documents.enums import AddresseeKind, Road
from congso.documents.models import Book, Document, Envelope, NumberBlock
from congso.filestore.models import Staged
from congso.filestore.wording import sentence_for


class BookOut(Out):
    """A year's book. `expected_number` is what the next paper is likely to get."""

    id: int
    office_id: int
    kind: str
    series: str
    year: int
    name: str
    state: str
    opening_number: int
    opening_note: str
    last_number: int
    expected_number: int
    is_trial: bool


class BooksOut(Out):
    items: list[BookOut]


class InsertedNumber(Out):
    """A number given between two others, why and by whom; null where the paper is an outline."""

    document: PaperRow
    reason: str | None
    inserted_by: PersonRef | None


class InsertedOut(Out):
    items: list[InsertedNumber]


class BlockIn(In):
    """As many numbers as there are sheets in hand."""

    office_id: Id
    count: Annotated[int, Field(ge=1, le=200), BeforeValidator(whole_number)]


class BlockOut(Out):
    """Numbers that were taken together; their papers are blank until completed."""

    id: int
    office_id: int
    book_id: int
    purpose: str
    first_number: int
    last_number: int
    reason: str
    taken_at: dt.datetime


class BlocksOut(Out):
    items: list[BlockOut]


class EnvelopeIn(In):
    """What is written on an envelope that is handed on unopened."""

    office_id: Id
    sender: Annotated[Line, Field(min_length=1)]
    addressee: Annotated[Name, Field(min_length=1)]
    addressee_kind: AddresseeKind = AddresseeKind.PERSON
    number_on_envelope: Annotated[Word, Field(max_length=60)] = ""
    road: Road = Road.POST
    arrived_at: Moment | None = None
    is_hand_to_hand: Flag = False
    note: Line = ""


class EnvelopeOut(Out):
    id: int
    office_id: int
    state: str
    sender: str
    addressee_kind: str
    addressee: str
    number_on_envelope: str
    road: str
    is_hand_to_hand: bool
    arrived_at: dt.datetime
    passed_on_at: dt.datetime
    note: str
    document: UUID | None


class EnvelopePage(Out):
    items: list[EnvelopeOut]
    next: str | None


class UploadOut(Out):
    """An upload on its way. `is_ready`: it may be named in `files`; else `message` says why not."""

    id: UUID
    name: str
    size: int
    sha256: str
    state: str
    is_ready: bool
    needs_confirmation: bool
    message: str
    created_at: dt.datetime


def book_of(book: Book) -> BookOut:
    names = BookOut.model_fields
    return BookOut(**{name: getattr(book, name) for name in names})


def block_of(block: NumberBlock) -> BlockOut:
    return BlockOut(**{name: getattr(block, name) for name in BlockOut.model_fields})


def envelope_of(envelope: Envelope) -> EnvelopeOut:
    fields = {name: getattr(envelope, name) for name in EnvelopeOut.model_fields}
    fields["document"] = envelope.document.uuid if envelope.document else None
    return EnvelopeOut(**fields)


def upload_of(staged: Staged, *, is_ready: bool, needs_confirmation: bool) -> UploadOut:
    return UploadOut(
        id=staged.uuid,
        name=staged.name,
        size=staged.size,
        sha256=staged.sha256,
        state=staged.state,
        is_ready=is_ready,
        needs_confirmation=needs_confirmation,
        message=sentence_for(staged),
        created_at=staged.created_at,
    )


def inserted_of(document: Document, row: PaperRow) -> InsertedNumber:
    """One line of the month's list, as far as the caller sees the paper."""
    if row.is_outline:
        return InsertedNumber(document=row, reason=None, inserted_by=None)
    return InsertedNumber(
        document=row,
        reason=document.insert_reason,
        inserted_by=person_ref(document.registered_by),
    )
