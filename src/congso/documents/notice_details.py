# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list of notices may say of papers: only of those in sight of the reader now."""

from __future__ import annotations

from collections.abc import Iterable

from congso.common.actor import Actor
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS


def of_papers(actor: Actor, uuids: Iterable[str]) -> dict[str, str]:
    """uuid -> "3187/STC-NS · Sở Tài chính · V/v rà soát…", one query (CONGSO_NOTICE_DETAILS)."""
    papers = DOCUMENTS.filter(Document.objects.filter(uuid__in=set(uuids)), actor, "view")
    fields = papers.values_list("uuid", "symbol", "issuer_name", "subject")
    return {
        str(uuid): " · ".join(filter(None, (symbol, issuer, subject)))
        for uuid, symbol, issuer, subject in fields
    }
