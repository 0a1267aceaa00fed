# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of files of a paper. The bytes are the file store's and are already kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef
from congso.documents.models import Document, DocumentFile


def add_files(
    actor: Actor, document: Document, files: Iterable[FileRef], now: dt.datetime, *, role: str = ""
) -> list[DocumentFile]:
    """Add files behind those of the paper; the same content is not added a second time.

    `role` overrides theirs. A paper without a main file takes the first main one as its own;
    where there is one already, the newcomer stands as the paper original. Returns the new rows.
    """
    present = set(document.files.values_list("sha256", flat=True))
    has_main = document.files.filter(role=FileRole.MAIN).exists()
    last = document.files.aggregate(last=Max("position"))["last"]
    position = -1 if last is None else last
    rows = []
    for file in files:
        if file.sha256 in present:
            continue
        present.add(file.sha256)
        position += 1
        kind = role or file.role
        if file.role == FileRole.MAIN:
            kind = (role or FileRole.ORIGINAL) if has_main else FileRole.MAIN
            has_main = True
        rows.append(_row(actor, document, file, kind, position, now))
    return DocumentFile.objects.bulk_create(rows)


def _row(
    actor: Actor, document: Document, file: FileRef, role: str, position: int, now: dt.datetime
) -> DocumentFile:
    return DocumentFile(
        document=document,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        name=file.name,
        role=role,
        position=position,
        added_at=now,
        added_by_id=actor.person_id,
    )
