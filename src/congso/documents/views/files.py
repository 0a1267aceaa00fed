# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of a paper: their pages, words and bytes, each through the right to the paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from congso.documents import queries
from congso.documents.models import Document, DocumentFile
from congso.documents.services import access_history
from congso.documents.views import detail, uploads
from congso.filestore import queries as store
from congso.filestore import services as filestore
from congso.filestore.models import Blob
from congso.filestore.responses import download_response

DEEP = 1000  # words come in thousandths of the page


@require_safe
def page(request: HttpRequest, uuid: UUID, file_id: int, page: int) -> HttpResponseBase:
    """The picture of a page."""
    return uploads.picture(request, _file(request, uuid, file_id).sha256, page)


@require_safe
def words(request: HttpRequest, uuid: UUID, file_id: int, page: int) -> HttpResponse:
    """The words of a page as a layer over its picture, for selecting and for reading aloud."""
    file = _file(request, uuid, file_id)
    try:
        found = filestore.page_words(file.sha256, page)
    except (filestore.NoPreview, Blob.DoesNotExist):
        found = []
    context = {"words": [_placed(word) for word in found], "page": page, "deep": DEEP}
    response = render(request, "documents/_words.html", context)
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
def viewer(request: HttpRequest, uuid: UUID, file_id: int) -> HttpResponse:
    """One file of the paper in the reading pane: its pages, or its text with ?as=text."""
    file = _file(request, uuid, file_id)
    if not request.headers.get("HX-Request"):
        return detail.detail(request, uuid)
    context = detail.viewer_of(request, file.document, file)
    return render(request, "documents/_viewer.html", context)


@require_safe
def download(request: HttpRequest, uuid: UUID, file_id: int) -> HttpResponseBase:
    """The bytes as they came, also in ranges; each download is written into the history."""
    file = _file(request, uuid, file_id)
    try:
        blob = store.get_blob(file.sha256)
    except Blob.DoesNotExist:
        raise Http404 from None
    if not request.headers.get("Range") or request.headers["Range"].startswith("bytes=0-"):
        access_history.record_downloaded(request.actor, file_id=file.pk)
    return download_response(request, blob, file.name)


def _file(request: HttpRequest, uuid: UUID, file_id: int) -> DocumentFile:
    try:
        document: Document = queries.get_for(request.actor, "view", uuid)
        file: DocumentFile = document.files.get(pk=file_id)
    except (queries.NotVisible, ObjectDoesNotExist):
        raise Http404 from None
    file.document = document
    return file


def _placed(word: list[Any]) -> dict[str, Any]:
    text, left, top, right, bottom = word[:5]
    return {
        "text": text,
        "x": left,
        "y": top + (bottom - top) * 0.8,
        "width": max(right - left, 1),
        "height": max(bottom - top, 1),
    }
