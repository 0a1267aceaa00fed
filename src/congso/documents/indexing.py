# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words by which a paper is found."""

from __future__ import annotations

from congso.common.vietnamese import fold
from congso.documents.models import Document

FILES_MAX = 300_000


def own_text(document: Document, *, only_symbol: bool = False) -> str:
    """The folded words of a paper's own fields. The complainant's name is never among them."""
    if only_symbol:
        return fold(document.symbol)
    return fold(
        " ".join(
            (
                document.symbol,
                document.issuer_name,
                document.subject,
                document.signer_name,
                document.description,
                document.to_places,
            )
        )
    )
