# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Office stops the clock of an incomplete paper and starts it again, with reason."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from congso.routing.answers import attempt, done, paper_for, show_form
from congso.routing.forms import ReasonForm
from congso.routing.models import ClockStop
from congso.routing.policies import PAPERS
from congso.routing.services import clock_stops
from congso.ui.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def stop_clock(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Why the deadlines of the paper do not run for a while."""
    title, said = _("Stop the clock"), _("The deadlines stand still until you start the clock.")
    return _act(request, uuid, "stop_clock", clock_stops.stop_clock, title, said)


@require_http_methods(["GET", "HEAD", "POST"])
def start_clock(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Why they run again; the dates have moved."""
    title = _("Start the clock again")
    said = _("The deadlines run again, moved by the working time that passed.")
    return _act(request, uuid, "start_clock", clock_stops.start_clock, title, said)


def _act(
    request: SignedInRequest,
    uuid: UUID,
    action: str,
    act: Callable[..., ClockStop],
    title: str | Promise,
    said: str | Promise,
) -> HttpResponse:
    document = paper_for(request, uuid)
    if not PAPERS.allows(request.actor, action, document):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["text"]
        if attempt(form, lambda: act(request.actor, document_id=document.pk, reason=reason)):
            return done(request, document, str(said))
    context = {"form": form, "document": document, "button": title}
    return show_form(request, "routing/_verb_form.html", context, title=str(title))
