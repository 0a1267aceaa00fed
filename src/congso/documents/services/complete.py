# SPDX-License-Identifier: AGPL-3.0-or-later
"""A number that was taken first gets its content: from here on it is a registered paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import schemes
from congso.documents.events import DocumentCompleted, DocumentRegistered
from congso.documents.incoming import IncomingData, InvalidPaper, check, cleaned
from congso.documents.indexing import index_own
from congso.documents.lifecycle import LIFECYCLE
from congso.documents.models import Document, DocumentType
from congso.documents.services import claims, receipts
from congso.documents.services.correct import enter
from congso.documents.services.files import add_files
from congso.documents.services.locking import locked_for
from congso.documents.services.register import save_parts


@transaction.atomic
def complete(
    actor: Actor, *, document_id: int, data: IncomingData, now: dt.datetime | None = None
) -> Document:
    """Fill in a blank number of a pile or of the interim paper book.

    Takes the paper as entered; number and book stay. Returns the registered document. Raises
    InvalidPaper (also for a type that is numbered in another book), ClaimedBy, WrongState when
    another clerk was first, or Denied.
    """
    now = now or clock.now()
    document = locked_for(actor, "complete", document_id)
    claims.require_free(actor, document, now)
    type_ = DocumentType.objects.get(pk=data.type_id)
    data = replace(cleaned(data), office_id=document.office_id)
    check(data, type_, now)
    _require_same_book(document, type_)
    LIFECYCLE.advance(document, "complete")
    enter(document, data, type_)
    document.is_restricted = data.is_restricted
    document.version += 1
    document.save()
    save_parts(actor, document, replace(data, files=()), now)
    add_files(actor, document, data.files, now)
    index_own(document)
    claims.settle(document)
    if document.book is not None:
        receipts.owe(document, document.book, now)
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    _record(actor, document)
    return document


def _require_same_book(document: Document, type_: DocumentType) -> None:
    book = document.book
    wanted = schemes.destination(document.office_id, type_)
    if book is None or (book.kind, book.series) != (wanted.kind, wanted.series):
        raise InvalidPaper(
            {"type_id": _("Papers of this type are in another book. Void this number instead.")}
        )


def _record(actor: Actor, document: Document) -> None:
    audit.record(actor, DocumentCompleted(document.pk))
    event = DocumentRegistered(
        document.pk,
        document.office_id,
        document.book_id or 0,
        document.number or 0,
        document.urgency,
    )
    audit.record(actor, event)
