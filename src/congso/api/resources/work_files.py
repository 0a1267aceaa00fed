# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work files: opened, filled, emptied, closed (Regulation, Article 8.3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.api import paging, papers, references
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, delete, get, nothing, post, require_match
from congso.api.schemas.common import person_ref
from congso.api.schemas.types import Cursor, IdInPath, Limit, Query
from congso.api.schemas.work_files import (
    ContentOut,
    KeeperIn,
    PaperRefIn,
    WorkFileDetail,
    WorkFileIn,
    WorkFileOut,
    WorkFilePage,
    data_of,
    work_file_fields,
)
from congso.common.actor import Actor
from congso.documents.queries import NotVisible
from congso.workfiles import queries, services
from congso.workfiles.enums import State
from congso.workfiles.models import WorkFile
from congso.workfiles.policies import TABLE

router = Router(tags=["work files"])
PLACE = "/work-files/{uuid:work_file_id}"
ADDRESS = "/api/v1/work-files/{}"
ORDER = ("-opened_at", "-pk")


@get(router, "/work-files", WorkFilePage)
def list_work_files(
    request: HttpRequest,
    q: Query = "",
    state: State = State.IN_PROGRESS,
    cursor: Cursor = "",
    limit: Limit = paging.USUAL,
) -> HttpResponse:
    """Files of the caller and his unit, newest first; those whose title holds all words of `q`."""
    found = queries.files_for(actor_of(request), state=state, text=q)
    rows, following = paging.page_of(found, ORDER, cursor, limit)
    items = [WorkFileOut(**work_file_fields(file, file.papers)) for file in rows]
    return answer(WorkFilePage(items=items, next=following))


@post(router, "/work-files", WorkFileDetail, scope=Scope.ROUTING, status=201, errors=())
def open_work_file(request: HttpRequest, file: WorkFileIn) -> HttpResponse:
    """Open a file; the caller keeps it in the unit of his main post."""
    opened = services.open_file(actor_of(request), data=data_of(file))
    response = _shown(request, opened.uuid, status=201)
    response["Location"] = ADDRESS.format(opened.uuid)
    return response


@get(router, PLACE, WorkFileDetail, errors=(404,))
def get_work_file(request: HttpRequest, work_file_id: UUID) -> HttpResponse:
    """One file with its table of contents."""
    return _shown(request, work_file_id)


@post(router, PLACE + "/contents", WorkFileDetail, scope=Scope.ROUTING, matches=True)
def put_into_work_file(request: HttpRequest, work_file_id: UUID, paper: PaperRefIn) -> HttpResponse:
    """Put a paper the caller sees into the file; one that lies there already stays as it is."""
    actor = actor_of(request)
    found = work_file_for(actor, work_file_id)
    document = papers.seen(actor, paper.document)
    with _unchanged(request, found):
        services.put_in(actor, work_file_id=found.pk, document_id=document.pk)
    return _shown(request, work_file_id)


@delete(router, PLACE + "/contents/{int:content_id}", scope=Scope.ROUTING, errors=(404, 409))
def take_out_of_work_file(
    request: HttpRequest, work_file_id: UUID, content_id: IdInPath
) -> HttpResponse:
    """Take a paper out of an open file; the numbers of the others stay."""
    actor = actor_of(request)
    found = work_file_for(actor, work_file_id)
    content = found.contents.get(pk=content_id)
    services.take_out(actor, content_id=content.pk)
    return nothing()


@post(router, PLACE + "/close", WorkFileDetail, scope=Scope.ROUTING, matches=True)
def close_work_file(request: HttpRequest, work_file_id: UUID) -> HttpResponse:
    """Close a file; nothing is put in any more."""
    actor = actor_of(request)
    found = work_file_for(actor, work_file_id)
    with _unchanged(request, found):
        services.close_file(actor, work_file_id=found.pk)
    return _shown(request, work_file_id)


@post(router, PLACE + "/reopen", WorkFileDetail, scope=Scope.ROUTING, matches=True)
def reopen_work_file(request: HttpRequest, work_file_id: UUID) -> HttpResponse:
    """The head of the unit opens a closed file again."""
    actor = actor_of(request)
    found = work_file_for(actor, work_file_id)
    with _unchanged(request, found):
        services.reopen_file(actor, work_file_id=found.pk)
    return _shown(request, work_file_id)


@post(router, PLACE + "/keeper", WorkFileDetail, scope=Scope.ROUTING, matches=True)
def hand_over_work_file(request: HttpRequest, work_file_id: UUID, to: KeeperIn) -> HttpResponse:
    """Give the file to another keeper of its unit."""
    actor = actor_of(request)
    references.require(person_id=to.person_id)
    found = work_file_for(actor, work_file_id)
    with _unchanged(request, found):
        services.hand_over(actor, work_file_id=found.pk, keeper_id=to.person_id)
    # Who gave it away may see it no longer.
    given = WorkFile.objects.select_related("keeper", "unit", "office").get(pk=found.pk)
    return _shown(request, work_file_id, given=given)


# --- shapes


def work_file_for(actor: Actor, uuid: UUID) -> WorkFile:
    """The file in sight of the actor. Raises NotVisible."""
    found = queries.get_for(actor, "view", uuid)
    if found is None:
        raise NotVisible
    return found


@contextmanager
def _unchanged(request: HttpRequest, file: WorkFile) -> Iterator[None]:
    """Do the act of the block on what the caller has seen (If-Match), under the file's lock."""
    if "If-Match" not in request.headers:
        yield
        return
    with transaction.atomic():
        fresh = WorkFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        require_match(request, _version(fresh))
        yield


def _version(file: WorkFile) -> str:
    """The state and what lies in it: another paper is another version."""
    ids = file.contents.order_by("pk").values_list("pk", flat=True)
    return f"{file.state}.{len(ids)}.{max(ids, default=0)}"


def _shown(
    request: HttpRequest, uuid: UUID, *, status: int = 200, given: WorkFile | None = None
) -> HttpResponse:
    actor = actor_of(request)
    file = given or work_file_for(actor, uuid)
    contents = [content for content, _open in queries.contents_of(actor, file)]
    rows = papers.rows(actor, [content.document for content in contents])
    body = WorkFileDetail(
        **work_file_fields(file, len(contents)),
        contents=[
            ContentOut(
                id=content.pk,
                ordinal=content.ordinal,
                added_at=content.added_at,
                added_by=person_ref(content.added_by),
                document=row,
            )
            for content, row in zip(contents, rows, strict=True)
        ],
        can=sorted(TABLE.allowed(actor, CAN, [file])[file.pk]),
    )
    return answer(body, status=status, etag=_version(file))


CAN = ("put_in", "take_out", "close", "reopen")
