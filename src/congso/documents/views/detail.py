# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper's page."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from congso.access.enums import Level, ObjectKind
from congso.access.queries import visible
from congso.audit import services as audit
from congso.common import clock
from congso.documents import lists, queries
from congso.documents.events import DocumentOpened
from congso.documents.lists import Page
from congso.documents.models import Document
from congso.documents.panels import panels_for
from congso.documents.policies import DOCUMENTS
from congso.ui.files import FileView
from congso.ui.htmx import render
from congso.ui.keyset import BadCursor

OWN_ACTIONS = ("register", "correct", "join", "return_to_sender", "void")


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One paper: what it is, its files, who has it. Opening it is written into its history."""
    try:
        document = queries.get_for(request.actor, "view", uuid)
    except queries.NotVisible:
        return _outline(request, uuid)
    if not request.headers.get("X-Congso-Prefetch"):
        with transaction.atomic():
            audit.record(request.actor, DocumentOpened(document.pk))
    context = {
        "document": document,
        "files": [file_view(file) for file in document.files.all()],
        "invitation": getattr(document, "invitation", None),
        "allowed": DOCUMENTS.allowed(request.actor, OWN_ACTIONS, [document])[document.pk],
        "panels": panels_for(request, document),
        "due": lists.due_view(document.due_at, clock.now()) if document.due_at else None,
        "view": "detail",
        **_beside(request),
    }
    return render(request, "documents/document.html", "documents/_document.html", context)


def file_view(file: object) -> FileView:
    return FileView(name=file.name, size=file.size, main=file.role == "main")  # type: ignore[attr-defined]


def _outline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Number, date and "restricted paper" for those who see no more; else not found."""
    seen = visible(request.actor, ObjectKind.DOCUMENT, Level.OUTLINE)
    document = Document.objects.filter(seen, uuid=uuid).select_related("book").first()
    if document is None:
        raise Http404
    context = {"document": document, "view": "detail", **_beside(request)}
    return render(request, "documents/outline.html", "documents/_outline.html", context)


def _beside(request: HttpRequest) -> dict[str, object]:
    """The list the paper was opened from, for a page that is loaded whole."""
    if request.headers.get("HX-Request"):
        return {}
    key = request.GET.get("list", "")
    chosen = lists.all_lists().get(key)
    if chosen is None or not chosen.offered(request.actor):
        return {"page": Page([]), "list_key": "all", "without_list": True}
    request.nav_key = f"in-{key}"
    try:
        page = chosen.page(request.actor)
    except BadCursor:
        page = Page([])
    return {"list": chosen, "page": page, "title": chosen.label, "list_key": key}
