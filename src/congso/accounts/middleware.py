# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between a session and the pages: its end, the screen lock, the forced new password."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from congso.accounts import queries, screen_lock, second_factor_rule
from congso.accounts.addresses import client_address, person_in
from congso.common import clock
from congso.ui import htmx

Answer = Callable[[HttpRequest], HttpResponse]


class SessionGuard:
    """Ends sessions after twelve hours and locks the screen of who is away; notes activity.

    Stands after authentication. A locked session gets 423 with the lock page; htmx gets a trigger
    as well, so that the page stays as it is and opens a dialog over itself.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or _is_static(request):
            return self.get_response(request)
        now = time.time()
        if screen_lock.is_over(request.session, now):
            logout(request)
            return self.get_response(request)
        if screen_lock.seconds_left(request.session, now) <= 0:
            screen_lock.lock(request.session)
        if screen_lock.is_locked(request.session):
            return self.get_response(request) if _opens_lock(request) else locked(request)
        return self._while_open(request, now)

    def _while_open(self, request: HttpRequest, now: float) -> HttpResponse:
        if screen_lock.is_own_act(request) and screen_lock.note_activity(
            request.session, person_in(request), now
        ):
            _note_seen(request)
        left = screen_lock.seconds_left(request.session, now)
        request.session_seconds = left  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Session-Seconds"] = str(left)
        return response


class OwnLanguage:
    """Pages speak the language of the account; signed out that of the cookie or the browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = (
            user.language
            if user.is_authenticated
            else translation.get_language_from_request(request)
        )
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language() or language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language",))
        return response


class MustChangePassword:
    """Whoever holds an issued password sees nothing but the page that asks for his own (R-07)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not user.must_change_password or _is_static(request):
            return self.get_response(request)
        page = reverse("accounts:first_password")
        if request.path in {page, *_always_open()}:
            return self.get_response(request)
        return htmx.redirect(request, page)


class MustHaveSecondFactor:
    """Whoever must have a second factor and has none is led to set one up before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or _is_static(request) or _sets_factor_up(request):
            return self.get_response(request)
        if not second_factor_rule.is_missing(person_in(request), request.session, time.time()):
            return self.get_response(request)
        if not screen_lock.is_own_act(request):
            return HttpResponse(status=204)  # a poll must not tear the set-up form away
        return htmx.redirect(request, reverse("accounts:second_factor"))


def locked(request: HttpRequest) -> HttpResponse:
    """423 with the lock page, or its fragment and the trigger that makes the page open it."""
    context = {
        "next": request.get_full_path() if request.method == "GET" else "/",
        "has_key": queries.has_security_key(person_in(request)),
    }
    if not request.headers.get("HX-Request"):
        if not _wants_page(request):
            return HttpResponse(status=423, headers={"HX-Trigger": "congso:locked"})
        return render(request, "accounts/lock.html", context, status=423)
    response = render(request, "accounts/_lock.html", context, status=423)
    response["HX-Trigger"] = "congso:locked"
    return response


def _wants_page(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "text/html")


def _opens_lock(request: HttpRequest) -> bool:
    return request.path in {
        reverse("accounts:lock"),
        reverse("accounts:unlock"),
        reverse("accounts:unlock_options"),
        *_always_open(),
    }


def _sets_factor_up(request: HttpRequest) -> bool:
    """The pages on which a factor is set up, those before them, and the way out."""
    return request.path.startswith(reverse("mfa_index")) or request.path in {
        reverse("accounts:second_factor"),
        reverse("accounts:first_password"),
        reverse("account_reauthenticate"),
        reverse("accounts:lock"),
        reverse("accounts:unlock"),
        reverse("accounts:unlock_options"),
        reverse("accounts:keepalive"),
        reverse("accounts:report_leak"),
        *_always_open(),
    }


def _always_open() -> set[str]:
    return {reverse("account_logout"), reverse("accounts:preferences")}


def _is_static(request: HttpRequest) -> bool:
    return request.path.startswith(str(settings.STATIC_URL))


def _note_seen(request: HttpRequest) -> None:
    rows = UserSession.objects.filter(session_key=request.session.session_key)
    seen: dict[str, Any] = {"last_seen_at": clock.now()}
    if address := client_address(request):
        seen["ip"] = address
    rows.update(**seen)
