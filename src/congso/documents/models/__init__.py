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
from congso.documents.models.registry_work import (
    BookScheme,
    Claim,
    Envelope,
    HandIn,
    NumberBlock,
    PileScan,
    Receipt,
    ScannedPiece,
)
from congso.documents.models.saved_search import SavedSearch

__all__ = (
    "Arrival",
    "Book",
    "BookScheme",
    "Claim",
    "Complainant",
    "Document",
    "DocumentFile",
    "DocumentType",
    "Envelope",
    "HandIn",
    "Invitation",
    "NamedReader",
    "NumberBlock",
    "PileScan",
    "Receipt",
    "SavedSearch",
    "ScannedPiece",
    "SearchEntry",
)
