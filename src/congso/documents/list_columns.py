# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person wants to see of each paper in a list, beside what every line shows (B-51).

The columns are those of the book. Kept with the person, so each list and each device shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from congso.documents.book_table import COLUMNS, Column
from congso.documents.models import Document, DocumentType

# On every line already; the deadline there is that of the work.
USUAL = {"number", "arrived", "issuer", "symbol", "subject", "due"}
# Away from the symbol "date" says nothing.
LABELS = {"issued": _("Date of the document")}
OFFERED = tuple(
    replace(column, label=LABELS.get(column.key, column.label))
    for column in COLUMNS
    if column.key not in USUAL
)


def chosen(kept: str) -> list[Column]:
    """The columns a person has kept, in the order of the book."""
    wanted = set(kept.split())
    return [column for column in OFFERED if column.key in wanted]


def kept(keys: Iterable[str]) -> str:
    """The chosen columns as they are kept; what is none is left out."""
    wanted = set(keys)
    return " ".join(column.key for column in OFFERED if column.key in wanted)


def with_types(documents: Sequence[Document], columns: Sequence[Column]) -> None:
    """Fetch what the columns need of all papers of a page: one query, only for their kinds."""
    if documents and any(column.key == "type" for column in columns):
        wanted = {document.type_id for document in documents}
        types = DocumentType.objects.in_bulk(wanted)
        for document in documents:
            document.type = types[document.type_id]
