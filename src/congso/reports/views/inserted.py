# SPDX-License-Identifier: AGPL-3.0-or-later
"""The inserted numbers of a month: on the screen, and as a file for the Director."""

from __future__ import annotations

import datetime as dt

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from congso.common import clock
from congso.documents.policies import DOCUMENTS
from congso.documents.queries import books_for
from congso.documents.queries_books import inserted_in
from congso.reports import services
from congso.reports.enums import RunState
from congso.reports.forms import InsertedForm
from congso.reports.views.files import run_response
from congso.ui.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def inserted(request: SignedInRequest) -> HttpResponseBase:
    """The list of one month (?month=2026-11; this month); posted, the file."""
    request.nav_key = "reports"
    offices = _offices(request)
    if not offices:
        raise Http404
    month = _month(request.GET.get("month", ""))
    form = InsertedForm(offices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _file(request, month, form)
    papers = list(inserted_in(request.actor, month))
    whole = DOCUMENTS.allowed(request.actor, ("view",), papers)
    context = {
        "form": form,
        "one_office": len(offices) == 1,
        "month": month,
        "before": (month - dt.timedelta(days=1)).replace(day=1),
        "after": _next(month),
        "papers": [(paper, "view" in whole[paper.pk]) for paper in papers],
    }
    return render(request, "reports/inserted.html", context, status=422 if form.errors else 200)


def _file(request: SignedInRequest, month: dt.date, form: InsertedForm) -> HttpResponseBase:
    given = form.cleaned_data
    run = services.export_inserted(
        request.actor, office_id=int(given["office"]), month=month, format=given["format"]
    )
    if run.state == RunState.DONE:
        return run_response(run)
    return redirect("reports:run", run.uuid)


def _offices(request: SignedInRequest) -> list[tuple[str, str]]:
    """The registry offices whose books the person reads."""
    books = books_for(request.actor).select_related("office__unit").order_by("office_id")
    return list({str(book.office_id): book.office.unit.name for book in books}.items())


def _month(text: str) -> dt.date:
    if not text:
        return clock.today().replace(day=1)
    try:
        month = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None
    if not 1945 < month.year < 2200:
        raise Http404
    return month


def _next(month: dt.date) -> dt.date | None:
    """The month after, unless it lies ahead."""
    after = (month + dt.timedelta(days=32)).replace(day=1)
    return after if after <= clock.today() else None
