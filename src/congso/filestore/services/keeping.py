# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping a content for good: the bytes first, then the row."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit.services import record
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.common.policy import Denied
from congso.filestore import places, staging_folder
from congso.filestore.clamd import ScanState
from congso.filestore.enums import ScanResult, TextSource
from congso.filestore.events import FileKept
from congso.filestore.judge import judge_bytes
from congso.filestore.models import Blob, BlobText, Staged
from congso.filestore.policies import table_of
from congso.filestore.services.orphans import orphan_lock
from congso.filestore.store import Stored


class NotChecked(Exception):
    """The upload has not passed the check, or has gone."""

    message = _("The file has not passed the check yet. Wait a moment, or remove it.")


class RemovedBefore(Exception):
    """This very content was removed as a secret paper and never comes back."""

    message = _(
        "This file was removed from the system as a secret paper. Secret papers are registered in "
        "the paper book only."
    )


@transaction.atomic
def keep(actor: Actor, staged_id: int, *, held: bool = False) -> Blob:
    """Move a clean upload into the store and return its content's row.

    Call it before taking numbers or long locks: large files take a second. The bytes are in the
    store before the row; the upload is erased when the caller's transaction commits. `held`: the
    module that holds the file has seen to it who may. Raises NotChecked, RemovedBefore,
    store.StoreFull, store.Damaged.
    """
    rows = table_of(is_held=held).filter(Staged.objects.select_for_update(), actor, "keep")
    staged = rows.filter(pk=staged_id).first()
    if staged is None:
        raise NotChecked
    findings = staging_folder.read_findings(staged.uuid)
    _hold(staged.sha256)
    stored = places.store().put(staging_folder.path_of(staged.uuid), expected=staged.sha256)
    blob = _row(
        stored,
        media_type=staged.media_type,
        flags=staged.flags,
        page_count=findings.get("pages"),
        scan_state=findings.get("scan_state", ScanResult.OFF),
        scanned_at=_moment(findings.get("scanned_at")),
    )
    _keep_page_one(blob, findings)
    record(actor, FileKept(blob.pk, staged.pk, blob.size, blob.media_type), object_hash=blob.sha256)
    staged_uuid = staged.uuid
    staged.delete()
    transaction.on_commit(partial(staging_folder.erase, staged_uuid))
    return blob


@transaction.atomic
def keep_bytes(actor: Actor, data: bytes, name: str) -> Blob:
    """Keep a content the product or its operator brings (print-outs, imports, the demo).

    Judged in process and scanned where there is a scanner, without staging and without looking
    for a secret mark. Raises Unacceptable, NotChecked when the scanner does not say OK,
    clamd.ScannerAway, RemovedBefore, store.StoreFull.
    """
    if actor.person_id is None and not (actor.is_system or actor.via in {"cli", "job"}):
        raise Denied("keep")
    verdict = judge_bytes(data, name)
    scanner = places.scanner()
    if scanner is not None and scanner.scan(io.BytesIO(data)).state is not ScanState.CLEAN:
        raise NotChecked
    _hold(hashlib.sha256(data).hexdigest())
    stored = places.store().put(io.BytesIO(data))
    blob = _row(
        stored,
        media_type=verdict.media_type,
        flags=list(verdict.flags),
        page_count=verdict.pages,
        scan_state=ScanResult.CLEAN if scanner else ScanResult.OFF,
        scanned_at=clock.now() if scanner else None,
    )
    record(actor, FileKept(blob.pk, None, blob.size, blob.media_type), object_hash=blob.sha256)
    return blob


def _row(stored: Stored, **fields: Any) -> Blob:
    """The row of the content; made, and its text and preview queued, the first time only."""
    now = clock.now()
    blob, made = Blob.objects.get_or_create(
        sha256=stored.sha256,
        defaults={"size": stored.size, "created_at": now, "kept_at": now, **fields},
    )
    if not made:  # asked for anew: it has another day to find its place
        blob.kept_at = now
        blob.save(update_fields=["kept_at"])
    if made:
        enqueue("filestore.text", sha256=blob.sha256, lock=f"text:{blob.sha256}")
        enqueue("filestore.preview", sha256=blob.sha256)
    elif fields["scan_state"] == ScanResult.CLEAN:
        blob.scan_state, blob.scanned_at = ScanResult.CLEAN, fields["scanned_at"]
        blob.save(update_fields=["scan_state", "scanned_at"])
    return blob


def _hold(sha256: str) -> None:
    """Keep removal and tidying away from this content until the transaction ends.

    Raises RemovedBefore for a content that has been removed.
    """
    orphan_lock(shared=True)
    blob = Blob.objects.select_for_update().filter(sha256=sha256).first()
    if blob is not None and blob.removed_at is not None:
        raise RemovedBefore


def _keep_page_one(blob: Blob, findings: dict[str, Any]) -> None:
    """What OCR has read during the check is not read a second time."""
    if findings.get("words"):
        BlobText.objects.get_or_create(
            blob=blob,
            page=1,
            defaults={
                "text": findings["page_one"],
                "words": findings["words"],
                "source": TextSource.OCR,
            },
        )


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
