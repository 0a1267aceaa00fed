# SPDX-License-Identifier: AGPL-3.0-or-later
"""What handling does to the paper itself. Called by routing, which knows the flows."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common.actor import Actor
from congso.documents.events import (
    DocumentClockHeld,
    DocumentClockReleased,
    DocumentDistributed,
    DocumentEvent,
    DocumentFinished,
    DocumentReopened,
)
from congso.documents.lifecycle import LIFECYCLE
from congso.documents.models import Document
from congso.documents.services.locking import locked_for, save


@transaction.atomic
def distribute(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> Document:
    """A registered paper goes on to a leader or straight to units (Decree 30/2020, Article 23).

    Returns the document. Raises WrongState when somebody was first, or Denied.
    """
    return _advance(actor, "distribute", document_id, DocumentDistributed(document_id))


@transaction.atomic
def finish(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> Document:
    """A paper is handled when its lead flows are. Raises WrongState or Denied."""
    return _advance(actor, "finish", document_id, DocumentFinished(document_id))


@transaction.atomic
def reopen(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> Document:
    """Work on a handled paper begins again (a further direction). Raises WrongState or Denied."""
    return _advance(actor, "reopen", document_id, DocumentReopened(document_id))


@transaction.atomic
def hold_clock(actor: Actor, *, document_id: int, now: dt.datetime) -> Document:
    """From now on the deadline of an incomplete paper does not run. Raises WrongState or Denied."""
    document = locked_for(actor, "hold_clock", document_id)
    document.clock_stopped_at = now
    save(document, "clock_stopped_at")
    audit.record(actor, DocumentClockHeld(document.pk))
    return document


@transaction.atomic
def release_clock(actor: Actor, *, document_id: int, due_at: dt.datetime | None) -> Document:
    """The deadline runs again, until `due_at`. Raises Denied."""
    document = locked_for(actor, "release_clock", document_id)
    before = document.due_at
    document.clock_stopped_at, document.due_at = None, due_at
    save(document, "clock_stopped_at", "due_at")
    audit.record(
        actor,
        DocumentClockReleased(document.pk),
        before={"due": before.isoformat() if before else None},
        after={"due": due_at.isoformat() if due_at else None},
    )
    return document


def _advance(actor: Actor, verb: str, document_id: int, event: DocumentEvent) -> Document:
    document = locked_for(actor, verb, document_id)
    before = document.state
    LIFECYCLE.advance(document, verb)
    save(document, "state")
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    audit.record(actor, event, before={"state": before}, after={"state": document.state})
    return document
