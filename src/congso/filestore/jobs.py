# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background work on files. Reading scanned pages has a queue of its own: it takes minutes."""

from __future__ import annotations

from typing import Any

from congso.common.actor import Actor
from congso.common.jobs import job
from congso.filestore import services


@job("filestore.check", queue="files")
def check(*, staged_id: int, **_: Any) -> None:
    services.check_staged(Actor.system("filestore.check"), staged_id)


@job("filestore.drain", queue="files")
def drain(**_: Any) -> None:
    services.drain_waiting(Actor.system("filestore.drain"))


@job("filestore.text", queue="files")
def text(*, sha256: str, **_: Any) -> None:
    services.extract_text(Actor.system("filestore.text"), sha256)


@job("filestore.ocr", queue="ocr")
def ocr(*, sha256: str, **_: Any) -> None:
    services.read_scanned(Actor.system("filestore.ocr"), sha256)


@job("filestore.preview", queue="files")
def preview(*, sha256: str, **_: Any) -> None:
    services.prepare_preview(Actor.system("filestore.preview"), sha256)


@job("filestore.tell_text", queue="files")
def tell_text(*, sha256: str, **_: Any) -> None:
    services.tell_text(Actor.system("filestore.tell_text"), sha256)


@job("filestore.erase", queue="files")
def erase(*, sha256: str, **_: Any) -> None:
    services.erase_removed(Actor.system("filestore.erase"), sha256)


@job("filestore.tidy", queue="files")
def tidy(**_: Any) -> None:
    actor = Actor.system("filestore.tidy")
    services.erase_unreferred(actor)
    services.erase_orphans(actor)


@job("filestore.sweep", queue="files")
def sweep(**_: Any) -> None:
    services.sweep_all(Actor.system("filestore.sweep"))
