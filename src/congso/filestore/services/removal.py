# SPDX-License-Identifier: AGPL-3.0-or-later
"""Emergency removal of a secret paper that slipped in: two people, and a record (PRACTICE 2.13).

Who may ask and who may confirm is for the module that holds the paper; here it is only seen to that
they are two. The trail keeps the number of the removal and the fact, nothing of the content.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction

from congso.audit.services import record
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.common.policy import Denied
from congso.filestore import places
from congso.filestore.enums import TextState
from congso.filestore.events import (
    SecretRemovalConfirmed,
    SecretRemovalRequested,
    SecretRemovalWithdrawn,
)
from congso.filestore.models import Blob, BlobText, Removal
from congso.filestore.policies import REMOVALS, WAITING
from congso.filestore.services.previews import erase_previews


@transaction.atomic
def request_removal(actor: Actor, *, sha256: str, reason: str) -> Removal:
    """Ask that a content be erased. Returns the request; the present one if there is one already.

    Raises Denied for the system, Blob.DoesNotExist.
    """
    if actor.person_id is None:
        raise Denied("request")
    blob = Blob.objects.select_for_update().get(sha256=sha256, removed_at__isnull=True)
    open_request = Removal.objects.filter(WAITING, blob=blob).first()
    if open_request is not None:
        return open_request
    removal = Removal.objects.create(
        blob=blob,
        reason=reason.strip()[:500],
        requested_by_id=actor.person_id,
        requested_at=clock.now(),
    )
    record(actor, SecretRemovalRequested(removal.pk))
    return removal


@transaction.atomic
def withdraw_removal(actor: Actor, removal_id: int) -> Removal:
    """Who asked takes his request back; the content stays. Raises Denied for anybody else."""
    rows = Removal.objects.select_for_update(of=("self",)).select_related("blob")
    removal = REMOVALS.filter(rows, actor, "withdraw").filter(pk=removal_id).first()
    if removal is None:
        raise Denied("withdraw")
    removal.withdrawn_at = clock.now()
    removal.save(update_fields=["withdrawn_at"])
    record(actor, SecretRemovalWithdrawn(removal.pk))
    return removal


@transaction.atomic
def confirm_removal(actor: Actor, removal_id: int) -> Removal:
    """The second person agrees: the content, its text and its pictures are erased.

    Raises Denied when it is the same person or the removal is over. The rows of text go in this
    transaction; the files right after it, and again by a job in case we die between the two.
    Copies in backups: `queries.removed_hashes` names what backup and restore must leave out.
    """
    rows = Removal.objects.select_for_update(of=("self",)).select_related("blob")
    removal = REMOVALS.filter(rows, actor, "confirm").filter(pk=removal_id).first()
    if removal is None:
        raise Denied("confirm")
    removal.confirmed_by_id = actor.person_id
    removal.confirmed_at = clock.now()
    removal.save(update_fields=["confirmed_by_id", "confirmed_at"])
    _forget(actor, removal.blob)
    record(actor, SecretRemovalConfirmed(removal.pk))
    return removal


def erase_removed(actor: Actor, sha256: str) -> None:
    """Erase the files of a removed content; nothing happens to one that stands. Safe to repeat."""
    if Blob.objects.filter(sha256=sha256, removed_at__isnull=False).exists():
        places.store().remove(sha256)
        erase_previews(sha256)


def _forget(actor: Actor, blob: Blob) -> None:
    BlobText.objects.filter(blob=blob).delete()
    blob.removed_at = clock.now()
    blob.text_state = TextState.NONE
    blob.page_sizes = []
    blob.save(update_fields=["removed_at", "text_state", "page_sizes"])
    enqueue("filestore.erase", sha256=blob.sha256)
    enqueue("filestore.tell_text", sha256=blob.sha256)
    transaction.on_commit(partial(erase_removed, actor, blob.sha256))
