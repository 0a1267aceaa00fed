# SPDX-License-Identifier: AGPL-3.0-or-later
"""A leader's own words for directions."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.organisation.models import RegistryOffice
from congso.routing.answers import attempt
from congso.routing.forms import PhraseForm
from congso.routing.models import StockPhrase
from congso.routing.policies import OFFICES, PHRASES
from congso.routing.queries import desk
from congso.routing.services import rules
from congso.ui.htmx import redirect, render, render_invalid
from congso.ui.requests import SignedInRequest

PAGE = "routing/phrases.html"


@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: SignedInRequest) -> HttpResponse:
    """The phrases offered in the direction form; one's own can be added and removed."""
    offices = OFFICES.filter(RegistryOffice.objects.all(), request.actor, "keep_own_phrase")
    office = offices.order_by("pk").first()
    if office is None:
        raise Http404
    form = PhraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: rules.keep_phrase(request.actor, office_id=office.pk, text=text)):
            messages.success(request, _("The phrase is kept."))
            return redirect(request, reverse("routing:phrases"))
    found = list(desk.phrases(request.actor, office.pk))
    allowed = PHRASES.allowed(request.actor, ("drop_phrase",), found)
    rows = [(phrase, bool(allowed[phrase.pk])) for phrase in found]
    answer = render_invalid if form.errors else render
    return answer(request, PAGE, PAGE, {"form": form, "rows": rows})


@require_POST
def drop(request: SignedInRequest, phrase_id: int) -> HttpResponse:
    """Offer a phrase no more."""
    found = PHRASES.filter(StockPhrase.objects.filter(pk=phrase_id), request.actor, "drop_phrase")
    phrase = get_object_or_404(found)
    rules.drop_phrase(request.actor, phrase_id=phrase.pk)
    messages.success(request, _("The phrase is removed."))
    return redirect(request, reverse("routing:phrases"))
