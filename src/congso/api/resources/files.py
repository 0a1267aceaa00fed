# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files: uploaded and checked before they are kept; read through the right to their paper."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import Field

from congso.api import papers
from congso.api.bearer import FILE
from congso.api.enums import Scope
from congso.api.operations import (
    actor_of,
    answer,
    content,
    delete,
    get,
    kept_or_made,
    nothing,
    post,
)
from congso.api.schemas.registry import UploadOut, upload_of
from congso.api.schemas.types import IdInPath
from congso.common.actor import Actor
from congso.common.numbers import read_number
from congso.documents.models import DocumentFile
from congso.documents.services import access_history
from congso.filestore import queries as store
from congso.filestore import services as filestore
from congso.filestore.enums import CONFIRMABLE, StagedState
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.models import Staged
from congso.filestore.responses import download_response, page_image_response
from congso.filestore.uploads import StagingHandler

router = Router(tags=["files"])
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            FILE: {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            }
        },
    }
}
Width = Annotated[int, Field(ge=100, le=2000)]
Page = Annotated[int, Field(ge=1, le=10_000)]


@post(
    router, "/uploads", UploadOut, scope=Scope.DOCUMENTS, status=201, errors=(507,),
    media_type=FILE, own_key=True, extra=FORM,
)  # fmt: skip
def upload_file(request: HttpRequest) -> HttpResponse:
    """Upload one file, 500 MB at most, as the part `file` of multipart/form-data.

    It is written to the disk as it comes, then checked; ask GET /uploads/{id} until `is_ready`.
    """
    handler = StagingHandler(request, expected_size=_said(request))
    request.upload_handlers = [handler]
    try:
        if not request.FILES or handler.writer is None:  # reading FILES is what takes the body
            raise Unacceptable(Reason.EMPTY)
        actor = actor_of(request)
        staged = filestore.register_upload(actor, name=handler.raw_name, written=handler.writer)
    finally:
        handler.drop()
    return _answered(request, actor, staged)


def _answered(request: HttpRequest, actor: Actor, staged: Staged) -> HttpResponse:
    """The upload; for a repeat under its key the first one, and this one is dropped."""
    asked = ["POST", request.get_full_path(), staged.sha256, staged.name]
    try:
        response = kept_or_made(request, asked, lambda: _shown(staged, status=201))
    except BaseException:
        filestore.discard(actor, staged.pk)
        raise
    if "Idempotent-Replayed" in response:
        filestore.discard(actor, staged.pk)
    return response


def _said(request: HttpRequest) -> int:
    return read_number(request.headers.get("Content-Length"), most=1 << 60) or 0


@get(router, "/uploads/{uuid:upload_id}", UploadOut, errors=(404,))
def get_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """How far an upload of one's own is."""
    return _shown(_own(actor_of(request), upload_id))


@post(router, "/uploads/{uuid:upload_id}/confirm", UploadOut, scope=Scope.DOCUMENTS)
def confirm_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """A person has looked at page one: it bears no mark of a secret paper."""
    actor = actor_of(request)
    staged = _own(actor, upload_id)
    if staged.state not in CONFIRMABLE:
        raise filestore.NotChecked
    return _shown(filestore.confirm_no_secret_mark(actor, staged.pk))


@delete(router, "/uploads/{uuid:upload_id}", scope=Scope.DOCUMENTS)
def discard_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Erase an upload of one's own that is not kept."""
    actor = actor_of(request)
    filestore.discard(actor, _own(actor, upload_id).pk)
    return nothing()


def _own(actor: Actor, upload_id: UUID) -> Staged:
    return store.get_staged(actor, "view", upload_id)


def _shown(staged: Staged, *, status: int = 200) -> HttpResponse:
    body = upload_of(
        staged,
        is_ready=staged.state == StagedState.CLEAN,
        needs_confirmation=staged.state in CONFIRMABLE,
    )
    at = f"/api/v1/uploads/{staged.uuid}" if status == 201 else ""
    return answer(body, status=status, at=at)


@get(
    router, "/documents/{uuid:document_id}/files/{int:file_id}/content", None, errors=(404,),
    extra=content("*/*", also=(206, 416)),
)  # fmt: skip
def download_file(request: HttpRequest, document_id: UUID, file_id: IdInPath) -> HttpResponseBase:
    """The bytes as they came, also in ranges; each download is written into the history."""
    actor = actor_of(request)
    file = _file(actor, document_id, file_id)
    blob = store.get_blob(file.sha256)
    in_parts = "Range" in request.headers
    access_history.record_downloaded(actor, file_id=file.pk, in_parts=in_parts)
    return download_response(request, blob, file.name)


@get(
    router, "/documents/{uuid:document_id}/files/{int:file_id}/pages/{int:page}", None,
    errors=(404, 507), extra=content("image/webp", also=(304,)),
)  # fmt: skip
def get_page_image(
    request: HttpRequest, document_id: UUID, file_id: IdInPath, page: Page, width: Width = 1200
) -> HttpResponseBase:
    """The picture of a page as WebP."""
    file = _file(actor_of(request), document_id, file_id)
    access_history.record_opened(actor_of(request), document_id=file.document_id)
    return page_image_response(request, filestore.page_image(file.sha256, page, width))


def _file(actor: Actor, document_id: UUID, file_id: int) -> DocumentFile:
    return papers.seen(actor, document_id).files.get(pk=file_id)
