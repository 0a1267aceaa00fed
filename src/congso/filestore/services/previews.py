# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures of pages, made in the limited process and kept beside the store."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.filestore import kinds, office_pdf, places, queries, sandbox
from congso.filestore.kinds import Unacceptable
from congso.filestore.models import Blob
from congso.filestore.store import StoreFull, full_disk_is_store_full, require_room

WIDTHS = (240, 800, 1200, 1600)
READY_WIDTH = 1200
READY_PAGES = 2
KEPT_SECONDS = 30 * 24 * 3600


class NoPreview(Exception):
    """This page cannot be shown as a picture."""

    message = _("This page cannot be shown. Download the file to read it.")


def page_image(sha256: str, page: int, width: int = READY_WIDTH) -> Path:
    """Return the webp picture of a page (from 1), making it the first time.

    `width` becomes the next of WIDTHS. Runs the limited process from the calling thread, two at
    once in each of our processes; never on an event loop. The caller has checked the right to the
    content. Raises NoPreview, Blob.DoesNotExist, store.StoreFull.
    """
    blob = queries.get_blob(sha256)
    wide = next((one for one in WIDTHS if one >= width), WIDTHS[-1])
    place = _folder(sha256) / f"p{page}-w{wide}.webp"
    if place.exists():
        return place
    if not 1 <= page <= max(blob.page_count or 1, 1) or (
        queries.preview_kind(blob) is not queries.PreviewKind.PAGES
    ):
        raise NoPreview
    how = {"page": page, "width": wide, "form": "webp", "grey": False}
    _write(place, _draw(blob, how))
    _erase_if_removed(blob)
    return place


def page_words(sha256: str, page: int) -> list[list[Any]]:
    """Words [text, left, top, right, bottom, …] of a page in thousandths, for the text layer.

    From OCR where the page was read by it, else from the PDF. Raises as `page_image` does.
    """
    read = queries.ocr_words(sha256, page)
    if read is not None:
        return read
    blob = queries.get_blob(sha256)
    if blob.media_type in kinds.IMAGES:
        return []
    place = _folder(sha256) / f"p{page}.json"
    if not place.exists():
        with _drawable(blob) as stream:
            found = _limited("words", stream, page=page).facts["words"]
        _write(place, json.dumps(found, ensure_ascii=False).encode())
        _erase_if_removed(blob)
    words: list[list[Any]] = json.loads(place.read_bytes())
    return words


def prepare_preview(actor: Actor, sha256: str) -> None:
    """Make the first pages ready before anybody asks. What cannot be drawn is left."""
    if not (actor.is_system or actor.via in {"job", "cli"}):
        raise Denied("preview")
    with suppress(NoPreview, StoreFull, Blob.DoesNotExist):
        for page in range(1, READY_PAGES + 1):
            page_image(sha256, page)


def erase_previews(sha256: str) -> None:
    """Erase the pictures of a content."""
    shutil.rmtree(places.previews() / sha256, ignore_errors=True)


def erase_unused_previews(*, seconds: int = KEPT_SECONDS) -> None:
    """Erase pictures made long ago; they are made again when somebody looks."""
    for folder in places.previews().iterdir():
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < time.time() - seconds:
                shutil.rmtree(folder, ignore_errors=True)


def _erase_if_removed(blob: Blob) -> None:
    """A removal while the picture was drawn must not leave it. Raises Blob.DoesNotExist."""
    try:
        queries.get_blob(blob.sha256)
    except Blob.DoesNotExist:
        erase_previews(blob.sha256)
        raise


def _draw(blob: Blob, how: dict[str, Any]) -> bytes:
    media_type = blob.media_type if blob.media_type in kinds.IMAGES else kinds.PDF.media_type
    with _drawable(blob) as stream:
        return _limited("picture", stream, media_type=media_type, **how).payload


def _limited(task: str, stream: BinaryIO, **arguments: Any) -> sandbox.Answer:
    try:
        return sandbox.run(task, stream, **arguments)
    except (Unacceptable, sandbox.Stopped, sandbox.Unavailable) as error:
        raise NoPreview from error


def _drawable(blob: Blob) -> AbstractContextManager[BinaryIO]:
    """The content itself, or the PDF LibreOffice has made of it."""
    if blob.media_type not in kinds.OFFICE:
        return places.store().open(blob.sha256)
    place = _folder(blob.sha256) / "office.pdf"
    if not place.exists():
        try:
            with places.store().open(blob.sha256) as stream:
                _write(place, office_pdf.convert(stream, blob.media_type))
        except Unacceptable as error:
            raise NoPreview from error
    return place.open("rb")


def _folder(sha256: str) -> Path:
    return places.previews() / sha256


def _write(place: Path, data: bytes) -> None:
    """Whole or not at all; two who make the same picture do no harm."""
    with full_disk_is_store_full():
        place.parent.mkdir(mode=0o700, exist_ok=True)
        require_room(place.parent)
        descriptor, draft = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(draft).rename(place)
        finally:
            Path(draft).unlink(missing_ok=True)
