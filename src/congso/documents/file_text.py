# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of a paper's files: for searching, folded; for snippets, as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from congso.documents.enums import FileRole
from congso.documents.indexing import FILES_MAX, searchable, without_name
from congso.documents.models import Complainant, DocumentFile, SearchEntry
from congso.filestore.queries import texts_of_many

SHOWN_FOR = 50


def papers_with(sha256: str) -> list[int]:
    """Ids of the papers that hold this content."""
    rows = DocumentFile.objects.filter(sha256=sha256).exclude(role=FileRole.HANDWRITTEN)
    return list(rows.values_list("document_id", flat=True).distinct())


def index_file_text(document_ids: Sequence[int]) -> None:
    """Fill what search reads of the files of these papers, less the name of a complainant."""
    texts = texts_of_papers(document_ids)
    rows = Complainant.objects.filter(document__in=document_ids)
    hidden = dict(rows.values_list("document_id", "name"))
    for document_id in document_ids:
        folded = searchable(" ".join(texts.get(document_id, ())))
        folded = without_name(folded, hidden.get(document_id, ""))[:FILES_MAX]
        SearchEntry.objects.filter(document=document_id).update(from_files=folded)


def texts_of_papers(document_ids: Iterable[int]) -> dict[int, list[str]]:
    """The pages of each paper's files in order, in two queries. Rights were asked before."""
    files = DocumentFile.objects.filter(document__in=list(document_ids))
    files = files.exclude(role=FileRole.HANDWRITTEN).order_by("document", "position", "pk")
    pairs = list(files.values_list("document_id", "sha256"))
    pages = texts_of_many([sha256 for _document, sha256 in pairs])
    found: dict[int, list[str]] = {}
    for document_id, sha256 in pairs:
        found.setdefault(document_id, []).extend(pages.get(sha256, ()))
    return found
