# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import dataclass

from congso.audit.events import Event


@dataclass(frozen=True)
class DocumentsExported(Event):
    """Rows of papers left the system as a file: who, how many, in which form."""

    verb = "documents.exported"
    object_type = "export"
    run_id: int
    report: str
    format: str
    count: int


@dataclass(frozen=True)
class RegisterPrinted(Event):
    """A book, or a part of it, was made for print."""

    verb = "book.printed"
    object_type = "book"
    book_id: int
    run_id: int
    report: str
    format: str
    count: int
