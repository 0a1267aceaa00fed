# SPDX-License-Identifier: AGPL-3.0-or-later
"""The folders and the store of this instance, from the settings."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from congso.filestore.clamd import Clamd
from congso.filestore.store import BlobStore, store_for


def store() -> BlobStore:
    """Where kept contents lie."""
    return store_for(settings.CONGSO_ENV.data.blobs)


def scanner() -> Clamd | None:
    """The virus scanner, None where the site has none."""
    address = settings.CONGSO_ENV.scan.clamd
    return Clamd(address) if address else None


def staging() -> Path:
    """Where uploads lie before they are kept: never in backups."""
    return _folder("staging")


def previews() -> Path:
    """Pictures of pages; can be made again at any time."""
    return _folder("previews")


def ocr_models() -> Path:
    """Where the model folder of tesseract is made."""
    return _folder("ocr")


def _folder(name: str) -> Path:
    folder: Path = settings.CONGSO_ENV.data.data_dir / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
