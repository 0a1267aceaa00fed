# SPDX-License-Identifier: AGPL-3.0-or-later
"""The receipt to the sender of a registered paper (B-05; Decree 30/2020, Article 21).

A sender inside the house sees the number on his own desk. One outside is owed a receipt: it waits
for the official mail, and the clerk may hand it over on paper meanwhile.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import Direction, ReceiptState, Road
from congso.documents.events import ReceiptHanded
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Book, Document, Receipt
from congso.documents.services.locking import locked_for


def owe(document: Document, book: Book, now: dt.datetime) -> None:
    """Note that the sender of a paper being registered is owed a receipt; once for each paper.

    For the services of this module, inside the transaction that gives the number.
    """
    if is_owed(document, book):
        owed = Receipt(document=document, office_id=document.office_id, owed_since=now)
        Receipt.objects.bulk_create([owed], ignore_conflicts=True)


def is_owed(document: Document, book: Book) -> bool:
    """Whether the sender stands outside the house and is an agency.

    Who brings a petition gets the notices of the law by post (PRACTICE 2.11), and a number of the
    trial phase is no number.
    """
    inside = document.source_id or document.issuer_unit_id or document.road == Road.INTERNAL
    is_incoming = document.direction == Direction.INCOMING
    return is_incoming and not (
        inside or document.type.is_petition or book.is_trial or book.is_imported
    )


@transaction.atomic
def hand_receipt(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> Receipt:
    """Note that the printed receipt was given to the sender; the official mail sends none then.

    Raises InvalidPaper when none waits, WrongState or Denied.
    """
    document = locked_for(actor, "hand_receipt", document_id)
    receipt = Receipt.objects.filter(document=document, state=ReceiptState.WAITING).first()
    if receipt is None or actor.person_id is None:
        raise InvalidPaper({"receipt": _("No receipt waits for the sender of this paper.")})
    receipt.state = ReceiptState.HANDED
    receipt.handed_at, receipt.handed_by_id = now or clock.now(), actor.person_id
    receipt.save(update_fields=("state", "handed_at", "handed_by"))
    audit.record(actor, ReceiptHanded(document.pk))
    return receipt
