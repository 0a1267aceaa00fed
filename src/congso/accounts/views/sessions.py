# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from congso.accounts import queries
from congso.accounts.addresses import actor_of, person_in
from congso.accounts.services import sessions


@login_required
@require_GET
def list_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    views = queries.sessions_of(
        actor_of(request), person=person_in(request), current=request.session.session_key or ""
    )
    return render(request, "accounts/sessions.html", {"sessions": views})


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one session."""
    try:
        sessions.end_session(actor_of(request), person=person_in(request), session_id=session_id)
    except sessions.NoSuchSession as error:
        raise Http404 from error
    messages.success(request, _("The session has ended."))
    return HttpResponseRedirect(reverse("accounts:sessions"))


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions but this."""
    count = sessions.end_other_sessions(
        actor_of(request), person=person_in(request), keep=request.session.session_key or ""
    )
    text = ngettext(
        "%(count)d other session has ended.", "%(count)d other sessions have ended.", count
    )
    messages.success(request, text % {"count": count})
    return HttpResponseRedirect(reverse("accounts:sessions"))
