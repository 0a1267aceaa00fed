# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports of lists and searches, and the registers of books, as PDF, Excel and Word."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import Router

from congso.api import references
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, content, get, post
from congso.api.problems import unfit
from congso.api.schemas.exports import (
    BookExportIn,
    ExportOut,
    ExportsOut,
    InsertedExportIn,
    ListExportIn,
    export_of,
)
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents import lists
from congso.documents.models import Book
from congso.documents.queries import books_for
from congso.documents.search import Filters
from congso.reports import exports, makers, queries, services
from congso.reports.enums import MEDIA_TYPES, Format, Report
from congso.reports.models import ExportRun

router = Router(tags=["exports"])
FILES = content(*MEDIA_TYPES.values())
Register = Literal["incoming_register", "tracking", "violations", "closing"]


@get(router, "/exports", ExportsOut)
def list_exports(request: HttpRequest) -> HttpResponse:
    """The caller's files of today, newest first."""
    found = queries.runs_of(actor_of(request), limit=50)
    return answer(ExportsOut(items=[export_of(run) for run in found]))


@post(router, "/exports", ExportOut, scope=Scope.READ, status=201, errors=())
def export_list(request: HttpRequest, wanted: ListExportIn) -> HttpResponse:
    """Make a file of a list or a search; up to 2,000 rows it is ready at once."""
    actor = actor_of(request)
    if wanted.list_key and wanted.list_key not in {item.key for item in lists.offered_to(actor)}:
        raise unfit({"list_key": _("There is no such list.")})
    run = services.export(
        actor, report=Report.LIST, format=wanted.format, wanted=_wanted(wanted).to_json()
    )
    return _made(run)


def _wanted(given: ListExportIn) -> exports.Wanted:
    filters = Filters(
        type_ids=tuple(given.type_ids),
        issuer=given.issuer,
        arrived_from=given.arrived_from,
        arrived_until=given.arrived_until,
        urgency=None if given.urgency is None else int(given.urgency),
        states=tuple(state.value for state in given.states),
    )
    return exports.Wanted(given.list_key, given.q.strip(), filters)


@post(router, "/registers/{report}", ExportOut, scope=Scope.READ, status=201, errors=(404,))
def export_register(request: HttpRequest, report: Register, wanted: BookExportIn) -> HttpResponse:
    """Make a register of a book whose office's papers the caller reads."""
    actor = actor_of(request)
    part = _part(books_for(actor).get(pk=wanted.book_id), wanted)
    run = services.export(actor, report=report, format=wanted.format, wanted=part.to_json())
    return _made(run)


@post(router, "/exports/inserted-numbers", ExportOut, scope=Scope.READ, status=201, errors=())
def export_inserted_numbers(request: HttpRequest, wanted: InsertedExportIn) -> HttpResponse:
    """Make the list of a month's inserted numbers of an office whose books the caller reads."""
    references.require(office_id=wanted.office_id)
    run = services.export_inserted(
        actor_of(request), office_id=wanted.office_id, month=wanted.month, format=wanted.format
    )
    return _made(run)


@post(
    router, "/work-files/{uuid:work_file_id}/export", ExportOut, scope=Scope.READ, status=201,
    errors=(404,),
)  # fmt: skip
def export_work_file(request: HttpRequest, work_file_id: UUID) -> HttpResponse:
    """Have a work file made as one PDF of the papers the caller may read, in the background."""
    wanted = {"work_file": str(work_file_id)}
    try:
        run = services.export(
            actor_of(request), report=Report.WORK_FILE, format=Format.PDF, wanted=wanted
        )
    except Denied:
        raise Http404 from None
    return _made(run)


def _part(book: Book, wanted: BookExportIn) -> makers.BookPart:
    first = wanted.first_day or dt.date(book.year, 1, 1)
    last = wanted.last_day or dt.date(book.year, 12, 31)
    if last < first:
        raise unfit({"last_day": _("The last day is before the first.")})
    return makers.BookPart(book.pk, first, last, wanted.volume)


@get(router, "/exports/{uuid:export_id}", ExportOut, errors=(404,))
def get_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far a file is."""
    return answer(export_of(_run(actor_of(request), "view", export_id)))


@get(router, "/exports/{uuid:export_id}/content", None, errors=(404,), extra=FILES)
def download_export(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """The file, while the caller's rights are those it was made with."""
    run = _run(actor_of(request), "download", export_id)
    try:
        stream = services.path_of(run).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        stream,
        as_attachment=True,
        filename=run.file_name,
        content_type=MEDIA_TYPES[Format(run.format)],
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _run(actor: Actor, action: str, export_id: UUID) -> ExportRun:
    return queries.run_for(actor, action, export_id)


def _made(run: ExportRun) -> HttpResponse:
    return answer(export_of(run), status=201, at=f"/api/v1/exports/{run.uuid}")
