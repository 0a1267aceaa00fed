# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers for both ways a page is asked for: whole, or as the fragment htmx swaps in."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_template
from django.utils.cache import patch_vary_headers


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part; a boosted link or a restored history entry needs the whole."""
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return False
    return not (htmx.boosted or htmx.history_restore_request)


def render(
    request: HttpRequest,
    page_template: str,
    fragment_template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page, or only its fragment for htmx; the page includes the same fragment template."""
    name = fragment_template if wants_fragment(request) else page_template
    response = render_template(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def render_invalid(
    request: HttpRequest,
    page_template: str,
    fragment_template: str,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """A form with errors: 422, which the page swaps in and then moves focus to the summary."""
    return render(request, page_template, fragment_template, context, status=422)


def redirect(request: HttpRequest, url: str) -> HttpResponse:
    """See other: a plain redirect, or HX-Redirect when htmx would follow it inside a fragment."""
    if not getattr(request, "htmx", None):
        return HttpResponseRedirect(url)
    return HttpResponse(status=204, headers={"HX-Redirect": url})


def conflict(request: HttpRequest, message: str, *, url: str = "") -> HttpResponse:
    """409: somebody else was first. The page shows the message as a banner, with a link to see."""
    response = render_template(
        request, "ui/_conflict.html", {"message": message, "url": url}, status=409
    )
    return trigger(response, "congso:conflict", {"message": message, "url": url})


def toast(response: HttpResponse, message: str, *, undo_url: str = "") -> HttpResponse:
    """Adds "it is done" to an answer, with an undo for 8 seconds when there is one."""
    return trigger(response, "congso:toast", {"message": message, "undo": undo_url})


def trigger(
    response: HttpResponse, event: str, detail: dict[str, Any] | None = None
) -> HttpResponse:
    """Adds one event to HX-Trigger, keeping those already there."""
    known = json.loads(response.headers.get("HX-Trigger", "{}"))
    response["HX-Trigger"] = json.dumps({**known, event: detail or {}})
    return response
