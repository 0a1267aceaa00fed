# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write of this module; one file for each family of verbs."""

from congso.filestore.services.checking import check_staged, drain_waiting
from congso.filestore.services.keeping import NotChecked, RemovedBefore, keep, keep_bytes
from congso.filestore.services.looking import path_of_held, picture_of_held
from congso.filestore.services.orphans import erase_orphans
from congso.filestore.services.passing import erase_passing, passing_path, take_passing
from congso.filestore.services.previews import (
    NoPreview,
    page_image,
    page_words,
    prepare_preview,
)
from congso.filestore.services.reading import extract_text, read_again, read_scanned, tell_text
from congso.filestore.services.removal import (
    confirm_removal,
    erase_removed,
    request_removal,
    withdraw_removal,
)
from congso.filestore.services.staging import (
    confirm_no_secret_mark,
    discard,
    register_upload,
    stage,
    sweep,
)
from congso.filestore.services.sweeping import sweep_all
from congso.filestore.services.unreferred import erase_unreferred

__all__ = [
    "NoPreview",
    "NotChecked",
    "RemovedBefore",
    "check_staged",
    "confirm_no_secret_mark",
    "confirm_removal",
    "discard",
    "drain_waiting",
    "erase_orphans",
    "erase_passing",
    "erase_removed",
    "erase_unreferred",
    "extract_text",
    "keep",
    "keep_bytes",
    "page_image",
    "page_words",
    "passing_path",
    "path_of_held",
    "picture_of_held",
    "prepare_preview",
    "read_again",
    "read_scanned",
    "register_upload",
    "request_removal",
    "stage",
    "sweep",
    "sweep_all",
    "take_passing",
    "tell_text",
    "withdraw_removal",
]
