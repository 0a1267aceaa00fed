# SPDX-License-Identifier: AGPL-3.0-or-later
"""The copy of a paper in another registry office follows its flow (PRACTICE 1.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from congso.common.actor import Actor
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services import lifecycle, transfer
from congso.documents.services.locking import locked
from congso.routing.enums import OPEN
from congso.routing.models import Flow

NOT_NUMBERED = (PaperState.RECEIVED, PaperState.RETURNED, PaperState.WITHDRAWN)


def is_registered(copy_id: int) -> bool:
    """Whether the other office has given it a number; its row is locked, so that none comes now."""
    return locked(copy_id).state not in NOT_NUMBERED


def call_back(actor: Actor, flow: Flow, reason: str, now: dt.datetime) -> None:
    """Take the unregistered copy of an ended flow out of the other office's "to register".

    It stays while another flow still leads to it.
    """
    if flow.copy_id is None:
        return
    if Flow.objects.filter(copy=flow.copy_id, state__in=OPEN).exclude(pk=flow.pk).exists():
        return
    copy = Document.objects.only("state").get(pk=flow.copy_id)
    if copy.state == PaperState.RECEIVED:
        transfer.withdraw(system_of(actor), copy_id=copy.pk, reason=reason, now=now)


def reopen(actor: Actor, copy_id: int) -> bool:
    """Let the other office take up a copy it had handled; whether it had."""
    if locked(copy_id).state != PaperState.FINISHED:
        return False
    lifecycle.reopen(system_of(actor), document_id=copy_id)
    return True


def move_due(actor: Actor, flow: Flow, now: dt.datetime) -> None:
    """Let the copy have the flow's new deadline: the earliest of the flows that lead to it."""
    dates = Flow.objects.filter(copy=flow.copy_id, state__in=OPEN, due_at__isnull=False)
    earliest = dates.order_by("due_at").values_list("due_at", flat=True).first()
    if flow.copy_id is not None:
        transfer.move_due(system_of(actor), copy_id=flow.copy_id, due_at=earliest, now=now)


def system_of(actor: Actor) -> Actor:
    """The product acting in the course of the person's act."""
    return replace(actor, via="system:routing")
