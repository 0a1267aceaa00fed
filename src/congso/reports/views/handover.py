# SPDX-License-Identifier: AGPL-3.0-or-later
"""The minutes of a clerk who hands books and seal to a substitute."""

from __future__ import annotations

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from congso.reports.services import NothingToPrint, print_handover
from congso.reports.views.files import pdf_response
from congso.ui.requests import SignedInRequest


@require_safe
def handover(request: SignedInRequest, stand_in_id: int) -> HttpResponseBase:
    """The minutes with the numbers as they are now; for both people and who heads the agency."""
    try:
        printed = print_handover(request.actor, stand_in_id=stand_in_id)
    except NothingToPrint:
        raise Http404 from None
    return pdf_response(printed.content, printed.file_name)
