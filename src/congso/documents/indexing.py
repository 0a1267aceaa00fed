# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words by which a paper is found."""

from __future__ import annotations

import re

from congso.common.vietnamese import fold
from congso.documents.incoming import InvitationData
from congso.documents.models import Document, Invitation, SearchEntry

FILES_MAX = 300_000
_WORDS = re.compile(r"[^\W_]+")


def searchable(text: str) -> str:
    """The folded words of `text`, with spaces between.

    PostgreSQL's parser takes `v/v` or `7316/ubnd-kt` for one word (a path); people search parts.
    """
    return " ".join(_WORDS.findall(fold(text)))


def without_name(words: str, name: str) -> str:
    """Searchable `words` less each place where they spell `name`: nobody is found by it."""
    hidden = searchable(name)
    return re.sub(rf"\b{re.escape(hidden)}\b", " ", words) if hidden else words


def own_text(
    document: Document,
    *,
    meeting: Invitation | InvitationData | None = None,
    said: str = "",
    only_symbol: bool = False,
) -> str:
    """The folded words of a paper's own fields, its meeting and what leaders said on it (`said`).

    The complainant's name is never among them.
    """
    if only_symbol:
        return fold(document.symbol)
    words = [getattr(document, name) for name in FIELDS]
    if meeting is not None:
        words += (meeting.place, meeting.chair, meeting.invited, meeting.papers)
    return " ".join(filter(None, (searchable(" ".join(words)), said)))


FIELDS = (
    "symbol", "issuer_name", "subject", "signer_name", "description", "to_places", "transfer_note",
)  # fmt: skip


def index_own(document: Document) -> None:
    """Make search find a saved paper by what it says now."""
    entry = SearchEntry.objects.filter(document=document)
    said = entry.values_list("said", flat=True).first() or ""
    meeting = Invitation.objects.filter(document=document).first()
    entry.update(own=own_text(document, meeting=meeting, said=said))
