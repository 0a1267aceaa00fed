# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words by which a paper is found."""

from __future__ import annotations

import re

from congso.common.vietnamese import fold
from congso.documents.models import Document

FILES_MAX = 300_000
_WORDS = re.compile(r"[^\W_]+")


def searchable(text: str) -> str:
    """The folded words of `text`, with spaces between.

    PostgreSQL's parser takes `v/v` or `7316/ubnd-kt` for one word (a path); people search parts.
    """
    return " ".join(_WORDS.findall(fold(text)))


def own_text(document: Document, *, only_symbol: bool = False) -> str:
    """The folded words of a paper's own fields. The complainant's name is never among them."""
    if only_symbol:
        return fold(document.symbol)
    return searchable(
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
