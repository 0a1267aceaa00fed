# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two clerks, one queue: the paper being entered is locked, with the name of who enters it."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.events import DocumentClaimed
from congso.documents.models import Claim, Document
from congso.documents.services.locking import locked_for

HELD_FOR = dt.timedelta(minutes=5)


class ClaimedBy(Exception):
    """Another clerk is entering this paper; nothing was changed. `name` is the full name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
        self.message = _("%(name)s is registering this paper.") % {"name": name}


@transaction.atomic
def claim(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> Claim:
    """Take the paper for entering, or renew what one holds (the heartbeat of the open form).

    Returns the claim, which ends five minutes after the last call. Raises ClaimedBy, WrongState
    or Denied.
    """
    now = now or clock.now()
    document = locked_for(actor, "claim", document_id)
    person_id = cast("int", actor.person_id)  # the policy lets clerks claim, and they are people
    require_free(actor, document, now)
    held, created = Claim.objects.update_or_create(
        document=document,
        defaults={"person_id": person_id, "expires_at": now + HELD_FOR},
        create_defaults={
            "person_id": person_id,
            "claimed_at": now,
            "expires_at": now + HELD_FOR,
        },
    )
    if created:
        audit.record(actor, DocumentClaimed(document.pk))
    return held


@transaction.atomic
def release(actor: Actor, *, document_id: int) -> None:
    """Give back what one holds; nothing happens when it is another's or nobody's."""
    if actor.person_id is not None:
        Claim.objects.filter(document_id=document_id, person_id=actor.person_id).delete()


def require_free(actor: Actor, document: Document, now: dt.datetime) -> None:
    """Raise ClaimedBy while another person holds the paper. Call it under the paper's lock."""
    held = Claim.objects.filter(document=document, expires_at__gt=now).select_related("person")
    holder = held.first()
    if holder is not None and holder.person_id != actor.person_id:
        raise ClaimedBy(holder.person.full_name)
    # One that has run out is anybody's; the next claim begins anew.
    Claim.objects.filter(document=document, expires_at__lte=now).delete()


def settle(document: Document) -> None:
    """The paper is entered: nobody holds it any more."""
    Claim.objects.filter(document=document).delete()
