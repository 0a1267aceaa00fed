# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a recipient, a head or a giver does with a flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.common import clock
from congso.common.actor import Actor
from congso.routing import recipients
from congso.routing.answers import attempt, done, flow_for, page_of, show_form
from congso.routing.deadlines import DueInThePast, DueTooLate
from congso.routing.enums import Role, State
from congso.routing.forms import (
    ExtensionForm,
    ForwardForm,
    KnowForm,
    OpinionForm,
    ProgressForm,
    ReasonForm,
    SlipForm,
    WordsForm,
    due_initial,
)
from congso.routing.models import Extension, Flow
from congso.routing.policies import EXTENSIONS
from congso.routing.queries import desk
from congso.routing.services import assign as assigning
from congso.routing.services import extend, handle, redirect
from congso.ui import htmx
from congso.ui.forms import BaseForm
from congso.ui.requests import SignedInRequest

BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Verb:
    """A verb with a form: what is asked, what is done, what is said afterwards."""

    action: str
    form: type[BaseForm]
    act: Callable[[Actor, int, dict[str, Any], BaseForm], Any]
    title: str | Promise
    button: str | Promise
    said: str | Promise


VERBS: dict[str, Verb] = {
    "return": Verb(
        "return_flow", ReasonForm,
        lambda actor, pk, given, _form: handle.return_flow(actor, flow_id=pk, reason=given["text"]),
        gettext_lazy("Return with a reason"), gettext_lazy("Return"), gettext_lazy("Returned."),
    ),
    "take-back": Verb(
        "take_back", ReasonForm,
        lambda actor, pk, given, _form: redirect.take_back(actor, flow_id=pk, reason=given["text"]),
        gettext_lazy("Take back"), gettext_lazy("Take back"), gettext_lazy("Taken back."),
    ),
    "urge": Verb(
        "urge", WordsForm,
        lambda actor, pk, given, _form: redirect.urge(actor, flow_id=pk, text=given["text"]),
        gettext_lazy("Urge"), gettext_lazy("Urge"), gettext_lazy("Urged; the reminder is kept."),
    ),
    "progress": Verb(
        "report_progress", ProgressForm,
        lambda actor, pk, given, _form: handle.report_progress(
            actor, flow_id=pk, text=given["text"], percent=given["percent"]
        ),
        gettext_lazy("Report progress"), gettext_lazy("Report"), gettext_lazy("Progress is kept."),
    ),
    "opinion": Verb(
        "give_opinion", OpinionForm,
        lambda actor, pk, given, _form: handle.give_opinion(
            actor, flow_id=pk, verdict=given["verdict"], text=given["text"]
        ),
        gettext_lazy("Opinion to the lead"), gettext_lazy("Send the opinion"),
        gettext_lazy("The opinion is sent to the lead."),
    ),
    "close": Verb(
        "close", ReasonForm,
        lambda actor, pk, given, _form: redirect.close(actor, flow_id=pk, reason=given["text"]),
        gettext_lazy("Close: it needs no more"), gettext_lazy("Close the work"),
        gettext_lazy("Closed."),
    ),
    "reopen": Verb(
        "reopen", ReasonForm,
        lambda actor, pk, given, _form: redirect.reopen(actor, flow_id=pk, reason=given["text"]),
        gettext_lazy("Reopen: the work goes on"), gettext_lazy("Reopen"),
        gettext_lazy("Reopened."),
    ),
    "extension": Verb(
        "ask_extension", ExtensionForm,
        lambda actor, pk, given, form: extend.ask_extension(
            actor, flow_id=pk, until=form.to_due(), reason=given["text"]  # type: ignore[attr-defined]
        ),
        gettext_lazy("Ask for a later deadline"), gettext_lazy("Ask"),
        gettext_lazy("Asked; whoever set the deadline decides."),
    ),
}  # fmt: skip


