# SPDX-License-Identifier: AGPL-3.0-or-later
"""A look at a file that is held and not yet kept: is there a mark, whose pages are these."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from congso.common.actor import Actor
from congso.filestore import kinds, sandbox, staging_folder
from congso.filestore.enums import CONFIRMABLE, StagedState
from congso.filestore.kinds import Unacceptable
from congso.filestore.models import Staged
from congso.filestore.policies import HELD
from congso.filestore.services.previews import READY_WIDTH, NoPreview

LOOKABLE = (*CONFIRMABLE, StagedState.CLEAN)


def picture_of_held(actor: Actor, staged_id: int, page: int = 1) -> bytes:
    """The webp picture of a page, drawn in the limited process and left nowhere.

    Only after the scanner has passed the file. Raises NoPreview, also for a file that has gone.
    """
    staged = _looked_at(actor, staged_id)
    if staged.media_type not in {*kinds.IMAGES, kinds.PDF.media_type}:
        raise NoPreview
    how: dict[str, Any] = {"page": page, "width": READY_WIDTH, "form": "webp", "grey": False}
    path = staging_folder.path_of(staged.uuid)
    try:
        return sandbox.run("picture", path, media_type=staged.media_type, **how).payload
    except (sandbox.Stopped, Unacceptable, FileNotFoundError) as error:
        raise NoPreview from error


def path_of_held(actor: Actor, staged_id: int) -> Path:
    """Where a held file lies, for a limited process that cuts it; only after the scanner.

    Raises NoPreview, also for a file that has gone.
    """
    path = staging_folder.path_of(_looked_at(actor, staged_id).uuid)
    if not path.exists():
        raise NoPreview
    return path


def _looked_at(actor: Actor, staged_id: int) -> Staged:
    rows = HELD.filter(Staged.objects.filter(state__in=LOOKABLE), actor, "view")
    staged = rows.filter(pk=staged_id).first()
    if staged is None:
        raise NoPreview
    return staged
