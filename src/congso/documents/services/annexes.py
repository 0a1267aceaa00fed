# SPDX-License-Identifier: AGPL-3.0-or-later
"""Thiếu phụ lục: registered now, asked for by one button, added later under the same number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.events import AnnexAdded, AnnexMissing, AnnexRequested
from congso.documents.incoming import FileRef
from congso.documents.models import Document, DocumentFile
from congso.documents.reasons import reason_of
from congso.documents.services.files import add_files
from congso.documents.services.locking import locked_for, save


@transaction.atomic
def mark_missing(
    actor: Actor, *, document_id: int, note: str, now: dt.datetime | None = None
) -> Document:
    """Mark that something is missing, unreadable or unsigned; the clock goes on.

    Raises InvalidPaper without a note, WrongState or Denied.
    """
    document = locked_for(actor, "annex", document_id)
    document.missing_note = reason_of(note, field="missing_note")
    document.is_missing_annex, document.missing_asked_at = True, None
    save(document, "is_missing_annex", "missing_note", "missing_asked_at")
    audit.record(actor, AnnexMissing(document.pk), after={"missing_note": document.missing_note})
    return document


@transaction.atomic
def record_request(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> Document:
    """The sender was asked (by mail, the exchange or telephone): keep when. Raises Denied."""
    document = locked_for(actor, "annex", document_id)
    document.missing_asked_at = now or clock.now()
    save(document, "missing_asked_at")
    audit.record(actor, AnnexRequested(document.pk))
    return document


@transaction.atomic
def add_annexes(
    actor: Actor,
    *,
    document_id: int,
    files: Sequence[FileRef],
    is_complete: bool = True,
    now: dt.datetime | None = None,
) -> list[DocumentFile]:
    """Add what came later under the same number; `is_complete` takes the mark away.

    Returns the new rows (none for content that is there already). Raises WrongState or Denied.
    """
    document = locked_for(actor, "annex", document_id)
    rows = add_files(actor, document, files, now or clock.now(), role=FileRole.ANNEX)
    before = {"is_missing_annex": document.is_missing_annex}
    document.is_missing_annex = document.is_missing_annex and not is_complete
    save(document, "is_missing_annex")
    after = {"is_missing_annex": document.is_missing_annex}
    audit.record(
        actor, AnnexAdded(document.pk, [row.pk for row in rows]), before=before, after=after
    )
    return rows


REQUEST = """Kính gửi: {issuer}

{office} đã nhận {paper}, vào sổ ngày {day}, số đến {number}. Văn bản còn thiếu: {missing}.

Đề nghị quý cơ quan gửi bổ sung để {office} giải quyết đúng thời hạn.

Trân trọng."""


def request_text(document: Document) -> str:
    """The Vietnamese words that ask the sender for what is missing, ready to be sent."""
    symbol = f"văn bản số {document.symbol}" if document.symbol else "văn bản"
    dated = f" ngày {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    registered_at = document.registered_at or document.created_at
    return REQUEST.format(
        issuer=document.issuer_name,
        office=document.office.unit.name,
        paper=f"{symbol}{dated}",
        number=document.number_text,
        day=f"{clock.day_of(registered_at):%d/%m/%Y}",
        missing=document.missing_note or "phụ lục kèm theo",
    )
