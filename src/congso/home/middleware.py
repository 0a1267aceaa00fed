# SPDX-License-Identifier: AGPL-3.0-or-later
"""The actor of a request, and answers to what services refuse."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.organisation.standing import standing_of
from congso.ui.htmx import conflict

NUL_REFUSED = _(
    "The address or the text holds a character that cannot be kept. Go back and type it again."
)
OPEN_PREFIXES = (
    "/accounts/", "/static/", "/healthz", "/readyz", "/api/", "/portal/", "/verify/",
    "/office/setup/",  # there until the agency is entered, then 404
)  # fmt: skip


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person acting by the web. His post is resolved when a service asks."""
    return Actor(
        person_id=request.user.pk,
        via="http",
        ip=request.META.get("REMOTE_ADDR", ""),
        request_id=secrets.token_hex(8),
    )


def _title(actor: Actor) -> str:
    post = standing_of(actor).primary_post
    return post.label if post else ""


class SignedInMiddleware:
    """Every page outside the open prefixes is for signed-in people; deny by default.

    Whoever is signed out is led to sign-in, whatever he sent: an act is not done, and the page says
    why. Sets request.actor. Turns Denied into 404 (absent and forbidden look the same) and a race
    somebody else won into 409 with a banner.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            actor = request.actor = actor_of(request)  # type: ignore[attr-defined]
            title = SimpleLazyObject(lambda: _title(actor))
            request.user.position_title = title  # type: ignore[attr-defined]
        if request.user.is_authenticated or request.path.startswith(OPEN_PREFIXES):
            return self.get_response(request)
        return self._to_sign_in(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """No text holds the NUL character: the database refuses it, whatever asked for it."""
        if request.path.startswith("/api/") or not _holds_nul(request, view):
            return None
        return render(request, "400.html", {"problem": NUL_REFUSED}, status=400)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Denied):
            return render(request, "404.html", status=404)
        if isinstance(error, WrongState):
            return conflict(request, str(error.message), url=request.path)
        return None

    def _to_sign_in(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/events/"):
            return HttpResponse(status=401)
        url = reverse("account_login") + "?" + urlencode({"next": _way_back(request)})
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": url})
        return HttpResponse(status=302, headers={"Location": url})


def _holds_nul(request: HttpRequest, view: Callable[..., Any]) -> bool:
    if "\x00" in request.path or _in_values(request.GET):
        return True
    # The check of the token has read the body of a form; other bodies are left to their views.
    is_form = request.method == "POST" and not getattr(view, "csrf_exempt", False)
    return is_form and _in_values(request.POST)


def _in_values(given: QueryDict) -> bool:
    return any("\x00" in text for name, texts in given.lists() for text in (name, *texts))


def _way_back(request: HttpRequest) -> str:
    """Where sign-in leads to: the page the person was on, never the address of a form or a part.

    htmx tells the page (HX-Current-URL), a plain form where it stood (Referer); an address of
    another host counts for nothing.
    """
    is_part = bool(request.headers.get("HX-Request"))
    if not is_part and request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = urlsplit(request.headers.get("HX-Current-URL" if is_part else "Referer", ""))
    if page.netloc != request.get_host() or not page.path.startswith("/"):
        return "/"
    back = page.path + (f"?{page.query}" if page.query else "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
