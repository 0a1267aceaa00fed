# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import time
from typing import Any

from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congso.accounts import queries, screen_lock
from congso.accounts.addresses import actor_of, person_in
from congso.accounts.messages import refusal_message
from congso.accounts.services import door
from congso.common import clock
from congso.ui import htmx

FRAGMENT, PAGE = "accounts/_lock.html", "accounts/lock.html"


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def lock(request: HttpRequest) -> HttpResponse:
    """POST locks the screen; the answer is the form that opens it again."""
    if request.method == "POST":
        screen_lock.lock(request.session)
    elif not screen_lock.is_locked(request.session):
        by_script = htmx.wants_fragment(request)
        return HttpResponse(status=204) if by_script else HttpResponseRedirect("/")
    return htmx.render(request, PAGE, FRAGMENT, _context(request), status=423)


@sensitive_post_parameters("password")
@never_cache
@login_required
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the screen with the password or a security key; pages keep what was typed."""
    error = _refusal(request)
    if error:
        return htmx.render_invalid(request, PAGE, FRAGMENT, {**_context(request), "error": error})
    screen_lock.unlock(request.session, time.time())
    if htmx.wants_fragment(request):
        return htmx.trigger(HttpResponse(status=204), "congso:unlocked")
    return HttpResponseRedirect(_next(request))


@never_cache
@login_required
@require_GET
def unlock_options(request: HttpRequest) -> HttpResponse:
    """The challenge for the security keys of the person."""
    return JsonResponse({"request_options": begin_authentication(person_in(request))})


@never_cache
@login_required
@require_POST
def keepalive(request: HttpRequest) -> HttpResponse:
    """Somebody is there: the answer to the warning before the screen locks."""
    return HttpResponse(status=204)


def _refusal(request: HttpRequest) -> str:
    if request.POST.get("credential"):
        form = AuthenticateWebAuthnForm(request.POST, user=person_in(request))
        return "" if form.is_valid() else _("The security key was not accepted. Try again.")
    actor, now, typed = actor_of(request), clock.now(), request.POST.get("password", "")
    verdict = door.verify_again(actor, person=person_in(request), secret=typed, now=now)
    return "" if verdict.person else str(refusal_message(verdict, now))


def _context(request: HttpRequest) -> dict[str, Any]:
    return {"next": _next(request), "has_key": queries.has_security_key(person_in(request))}


def _next(request: HttpRequest) -> str:
    url = request.POST.get("next", "") or request.GET.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else "/"
