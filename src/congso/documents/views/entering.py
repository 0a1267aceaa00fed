# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk's form as it is shown, whatever it is for: a new paper, a waiting one, a number."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from congso.common import clock
from congso.documents import queries
from congso.documents.forms import RegisterForm
from congso.documents.models import Document
from congso.documents.policies import offices_as_clerk
from congso.documents.services.claims import ClaimedBy
from congso.documents.views import shown_files
from congso.ui.htmx import render, render_invalid
from congso.ui.requests import SignedInRequest


def show(
    request: SignedInRequest, form: RegisterForm, action: str, document: Document | None = None
) -> HttpResponse:
    """The form beside the scan; 422 with errors. `action` is where it is sent."""
    context: dict[str, Any] = {
        "form": form,
        "document": document,
        "action": action,
        "waiting": queries.to_register(request.actor).count(),
        "done_today": _done_today(request),
        "holder": _holder(request, document),
        "scan": shown_files.of_form(request.actor, form, document),
        "own_files": shown_files.rows_of(document) if document else [],
    }
    answer = render_invalid if form.errors else render
    return answer(request, "documents/register.html", "documents/_register_form.html", context)


def registered(document: Document) -> str:
    """What is said when it is done."""
    return _("Registered with number %(number)s.") % {"number": document.number_text}


def _holder(request: SignedInRequest, document: Document | None) -> str:
    """Who else is entering the paper right now, in words."""
    held = getattr(document, "claim", None)
    if held is None or held.expires_at <= clock.now() or held.person_id == request.actor.person_id:
        return ""
    return str(ClaimedBy(held.person.full_name).message)


def _done_today(request: SignedInRequest) -> int:
    since = clock.at(clock.today(), 0)
    return queries.registered_since(request.actor, offices_as_clerk(request.actor), since)
