# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: what waits for me today."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from congso.documents import lists
from congso.ui.requests import SignedInRequest


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Counters of the person's lists and the first rows of those where something waits."""
    request.nav_key = "home"
    offered = [item for item in lists.offered_to(request.actor) if item.counted]
    counted = lists.counts(request.actor, offered)
    strip = [(item, counted[item.key]) for item in offered]
    blocks = [
        (item, item.page(request.actor, size=5).rows) for item in offered if counted[item.key]
    ][:4]
    return render(request, "home/desk.html", {"strip": strip, "blocks": blocks})
