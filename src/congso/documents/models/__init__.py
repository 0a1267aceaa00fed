# SPDX-License-Identifier: AGPL-3.0-or-later
from congso.documents.models.book import Book
from congso.documents.models.document import (
    Arrival,
    Complainant,
    Document,
    DocumentFile,
    DocumentType,
    Invitation,
    NamedReader,
    SearchEntry,
)

__all__ = (
    "Arrival",
    "Book",
    "Complainant",
    "Document",
    "DocumentFile",
    "DocumentType",
    "Invitation",
    "NamedReader",
    "SearchEntry",
)
