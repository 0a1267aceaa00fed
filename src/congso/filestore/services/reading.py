# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of kept contents: from the file, or from its pictures by OCR."""

from __future__ import annotations

from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.common.policy import Denied
from congso.filestore import kinds, ocr, places, queries, sandbox
from congso.filestore.enums import TextSource, TextState
from congso.filestore.kinds import Unacceptable
from congso.filestore.models import Blob, BlobText

MAX_OCR_PAGES = 500
OCR_LANES = 2  # scanned papers read at the same time, over all workers
_FEW_LETTERS = 10


def extract_text(actor: Actor, sha256: str) -> None:
    """Read the text a content carries; queue OCR for its pages without any. Safe to repeat."""
    _require_system(actor)
    blob = _present(sha256)
    if blob is None:
        return
    try:
        with places.store().open(sha256) as stream:
            facts = sandbox.run("text", stream, media_type=blob.media_type).facts
    except sandbox.Unavailable:
        _settle(blob, TextState.NONE)
        return
    except (Unacceptable, sandbox.Stopped):
        _settle(blob, TextState.FAILED)
        return
    _keep_layer(blob, facts["texts"], facts.get("sizes") or [])


def read_scanned(actor: Actor, sha256: str) -> None:
    """Read the pages without text by OCR, one by one. A repeat goes on where it stopped."""
    _require_system(actor)
    blob = _present(sha256)
    if blob is None or not ocr.ocr_available():
        return
    failed = 0
    with places.store().open(sha256) as stream:
        for page in _unread_pages(blob):
            failed += not _read_page(blob, stream, page)
    known = BlobText.objects.filter(blob=blob).exclude(text="").exists()
    state = TextState.FAILED if failed and not known else TextState.NONE
    _settle(blob, TextState.DONE if known else state)


def read_again(actor: Actor) -> int:
    """Queue OCR for what waited for a machine that can read. Returns how many."""
    _require_system(actor)
    if not ocr.ocr_available():
        return 0
    count = 0
    for blob in queries.unread():
        with transaction.atomic():
            _queue_ocr(blob)
        count += 1
    return count


def tell_text(actor: Actor, sha256: str) -> None:
    """Tell the listeners of CONGSO_TEXT_LISTENERS that the text of a content has changed."""
    _require_system(actor)
    for name in getattr(settings, "CONGSO_TEXT_LISTENERS", ()):
        import_string(name)(sha256)


def _keep_layer(blob: Blob, texts: list[str], sizes: list[list[float]]) -> None:
    drawable = blob.media_type in kinds.IMAGES or blob.media_type == kinds.PDF.media_type
    few = _FEW_LETTERS if drawable else 1
    pages = [(number, text) for number, text in enumerate(texts, 1) if _has_letters(text, few)]
    with transaction.atomic():
        if not _still_there(blob):
            return
        for number, text in pages:
            BlobText.objects.update_or_create(
                blob=blob, page=number, defaults={"text": text, "source": TextSource.LAYER}
            )
        blob.has_text_layer = bool(pages)
        blob.page_sizes = sizes
        blob.save(update_fields=["has_text_layer", "page_sizes"])
        if drawable and any(_unread_pages(blob)):
            _queue_ocr(blob)
        else:
            _settle(blob, TextState.DONE if pages else TextState.NONE)


def _queue_ocr(blob: Blob) -> None:
    if not ocr.ocr_available():
        known = BlobText.objects.filter(blob=blob).exists()
        _settle(blob, TextState.DONE if known else TextState.UNAVAILABLE)
        return
    blob.text_state = TextState.READING
    blob.save(update_fields=["text_state"])
    lane = int(blob.sha256[:4], 16) % OCR_LANES
    enqueue("filestore.ocr", sha256=blob.sha256, lock=f"ocr-lane-{lane}")


def _unread_pages(blob: Blob) -> list[int]:
    known = set(BlobText.objects.filter(blob=blob).values_list("page", flat=True))
    last = min(blob.page_count or 1, MAX_OCR_PAGES)
    return [page for page in range(1, last + 1) if page not in known]


def _read_page(blob: Blob, stream: BinaryIO, page: int) -> bool:
    try:
        drawn = sandbox.run(
            "picture",
            stream,
            media_type=blob.media_type,
            page=page,
            width=None,
            form="png",
            grey=True,
        )
        read = ocr.read_page(drawn.payload, ocr.prepare(places.ocr_models()))
    except (ocr.OcrFailed, Unacceptable, sandbox.Stopped):
        return False
    with transaction.atomic():
        if _still_there(blob):
            found = {"text": read.text, "words": read.words, "source": TextSource.OCR}
            BlobText.objects.update_or_create(blob=blob, page=page, defaults=found)
    return True


def _settle(blob: Blob, state: TextState) -> None:
    with transaction.atomic():
        if not _still_there(blob):
            return
        blob.text_state = state
        blob.save(update_fields=["text_state"])
        enqueue("filestore.tell_text", sha256=blob.sha256)


def _still_there(blob: Blob) -> bool:
    """Whether it has not been removed while it was read; it cannot be until we commit."""
    rows = Blob.objects.select_for_update().filter(pk=blob.pk, removed_at__isnull=True)
    return bool(rows)


def _present(sha256: str) -> Blob | None:
    return Blob.objects.filter(sha256=sha256, removed_at__isnull=True).first()


def _has_letters(text: str, few: int) -> bool:
    return sum(letter.isalnum() for letter in text) >= few


def _require_system(actor: Actor) -> None:
    if not (actor.is_system or actor.via in {"job", "cli"}):
        raise Denied("read")
