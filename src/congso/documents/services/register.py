# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper comes in: received, registered with a number of its book."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import numbering, schemes, visibility
from congso.documents.enums import Direction, Urgency
from congso.documents.events import DocumentReceived, DocumentRegistered
from congso.documents.incoming import IncomingData, check, cleaned
from congso.documents.indexing import own_text
from congso.documents.lifecycle import LIFECYCLE
from congso.documents.models import (
    Book,
    Complainant,
    Document,
    DocumentFile,
    DocumentType,
    Invitation,
    NamedReader,
    SearchEntry,
)
from congso.documents.policies import BOOKS
from congso.documents.services import claims, receipts
from congso.documents.services.locking import locked_for
from congso.documents.symbols import UnreadableSymbol, parse
from congso.organisation.models import ExternalAgency, Unit


@transaction.atomic
def register_incoming(
    actor: Actor, *, data: IncomingData, now: dt.datetime | None = None
) -> Document:
    """Register a new incoming paper and give it the next number of this year's book.

    Takes the paper as entered; returns the saved document with its number. Raises InvalidPaper
    with a message per field, Denied, or BookClosed; then nothing is saved and no number is used
    (Decree 30/2020, Article 22; R-42, B-02).
    """
    now = now or clock.now()
    type_ = DocumentType.objects.get(pk=data.type_id)
    data = cleaned(data)
    check(data, type_, now)
    book = schemes.book_at(data.office_id, type_, now, series=data.series)
    BOOKS.require(actor, "register", book)
    document = save_received(actor, data, type_, now)
    return number_it(actor, document, book, now)


@transaction.atomic
def receive_incoming(
    actor: Actor, *, data: IncomingData, now: dt.datetime | None = None
) -> Document:
    """Put a paper into "to register" without a number (from another office, mail, the exchange).

    Same rules as register_incoming; returns the document in state RECEIVED.
    """
    now = now or clock.now()
    type_ = DocumentType.objects.get(pk=data.type_id)
    data = cleaned(data)
    check(data, type_, now)
    BOOKS.require(actor, "receive", schemes.book_at(data.office_id, type_, now))
    document = save_received(actor, data, type_, now)
    audit.record(actor, DocumentReceived(document.pk, document.office_id))
    return document


@transaction.atomic
def register(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> Document:
    """Give a received paper its number: the one key of a sub-department's clerk (B.11).

    Raises WrongState when another clerk was first, ClaimedBy while another is entering it,
    Denied, or BookClosed.
    """
    now = now or clock.now()
    document = locked_for(actor, "register", document_id)
    claims.require_free(actor, document, now)
    book = schemes.book_at(document.office_id, document.type, now)
    registered = number_it(actor, document, book, now)
    claims.settle(document)
    return registered


def number_it(actor: Actor, document: Document, book: Book, now: dt.datetime) -> Document:
    """Give a saved RECEIVED paper the next number of `book` and record it."""
    LIFECYCLE.advance(document, "register")
    receipts.owe(document, book, now)
    number = numbering.take_next(actor, book=book, document=document, now=now)
    # Whoever has the duty outside working hours sees an urgent one at once (B-14).
    if document.is_restricted or document.urgency >= Urgency.URGENT:
        access.refresh(ObjectKind.DOCUMENT, [document.pk])
    event = DocumentRegistered(document.pk, document.office_id, book.pk, number, document.urgency)
    audit.record(actor, event)
    return document


def save_received(
    actor: Actor, data: IncomingData, type_: DocumentType, now: dt.datetime
) -> Document:
    """Save a checked paper in state RECEIVED with its parts, sight and search entry.

    For the services of this module, which have asked the policy and record the event themselves.
    """
    document = _document(data, type_, now)
    LIFECYCLE.advance(document, "receive")
    document.save(force_insert=True)
    save_parts(actor, document, data, now)
    readers = data.reader_ids if data.is_restricted else ()
    named = [(document, reader) for reader in readers]
    access.add(ObjectKind.DOCUMENT, visibility.of_papers([document], named))
    SearchEntry.objects.create(
        document=document,
        created_at=document.created_at,
        own=own_text(document, meeting=data.invitation),
    )
    return document


def _document(data: IncomingData, type_: DocumentType, now: dt.datetime) -> Document:
    document = Document(
        direction=Direction.INCOMING,
        state="",
        created_at=now,
        arrived_on=clock.day_of(data.arrived_at),
        type=type_,
        issuer_name=data.issuer_name or issuer_name_of(data),
    )
    for name in COPIED:
        setattr(document, name, getattr(data, name))
    set_symbol(document, data.symbol)
    return document


COPIED = (
    "office_id", "arrived_at", "road", "issued_on", "issuer_id", "issuer_unit_id", "subject",
    "language", "pages", "description", "signer_name", "signer_position", "urgency", "secrecy",
    "to_places", "due_at", "is_restricted", "is_missing_annex", "missing_note",
    "paper_number_note",
)  # fmt: skip


def set_symbol(document: Document, text: str) -> None:
    """Keep the symbol as written, with the forms by which it is found and compared."""
    document.symbol, document.symbol_key, document.symbol_number = text, "", None
    try:
        symbol = parse(text)
    except UnreadableSymbol:
        # Written otherwise than the decree says; the clerk has seen the hint and kept it.
        document.symbol_key = own_text(document, only_symbol=True)[:60]
        return
    if symbol is not None:
        document.symbol_key, document.symbol_number = symbol.key[:60], symbol.number


def issuer_name_of(data: IncomingData) -> str:
    """The name of the chosen agency or unit as it is called today; "" when none is chosen."""
    if data.issuer_id:
        return ExternalAgency.objects.only("name").get(pk=data.issuer_id).name
    if data.issuer_unit_id:
        return Unit.objects.only("name").get(pk=data.issuer_unit_id).name
    return ""


def save_parts(actor: Actor, document: Document, data: IncomingData, now: dt.datetime) -> None:
    """Save what stands beside a new paper: meeting, complainant, named readers, files."""
    if data.invitation:
        Invitation.objects.create(document=document, **data.invitation.__dict__)
    if data.complainant_name:
        Complainant.objects.create(
            document=document, name=data.complainant_name, address=data.complainant_address
        )
    if data.is_restricted:
        NamedReader.objects.bulk_create(
            NamedReader(
                document=document, person_id=reader, added_by_id=actor.person_id, added_at=now
            )
            for reader in dict.fromkeys(data.reader_ids)
        )
    DocumentFile.objects.bulk_create(
        DocumentFile(
            document=document,
            position=position,
            added_at=now,
            added_by_id=actor.person_id,
            **file.__dict__,
        )
        for position, file in enumerate(data.files)
    )