@require_POST
def accept(request: SignedInRequest, flow_id: int) -> HttpResponse:
    """Take the work in hand."""
    flow = flow_for(request, flow_id, "accept")
    handle.accept(request.actor, flow_id=flow.pk)
    return done(request, flow.document, _("Accepted."))


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, flow_id: int, verb: str) -> HttpResponse:
    """One of the verbs with a form."""
    chosen = VERBS[verb]
    flow = flow_for(request, flow_id, chosen.action)
    form = chosen.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: chosen.act(request.actor, flow.pk, given, form)):
            return done(request, flow.document, str(chosen.said))
    context = {"form": form, "flow": flow, "document": flow.document, "button": chosen.button}
    return show_form(request, "routing/_verb_form.html", context, title=str(chosen.title))


@require_POST
def start(request: SignedInRequest, flow_id: int) -> HttpResponse:
    """Begin the work."""
    flow = flow_for(request, flow_id, "start")
    handle.start(request.actor, flow_id=flow.pk)
    return done(request, flow.document, _("The work has begun."))


@require_http_methods(["GET", "HEAD", "POST"])
def forward(request: SignedInRequest, flow_id: int) -> HttpResponse:
    """Hand a flow to another recipient; also how a returned one goes where it belongs."""
    flow = flow_for(request, flow_id, "forward")
    url = reverse("routing:forward_recipients", args=[flow.pk])
    given = request.POST if request.method == "POST" else None
    form = ForwardForm(_beside(flow), url, given)
    if request.method == "POST" and form.is_valid():
        handing = lambda: redirect.forward(  # noqa: E731
            request.actor,
            flow_id=flow.pk,
            to=form.to_party(flow.role),
            reason=form.cleaned_data["text"],
            widen=form.cleaned_data["widen"],
        )
        if attempt(form, handing):
            return done(request, flow.document, _("Handed to another recipient."))
    context = {"form": form, "document": flow.document, "button": _("Hand over")}
    title = _("Hand to another recipient")
    return show_form(request, "routing/_verb_form.html", context, title=title)


@require_safe
def forward_recipients(request: SignedInRequest, flow_id: int) -> JsonResponse:
    """Answers of the box when a flow is handed on."""
    flow = flow_for(request, flow_id, "forward")
    return as_groups(_beside(flow).matching(request.GET.get("q", "")))


def _beside(flow: Flow) -> recipients.Choices:
    """Whom the giver of the flow may name: those of the level it is on."""
    if flow.parent_id is None:
        return recipients.of_office(flow.office_id)
    return recipients.of_unit(Flow.objects.select_related("unit").get(pk=flow.parent_id).unit)


@require_http_methods(["GET", "HEAD", "POST"])
def pass_to_know(request: SignedInRequest, flow_id: int) -> HttpResponse:
    """Let people of the unit read the paper too."""
    flow = flow_for(request, flow_id, "pass_to_know")
    url = reverse("routing:unit_recipients", args=[flow.pk])
    form = KnowForm(
        recipients.of_unit(flow.unit), url, request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        slip = form.to_slip(flow.document_id)
        if attempt(form, lambda: assigning.pass_to_know(request.actor, flow_id=flow.pk, slip=slip)):
            return done(request, flow.document, _("Passed on for information."))
    context = {"form": form, "document": flow.document, "button": _("Pass on")}
    title = _("Pass on for information")
    return show_form(request, "routing/_verb_form.html", context, title=title)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: SignedInRequest, flow_id: int) -> HttpResponse:
    """The head gives the work on: to whom, until when, with which words."""
    flow = flow_for(request, flow_id, "assign")
    choices = recipients.of_unit(flow.unit)
    url = reverse("routing:unit_recipients", args=[flow.pk])
    given = request.POST if request.method == "POST" else None
    form = SlipForm(choices, url, given, initial=_as_before(flow))
    if request.method == "POST" and form.is_valid():
        slip = form.to_slip(flow.document_id)
        if attempt(form, lambda: assigning.assign(request.actor, flow_id=flow.pk, slip=slip)):
            return done(request, flow.document, _("Assigned."), to=_next_to_assign(request))
    context = {
        "form": form, "flow": flow, "document": flow.document, "button": _("Assign"),
        "people": _at_hand(choices),
    }  # fmt: skip
    return show_form(request, "routing/_slip_form.html", context, title=_("Assign on"))


