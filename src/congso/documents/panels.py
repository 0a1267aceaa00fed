# SPDX-License-Identifier: AGPL-3.0-or-later
"""What higher modules put on a paper's page (CONGSO_DOCUMENT_PANELS; docs/adr/0002)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from congso.documents.models import Document


@dataclass(frozen=True)
class Panel:
    """A part of the page. `place`: "actions" (toolbar), "menu" (what its
    menu takes over where the toolbar has no room), "first" (before the rest of the side
    column, before the paper on a phone) or "side"."""

    place: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    position: int = 500


def panels_for(request: HttpRequest, document: Document) -> dict[str, list[Panel]]:
    """The panels of all modules by place, in order."""
    found: list[Panel] = []
    for path in settings.CONGSO_DOCUMENT_PANELS:
        found += import_string(path)(request, document)
    found.sort(key=lambda panel: panel.position)
    return {
        place: [panel for panel in found if panel.place == place]
        for place in ("actions", "menu", "first", "side")
    }
