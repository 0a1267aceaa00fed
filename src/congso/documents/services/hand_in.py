# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sent straight to a unit or person: handed to the clerk, so that it gets a number (flow 4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import cast

from django.db import transaction

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import schemes
from congso.documents.events import DocumentReceived
from congso.documents.incoming import IncomingData, check, cleaned
from congso.documents.indexing import index_own
from congso.documents.models import Document, DocumentType, HandIn
from congso.documents.policies import BOOKS
from congso.documents.services.register import save_received
from congso.organisation.queries import who

NOTE = "Chuyển văn thư vào sổ: {name}, {unit}."


@transaction.atomic
def hand_in(
    actor: Actor, *, data: IncomingData, note: str = "", now: dt.datetime | None = None
) -> Document:
    """Put a paper that went past the registry into its "to register", with who handed it in.

    Takes the paper as known; the clerk looks it over and registers it. Returns the document in
    state RECEIVED. Raises InvalidPaper with a message per field, or Denied for an office in which
    the actor has no post; then nothing is saved.
    """
    now = now or clock.now()
    type_ = DocumentType.objects.get(pk=data.type_id)
    data = replace(cleaned(data), is_restricted=False, reader_ids=())
    check(data, type_, now)
    BOOKS.require(actor, "hand_in", schemes.book_at(data.office_id, type_, now))
    person_id = cast("int", actor.person_id)  # the policy lets people with a post hand in
    document = save_received(actor, data, type_, now)
    document.transfer_note = _note(person_id, note)
    document.save(update_fields=("transfer_note",))
    index_own(document)
    HandIn.objects.create(
        document=document, person_id=person_id, handed_at=now, subject=document.subject
    )
    audit.record(actor, DocumentReceived(document.pk, document.office_id))
    return document


def _note(person_id: int, note: str) -> str:
    by = who([person_id])[person_id]
    said = NOTE.format(name=by.full_name, unit=by.unit_name)
    return f"{said} {' '.join(note.split())}".strip()
