# SPDX-License-Identifier: AGPL-3.0-or-later
"""Correction of what was entered, with reason, before the paper is distributed."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import schemes
from congso.documents.events import DocumentCorrected
from congso.documents.incoming import IncomingData, InvalidPaper, InvitationData, check, cleaned
from congso.documents.indexing import index_own
from congso.documents.models import (
    Complainant,
    Document,
    DocumentType,
    Invitation,
)
from congso.documents.reasons import reason_of
from congso.documents.services.locking import locked_for, save
from congso.documents.services.register import COPIED, issuer_name_of, set_symbol

# The office, the sight and the files are changed by acts of their own.
ENTERED = tuple(name for name in COPIED if name not in {"office_id", "is_restricted"})
MEETING = tuple(field.name for field in fields(InvitationData))
COLUMNS = (*ENTERED, "type_id", "issuer_name", "symbol", "arrived_on")


@transaction.atomic
def correct(
    actor: Actor,
    *,
    document_id: int,
    data: IncomingData,
    reason: str,
    expected_version: int,
    now: dt.datetime | None = None,
) -> Document:
    """Change what was entered about a registered paper; number, book, sight and files stay.

    Takes the whole paper as it should read and the version the clerk was looking at. Returns the
    document; before and after are in the trail. Raises InvalidPaper, Stale when somebody else
    changed it meanwhile, WrongState once it is distributed, or Denied. A correction that changes
    nothing leaves no trace.
    """
    now = now or clock.now()
    reason = reason_of(reason)
    document = locked_for(actor, "correct", document_id, expected_version=expected_version)
    type_ = DocumentType.objects.get(pk=data.type_id)
    data = replace(cleaned(data), office_id=document.office_id)
    _check(document, data, type_, now)
    before, hidden_before = facts(document), hidden_facts(document)
    enter(document, data, type_)
    enter_parts(document, data)
    after, hidden_after = facts(document), hidden_facts(document)
    if (before, hidden_before) == (after, hidden_after):
        return document
    save(document, *COLUMNS, "symbol_key", "symbol_number")
    index_own(document)
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    changed = [name for name in before if before[name] != after[name]]
    audit.record(
        actor,
        DocumentCorrected(document.pk),
        before={name: before[name] for name in changed},
        after={**{name: after[name] for name in changed}, "reason": reason},
        personal=_personal(hidden_before, hidden_after),
    )
    return document


def _check(document: Document, data: IncomingData, type_: DocumentType, now: dt.datetime) -> None:
    # A deadline that was right when it was set may have passed meanwhile.
    unchanged = data.due_at == document.due_at
    # The list of a restricted paper is not this form's business.
    entered = replace(data, is_restricted=False, reader_ids=(), files=())
    check(replace(entered, due_at=None) if unchanged else entered, type_, now)
    if schemes.destination(document.office_id, type_) != schemes.destination(
        document.office_id, document.type
    ):
        raise InvalidPaper(
            {"type_id": _("Papers of this type are in another book. Void this number instead.")}
        )


def enter(document: Document, data: IncomingData, type_: DocumentType) -> None:
    """Set the columns of `document` (not saved) to what was entered."""
    for name in ENTERED:
        setattr(document, name, getattr(data, name))
    document.type = type_
    document.issuer_name = data.issuer_name or issuer_name_of(data)
    document.arrived_on = clock.day_of(data.arrived_at)
    set_symbol(document, data.symbol)


def enter_parts(document: Document, data: IncomingData) -> None:
    """Make the invitation and the complainant of `document` what was entered."""
    if data.invitation is None:
        Invitation.objects.filter(document=document).delete()
    else:
        Invitation.objects.update_or_create(
            document=document, defaults=dict(data.invitation.__dict__)
        )
    if data.complainant_name:
        Complainant.objects.update_or_create(
            document=document,
            defaults={"name": data.complainant_name, "address": data.complainant_address},
        )
    else:
        Complainant.objects.filter(document=document).delete()


def facts(document: Document) -> dict[str, Any]:
    """What is entered about the paper, JSON-ready, for before and after in the trail."""
    entered = {name: _plain(getattr(document, name)) for name in COLUMNS}
    invitation = Invitation.objects.filter(document=document).first()
    meeting = {f"invitation_{name}": _plain(getattr(invitation, name, None)) for name in MEETING}
    return entered | meeting


def hidden_facts(document: Document) -> dict[str, str]:
    """The complainant, kept apart as personal data."""
    found = Complainant.objects.filter(document=document).first()
    return {} if found is None else {"name": found.name, "address": found.address}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def _personal(before: dict[str, str], after: dict[str, str]) -> dict[str, Any] | None:
    return None if before == after else {"before": before, "after": after}
