# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Office gives a registered paper back to the clerk: wrong book, unreadable scan, a slip."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.documents.enums import State as PaperState
from congso.documents.services.locking import locked
from congso.routing import acting, parties
from congso.routing.events import SentBackSettled, SentBackToClerk
from congso.routing.models import SentBack
from congso.routing.policies import PAPERS, SENT_BACKS
from congso.routing.services.locking import open_proposal


@transaction.atomic
def send_back(
    actor: Actor, *, document_id: int, reason: str, now: dt.datetime | None = None
) -> SentBack:
    """Give a paper that waits for distribution back to the clerk, who looks it over.

    It leaves the queue until he says that it is in order. Raises WrongState when it is proposed,
    directed or with the clerk already, Denied, UnfitDirection without a reason.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)[:1000]
    document = locked(document_id)
    if document.state != PaperState.REGISTERED or open_proposal(document) is not None:
        raise WrongState("send_back", document.state)
    if SentBack.objects.filter(document=document, settled_at__isnull=True).exists():
        raise WrongState("send_back", document.state)
    PAPERS.require(actor, "send_back", document)
    made = SentBack.objects.create(
        document=document,
        office_id=document.office_id,
        author_id=acting.person_of(actor),
        at=now,
        reason=reason,
    )
    audit.record(actor, SentBackToClerk(made.pk, document.pk), after={"reason": reason})
    return made


@transaction.atomic
def settle(actor: Actor, *, sent_back_id: int, now: dt.datetime | None = None) -> SentBack:
    """The clerk has looked the paper over: it waits for distribution again. Raises Denied."""
    row = SentBack.objects.select_for_update(of=("self",)).get(pk=sent_back_id)
    SENT_BACKS.require(actor, "settle", row)
    row.settled_at, row.settled_by_id = now or clock.now(), actor.person_id
    row.save(update_fields=("settled_at", "settled_by"))
    audit.record(actor, SentBackSettled(row.pk, row.document_id))
    return row
