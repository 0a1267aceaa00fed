# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background entry points of papers."""

from __future__ import annotations

from typing import Any

from congso.common.actor import Actor
from congso.common.jobs import enqueue, job
from congso.documents import visibility
from congso.documents.services import books


@job("documents.close_books")
def close_books(**_: Any) -> None:
    """After midnight of 1 January the books of the old year close by themselves."""
    books.close_books_of_past_years(Actor.system("close_books"))


@job("documents.show_to_inspector")
def show_to_inspector(grant_id: int, last_id: int = 0, **_: Any) -> None:
    """Write the rows of an inspection by decision, some thousand papers a job."""
    last = visibility.show_to_inspector(grant_id, after=last_id)
    if last is not None:
        enqueue("documents.show_to_inspector", grant_id=grant_id, last_id=last)
