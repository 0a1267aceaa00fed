# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who saw, downloaded and printed a paper: recorded where it is shown (B-60)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congso.audit import queries as audit_queries
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.events import DocumentDownloaded, DocumentOpened, DocumentPrinted
from congso.documents.models import Document, DocumentFile
from congso.documents.policies import DOCUMENTS

SAME_SITTING = dt.timedelta(minutes=10)


@transaction.atomic
def record_opened(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> None:
    """The page of the paper was shown. Reloads within one sitting are one look. Raises Denied."""
    document = _seen(actor, document_id)
    since = (now or clock.now()) - SAME_SITTING
    looked = audit_queries.history_of("document", document.pk).filter(
        verb=DocumentOpened.verb,
        person_id=actor.person_id,
        acting_for_id=actor.acting_for_id,
        at__gte=since,
    )
    if not looked.exists():
        audit.record(actor, DocumentOpened(document.pk))


@transaction.atomic
def record_downloaded(actor: Actor, *, file_id: int) -> None:
    """The bytes of a file went out, each time. Raises Denied."""
    file = DocumentFile.objects.get(pk=file_id)
    document = _seen(actor, file.document_id)
    audit.record(actor, DocumentDownloaded(document.pk, file.pk), object_hash=file.sha256)


@transaction.atomic
def record_printed(actor: Actor, *, document_id: int) -> None:
    """A print of the paper or of its slip was made. Raises Denied."""
    document = _seen(actor, document_id)
    audit.record(actor, DocumentPrinted(document.pk))


def _seen(actor: Actor, document_id: int) -> Document:
    document = Document.objects.only("pk").get(pk=document_id)
    DOCUMENTS.require(actor, "view", document)
    return document
