# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hủy số: the number was taken by mistake; its line stays in the book with the reason."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State
from congso.documents.events import DocumentVoided
from congso.documents.indexing import index_own
from congso.documents.lifecycle import LIFECYCLE
from congso.documents.models import Document
from congso.documents.reasons import reason_of
from congso.documents.services import claims
from congso.documents.services.locking import locked_for, save

UNUSED = "(số không sử dụng)"


@transaction.atomic
def void(
    actor: Actor, *, document_id: int, reason: str, now: dt.datetime | None = None
) -> Document:
    """Make the number of a paper void before it is distributed; nobody gets the number again.

    Also for numbers taken in a block and not used. Raises InvalidPaper without a reason,
    ClaimedBy, WrongState or Denied.
    """
    now = now or clock.now()
    reason = reason_of(reason)
    document = locked_for(actor, "void", document_id)
    claims.require_free(actor, document, now)
    before = document.state
    LIFECYCLE.advance(document, "void")
    document.set_aside_reason, document.set_aside_at = reason, now
    if before == State.BLANK:
        document.subject = UNUSED
        index_own(document)
    save(document, "state", "set_aside_reason", "set_aside_at", "subject")
    claims.settle(document)
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    after = {"state": document.state, "reason": reason}
    audit.record(actor, DocumentVoided(document.pk), before={"state": before}, after=after)
    return document
