# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk's page before going home."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from congso.common.actor import Actor
from congso.documents.incoming_lists import is_clerk
from congso.routing.queries import day
from congso.ui import keyset
from congso.ui.requests import SignedInRequest

HEADS = {
    "to-register": ("inbox", _("Not registered yet")),
    "to-distribute": ("arrows-split-2", _("Registered, not distributed")),
    "to-present": ("file-text", _("Proposed, not presented")),
    "to-fill-in": ("number", _("Numbers to fill in")),
    "missing": ("file-off", _("Annex missing")),
    "sent": ("send", _("Not taken in by the unit")),
}


@require_safe
def close_of_day(request: SignedInRequest) -> HttpResponse:
    """What is not registered, presented, complete or taken in; how much was registered today.

    ?only= shows one list to its end, fifty papers a page.
    """
    if not is_clerk(request.actor):
        raise Http404
    if only := request.GET.get("only", ""):
        return _whole(request, request.actor, only)
    evening = day.evening_of(request.actor)
    blocks = [(key, *head, evening.blocks[key]) for key, head in HEADS.items()]
    context = {"evening": evening, "blocks": blocks}
    return render(request, "routing/close_of_day.html", context)


def _whole(request: SignedInRequest, actor: Actor, key: str) -> HttpResponse:
    if key not in HEADS:
        raise Http404
    papers, cursor = day.left_by(actor)[key], request.GET.get("cursor", "")
    try:
        page = keyset.page_of(papers, order=day.ORDER, cursor=cursor)
    except keyset.BadCursor:
        raise Http404 from None
    block = day.Block(page.rows, papers.count())
    context = {"blocks": [(key, *HEADS[key], block)], "only": key, "next_cursor": page.next_cursor}
    return render(request, "routing/close_of_day.html", context)
