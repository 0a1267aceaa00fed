# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk's page before going home."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congso.documents.incoming_lists import is_clerk
from congso.routing.queries.day import evening_of
from congso.ui.requests import SignedInRequest


@require_safe
def close_of_day(request: SignedInRequest) -> HttpResponse:
    """What is not registered, presented, complete or taken in; how much was registered today."""
    if not is_clerk(request.actor):
        raise Http404
    evening = evening_of(request.actor)
    blocks = [
        ("to-register", "inbox", _("Not registered yet"), evening.to_register),
        ("to-distribute", "arrows-split-2", _("Registered, not distributed"),
         evening.not_distributed),
        ("to-present", "file-text", _("Proposed, not presented"), evening.not_presented),
        ("to-fill-in", "number", _("Numbers to fill in"), evening.blank),
        ("missing", "file-off", _("Annex missing"), evening.missing_annex),
        ("sent", "send", _("Not taken in by the unit"), evening.not_taken_in),
    ]  # fmt: skip
    context = {"evening": evening, "blocks": blocks}
    return render(request, "routing/close_of_day.html", context)
