# SPDX-License-Identifier: AGPL-3.0-or-later
"""Envelopes that are not opened: their list, a new line, and one that came back as a paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congso.documents.enums import EnvelopeState
from congso.documents.forms import RegisterForm
from congso.documents.forms_small import EnvelopeForm
from congso.documents.incoming import InvalidPaper
from congso.documents.incoming_lists import is_clerk
from congso.documents.models import Envelope
from congso.documents.numbering import BookClosed
from congso.documents.policies import ENVELOPES, offices_as_clerk
from congso.documents.queries_envelopes import envelopes as found_for
from congso.documents.services import envelopes as services
from congso.documents.views import entering
from congso.organisation.models import RegistryOffice
from congso.ui import keyset
from congso.ui.htmx import redirect, render, render_invalid, wants_fragment
from congso.ui.requests import SignedInRequest

ORDER = ("-arrived_at", "-pk")


@require_safe
def envelopes(request: SignedInRequest) -> HttpResponse:
    """The envelopes handed on, newest first."""
    request.nav_key = "in-envelopes"
    try:
        page = keyset.page_of(
            found_for(request.actor), order=ORDER, cursor=request.GET.get("cursor", "")
        )
    except keyset.BadCursor:
        raise Http404 from None
    may_write = is_clerk(request.actor)
    if not may_write and not page.rows:
        raise Http404
    context = {"page": page, "may_write": may_write, "open_state": EnvelopeState.PASSED_ON}
    name = "_envelope_rows.html" if wants_fragment(request) else "envelopes.html"
    return render_template(request, f"documents/{name}", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: SignedInRequest) -> HttpResponse:
    """Write the line of an unopened envelope."""
    if not is_clerk(request.actor):
        raise Http404
    request.nav_key = "in-envelopes"
    offices = RegistryOffice.objects.filter(pk__in=offices_as_clerk(request.actor))
    choices = [(str(office.pk), str(office.stamp_name)) for office in offices]
    form = EnvelopeForm(choices, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form)
    try:
        services.pass_on(request.actor, data=form.to_data())
    except InvalidPaper as refused:
        for name, text in refused.errors.items():
            form.add_error(name if name in form.fields else None, str(text))
        return _show(request, form)
    messages.success(request, _("The envelope is noted as handed on."))
    return redirect(request, reverse("documents:envelopes"))


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SignedInRequest, envelope_id: int) -> HttpResponse:
    """It proved to be common work and came back: register the paper from its line."""
    found = ENVELOPES.filter(Envelope.objects.all(), request.actor, "register")
    envelope = found.filter(pk=envelope_id).first()
    if envelope is None:
        raise Http404
    request.nav_key = "in-envelopes"
    action = reverse("documents:envelope-register", args=[envelope.pk])
    if request.method != "POST":
        initial = {
            "office": str(envelope.office_id),
            "road": envelope.road,
            "issuer": [f"text:{envelope.sender}"],
            "symbol": envelope.number_on_envelope,
        }
        return entering.show(request, RegisterForm(request.actor, initial=initial), action)
    form = RegisterForm(request.actor, request.POST)
    if form.is_valid():
        try:
            document = services.register_from_envelope(
                request.actor, envelope_id=envelope.pk, data=form.to_data()
            )
        except InvalidPaper as refused:
            form.add_refusals(refused.errors)
        except BookClosed as closed:
            form.add_error(None, str(closed.message))
        else:
            messages.success(request, entering.registered(document))
            return redirect(request, reverse("documents:detail", args=[document.uuid]))
    return entering.show(request, form, action)


def _show(request: SignedInRequest, form: EnvelopeForm) -> HttpResponse:
    context = {
        "form": form,
        "heading": _("Hand on an unopened envelope"),
        "text": _("Envelopes to a named person, the Party committee, the union are not opened."),
        "button": _("Note and hand on"),
    }
    answer = render_invalid if form.errors else render
    return answer(request, "documents/small_form.html", "documents/small_form.html", context)
