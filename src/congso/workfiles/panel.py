# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from congso.documents.models import Document
from congso.documents.panels import Panel
from congso.organisation.standing import standing_of
from congso.ui.requests import SignedInRequest
from congso.workfiles import queries


def panels(request: SignedInRequest, document: Document) -> list[Panel]:
    """The files in which the paper lies, and the way into one (CONGSO_DOCUMENT_PANELS)."""
    found = list(queries.files_of(document, request.actor)[:10])
    may_put_in = document.number is not None and bool(standing_of(request.actor).own.posts)
    if not found and not may_put_in:
        return []
    context = {"files": found, "may_put_in": may_put_in, "document": document}
    return [Panel("side", "workfiles/_panel.html", context, 300)]
