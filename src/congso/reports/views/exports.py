# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports of lists and searches, and the page of a long run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.queries import NotVisible
from congso.reports import columns, queries, services
from congso.reports.enums import Format, Report, RunState
from congso.reports.forms import ExportForm
from congso.reports.models import ExportRun
from congso.reports.views.files import run_response
from congso.ui.htmx import render as render_part
from congso.ui.requests import SignedInRequest

BROUGHT = (
    "q", "type", "since", "until", "issuer", "urgency", "state", "unit", "leader", "deadline",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: SignedInRequest) -> HttpResponseBase:
    """Choose list, words, columns and file; the address may bring a list or a search along."""
    request.nav_key = "reports"
    actor = request.actor
    posted = request.method == "POST"
    brought = {"columns": list(columns.DEFAULT), "list_key": request.GET.get("list", "")}
    brought |= {name: request.GET.get(name, "") for name in BROUGHT}
    form = ExportForm(actor, request.POST) if posted else _blank(actor, brought)
    if posted and form.is_valid():
        run = services.export(
            actor,
            report=Report.LIST,
            format=form.cleaned_data["format"],
            wanted=form.to_wanted().to_json(),
        )
        if run.state == RunState.DONE:
            return run_response(run)
        return redirect("reports:run", run.uuid)
    status = 422 if posted else 200
    return render(request, "reports/export.html", {"form": form}, status=status)


def _blank(actor: Actor, brought: dict[str, Any]) -> ExportForm:
    """The form as the address fills it; what cannot be read in it is said at once."""
    checked = ExportForm(actor, {"format": Format.XLSX, **brought})
    return checked if checked.errors.keys() & set(BROUGHT) else ExportForm(actor, initial=brought)


@require_safe
def run(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """How far a long export is; its link when it is ready."""
    request.nav_key = "reports"
    found = _run(request, "view", uuid)
    return render_part(request, "reports/run.html", "reports/_run.html", {"run": found})


@require_safe
def download(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """The file, for its owner while his rights are those it was made with."""
    return run_response(_run(request, "download", uuid))


def _run(request: SignedInRequest, action: str, uuid: UUID) -> ExportRun:
    actor = request.actor
    try:
        return queries.run_for(actor, action, uuid)
    except NotVisible:
        raise Http404 from None


@require_POST
def work_file(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Have a work file made as one PDF, outside this process; its page says how far it is."""
    wanted = {"work_file": str(uuid)}
    try:
        made = services.export(
            request.actor, report=Report.WORK_FILE, format=Format.PDF, wanted=wanted
        )
    except Denied:
        raise Http404 from None
    return redirect("reports:run", made.uuid)
