# SPDX-License-Identifier: AGPL-3.0-or-later
"""One view for every act with a small form: shown in a dialog, or as a page without script."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.common.numbers import read_number
from congso.documents import queries
from congso.documents.acts import BY_VERB, Act
from congso.documents.forms import CorrectionForm, RegisterForm, initial_of
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS
from congso.documents.services import annexes, correct, join, secret_removal
from congso.documents.services.claims import ClaimedBy
from congso.documents.services.join import CannotJoin
from congso.documents.services.locking import Stale
from congso.documents.services.restrict import WideningNotConfirmed
from congso.ui.htmx import conflict, redirect, render, render_invalid
from congso.ui.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, uuid: UUID, verb: str) -> HttpResponse:
    """The form of an act, and the act itself."""
    chosen = BY_VERB[verb]
    document = _found(request, chosen.action, uuid)
    form = chosen.form(request.actor, request.POST if request.method == "POST" else None)
    form.about(document)
    if request.method != "POST":
        return _show(request, chosen, document, form)
    if not form.is_valid():
        return _show(request, chosen, document, form)
    try:
        chosen.run(request.actor, document, form)
    except InvalidPaper as refused:
        form.add_refusals(refused.errors)
        return _show(request, chosen, document, form)
    except WideningNotConfirmed as asked:
        form.add_error("confirmed", str(asked.message))
        return _show(request, chosen, document, form)
    except ClaimedBy as held:
        return conflict(request, str(held.message), url=_page(document))
    messages.success(request, str(chosen.done) % {"number": document.number_text})
    return redirect(request, _after(request, document))


@require_http_methods(["GET", "HEAD", "POST"])
def correct_entry(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Change what was entered, with a reason, until the paper is distributed."""
    document = _found(request, "correct", uuid)
    if request.method != "POST":
        form = CorrectionForm(request.actor, paper=document, initial=initial_of(document))
        return _show_correction(request, document, form)
    form = CorrectionForm(request.actor, request.POST, paper=document)
    reason = request.POST.get("reason", "")
    version = read_number(request.POST.get("version")) or 0
    if not form.is_valid():
        return _show_correction(request, document, form, reason)
    try:
        correct.correct(
            request.actor,
            document_id=document.pk,
            data=form.to_data(),
            reason=reason,
            expected_version=version,
        )
    except InvalidPaper as refused:
        form.add_refusals(refused.errors)
        return _show_correction(request, document, form, reason)
    except Stale as stale:
        return conflict(request, str(stale.message), url=request.path)
    messages.success(request, _("The entry was corrected; before and after are kept."))
    return redirect(request, _page(document))


@require_POST
def join_entered(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """From the register form: what is being entered is this registered paper, by one more road."""
    document = _found(request, "join", uuid)
    waiting = request.POST.get("of_paper", "")
    try:
        if waiting:
            received = get_object_or_404(Document, uuid=waiting)
            join.join_into(request.actor, received_id=received.pk, document_id=document.pk)
        else:
            _join_form(request, document)
    except (CannotJoin, ClaimedBy) as refused:
        return conflict(request, str(refused.message), url=_page(document))
    except InvalidPaper as refused:
        message = " ".join(str(text) for text in refused.errors.values())
        return conflict(request, message, url=_page(document))
    messages.success(request, _("Joined to number %(number)s.") % {"number": document.number_text})
    return redirect(request, _page(document))


def _join_form(request: SignedInRequest, document: Document) -> None:
    form = RegisterForm(request.actor, request.POST)
    form.is_valid()  # only road, day and files count; the rest belongs to the registered paper
    given = form.cleaned_data
    if "road" not in given or "arrived_on" not in given:
        raise InvalidPaper({"arrived_on": _("Enter the date of arrival and how the paper came.")})
    join.join(
        request.actor,
        document_id=document.pk,
        road=given["road"],
        arrived_at=form.arrived_at,
        files=[file.ref() for file in form.kept],
    )


def _found(request: SignedInRequest, action: str, uuid: UUID) -> Document:
    try:
        return queries.get_for(request.actor, action, uuid)
    except queries.NotVisible:
        raise Http404 from None


def _page(document: Document) -> str:
    return reverse("documents:detail", args=[document.uuid])


def _after(request: SignedInRequest, document: Document) -> str:
    """Where one goes on: a restricted or returned paper may be out of sight now."""
    try:
        queries.get_for(request.actor, "outline", document.uuid)
    except queries.NotVisible:
        return reverse("documents:incoming")
    return _page(document)


def _show(request: SignedInRequest, chosen: Act, document: Document, form: object) -> HttpResponse:
    is_seen = DOCUMENTS.allows(request.actor, "view", document)
    is_asking = is_seen and chosen.verb == "ask-annex"
    context = {
        "act": chosen,
        "document": document,
        "is_seen": is_seen,
        "form": form,
        "request_text": annexes.request_text(document) if is_asking else "",
        "asked": secret_removal.requests_of(document)
        if chosen.verb == "confirm-secret-removal"
        else [],
        "view": "detail",
    }
    answer = render_invalid if getattr(form, "errors", None) else render
    return answer(request, "documents/act.html", "documents/_act.html", context)


def _show_correction(
    request: SignedInRequest, document: Document, form: RegisterForm, reason: str = ""
) -> HttpResponse:
    request.nav_key = "in-all"
    context = {"document": document, "form": form, "reason": reason}
    answer = render_invalid if form.errors else render
    return answer(request, "documents/correct.html", "documents/_correct.html", context)
