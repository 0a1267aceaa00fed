# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from congso.documents.models import Document
from congso.documents.panels import Panel
from congso.ui.requests import SignedInRequest
from congso.workfiles import queries


def panels(request: SignedInRequest, document: Document) -> list[Panel]:
    """The files in which the paper lies (CONGSO_DOCUMENT_PANELS)."""
    found = list(queries.files_of(document, request.actor)[:10])
    return [Panel("side", "workfiles/_panel.html", {"files": found}, 300)] if found else []
