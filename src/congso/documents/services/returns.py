# SPDX-License-Identifier: AGPL-3.0-or-later
"""Wrong addressee, broken file: back to the sender with a reason (Decree 30/2020, Article 21)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.events import DocumentCopyReturned, DocumentReturned
from congso.documents.lifecycle import LIFECYCLE
from congso.documents.models import Document
from congso.documents.reasons import reason_of
from congso.documents.services import claims
from congso.documents.services.locking import locked_for, save


@transaction.atomic
def return_to_sender(
    actor: Actor, *, document_id: int, reason: str, now: dt.datetime | None = None
) -> Document:
    """Return a paper to who sent it, before or after registration; a number it has stays visible.

    The sender is told by who knows the road (B-04); an office of this house by an event on its own
    paper. Raises InvalidPaper without a reason, ClaimedBy, WrongState or Denied.
    """
    now = now or clock.now()
    reason = reason_of(reason)
    document = locked_for(actor, "return_to_sender", document_id)
    claims.require_free(actor, document, now)
    before = document.state
    LIFECYCLE.advance(document, "return_to_sender")
    document.set_aside_reason, document.set_aside_at = reason, now
    save(document, "state", "set_aside_reason", "set_aside_at")
    claims.settle(document)
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    after = {"state": document.state, "reason": reason}
    audit.record(
        actor,
        DocumentReturned(document.pk, document.source_id),
        before={"state": before},
        after=after,
    )
    if document.source_id is not None:
        told = DocumentCopyReturned(document.source_id, document.office_id, document.pk)
        audit.record(actor, told, after={"reason": reason})
    return document
