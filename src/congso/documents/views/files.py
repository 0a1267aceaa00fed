# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of a paper: their pages, words and bytes, each through the right to the paper."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe

from congso.documents import queries
from congso.documents.models import Document, DocumentFile
from congso.documents.printing.qr import qr_path
from congso.documents.printing.stamp import CannotStamp, stamp_sheet
from congso.documents.queries_books import code_of
from congso.documents.services import access_history
from congso.documents.viewing import A4
from congso.documents.views import detail, uploads
from congso.filestore import queries as store
from congso.filestore import services as filestore
from congso.filestore.models import Blob
from congso.filestore.responses import download_response
from congso.ui.requests import SignedInRequest
from congso.ui.stamps import ArrivalStampView

USUAL_PLACE = (11.0, 55.0)
DEEP = 1000  # words come in thousandths of the page


@require_safe
def page(request: SignedInRequest, uuid: UUID, file_id: int, page: int) -> HttpResponseBase:
    """The picture of a page."""
    return uploads.picture(request, _file(request, uuid, file_id).sha256, page)


@require_safe
def words(request: SignedInRequest, uuid: UUID, file_id: int, page: int) -> HttpResponse:
    """The words of a page as a layer over its picture, for selecting and for reading aloud."""
    file = _file(request, uuid, file_id)
    try:
        found = filestore.page_words(file.sha256, page)
    except (filestore.NoPreview, Blob.DoesNotExist):
        found = []
    context = {"words": [_placed(word) for word in found], "page": page, "deep": DEEP}
    response = render(request, "documents/_words.html", context)
    return _asked_each_time(request, response)


@require_safe
def stamp(request: SignedInRequest, uuid: UUID, file_id: int) -> HttpResponse:
    """The arrival stamp drawn over page one; the file itself is never changed (PRACTICE 1.10)."""
    file = _file(request, uuid, file_id)
    response = render(request, "documents/_stamp.html", {"stamp": _stamp(file)})
    return _asked_each_time(request, response)


def _asked_each_time(request: SignedInRequest, response: HttpResponse) -> HttpResponse:
    """The browser keeps it and asks whether it still may: a right that ended ends at once."""
    response["Cache-Control"] = "private, no-cache"
    set_response_etag(response)
    return cast("HttpResponse", get_conditional_response(request, response["ETag"], None, response))


@require_safe
def viewer(request: SignedInRequest, uuid: UUID, file_id: int) -> HttpResponse:
    """One file of the paper in the reading pane: its pages, or its text with ?as=text."""
    file = _file(request, uuid, file_id)
    if not request.headers.get("HX-Request"):
        return detail.detail(request, uuid)
    context = detail.viewer_of(request, file.document, file)
    return render(request, "documents/_viewer.html", context)


@require_safe
def download(request: SignedInRequest, uuid: UUID, file_id: int) -> HttpResponseBase:
    """The bytes as they came, also in ranges; each download is written into the history."""
    file = _file(request, uuid, file_id)
    try:
        blob = store.get_blob(file.sha256)
    except Blob.DoesNotExist:
        raise Http404 from None
    in_parts = "Range" in request.headers
    access_history.record_downloaded(request.actor, file_id=file.pk, in_parts=in_parts)
    return download_response(request, blob, file.name)


def _stamp(file: DocumentFile) -> ArrivalStampView:
    document = file.document
    given = {
        "agency": document.office.stamp_name.upper(),
        "number": document.number_text,
        "day": f"{document.arrived_on:%d/%m/%Y}",
    }
    left, top, wide, high = _stamp_place(file.sha256)
    code, modules = qr_path(code_of(document))
    return ArrivalStampView(
        **given,
        code=code,
        code_modules=modules,
        left_mm=left,
        top_mm=top,
        page_width_mm=wide,
        page_height_mm=high,
    )


@lru_cache(maxsize=512)
def _stamp_place(sha256: str) -> tuple[float, float, float, float]:
    """Left, top, width and height in millimetres: free space of page one, else the usual place."""
    try:
        return stamp_sheet(_page_one(sha256))
    except (CannotStamp, filestore.NoPreview, Blob.DoesNotExist):
        return (*USUAL_PLACE, *A4)


def _page_one(sha256: str) -> bytes:
    """A PDF as it is; of other papers (a photograph, a text file) the picture that is shown."""
    if store.get_blob(sha256).media_type != "application/pdf":
        return filestore.page_image(sha256, 1).read_bytes()
    with store.open_blob(sha256) as stream:
        return stream.read()


def _file(request: SignedInRequest, uuid: UUID, file_id: int) -> DocumentFile:
    try:
        document: Document = queries.get_for(request.actor, "view", uuid)
        file: DocumentFile = document.files.get(pk=file_id)
    except (queries.NotVisible, ObjectDoesNotExist):
        raise Http404 from None
    file.document = document
    access_history.record_opened(request.actor, document_id=document.pk)
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