def _at_hand(choices: recipients.Choices) -> list[tuple[str, str, str, str]]:
    """The people of the unit to give it to by one click, with a warning of who is away."""
    people = choices.people[:12]
    away = recipients.warnings(value for value, _name, _note in people)
    return [(value, name, note, away.get(value, "")) for value, name, note in people]


def _next_to_assign(request: SignedInRequest) -> str:
    """The next paper that waits for the head, so that ten are worked off without going back."""
    waiting = desk.to_assign(request.actor).first()
    if waiting is None:
        return ""
    return f"{reverse('documents:detail', args=[waiting.document.uuid])}?list=to-assign"


def _as_before(flow: Flow) -> dict[str, Any]:
    """Date, words and kind of work of whoever had it before, when it was taken back from him."""
    under = Flow.objects.filter(parent=flow, role=Role.LEAD)
    if flow.assigned_at is not None:
        return {}
    former = under.filter(state=State.TAKEN_BACK).select_related("direction").last()
    if former is None:
        return {}
    kept = {"text": former.direction.text, "work_kind": former.direction.work_kind}
    if former.due_at is None or former.due_at < clock.now():
        return kept
    return {**kept, **due_initial(former.due_kind, former.due_at)}


@require_safe
def unit_recipients(request: SignedInRequest, flow_id: int) -> JsonResponse:
    """Answers of the boxes when a head assigns on."""
    try:
        flow = flow_for(request, flow_id, "assign")
    except Http404:
        flow = flow_for(request, flow_id, "pass_to_know")
    return as_groups(recipients.of_unit(flow.unit).matching(request.GET.get("q", "")))


@require_POST
def decide(request: SignedInRequest, extension_id: int, answer: str) -> HttpResponse:
    """Grant or refuse a later deadline; who refuses says why."""
    action = "grant_extension" if answer == "grant" else "refuse_extension"
    found = EXTENSIONS.filter(Extension.objects.filter(pk=extension_id), request.actor, action)
    extension = get_object_or_404(found.select_related("flow__document"))
    if answer == "grant":
        try:
            extend.grant_extension(request.actor, extension_id=extension.pk)
        except (DueInThePast, DueTooLate):
            messages.warning(request, _("The date asked for no longer holds: refuse it."))
            return htmx.redirect(request, page_of(extension.flow.document))
        return done(request, extension.flow.document, _("The later deadline is granted."))
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["text"]
        extend.refuse_extension(request.actor, extension_id=extension.pk, reason=reason)
        return done(request, extension.flow.document, _("Refused; the deadline stands."))
    context = {"form": form, "document": extension.flow.document, "button": _("Refuse")}
    return show_form(request, "routing/_verb_form.html", context, title=_("Refuse with a reason"))


def as_groups(found: recipients.Choices) -> JsonResponse:
    """Choices in the shape the picker reads."""
    away = recipients.warnings(value for value, _name, _note in found.people)
    groups = [
        {
            "label": label,
            "items": [
                {"id": v, "name": n, "note": note, "warn": away.get(v, "")} for v, n, note in items
            ],
        }
        for label, items in ((_("Units"), found.units), (_("People"), found.people))
        if items
    ]
    return JsonResponse({"groups": groups})


@require_safe
def taken_back(request: SignedInRequest, flow_id: int) -> HttpResponse:
    """What is left of work that was taken back: who gave it, who took it back, when and why."""
    request.nav_key = "in-taken-back"
    flow = desk.taken_back(request.actor, since=BEGINNING).filter(pk=flow_id).first()
    if flow is None:
        raise Http404
    return render(request, "routing/taken_back.html", {"flow": flow})
