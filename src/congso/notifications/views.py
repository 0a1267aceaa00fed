# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stream of live counters, the poll that stands in for it, and the list of notices."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect as go
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from congso.notifications import live, queries, services
from congso.notifications.shown import grouped
from congso.ui.requests import SignedInRequest


@require_safe
def counts(request: SignedInRequest) -> JsonResponse:
    """The counters of the signed-in person, for a page whose stream is refused."""
    return JsonResponse({"counts": live.counts(request.actor)})


async def events(request: SignedInRequest) -> StreamingHttpResponse:
    """Server-sent events: counters at once and whenever something concerns the person."""
    visitor = live.Visitor(request.actor, request.session.session_key or "")
    response = StreamingHttpResponse(live.stream(visitor), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    """The newest notices of the signed-in person by day; one is read when it is opened."""
    request.nav_key = "notices"
    found = list(queries.newest(request.actor))
    context = {"days": grouped(request.actor, found), "unread": queries.unread(request.actor)}
    return render(request, "notifications/list.html", context)


@require_safe
def open_notice(request: SignedInRequest, notice_id: int) -> HttpResponse:
    """Go where the notice leads; the page there asks for the right anew."""
    notice = queries.own(request.actor, notice_id)
    services.mark_read(request.actor, notice_ids=[notice.pk])
    return go(notice.url)


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark everything read."""
    services.mark_read(request.actor)
    return HttpResponse(status=204) if request.htmx else go("notifications:list")
