# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who saw, downloaded and printed a paper: recorded where it is shown (B-60)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congso.audit import queries as audit_queries
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.events import (
    DocumentDownloaded,
    DocumentEvent,
    DocumentOpened,
    DocumentPrinted,
)
from congso.documents.models import Document, DocumentFile
from congso.documents.policies import DOCUMENTS

SAME_SITTING = dt.timedelta(minutes=10)


@transaction.atomic
def record_opened(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> None:
    """The page of the paper was shown. Reloads within one sitting are one look. Raises Denied."""
    _require_sight(actor, document_id)
    if not _noted(actor, DocumentOpened(document_id), now):
        audit.record(actor, DocumentOpened(document_id))


@transaction.atomic
def record_downloaded(
    actor: Actor, *, file_id: int, in_parts: bool = False, now: dt.datetime | None = None
) -> None:
    """The bytes of a file went out, each time; in parts, once a sitting. Raises Denied.

    Whichever part is asked for first counts: the middle of a file is read no less than its head.
    """
    file = DocumentFile.objects.get(pk=file_id)
    _require_sight(actor, file.document_id)
    event = DocumentDownloaded(file.document_id, file.pk)
    if in_parts and _noted(actor, event, now, object_hash=file.sha256):
        return
    audit.record(actor, event, object_hash=file.sha256)


def _noted(
    actor: Actor, event: DocumentEvent, now: dt.datetime | None, object_hash: str = ""
) -> bool:
    """Whether the same act of this person has been recorded in this sitting."""
    entries = audit_queries.history_of("document", event.document_id).filter(
        verb=event.verb,
        person_id=actor.person_id,
        acting_for_id=actor.acting_for_id,
        at__gte=(now or clock.now()) - SAME_SITTING,
        canonical__contains=f'"object_hash":"{object_hash}"',
    )
    return entries.exists()


@transaction.atomic
def record_printed(actor: Actor, *, document_id: int) -> None:
    """A print of the paper or of its slip was made. Raises Denied."""
    _require_sight(actor, document_id)
    audit.record(actor, DocumentPrinted(document_id))


def _require_sight(actor: Actor, document_id: int) -> None:
    DOCUMENTS.require(actor, "view", Document(pk=document_id))
