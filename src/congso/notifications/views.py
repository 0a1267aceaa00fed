# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stream of live counters, the poll that stands in for it, and the list of notices."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from congso.access.queries import principals_of
from congso.common.actor import Actor
from congso.notifications import queries, services
from congso.notifications.hub import hub
from congso.ui.requests import SignedInRequest

REFRESH = 60.0  # seconds: rights are resolved anew at least this often
CALM = 0.5  # seconds: a burst of events becomes one message


@require_safe
def counts(request: SignedInRequest) -> JsonResponse:
    """The counters of the signed-in person, for a page whose stream is refused."""
    return JsonResponse({"counts": _counts(request.actor)})


async def events(request: SignedInRequest) -> StreamingHttpResponse:
    """Server-sent events: counters at once and whenever something concerns the person."""
    response = StreamingHttpResponse(_stream(request.actor), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _stream(actor: Actor) -> AsyncIterator[bytes]:
    while True:
        fresh = Actor(person_id=actor.person_id, via="http", ip=actor.ip)
        principals, found = await sync_to_async(_look)(fresh)
        if not principals:
            return  # signed out, locked or left: the page finds out at its next request
        async with hub.listening(actor.person_id or 0, principals) as listener:
            yield _message({"counts": found})
            try:
                await asyncio.wait_for(listener.woken.wait(), REFRESH)
                await asyncio.sleep(CALM)
            except TimeoutError:
                yield b": still here\n\n"


def _look(actor: Actor) -> tuple[frozenset[int], dict[str, int]]:
    principals = principals_of(actor)
    return principals, _counts(actor) if principals else {}


def _counts(actor: Actor) -> dict[str, int]:
    found: dict[str, int] = import_string(settings.CONGSO_COUNTS_PROVIDER)(actor)
    return {**found, "notices": queries.unread(actor)}


def _message(data: dict[str, Any]) -> bytes:
    return f"event: counts\ndata: {json.dumps(data)}\n\n".encode()


@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    """The newest notices of the signed-in person; looking at them marks them read."""
    found = list(queries.newest(request.actor))
    rows = [(notice, _(notice.msgid) % notice.parameters) for notice in found]
    services.mark_read(request.actor, notice_ids=[notice.pk for notice in found])
    return render(request, "notifications/list.html", {"rows": rows})


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark everything read."""
    services.mark_read(request.actor)
    return HttpResponse(status=204)
