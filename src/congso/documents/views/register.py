# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk's screen: one paper after another, by the keyboard."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.common import clock
from congso.documents import issuers, queries
from congso.documents.enums import BookKind
from congso.documents.forms import RegisterForm
from congso.documents.incoming import InvalidPaper
from congso.documents.incoming_lists import is_clerk
from congso.documents.numbering import BookClosed, book_for
from congso.documents.policies import offices_as_clerk
from congso.documents.services import register as services
from congso.ui.htmx import redirect, render, render_invalid, toast

KEPT = ("office", "arrived_on", "road")


@require_http_methods(["GET", "HEAD", "POST"])
def register_incoming(request: HttpRequest) -> HttpResponse:
    """Enter a paper and register it; "save and go on" opens the next empty form."""
    if not is_clerk(request.actor):
        raise Http404
    request.nav_key = "in-register"
    _open_books(request)
    if request.method != "POST":
        return _show(request, RegisterForm(request.actor))
    form = RegisterForm(request.actor, request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        document = services.register_incoming(request.actor, data=form.to_data())
    except InvalidPaper as refused:
        form.add_refusals(refused.errors)
        return _show(request, form)
    except BookClosed as closed:
        form.add_error(None, closed.message)
        return _show(request, form)
    message = _("Registered with number %(number)s.") % {"number": document.number_text}
    return _next(request, form, document.uuid, message)


@require_POST
def register(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The one key: a complete paper that waits gets its number."""
    try:
        document = queries.get_for(request.actor, "register", uuid)
    except queries.NotVisible:
        raise Http404 from None
    document = services.register(request.actor, document_id=document.pk)
    response = redirect(request, reverse("documents:detail", args=[document.uuid]))
    message = _("Registered with number %(number)s.") % {"number": document.number_text}
    return toast(response, message)


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Papers that may be the same as the one being entered (asked while typing)."""
    office = request.GET.get("office", "")
    if not office.isdigit() or int(office) not in offices_as_clerk(request.actor):
        raise Http404
    pairs = issuers.chosen([request.GET.get("issuer", "")])
    found = queries.duplicates_of(
        int(office), symbol=request.GET.get("symbol", ""), issuer_name=pairs[0][1]
    )
    context = {"duplicates": found}
    return render(
        request, "documents/_duplicates.html", "documents/_duplicates.html", context
    )


@require_safe
def issuer_options(request: HttpRequest) -> JsonResponse:
    """Answers of the issuer box."""
    items = [{"id": key, "name": name} for key, name in issuers.suggest(request.GET.get("q", ""))]
    return JsonResponse({"groups": [{"label": "", "items": items}]})


@require_safe
def people_options(request: HttpRequest) -> JsonResponse:
    """Answers of a box of people."""
    found = issuers.suggest_people(request.GET.get("q", ""))
    items = [{"id": pk, "name": name, "note": note} for pk, name, note in found]
    return JsonResponse({"groups": [{"label": "", "items": items}]})


def _open_books(request: HttpRequest) -> None:
    for office_id in offices_as_clerk(request.actor):
        book_for(office_id, BookKind.INCOMING, clock.now())


def _show(request: HttpRequest, form: RegisterForm) -> HttpResponse:
    context = {"form": form, "waiting": queries.to_register(request.actor).count()}
    answer = render_invalid if form.errors else render
    return answer(request, "documents/register.html", "documents/_register_form.html", context)


def _next(request: HttpRequest, form: RegisterForm, uuid: UUID, message: str) -> HttpResponse:
    if request.POST.get("then") == "open":
        return toast(redirect(request, reverse("documents:detail", args=[uuid])), message)
    kept = {name: form.cleaned_data[name] for name in KEPT}
    fresh = RegisterForm(request.actor, initial=kept)
    context = {"form": fresh, "waiting": queries.to_register(request.actor).count(), "done": message}
    response = render(request, "documents/register.html", "documents/_register_form.html", context)
    return toast(response, message)
