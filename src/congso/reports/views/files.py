# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing out what was made: a download no browser runs."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from congso.reports.enums import MEDIA_TYPES, Format
from congso.reports.models import ExportRun
from congso.reports.services import path_of


def run_response(run: ExportRun) -> HttpResponseBase:
    """The file of a finished run. Raises Http404 when its day is over."""
    try:
        stream = path_of(run).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        stream,
        as_attachment=True,
        filename=run.file_name,
        content_type=MEDIA_TYPES[Format(run.format)],
    )
    return _guarded(response)


def pdf_response(content: bytes, name: str) -> HttpResponseBase:
    """A PDF of our own making, shown by the browser's reader where it has one."""
    response = HttpResponse(content, content_type=MEDIA_TYPES[Format.PDF])
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return _guarded(response)


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, private=True, no_store=True)
    response["X-Content-Type-Options"] = "nosniff"
    return response
