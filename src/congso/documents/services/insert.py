# SPDX-License-Identifier: AGPL-3.0-or-later
"""Số chèn, 15a: only by who runs the Office, with a reason, listed to the Director each month."""

from __future__ import annotations

import datetime as dt
from string import ascii_lowercase

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import numbering, schemes
from congso.documents.enums import BookState
from congso.documents.events import DocumentInserted, DocumentRegistered
from congso.documents.incoming import IncomingData, InvalidPaper, check, cleaned
from congso.documents.lifecycle import LIFECYCLE
from congso.documents.models import Book, Document, DocumentType
from congso.documents.policies import BOOKS
from congso.documents.reasons import reason_of
from congso.documents.services import receipts
from congso.documents.services.register import save_received


@transaction.atomic
def insert(
    actor: Actor,
    *,
    data: IncomingData,
    after_number: int,
    reason: str,
    book_id: int | None = None,
    now: dt.datetime | None = None,
) -> Document:
    """Register a paper between two numbers of the open book: after 15 it gets 15a, then 15b.

    The day of registration is today; nothing is dated back. `book_id` is the book one has before
    him. Returns the document. Raises InvalidPaper (no reason, no such number, no letter left, a
    type that is numbered in another book), BookClosed or Denied.
    """
    now = now or clock.now()
    reason = reason_of(reason)
    type_ = DocumentType.objects.get(pk=data.type_id)
    data = cleaned(data)
    check(data, type_, now)
    book = schemes.book_at(data.office_id, type_, now, series=data.series)
    BOOKS.require(actor, "insert", book)
    if book_id is not None and book.pk != book_id:
        raise InvalidPaper(
            {"type_id": _("Papers of this type are numbered in %(book)s.") % {"book": book.name}}
        )
    book = Book.objects.select_for_update().get(pk=book.pk)
    if book.state != BookState.OPEN:
        raise numbering.BookClosed
    suffix = _free_suffix(book, after_number)
    document = save_received(actor, data, type_, now)
    return _number(actor, document, book, after_number, suffix, reason, now)


def _number(
    actor: Actor,
    document: Document,
    book: Book,
    number: int,
    suffix: str,
    reason: str,
    now: dt.datetime,
) -> Document:
    LIFECYCLE.advance(document, "register")
    document.book, document.number, document.number_suffix = book, number, suffix
    document.registered_at, document.registered_by_id = now, actor.person_id
    document.insert_reason = reason
    document.version += 1
    document.save()
    receipts.owe(document, book, now)
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    registered = DocumentRegistered(
        document.pk, document.office_id, book.pk, number, document.urgency, suffix
    )
    audit.record(actor, registered)
    inserted = DocumentInserted(document.pk, book.pk, number, suffix)
    audit.record(actor, inserted, after={"reason": reason})
    return document


def _free_suffix(book: Book, number: int) -> str:
    taken = set(
        Document.objects.filter(book=book, number=number).values_list("number_suffix", flat=True)
    )
    if "" not in taken:
        raise InvalidPaper({"after_number": _("This book has no such number yet.")})
    free = next((letter for letter in ascii_lowercase if letter not in taken), None)
    if free is None:
        raise InvalidPaper({"after_number": _("No letter is left after this number.")})
    return free
