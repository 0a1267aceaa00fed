# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept contents that nothing refers to: an upload taken off its form, a form nobody saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.filestore import places
from congso.filestore.models import SHA256_LENGTH, Blob, BlobText, Staged
from congso.filestore.services.orphans import orphan_lock
from congso.filestore.services.previews import erase_previews

# A form holds its files for a day; the hour is for the one that is just being saved.
FREE_FOR = dt.timedelta(hours=25)
OWN_MODELS: tuple[type[models.Model], ...] = (Blob, BlobText, Staged)


def references() -> Iterator[models.Field[object, object]]:
    """Every column that may name a kept content: keys to Blob, and columns of hashes.

    Found by looking at all models, so that a new one holds its contents from its first day; a
    hash of something else (a token) only means that nothing matches.
    """
    for model in apps.get_models():
        if model in OWN_MODELS:
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is Blob or _is_hash(field):
                yield field


def erase_unreferred(actor: Actor) -> int:
    """Erase contents, with text and pictures, that no column names a day after they were kept.

    Returns how many. Raises Denied for a person. What was removed as secret keeps its row.
    """
    if not (actor.is_system or actor.via in {"job", "cli"}):
        raise Denied("erase")
    return sum(_erase_alone(pk) for pk in list(_free().values_list("pk", flat=True)))


def _is_hash(field: models.Field[object, object]) -> bool:
    return (
        isinstance(field, models.CharField)
        and field.max_length == SHA256_LENGTH
        and "sha256" in field.name
    )


def _free() -> QuerySet[Blob]:
    since = Coalesce("kept_at", "created_at")
    rows = Blob.objects.annotate(since=since)
    rows = rows.filter(since__lt=clock.now() - FREE_FOR, removed_at__isnull=True)
    for field in references():
        rows = rows.filter(~Exists(_naming(field)))
    return rows


def _naming(field: models.Field[object, object]) -> QuerySet[models.Model]:
    mine = "pk" if field.related_model is Blob else "sha256"
    return field.model._base_manager.filter(Q(**{field.attname: OuterRef(mine)}))


@transaction.atomic
def _erase_alone(pk: int) -> bool:
    """Erase one unless it was kept anew or named meanwhile, or something is just being kept."""
    if not orphan_lock(shared=False):
        return False
    Blob.objects.select_for_update().filter(pk=pk).first()
    blob = _free().filter(pk=pk).first()
    if blob is None:
        return False
    sha256 = blob.sha256
    blob.delete()
    transaction.on_commit(partial(_erase_bytes, sha256))
    return True


def _erase_bytes(sha256: str) -> None:
    """After the row has gone for good; what is left by a crash is an orphan and goes as one."""
    with transaction.atomic():
        if orphan_lock(shared=False) and not Blob.objects.filter(sha256=sha256).exists():
            places.store().remove(sha256)
            erase_previews(sha256)
