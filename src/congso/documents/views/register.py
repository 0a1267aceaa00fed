# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk's screen: one paper after another, by the keyboard."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render as render_template
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.common.numbers import read_number
from congso.documents import issuers, queries
from congso.documents.forms import RegisterForm, initial_of
from congso.documents.incoming import InvalidPaper
from congso.documents.incoming_lists import is_clerk
from congso.documents.models import Document
from congso.documents.numbering import BookClosed
from congso.documents.policies import DOCUMENTS, offices_as_clerk, offices_run_by
from congso.documents.services import claims, enter
from congso.documents.services import register as services
from congso.documents.services.claims import ClaimedBy
from congso.documents.symbols import UnreadableSymbol, parse
from congso.documents.views import entering
from congso.ui.htmx import conflict, redirect, toast
from congso.ui.requests import SignedInRequest

KEPT = ("office", "arrived_on", "road")


@require_http_methods(["GET", "HEAD", "POST"])
def register_incoming(request: SignedInRequest) -> HttpResponse:
    """Enter a paper and register it; "save and go on" opens the next empty form."""
    if not is_clerk(request.actor):
        raise Http404
    request.nav_key = "in-register"
    if request.method != "POST":
        return _show(request, RegisterForm(request.actor))
    form = RegisterForm(request.actor, request.POST)
    document = _save(request, form)
    if document is None:
        return _show(request, form)
    return _next_empty(request, form, document)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A paper that waits: its form filled in. Posted without fields it is registered as it stands.

    That is the one key of a clerk who only looks (PRACTICE 1.3).
    """
    document = _found(request, "register", uuid)
    request.nav_key = "in-to-register"
    if request.method != "POST":
        form = RegisterForm(request.actor, paper=document, initial=initial_of(document))
        return _show(request, form, document)
    if "subject" not in request.POST:
        return _register_as_it_stands(request, document)
    form = RegisterForm(request.actor, request.POST, paper=document)
    registered = _save(request, form, document)
    if registered is None:
        return _show(request, form, document)
    return _next_waiting(request, registered)


@require_POST
def claim(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The open form says every minute that this clerk is entering the paper."""
    document = _found(request, "register", uuid)
    try:
        claims.claim(request.actor, document_id=document.pk)
    except ClaimedBy as held:
        return render_template(request, "documents/_claimed.html", {"holder": held.message})
    return HttpResponse("")


@require_safe
def duplicates(request: SignedInRequest) -> HttpResponse:
    """While entering: papers that may be the same, and whether the symbol can be read."""
    office = read_number(request.GET.get("office"))
    mine = offices_as_clerk(request.actor) | offices_run_by(request.actor)
    if office is None or office not in mine:
        raise Http404
    given = request.GET.get("issuer") or issuers.typed(request.GET.get("issuer_typed", ""))
    symbol = request.GET.get("symbol", "").strip()[:60]
    found = queries.duplicates_of(
        office,
        symbol=symbol,
        issuer_name=issuers.chosen([given])[0][1],
        main_sha256=request.GET.get("main", ""),
    )
    waiting = request.GET.get("of_paper", "")
    seen = DOCUMENTS.allowed(request.actor, ("view",), found)
    context = {
        "duplicates": [(one, bool(seen[one.pk])) for one in found if str(one.uuid) != waiting],
        "hint": _hint(symbol),
        "waiting": waiting,
    }
    return render_template(request, "documents/_duplicates.html", context)


@require_safe
def expected_number(request: SignedInRequest) -> HttpResponse:
    """While entering: the number the paper is likely to get, and the books of the kind chosen."""
    if not is_clerk(request.actor):
        raise Http404
    waiting = request.GET.get("of_paper", "")
    paper = _found(request, "register", _uuid(waiting)) if waiting else None
    chosen = {
        "type": read_number(request.GET.get("type")),
        "office": request.GET.get("office", ""),
    }
    form = RegisterForm(request.actor, paper=paper, initial=chosen)
    context = {"form": form, "document": paper, "is_fresh": True}
    return render_template(request, "documents/_expected.html", context)


@require_safe
def issuer_options(request: SignedInRequest) -> JsonResponse:
    """Answers of the issuer box."""
    items = [{"id": key, "name": name} for key, name in issuers.suggest(request.GET.get("q", ""))]
    return JsonResponse({"groups": [{"label": "", "items": items}]})


@require_safe
def people_options(request: SignedInRequest) -> JsonResponse:
    """Answers of a box of people."""
    found = issuers.suggest_people(request.GET.get("q", ""))
    items = [{"id": pk, "name": name, "note": note} for pk, name, note in found]
    return JsonResponse({"groups": [{"label": "", "items": items}]})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _found(request: SignedInRequest, action: str, uuid: UUID) -> Document:
    try:
        return queries.get_for(request.actor, action, uuid)
    except queries.NotVisible:
        raise Http404 from None


def _save(
    request: SignedInRequest, form: RegisterForm, document: Document | None = None
) -> Document | None:
    """The registered paper, or None with the reasons in the form."""
    if not form.is_valid():
        return None
    try:
        if document is None:
            return services.register_incoming(request.actor, data=form.to_data())
        return enter.register_entered(request.actor, document_id=document.pk, data=form.to_data())
    except InvalidPaper as refused:
        form.add_refusals(refused.errors)
    except (BookClosed, ClaimedBy) as refused:
        form.add_error(None, str(refused.message))
    return None


def _register_as_it_stands(request: SignedInRequest, document: Document) -> HttpResponse:
    try:
        registered = services.register(request.actor, document_id=document.pk)
    except (BookClosed, ClaimedBy) as refused:
        return conflict(request, str(refused.message), url=request.path)
    return _next_waiting(request, registered)


def _show(
    request: SignedInRequest, form: RegisterForm, document: Document | None = None
) -> HttpResponse:
    action = (
        reverse("documents:register", args=[document.uuid])
        if document
        else reverse("documents:register-incoming")
    )
    return entering.show(request, form, action, document)


def _next_empty(request: SignedInRequest, form: RegisterForm, document: Document) -> HttpResponse:
    if request.POST.get("then") == "open" or not request.htmx:
        messages.success(request, entering.registered(document))
        opens = request.POST.get("then") == "open"
        page = reverse("documents:detail", args=[document.uuid]) if opens else request.path
        return redirect(request, page)
    kept = {name: form.cleaned_data[name] for name in KEPT}
    fresh = RegisterForm(request.actor, initial=kept, kinds=form.kinds)
    return toast(_show(request, fresh), entering.registered(document))


def _next_waiting(request: SignedInRequest, document: Document) -> HttpResponse:
    messages.success(request, entering.registered(document))
    following = queries.to_register(request.actor).filter(claim__isnull=True).first()
    if following is None or request.POST.get("then") == "open":
        return redirect(request, reverse("documents:detail", args=[document.uuid]))
    return redirect(request, reverse("documents:register", args=[following.uuid]))


def _hint(symbol: str) -> str:
    """How a symbol that cannot be read would be written; saving is not stopped."""
    try:
        parse(symbol)
    except UnreadableSymbol as unreadable:
        return str(unreadable.hint)
    return ""
