# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploading: one file for each request, its state afterwards, and the owner's answers."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from congso.common.actor import Actor
from congso.filestore import queries, services
from congso.filestore.enums import CONFIRMABLE, UNSETTLED, StagedState
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.models import Staged
from congso.filestore.store import StoreFull
from congso.filestore.uploads import StagingHandler
from congso.filestore.wording import NO_ROOM, sentence_for, sentence_of_reason


@csrf_exempt  # the handler must be in place before the body is read; the inner view checks
@require_POST
def stage(request: HttpRequest) -> HttpResponse:
    """Take one file. 201 with its id, 413 too large, 415 refused, 507 when the disk is full."""
    _actor(request)
    try:
        expected = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        expected = 0
    handler = StagingHandler(request, expected_size=expected)
    request.upload_handlers = [handler]
    try:
        return _stage(request, handler)
    except Unacceptable as refused:
        status = 413 if refused.reason is Reason.TOO_LARGE else 415
        return _problem(request, status, sentence_of_reason(refused.reason))
    except StoreFull:
        return _problem(request, 507, str(NO_ROOM))
    finally:
        handler.drop()


@csrf_protect
def _stage(request: HttpRequest, handler: StagingHandler) -> HttpResponse:
    if not request.FILES or handler.writer is None:  # reading FILES is what takes the body
        raise Unacceptable(Reason.EMPTY)
    staged = services.register_upload(
        _actor(request), name=handler.raw_name, written=handler.writer
    )
    return _answer(request, staged, status=201)


@require_GET
def status(request: HttpRequest, staged_uuid: uuid.UUID) -> HttpResponse:
    """The state of one's own upload: JSON, or the fragment htmx asks for again and again."""
    return _answer(request, _own(request, staged_uuid))


@require_POST
def confirm_no_secret_mark(request: HttpRequest, staged_uuid: uuid.UUID) -> HttpResponse:
    """The owner has looked: page one bears no mark of a secret paper."""
    staged = _own(request, staged_uuid)
    return _answer(request, services.confirm_no_secret_mark(_actor(request), staged.pk))


@require_POST
def discard(request: HttpRequest, staged_uuid: uuid.UUID) -> HttpResponse:
    """Erase one's own upload; empty, so that htmx takes the row away."""
    services.discard(_actor(request), _own(request, staged_uuid).pk)
    return HttpResponse(status=200 if request.headers.get("HX-Request") else 204)


def _own(request: HttpRequest, staged_uuid: uuid.UUID) -> Staged:
    try:
        return queries.get_staged(_actor(request), "view", staged_uuid)
    except Staged.DoesNotExist:
        raise Http404 from None


def _actor(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.person_id is None:
        raise PermissionDenied
    return actor


def _answer(request: HttpRequest, staged: Staged, *, status: int = 200) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "filestore/_staged.html", _shown(request, staged), status=status)
    facts = {
        "id": str(staged.uuid),
        "name": staged.name,
        "size": staged.size,
        "state": staged.state,
        "ready": staged.state == StagedState.CLEAN,
        "settled": staged.state not in UNSETTLED,
        "message": sentence_for(staged),
        "url": reverse("filestore:status", args=[staged.uuid]),
    }
    return JsonResponse(facts, status=status)


def _shown(request: HttpRequest, staged: Staged) -> dict[str, Any]:
    field = request.GET.get("as", "")  # the field of a form that carries the file
    return {
        "field": field if field.isidentifier() else "",
        "staged": staged,
        "sentence": sentence_for(staged),
        "polls": staged.state in UNSETTLED,
        "asks": staged.state in CONFIRMABLE,
        "good": staged.state == StagedState.CLEAN,
    }


def _problem(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """RFC 9457 for scripts; the page of a full disk for people without."""
    accepts = request.headers.get("Accept", "")
    if status == 507 and accepts.startswith("text/html"):
        return render(request, "507.html", status=507)
    return JsonResponse(
        {"status": status, "detail": detail},
        status=status,
        content_type="application/problem+json",
    )
