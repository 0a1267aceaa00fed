# SPDX-License-Identifier: AGPL-3.0-or-later
"""Old registers: upload, columns, trial run, import, scans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.numbers import read_number
from congso.common.policy import Denied
from congso.documents.enums import BookKind
from congso.documents.queries import NotVisible
from congso.documents.services.past_books import BookInUse, ReferredTo
from congso.filestore import services as filestore
from congso.filestore.enums import CONFIRMABLE, UNSETTLED, StagedState
from congso.filestore.store import StoreFull
from congso.filestore.wording import NO_ROOM, sentence_for
from congso.operations.models import ImportRow, ImportRun
from congso.operations.registers import queries, workbooks
from congso.operations.registers.enums import RowState, RunState
from congso.operations.registers.forms import MappingForm, ScansForm, UploadForm
from congso.operations.registers.policies import RUNS, offices_with_right
from congso.operations.registers.problems import Problem
from congso.operations.registers.reading import CannotRead
from congso.operations.registers.services import begin as beginning
from congso.operations.registers.services import checking, importing, scans, undoing
from congso.ui.htmx import render as render_part
from congso.ui.keyset import BadCursor, page_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BUTTONS = ("check", "start", "cancel", "resume", "undo", "discard", "add_scans")


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The imports of one's offices, and the form that begins one."""
    actor = _clerk(request)
    posted = request.method == "POST"
    form = UploadForm(actor, request.POST, request.FILES) if posted else UploadForm(actor)
    if posted and form.is_valid():
        if (begun := _begin(actor, form)) is not None:
            return redirect("register_import:run", begun.uuid)
    context = {"form": form, "runs": queries.runs_for(actor), "kinds": BookKind.choices}
    return render(request, "registers/index.html", context, status=422 if form.errors else 200)


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty register with the right headings."""
    _clerk(request)
    if kind not in BookKind.values:
        raise Http404
    return _workbook(workbooks.template(kind), f"mau-so-{kind}.xlsx")


@require_safe
def run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One import: its columns, its rows, or how far it is."""
    found = _run(request, uuid)
    if found.state == RunState.MAPPING:
        return _show_columns(request, found, MappingForm(found))
    return render_part(request, "registers/run.html", "registers/_run.html", _shown(request, found))


