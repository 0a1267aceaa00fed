# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of a form on their way: checked, kept, shown beside it."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from congso.common.numbers import read_number
from congso.documents import form_proposals, kept_files
from congso.documents.views import shown_files
from congso.filestore import queries as store
from congso.filestore import services as filestore
from congso.filestore.enums import CONFIRMABLE, UNSETTLED, StagedState
from congso.filestore.models import Blob, Staged
from congso.filestore.responses import page_image_response
from congso.filestore.store import StoreFull
from congso.filestore.wording import NO_ROOM, sentence_for
from congso.ui.requests import SignedInRequest

PREVIEW_WIDTHS = range(100, 2001)


@require_POST
def settle(request: SignedInRequest, staged_uuid: UUID) -> HttpResponse:
    """How far an upload is; a clean one is kept at once and brings what page one proposes."""
    staged = _own(request, staged_uuid)
    if staged.state == StagedState.CLEAN:
        return _keep(request, staged)
    return _row_of_staged(request, staged)


@require_POST
def confirm(request: SignedInRequest, staged_uuid: UUID) -> HttpResponse:
    """The clerk has looked at page one: it bears no mark of a secret paper."""
    staged = _own(request, staged_uuid)
    return _keep(request, filestore.confirm_no_secret_mark(request.actor, staged.pk))


@require_safe
def rows(request: SignedInRequest) -> HttpResponse:
    """The rows of files whose tokens stand in a form that is put back from a draft."""
    return render(request, "documents/_kept_rows.html", {"files": _kept(request)})


@require_safe
def scan(request: SignedInRequest) -> HttpResponse:
    """The main file of the form, shown at its left."""
    main = next((file for file in _kept(request) if file.is_main), None)
    shown = shown_files.of_kept(main) if main else None
    return render(request, "documents/_scan.html", {"scan": shown})


@require_safe
def kept_page(request: SignedInRequest, token: str, page: int) -> HttpResponseBase:
    """The picture of a page of an uploaded file, for its uploader only."""
    files = kept_files.read(request.actor, [token])
    if not files:
        raise Http404
    return picture(request, files[0].sha256, page)


def picture(request: SignedInRequest, sha256: str, page: int) -> HttpResponseBase:
    """The picture of a page; the caller has checked the right. 404 where there is none."""
    asked = read_number(request.GET.get("w"))
    width = asked if asked is not None and asked in PREVIEW_WIDTHS else 1200
    try:
        found = filestore.page_image(sha256, page, width)
    except (filestore.NoPreview, Blob.DoesNotExist):
        raise Http404 from None
    return page_image_response(request, found)


def _kept(request: SignedInRequest) -> list[kept_files.KeptFile]:
    tokens = request.GET.getlist("files")[:50]
    return kept_files.read(request.actor, tokens, main=request.GET.get("main", ""))


def _own(request: SignedInRequest, staged_uuid: UUID) -> Staged:
    try:
        return store.get_staged(request.actor, "view", staged_uuid)
    except Staged.DoesNotExist:
        raise Http404 from None


def _keep(request: SignedInRequest, staged: Staged) -> HttpResponse:
    text = store.page_one_text(request.actor, staged.uuid)
    try:
        blob = filestore.keep(request.actor, staged.pk)
    except filestore.RemovedBefore as removed:
        return _row_of_staged(request, staged, str(removed.message))
    except filestore.NotChecked as gone:
        return _row_of_staged(request, staged, str(gone.message))
    except StoreFull:
        response = _row_of_staged(request, staged, str(NO_ROOM))
        response.status_code = 507
        return response
    file = kept_files.read(request.actor, [kept_files.token_of(request.actor, blob, staged.name)])
    proposed = form_proposals.for_form(text, pages=blob.page_count or 0)
    context = {
        "file": file[0],
        "proposed": json.dumps(proposed),
        "is_numbered": "symbol" in proposed,
        "is_new": True,
        "plain": "plain" in request.GET,
    }
    return render(request, "documents/_kept_row.html", context)


def _row_of_staged(request: SignedInRequest, staged: Staged, refusal: str = "") -> HttpResponse:
    context = {
        "staged": staged,
        "sentence": refusal or sentence_for(staged),
        "polls": staged.state in UNSETTLED and not refusal,
        "asks": staged.state in CONFIRMABLE and not refusal,
        "plain": "plain" in request.GET,
    }
    return render(request, "documents/_staged_row.html", context)
