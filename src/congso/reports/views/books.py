# SPDX-License-Identifier: AGPL-3.0-or-later
"""The registers: who reads an office's books chooses book, days and file."""

from __future__ import annotations

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from congso.documents.queries import books_for
from congso.reports import queries, services
from congso.reports.enums import Format, Report, RunState
from congso.reports.forms import BookForm
from congso.reports.views.files import run_response
from congso.ui.requests import SignedInRequest


@require_safe
def index(request: SignedInRequest) -> HttpResponseBase:
    """What can be printed and exported, and what was made today."""
    request.nav_key = "reports"
    actor = request.actor
    context = {"reads_books": books_for(actor).exists(), "runs": queries.runs_of(actor)}
    return render(request, "reports/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def book_report(request: SignedInRequest, report: str) -> HttpResponseBase:
    """The form of one register; posted, the file or the page of its run."""
    request.nav_key = "reports"
    actor = request.actor
    if not books_for(actor).exists():
        raise Http404
    form = BookForm(actor, report, request.POST or None)
    if request.method == "POST" and form.is_valid():
        run = services.export(
            actor,
            report=report,
            format=form.cleaned_data.get("format", Format.PDF),
            wanted=form.to_part().to_json(),
        )
        if run.state == RunState.DONE:
            return run_response(run)
        return redirect("reports:run", run.uuid)
    context = {"form": form, "report": Report(report)}
    return render(request, "reports/book.html", context, status=422 if form.errors else 200)
