# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper that waits, looked over and mended by the clerk, gets its number in the same act."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import schemes
from congso.documents.events import DocumentCorrected
from congso.documents.incoming import IncomingData, check, cleaned
from congso.documents.indexing import index_own
from congso.documents.models import Document, DocumentType, NamedReader
from congso.documents.services import claims
from congso.documents.services.correct import enter, enter_parts, facts
from congso.documents.services.files import add_files
from congso.documents.services.locking import locked_for
from congso.documents.services.register import number_it


@transaction.atomic
def register_entered(
    actor: Actor, *, document_id: int, data: IncomingData, now: dt.datetime | None = None
) -> Document:
    """Register a received paper as the clerk's form reads; what it came with stays in the trail.

    Takes the whole paper as entered; files are added to those it came with. Returns the document
    with its number. Raises InvalidPaper, WrongState when another clerk was first, ClaimedBy,
    BookClosed or Denied; then nothing is changed and no number is used.
    """
    now = now or clock.now()
    document = locked_for(actor, "register", document_id)
    claims.require_free(actor, document, now)
    type_ = DocumentType.objects.get(pk=data.type_id)
    data = replace(cleaned(data), office_id=document.office_id)
    check(replace(data, files=()), type_, now)
    before = facts(document)
    enter(document, data, type_)
    document.is_restricted = data.is_restricted
    document.save()
    enter_parts(document, data)
    _name_readers(actor, document, data, now)
    add_files(actor, document, data.files, now)
    index_own(document)
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    _record_changes(actor, document, before)
    book = schemes.book_at(document.office_id, type_, now)
    registered = number_it(actor, document, book, now)
    claims.settle(document)
    return registered


def _name_readers(actor: Actor, document: Document, data: IncomingData, now: dt.datetime) -> None:
    wanted = dict.fromkeys(data.reader_ids if data.is_restricted else ())
    NamedReader.objects.filter(document=document).exclude(person__in=list(wanted)).delete()
    present = set(NamedReader.objects.filter(document=document).values_list("person_id", flat=True))
    NamedReader.objects.bulk_create(
        NamedReader(document=document, person_id=reader, added_by_id=actor.person_id, added_at=now)
        for reader in wanted
        if reader not in present
    )


def _record_changes(actor: Actor, document: Document, before: dict[str, object]) -> None:
    after = facts(document)
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        audit.record(
            actor,
            DocumentCorrected(document.pk),
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
