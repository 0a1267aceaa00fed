# SPDX-License-Identifier: AGPL-3.0-or-later
"""From agency to agency inside the house, with nothing typed twice (PRACTICE 1.3).

What one office sends stands complete in the other's "to register"; one key takes that book's
number. Both rows point at the same bytes; sight stays with each agency.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import numbering
from congso.documents.enums import BookKind, Direction, FileRole, Road, State
from congso.documents.events import (
    DocumentDueMoved,
    DocumentReceived,
    DocumentSentToOffice,
    DocumentWithdrawn,
)
from congso.documents.incoming import FileRef, IncomingData, InvitationData, check, cleaned
from congso.documents.indexing import index_own
from congso.documents.lifecycle import LIFECYCLE
from congso.documents.models import Document, DocumentType, SearchEntry
from congso.documents.policies import BOOKS
from congso.documents.queries_offices import heads_of_office, unit_of_office
from congso.documents.services import claims
from congso.documents.services.locking import locked_for, save
from congso.documents.services.register import COPIED, save_received

REASON_MAX = 500


class NotAnotherOffice(Exception):
    """A paper is sent to another office, never to its own."""

    message = _("The paper already belongs to this office.")


@transaction.atomic
def send_to_office(
    actor: Actor,
    *,
    document_id: int,
    office_id: int,
    due_at: dt.datetime | None,
    note: str,
    now: dt.datetime | None = None,
) -> Document:
    """Put a copy of a registered paper into another office's "to register", complete.

    Takes the deadline and the words that go with it; returns the copy. Sent before, the standing
    copy is returned unchanged. Raises NotAnotherOffice or Denied.
    """
    now = now or clock.now()
    source = locked_for(actor, "send_to_office", document_id)
    if source.office_id == office_id:
        raise NotAnotherOffice
    if (standing := _standing_copy(source, office_id)) is not None:
        return standing
    copy = save_received(actor, _as_entered(source, office_id, due_at, now), source.type, now)
    copy.source, copy.transfer_note = source, note.strip()
    copy.save(update_fields=("source", "transfer_note"))
    index_own(copy)
    _carry_file_text(source, copy)
    audit.record(actor, DocumentSentToOffice(source.pk, office_id, copy.pk))
    audit.record(actor, DocumentReceived(copy.pk, office_id))
    return copy


@transaction.atomic
def issue_inside(
    actor: Actor,
    *,
    sender_office_id: int,
    data: IncomingData,
    office_ids: Sequence[int],
    now: dt.datetime | None = None,
) -> list[Document]:
    """Make a paper issued by one office arrive in others' "to register".

    `data.office_id` is not looked at. Returns the received papers in the order of `office_ids`.
    Raises InvalidPaper, NotAnotherOffice or Denied; then it has arrived nowhere.
    """
    now = now or clock.now()
    book = numbering.book_for(sender_office_id, BookKind.INCOMING, now)
    BOOKS.require(actor, "issue_inside", book)
    if sender_office_id in office_ids:
        raise NotAnotherOffice
    type_ = DocumentType.objects.get(pk=data.type_id)
    return [
        _arrive(actor, _issued_by(sender_office_id, data, office_id), type_, now)
        for office_id in dict.fromkeys(office_ids)
    ]


@transaction.atomic
def withdraw(
    actor: Actor, *, copy_id: int, reason: str, now: dt.datetime | None = None
) -> Document:
    """Take a copy back that the other office has not numbered yet: it leaves "to register".

    Its line stays with the reason ("Bị thu hồi"). Raises WrongState once it has a number, was
    returned or joined; Denied for anybody but the product itself.
    """
    now = now or clock.now()
    copy = locked_for(actor, "withdraw", copy_id)
    before = copy.state
    LIFECYCLE.advance(copy, "withdraw")
    copy.set_aside_reason, copy.set_aside_at = reason.strip()[:REASON_MAX], now
    save(copy, "state", "set_aside_reason", "set_aside_at")
    claims.settle(copy)
    access.refresh(ObjectKind.DOCUMENT, [copy.pk])
    audit.record(
        actor,
        DocumentWithdrawn(copy.pk, copy.office_id, copy.source_id),
        before={"state": before},
        after={"state": copy.state, "reason": copy.set_aside_reason},
    )
    return copy


@transaction.atomic
def move_due(
    actor: Actor, *, copy_id: int, due_at: dt.datetime | None, now: dt.datetime | None = None
) -> Document:
    """The deadline with which a copy came has moved. Raises Denied."""
    copy = locked_for(actor, "move_due", copy_id)
    before = copy.due_at
    copy.due_at = due_at
    save(copy, "due_at")
    audit.record(
        actor,
        DocumentDueMoved(copy.pk),
        before={"due": before.isoformat() if before else None},
        after={"due": due_at.isoformat() if due_at else None},
    )
    return copy


def _arrive(actor: Actor, data: IncomingData, type_: DocumentType, now: dt.datetime) -> Document:
    data = cleaned(data)
    check(data, type_, now)
    document = save_received(actor, data, type_, now)
    audit.record(actor, DocumentReceived(document.pk, document.office_id))
    return document


def _issued_by(sender_office_id: int, data: IncomingData, office_id: int) -> IncomingData:
    sender = {
        "office_id": office_id,
        "road": Road.INTERNAL,
        "issuer_id": None,
        "issuer_unit_id": unit_of_office(sender_office_id),
    }
    return IncomingData(**{**data.__dict__, **sender})


def _standing_copy(source: Document, office_id: int) -> Document | None:
    """The copy that stands there; of one that was joined, the paper it was joined to."""
    gone = (State.RETURNED, State.VOID, State.WITHDRAWN)
    copies = Document.objects.filter(source=source, office_id=office_id).exclude(state__in=gone)
    found = copies.exclude(state=State.JOINED).first()
    if found is None and (joined := copies.exclude(joined_into__state__in=gone).first()):
        found = joined.joined_into
    return found


def _as_entered(
    source: Document, office_id: int, due_at: dt.datetime | None, now: dt.datetime
) -> IncomingData:
    fields: dict[str, Any] = {name: getattr(source, name) for name in COPIED}
    fields |= _complainant(source) | _issuer(source)
    fields |= {
        "type_id": source.type_id,
        "symbol": source.symbol,
        "invitation": _invitation(source),
        "files": _files(source),
        "office_id": office_id,
        "road": Road.INTERNAL,
        "arrived_at": now,
        "due_at": due_at or source.due_at,
        # The list of a restricted paper names people of its own office: here, who heads it.
        "reader_ids": heads_of_office(office_id, clock.day_of(now)) if source.is_restricted else (),
    }
    return IncomingData(**fields)


def _issuer(source: Document) -> dict[str, Any]:
    """Who issued it: whoever did so outside; for a paper of the sending office, its agency."""
    if source.direction != Direction.OUTGOING:
        return {"issuer_name": source.issuer_name}
    return {
        "issuer_id": None,
        "issuer_unit_id": unit_of_office(source.office_id),
        "issuer_name": "",
    }


def _files(source: Document) -> tuple[FileRef, ...]:
    # A photographed direction is the sending office's own; its words go in the note.
    rows = source.files.exclude(role=FileRole.HANDWRITTEN).order_by("position", "pk")
    return tuple(FileRef(f.sha256, f.size, f.media_type, f.name, f.role) for f in rows)


def _invitation(source: Document) -> InvitationData | None:
    found = getattr(source, "invitation", None)
    if found is None:
        return None
    return InvitationData(found.meets_at, found.place, found.chair, found.invited, found.papers)


def _complainant(source: Document) -> dict[str, str]:
    found = getattr(source, "complainant", None)
    if found is None:
        return {}
    return {"complainant_name": found.name, "complainant_address": found.address}


def _carry_file_text(source: Document, copy: Document) -> None:
    text = SearchEntry.objects.filter(document=source).values_list("from_files", flat=True).first()
    SearchEntry.objects.filter(document=copy).update(from_files=text or "")
