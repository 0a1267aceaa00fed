# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done by the clock: old uploads go, what waited is tried again."""

from __future__ import annotations

from congso.common.actor import Actor
from congso.filestore import places, staging_folder
from congso.filestore.services.checking import drain_waiting
from congso.filestore.services.previews import erase_unused_previews
from congso.filestore.services.reading import read_again
from congso.filestore.services.staging import sweep


def sweep_all(actor: Actor) -> None:
    """Erase old uploads and pictures; take up what waited for the scanner or for OCR."""
    sweep(actor)
    erase_unused_previews()
    places.store().tidy(seconds=staging_folder.KEPT_SECONDS)
    drain_waiting(actor)
    read_again(actor)
