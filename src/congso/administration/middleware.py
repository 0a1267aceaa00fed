# SPDX-License-Identifier: AGPL-3.0-or-later
"""While there is no agency every page is the first set-up."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from congso.administration.services import first_setup

OPEN = ("/static/", "/healthz", "/readyz", "/language/")
_known: dict[str, bool] = {}


def is_set_up() -> bool:
    """Whether there is an organisation; asked of the database until the answer is yes."""
    if not _known.get("set up"):
        _known["set up"] = not first_setup.is_empty()
    return _known["set up"]


def forget() -> None:
    """Ask the database again (tests begin with an empty one)."""
    _known.clear()


class FirstSetUp:
    """Sends whoever comes to an empty installation to the page that asks for the agency."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN) or is_set_up():
            return self.get_response(request)
        page = reverse("administration:first-setup")
        if request.path == page:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return HttpResponse(status=503)
        return HttpResponseRedirect(page)
