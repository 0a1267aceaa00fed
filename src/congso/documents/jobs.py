# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background entry points of papers."""

from __future__ import annotations

from typing import Any

from congso.common.actor import Actor
from congso.common.jobs import job
from congso.documents.services import books


@job("documents.close_books")
def close_books(**_: Any) -> None:
    """After midnight of 1 January the books of the old year close by themselves."""
    books.close_books_of_past_years(Actor.system("close_books"))
