# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chuyển văn thư vào sổ: a unit hands the clerk a paper that came straight to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congso.documents.act_forms import HandInForm
from congso.documents.incoming import InvalidPaper
from congso.documents.models import DocumentType, HandIn
from congso.documents.policies import offices_of
from congso.documents.services import hand_in as services
from congso.organisation.models import RegistryOffice
from congso.ui.htmx import redirect, render, render_invalid
from congso.ui.requests import SignedInRequest

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: SignedInRequest) -> HttpResponse:
    """The form, and what became of the papers one handed in before."""
    request.nav_key = "in-hand-in"
    offices = RegistryOffice.objects.filter(pk__in=offices_of(request.actor)).order_by("pk")
    choices = [(str(office.pk), str(office.stamp_name)) for office in offices]
    if not choices:
        raise Http404
    form = HandInForm(request.actor, choices, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form)
    letter = DocumentType.objects.get(code="official_letter")
    try:
        services.hand_in(
            request.actor, data=form.to_data(letter.pk), note=form.cleaned_data["note"]
        )
    except InvalidPaper as refused:
        names = {"issuer_name": "issuer"}
        form.add_refusals({names.get(key, key): text for key, text in refused.errors.items()})
        return _show(request, form)
    messages.success(request, _("Handed to the clerk: it waits to be registered."))
    return redirect(request, reverse("documents:hand-in"))


def _show(request: SignedInRequest, form: HandInForm) -> HttpResponse:
    mine = HandIn.objects.filter(person=request.actor.person_id).order_by("-handed_at")
    context = {
        "form": form,
        "handed": list(mine.select_related("document__book")[:SHOWN]),
    }
    answer = render_invalid if form.errors else render
    return answer(request, "documents/hand_in.html", "documents/hand_in.html", context)
