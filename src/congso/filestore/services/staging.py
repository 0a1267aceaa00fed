# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploads before they are kept: taking them, answering questions about them, erasing them."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import BinaryIO

from django.db import transaction

from congso.audit.services import record
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.common.policy import Denied
from congso.filestore import staging_folder
from congso.filestore.enums import StagedState
from congso.filestore.events import FileDiscarded, NoSecretMarkConfirmed
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.models import Staged
from congso.filestore.names import clean_name
from congso.filestore.policies import table_of
from congso.filestore.staging_folder import Writer
from congso.filestore.store import CHUNK

KEPT_FOR = dt.timedelta(seconds=staging_folder.KEPT_SECONDS)


def stage(actor: Actor, *, name: str, stream: BinaryIO, held: bool = False) -> Staged:
    """Take a file into the staging folder and queue its check.

    `held`: a module holds it for several people and lets go itself; no day's limit. Raises
    Unacceptable when it is empty or above the limit, store.StoreFull when there is no room;
    nothing is left behind then.
    """
    writer = Writer()
    try:
        while chunk := stream.read(CHUNK):
            writer.write(chunk)
    except BaseException:
        writer.abort()
        raise
    return register_upload(actor, name=name, written=writer, held=held)


def register_upload(actor: Actor, *, name: str, written: Writer, held: bool = False) -> Staged:
    """Make the row of an upload that has just been written and queue its check.

    Raises Denied for the system (an upload has an owner), Unacceptable for an empty file,
    store.StoreFull; the file is erased then.
    """
    try:
        if actor.person_id is None:
            raise Denied("stage")
        if written.size == 0:
            raise Unacceptable(Reason.EMPTY)
        return _register(actor.person_id, name, written, held)
    except BaseException:
        written.abort()
        raise


def _register(owner_id: int, name: str, written: Writer, held: bool) -> Staged:
    sha256 = written.finish()
    with transaction.atomic():
        staged = Staged.objects.create(
            uuid=written.id,
            owner_id=owner_id,
            name=clean_name(name),
            size=written.size,
            sha256=sha256,
            created_at=clock.now(),
            is_held=held,
        )
        enqueue("filestore.check", staged_id=staged.pk, lock=f"staged:{staged.pk}")
    return staged


@transaction.atomic
def confirm_no_secret_mark(actor: Actor, staged_id: int, *, held: bool = False) -> Staged:
    """The owner has looked at page one: it bears no mark of a secret paper. Raises Denied.

    `held`: the module that holds the file has seen to it who may.
    """
    staged = _locked(actor, "confirm_no_secret_mark", staged_id, held=held)
    suspected = staged.state == StagedState.SECRET_SUSPECTED
    staged.state = StagedState.CLEAN
    staged.confirmed_by_id = actor.person_id
    staged.confirmed_at = clock.now()
    staged.save(update_fields=["state", "confirmed_by_id", "confirmed_at"])
    record(actor, NoSecretMarkConfirmed(staged.pk, suspected))
    return staged


@transaction.atomic
def discard(actor: Actor, staged_id: int, *, held: bool = False) -> None:
    """Erase an upload and its row. Raises Denied."""
    staged = _locked(actor, "discard", staged_id, held=held)
    record(actor, FileDiscarded(staged.pk, bool(staged.secret_mark)))
    _erase(staged)


def sweep(actor: Actor) -> int:
    """Erase uploads older than a day, rows and files. Returns how many rows there were.

    What a module holds stays until the module lets go: a pile scanned on Friday is matched on
    Monday.
    """
    old = Staged.objects.filter(created_at__lt=clock.now() - KEPT_FOR, is_held=False)
    count = 0
    for staged_id in list(old.values_list("pk", flat=True)):
        try:
            discard(actor, staged_id)
            count += 1
        except Denied:
            continue  # kept or discarded meanwhile
    held = Staged.objects.filter(is_held=True).values_list("uuid", flat=True)
    staging_folder.erase_old(spared={str(one) for one in held})
    return count


def _locked(actor: Actor, action: str, staged_id: int, *, held: bool) -> Staged:
    """The row, locked, after the policy has agreed."""
    rows = table_of(is_held=held).filter(Staged.objects.select_for_update(), actor, action)
    staged = rows.filter(pk=staged_id).first()
    if staged is None:
        raise Denied(action)
    return staged


def _erase(staged: Staged) -> None:
    place = staged.uuid
    staged.delete()
    # The file goes when the row has gone for good: a roll-back must find it again.
    transaction.on_commit(partial(staging_folder.erase, place))
