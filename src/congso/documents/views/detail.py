# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from congso.access.enums import Level, ObjectKind
from congso.access.queries import visible
from congso.common import clock
from congso.documents import acts, lists, queries
from congso.documents import trail as trails
from congso.documents.enums import BlockPurpose, Direction, FileRole
from congso.documents.lists import Page
from congso.documents.models import Document, DocumentFile, NumberBlock
from congso.documents.panels import panels_for
from congso.documents.policies import DOCUMENTS, NUMBERED
from congso.documents.queries_access_history import access_history as looks_at
from congso.documents.queries_offices import sent_copies
from congso.documents.services import access_history as history
from congso.documents.views import shown_files
from congso.documents.views.list_columns import columns_of
from congso.ui.deadlines import DeadlineView
from congso.ui.htmx import render
from congso.ui.keyset import BadCursor
from congso.ui.requests import SignedInRequest

WITHOUT_SIGHT = ("void", "return_to_sender")  # a clerk needs no more than the number for these
OWN_ACTIONS = ("register", "correct", "access_history", *acts.ACTIONS)


@require_safe
def detail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One paper: what it is, its files, who has it. Opening it is written into its history."""
    try:
        document = queries.get_for(request.actor, "view", uuid)
    except queries.NotVisible:
        return _outline(request, uuid)
    history.record_opened(request.actor, document_id=document.pk)
    allowed = DOCUMENTS.allowed(request.actor, OWN_ACTIONS, [document])[document.pk]
    prefetch_related_objects([document], "files")
    files = sorted(document.files.all(), key=lambda file: (file.position, file.pk))
    context = {
        "document": document,
        "outgoing": document.direction == Direction.OUTGOING,
        # A line of an old register: its hours are not known, nobody works with it.
        "past_book": document.book is not None and document.book.is_imported,
        "interim": _interim(document),
        "files": shown_files.rows_of(document, files),
        "invitation": getattr(document, "invitation", None)
        if document.type.is_invitation
        else None,
        "complainant": queries.complainant_for(request.actor, document),
        "arrivals": list(document.arrivals.select_related("joined_by").order_by("arrived_at")),
        "copies": sent_copies(document),
        "allowed": allowed,
        "acts": acts.offered(document, allowed),
        "panels": panels_for(request, document),
        "steps": trails.steps_of(document, limit=trails.FIRST),
        "due": _due(document),
        "view": "detail",
        **viewer_of(request, document, _chosen(request, document, files)),
        **_beside(request),
    }
    return render(request, "documents/document.html", "documents/_document.html", context)


def _due(document: Document) -> DeadlineView | None:
    """The deadline of the head of the page: of an invitation the hour of the meeting ahead."""
    now = clock.now()
    invitation = getattr(document, "invitation", None)
    ahead = invitation is not None and invitation.meets_at >= now
    if invitation is not None and ahead:
        return lists.due_view(invitation.meets_at, now)
    return lists.paper_due(document, document.due_at, now)


@require_safe
def access_history(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Who looked at the paper, downloaded and printed it, when (B-60)."""
    document = _found(request, "access_history", uuid)
    context = {"document": document, "looks": looks_at(request.actor, document), "view": "detail"}
    return render(request, "documents/history.html", "documents/_access_history.html", context)


@require_safe
def trail(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The whole trail of a paper in words."""
    document = _found(request, "view", uuid)
    context = {"document": document, "steps": trails.steps_of(document), "view": "detail"}
    return render(request, "documents/trail.html", "documents/_trail.html", context)


def viewer_of(
    request: SignedInRequest, document: Document, file: DocumentFile | None
) -> dict[str, Any]:
    """What the reading pane shows of one file."""
    if file is None:
        return {"shown": None, "file": None}
    as_text = request.GET.get("as") == "text"
    here = reverse("documents:viewer", args=[document.uuid, file.pk])
    is_first = file.role in (FileRole.MAIN, FileRole.ORIGINAL)
    return {
        "file": file,
        "shown": shown_files.of_document(file, document, as_text=as_text),
        "stamp_url": reverse("documents:stamp", args=[document.uuid, file.pk])
        if is_first and document.state in NUMBERED and document.direction == Direction.INCOMING
        else "",
        "download_url": reverse("documents:download", args=[document.uuid, file.pk]),
        "text_url": "" if as_text else f"{here}?as=text",
        "pages_url": here if as_text else "",
    }


def _chosen(
    request: SignedInRequest, document: Document, files: list[DocumentFile]
) -> DocumentFile | None:
    """The file of the address, else the main one."""
    match = request.resolver_match
    wanted = match.kwargs.get("file_id") if match else None
    found = next((file for file in files if file.pk == wanted), None)
    return found or shown_files.main_file(document)


def _interim(document: Document) -> NumberBlock | None:
    """The block of numbers written by hand while the system was down, if it is one of those."""
    if document.block_id is None:
        return None
    return NumberBlock.objects.filter(pk=document.block_id, purpose=BlockPurpose.PAPER_BOOK).first()


def _found(request: SignedInRequest, action: str, uuid: UUID) -> Document:
    try:
        return queries.get_for(request.actor, action, uuid)
    except queries.NotVisible:
        raise Http404 from None


def _outline(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Number, date and "restricted paper" for those who see no more; else not found."""
    seen = visible(request.actor, ObjectKind.DOCUMENT, Level.OUTLINE)
    document = Document.objects.filter(seen, uuid=uuid).select_related("book", "type").first()
    if document is None:
        raise Http404
    allowed = DOCUMENTS.allowed(request.actor, acts.ACTIONS, [document])[document.pk]
    context = {
        "document": document,
        "complainant": queries.complainant_for(request.actor, document),
        "acts": [one for one in acts.offered(document, allowed) if one.action in WITHOUT_SIGHT],
        "view": "detail",
        **_beside(request),
    }
    return render(request, "documents/outline.html", "documents/_outline.html", context)


def _beside(request: SignedInRequest) -> dict[str, object]:
    """The list the paper was opened from, for a page that is loaded whole."""
    if request.headers.get("HX-Request"):
        return {}
    key = request.GET.get("list", "")
    chosen = lists.all_lists().get(key)
    if chosen is None or not chosen.offered(request.actor):
        request.nav_key = "in-all"
        return {"page": Page([]), "list_key": "all", "without_list": True}
    request.nav_key = f"in-{key}"
    try:
        page = chosen.page(request.actor)
    except BadCursor:
        page = Page([])
    return {
        "list": chosen,
        "page": page,
        **columns_of(request, page.rows),
        "title": chosen.label,
        "list_key": key,
        "export_query": urlencode({"list": key}),
    }
