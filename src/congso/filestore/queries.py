# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading. Whoever asks for a kept content has checked the right to it before."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from django.db.models import QuerySet

from congso.common.actor import Actor
from congso.filestore import kinds, ocr, office_pdf, places, staging_folder
from congso.filestore.enums import StagedState, TextSource, TextState
from congso.filestore.models import Blob, BlobText, Removal, Staged
from congso.filestore.policies import HELD, REMOVALS, STAGED, WAITING
from congso.filestore.store import Absent


class PreviewKind(enum.StrEnum):
    """How a content can be shown."""

    PAGES = "pages"
    TEXT = "text"
    NONE = "none"


def get_staged(actor: Actor, action: str, staged_uuid: uuid.UUID) -> Staged:
    """The staged file on which `actor` may do `action`. Raises Staged.DoesNotExist."""
    return STAGED.filter(Staged.objects.all(), actor, action).get(uuid=staged_uuid)


def staged_of(actor: Actor, ids: Sequence[str]) -> list[Staged]:
    """Those of `ids` that are the actor's own, in the order given; unreadable ids are left out."""
    wanted = [parsed for text in ids if (parsed := _uuid(text))]
    found = STAGED.filter(Staged.objects.filter(uuid__in=wanted), actor, "view")
    by_uuid = {staged.uuid: staged for staged in found}
    return [by_uuid[one] for one in wanted if one in by_uuid]


def held_files(actor: Actor, ids: Sequence[int]) -> dict[int, Staged]:
    """Files that a module holds, by their number; those that have gone are left out."""
    found = HELD.filter(Staged.objects.filter(pk__in=ids), actor, "view")
    return {staged.pk: staged for staged in found}


def page_one_text(actor: Actor, staged_uuid: uuid.UUID) -> str:
    """The text of the first page of a staged file, empty where unknown or suspected secret."""
    staged = get_staged(actor, "view", staged_uuid)
    if staged.state not in {StagedState.CLEAN, StagedState.TO_CONFIRM}:
        return ""
    return str(staging_folder.read_findings(staged.uuid).get("page_one") or "")


def get_blob(sha256: str) -> Blob:
    """The kept content. Raises Blob.DoesNotExist, also after its removal."""
    return Blob.objects.get(sha256=sha256, removed_at__isnull=True)


def blobs_by_hash(hashes: Sequence[str]) -> dict[str, Blob]:
    """The kept contents of many hashes in one query; removed ones are left out."""
    found = Blob.objects.filter(sha256__in=hashes, removed_at__isnull=True)
    return {blob.sha256: blob for blob in found}


def open_blob(sha256: str) -> BinaryIO:
    """The content as a seekable stream. Raises Blob.DoesNotExist; store.Absent when it is lost."""
    return places.store().open(get_blob(sha256).sha256)


def texts_of(sha256: str) -> list[str]:
    """The text of each page that has any, in order."""
    pages = BlobText.objects.filter(blob__sha256=sha256, blob__removed_at__isnull=True)
    return list(pages.order_by("page").values_list("text", flat=True))


def text_of(sha256: str) -> str:
    """All the text of a content; empty when none is known."""
    return "\n\n".join(texts_of(sha256))


def texts_of_many(hashes: Sequence[str]) -> dict[str, list[str]]:
    """The text of each page of many contents, in one query; those without text are left out."""
    pages = BlobText.objects.filter(blob__sha256__in=hashes, blob__removed_at__isnull=True)
    found: dict[str, list[str]] = {}
    for sha256, text in pages.order_by("blob", "page").values_list("blob__sha256", "text"):
        found.setdefault(sha256, []).append(text)
    return found


def ocr_words(sha256: str, page: int) -> list[list[Any]] | None:
    """Words [text, left, top, right, bottom, confidence] of a page read by OCR, else None."""
    row = BlobText.objects.filter(
        blob__sha256=sha256, blob__removed_at__isnull=True, page=page, source=TextSource.OCR
    ).first()
    return row.words if row else None


def preview_kind(blob: Blob) -> PreviewKind:
    """Whether the content can be shown as pages, as text only, or not at all."""
    if blob.media_type == kinds.PDF.media_type or blob.media_type in kinds.IMAGES:
        return PreviewKind.PAGES
    if blob.media_type in kinds.OFFICE and office_pdf.available():
        return PreviewKind.PAGES
    return PreviewKind.NONE if blob.media_type == kinds.ZIP.media_type else PreviewKind.TEXT


def ocr_available() -> bool:
    """Whether scanned pages can be read on this machine."""
    return ocr.ocr_available()


def unread() -> Iterator[Blob]:
    """Contents whose scanned pages wait for a machine that can read."""
    return Blob.objects.filter(text_state=TextState.UNAVAILABLE, removed_at__isnull=True).iterator()


def pending_removals(actor: Actor) -> list[Removal]:
    """Removals this person may confirm."""
    return list(REMOVALS.filter(Removal.objects.select_related("blob"), actor, "confirm"))


def asked_removals(hashes: Sequence[str]) -> list[Removal]:
    """Removals of these contents that wait for the second person, whoever he may be."""
    found = Removal.objects.filter(WAITING, blob__sha256__in=hashes)
    return list(found.select_related("blob").order_by("pk"))


def removals_of(hashes: Sequence[str]) -> list[Removal]:
    """All removals that were ever asked for these contents, the latest first."""
    return list(Removal.objects.filter(blob__sha256__in=hashes).order_by("-pk"))


def hashes_asked_by(actor: Actor) -> QuerySet[Removal, str]:
    """The hashes of contents whose removal this person asked for and may still take back."""
    asked = REMOVALS.filter(Removal.objects.all(), actor, "withdraw")
    return asked.values_list("blob__sha256", flat=True)


def hashes_to_confirm(actor: Actor) -> QuerySet[Removal, str]:
    """The hashes of `pending_removals`, for a query of the module that holds the papers."""
    pending = REMOVALS.filter(Removal.objects.all(), actor, "confirm")
    return pending.values_list("blob__sha256", flat=True)


def removed_among(hashes: Sequence[str]) -> set[str]:
    """Those of the contents that were removed as secret."""
    removed = Blob.objects.filter(sha256__in=hashes, removed_at__isnull=False)
    return set(removed.values_list("sha256", flat=True))


def removed_hashes() -> list[str]:
    """What must never come back, for backup and restore."""
    return list(Blob.objects.filter(removed_at__isnull=False).values_list("sha256", flat=True))


def damaged() -> Iterator[str]:
    """Yield the hash of each kept content that is lost or is not what its name says."""
    store = places.store()
    for sha256 in Blob.objects.filter(removed_at__isnull=True).values_list("sha256", flat=True):
        try:
            sound = store.verify(sha256)
        except Absent:
            sound = False
        if not sound:
            yield sha256


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