@require_safe
def columns(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The columns of a run that was tried already, to be corrected."""
    found = _run(request, uuid, "check")
    return _show_columns(request, found, MappingForm(found))


@require_POST
def header(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The header stands in another row."""
    found = _run(request, uuid, "check")
    typed = read_number(request.POST.get("row"), most=1_048_576)
    if not typed:
        problem = _("Enter the number of a row of the sheet.")
        return _show_columns(request, found, MappingForm(found), status=422, problem=problem)
    beginning.set_header(_actor(request), run_id=found.pk, row=typed)
    return redirect("register_import:columns", uuid)


@require_POST
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The columns are right: try every row."""
    found = _run(request, uuid, "check")
    form = MappingForm(found, request.POST)
    if not form.is_valid():
        return _show_columns(request, found, form, status=422)
    given = form.cleaned_data
    return _act(
        request,
        uuid,
        lambda: checking.check(
            _actor(request),
            run_id=found.pk,
            mapping=form.mapping,
            convert=given["convert"],
            road=given["road"],
            restrict=given["restrict"],
            reader_ids=given["readers"],
        ),
    )


@require_safe
def rows_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rows as uploaded with their errors, to be mended in Excel."""
    found = _run(request, uuid)
    only = _only(request)
    rows = queries.rows_of(found, only).order_by("row").iterator(2000)
    return _workbook(
        workbooks.checked_rows(found, rows), f"so-{found.year}-{only or 'tat-ca'}.xlsx"
    )


@require_POST
def start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the rows that are ready into the book."""
    pk = _run(request, uuid).pk
    return _act(request, uuid, lambda: importing.start(_actor(request), run_id=pk))


@require_POST
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stop after the batch under way."""
    pk = _run(request, uuid).pk
    return _act(request, uuid, lambda: importing.cancel(_actor(request), run_id=pk))


@require_POST
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go on where it stood."""
    pk = _run(request, uuid).pk
    return _act(request, uuid, lambda: importing.resume(_actor(request), run_id=pk))


@require_POST
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the whole import back."""
    pk = _run(request, uuid).pk
    return _act(request, uuid, lambda: undoing.undo(_actor(request), run_id=pk))


@require_POST
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Forget an import of which nothing was written."""
    pk = _run(request, uuid, "discard").pk
    beginning.discard(_actor(request), run_id=pk)
    messages.success(request, _("The uploaded register was removed; nothing of it was imported."))
    return redirect("register_import:index")


@require_POST
def add_scans(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Scans that are up: check, match, attach."""
    found = _run(request, uuid, "add_scans")
    form = ScansForm(request.POST)
    if not form.is_valid():
        context = _shown(request, found) | {"scans_form": form}
        return render(request, "registers/run.html", context, status=422)
    given = form.cleaned_data["scans"]
    count = scans.add_scans(_actor(request), run_id=found.pk, staged=given)
    messages.success(
        request, _("%(count)s files are being checked and matched.") % {"count": count}
    )
    return redirect("register_import:run", uuid)


@require_POST
def confirm_upload(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The uploader has looked: the register bears no mark of a secret paper."""
    staged = queries.upload_of(_run(request, uuid))
    if staged is None:
        raise Http404
    return _confirm(request, uuid, staged.pk)


@require_POST
def confirm_scan(request: HttpRequest, uuid: UUID, scan_id: int) -> HttpResponse:
    """The uploader has looked: page one of the scan bears no mark of a secret paper."""
    found = _run(request, uuid, "add_scans")
    scan = found.scans.filter(pk=scan_id).first()
    if scan is None or scan.staged_id is None:
        raise Http404
    answer = _confirm(request, uuid, scan.staged_id)
    scans.look_again(found.pk)
    return answer


def _confirm(request: HttpRequest, uuid: UUID, staged_id: int) -> HttpResponse:
    try:
        filestore.confirm_no_secret_mark(_actor(request), staged_id)
    except Denied:
        return _refused(request, uuid, _("Only who uploaded the file can confirm this."))
    return redirect("register_import:run", uuid)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _clerk(request: HttpRequest) -> Actor:
    """The actor, who keeps the books of some office; else 404."""
    request.nav_key = "import"  # type: ignore[attr-defined]
    actor = _actor(request)
    if not offices_with_right(actor):
        raise Http404
    return actor


def _run(request: HttpRequest, uuid: UUID, action: str = "view") -> ImportRun:
    request.nav_key = "import"  # type: ignore[attr-defined]
    try:
        return queries.get_for(_actor(request), action, uuid)
    except NotVisible:
        raise Http404 from None


def _begin(actor: Actor, form: UploadForm) -> ImportRun | None:
    given = form.cleaned_data
    try:
        return beginning.begin(
            actor, office_id=given["office"].pk, kind=given["kind"], year=given["year"],
            name=given["file"].name, stream=given["file"], series=given["series"].strip(),
            sheet=given["sheet"],
        )  # fmt: skip
    except CannotRead as unread:
        form.add_error("file", str(unread.message))
    except beginning.YearNotPast as wrong:
        form.add_error("year", str(wrong.message))
    except BookInUse as used:
        form.add_error("series", str(used.message))
    except StoreFull:
        form.add_error("file", str(NO_ROOM))
    return None


def _act(request: HttpRequest, uuid: UUID, act: Callable[[], Any]) -> HttpResponse:
    """Do one act and show the run again; what was refused is said on top of it."""
    try:
        act()
    except (WrongState, Denied, BookInUse, ReferredTo, importing.CannotStart) as refused:
        return _refused(request, uuid, str(refused.message))
    return redirect("register_import:run", uuid)


def _refused(request: HttpRequest, uuid: UUID, problem: str) -> HttpResponse:
    context = _shown(request, _run(request, uuid)) | {"problem": problem}
    return render(request, "registers/run.html", context, status=409)


def _only(request: HttpRequest) -> str:
    only = request.GET.get("only", "")
    return only if only in queries.FILTERS else ""


def _show_columns(
    request: HttpRequest,
    found: ImportRun,
    form: MappingForm,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    samples = queries.first_rows(found, 12)
    context = {
        "run": found,
        "form": form,
        "lines": form.lines(samples),
        "unmapped": [
            text
            for i, text in enumerate(found.headings)
            if text and i not in found.mapping.values()
        ],
        "other_sheets": [
            title for title in found.options.get("sheets", ()) if title != found.sheet
        ],
        "upload": _upload(found),
        "problem": problem,
    }
    return render(request, "registers/columns.html", context, status=status)


def _shown(request: HttpRequest, found: ImportRun) -> dict[str, Any]:
    allowed = RUNS.allowed(_actor(request), BUTTONS, [found])[found.pk]
    only = _only(request)
    try:
        page = page_of(
            queries.rows_of(found, only), order=("row",), cursor=request.GET.get("cursor", "")
        )
    except BadCursor:
        raise Http404 from None
    counts = queries.counts(found)
    headings = workbooks.headings_of(found)
    return {
        "run": found,
        "may": allowed,
        "only": only,
        "rows": [_row(row, headings) for row in page.rows],
        "cursor": page.next_cursor,
        "counts": counts,
        "present": counts.get(RowState.PRESENT, 0),
        "minutes": queries.minutes_left(found),
        "upload": _upload(found),
        "scans": _scans(found),
        "scans_form": ScansForm(),
        "works": found.state in (RunState.CHECKING, RunState.IMPORTING),
    }


def _row(row: ImportRow, headings: dict[str, str]) -> dict[str, Any]:
    problems = [Problem.from_json(value) for value in row.problems]
    said = [(one.is_grave, one.column(headings), one.sentence) for one in problems]
    return {
        "row": row,
        "number": f"{row.values.get('number', '')}{row.values.get('suffix', '')}",
        "errors": [(column, sentence) for grave, column, sentence in said if grave],
        "warnings": [(column, sentence) for grave, column, sentence in said if not grave],
    }


def _upload(found: ImportRun) -> dict[str, Any] | None:
    """The check of the uploaded file where it is not over, or was not passed."""
    staged = queries.upload_of(found)
    if staged is None or staged.state == StagedState.CLEAN:
        return None
    return {
        "sentence": sentence_for(staged),
        "waits": staged.state in UNSETTLED,
        "asks": staged.state in CONFIRMABLE,
    }


def _scans(found: ImportRun) -> dict[str, Any]:
    by_state = queries.scans_of(found)
    asked = by_state.get("to_confirm", [])
    uploads = queries.staged_by_id(asked)
    return {
        "waiting": len(by_state.get("waiting", ())),
        "to_confirm": [
            (scan, sentence_for(uploads[scan.staged_id]))
            for scan in asked
            if scan.staged_id in uploads
        ],
        "unmatched": by_state.get("unmatched", []),
        "refused": by_state.get("refused", []),
        "attached": queries.attached(found),
    }


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
