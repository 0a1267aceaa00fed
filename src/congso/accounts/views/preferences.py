# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from congso.accounts import queries
from congso.accounts.addresses import actor_of, person_in
from congso.accounts.forms import PreferencesForm
from congso.accounts.services.preferences import set_preferences


@login_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Change what was sent; 204 for scripts, else back to the page."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    person = set_preferences(actor_of(request), person=person_in(request), data=form.to_data())
    by_script = request.headers.get("HX-Request") or request.headers.get("X-Requested-With")
    response = HttpResponse(status=204) if by_script else HttpResponseRedirect(_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        person.language,
        max_age=365 * 86400,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@login_required
@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """Account and security: who one is, how one signs in, how pages look."""
    actor = actor_of(request)
    person = queries.person_of(actor)
    context = {
        "person": person,
        "factors": queries.second_factors(person),
        "sessions": queries.sessions_of(
            actor, person=person, current=request.session.session_key or ""
        ),
    }
    return render(request, "accounts/profile.html", context)


def _back(request: HttpRequest) -> str:
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if safe else reverse("accounts:profile")
