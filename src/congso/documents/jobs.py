# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background entry points of papers."""

from __future__ import annotations

import logging
from typing import Any

from congso.common.actor import Actor
from congso.common.jobs import enqueue, job
from congso.documents import visibility
from congso.documents.services import books, registry_watch, scans

logger = logging.getLogger(__name__)


@job("documents.close_books")
def close_books(**_: Any) -> None:
    """After midnight of 1 January the books of the old year close by themselves."""
    books.close_books_of_past_years(Actor.system("close_books"))


@job("documents.watch_registry")
def watch_registry(**_: Any) -> None:
    """Offices without a clerk tomorrow, and papers that nobody registers."""
    actor = Actor.system("watch_registry")
    registry_watch.warn_unattended(actor)
    while registry_watch.note_unregistered(actor):
        pass


@job("documents.show_papers")
def show_papers(office_id: int, last_id: int = 0, **_: Any) -> None:
    """Write the rows of all papers of an office after an inspection was decided, batch by batch."""
    _rows, last = visibility.refresh_next(after=last_id, office_id=office_id)
    if last is not None:
        enqueue("documents.show_papers", office_id=office_id, last_id=last)


@job("documents.check_sight")
def check_sight(last_id: int = 0, wrong: int = 0, **_: Any) -> None:
    """Every night: rows of access are what the facts say. What was not is mended and reported."""
    rows, last = visibility.refresh_next(after=last_id)
    if last is not None:
        enqueue("documents.check_sight", last_id=last, wrong=wrong + rows)
    elif wrong:
        logger.error("%s rows of access were not what the facts say; they are mended", wrong)


@job("documents.split_pile", queue="files")
def split_pile(scan_id: int, **_: Any) -> None:
    """Split the scan of a pile by its labels; the page of the pile tells how far it is."""
    scans.split_pile(scan_id)
