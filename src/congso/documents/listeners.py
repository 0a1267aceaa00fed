# SPDX-License-Identifier: AGPL-3.0-or-later
"""What papers do when lower modules have something to say."""

from __future__ import annotations

from django.db import transaction

from congso.audit.events import Heard
from congso.documents.file_text import index_file_text, papers_with


def text_known(sha256: str) -> None:
    """The words of a file are known, or it was removed: papers that have it are found by them."""
    with transaction.atomic():
        index_file_text(papers_with(sha256))


def paper_registered(heard: Heard) -> None:
    """`document.registered`: words of files that were read before their paper was saved.

    The usual case: a scan is read while the clerk still looks at the form. Safe to hear twice.
    """
    with transaction.atomic():
        index_file_text([heard.object_id])
