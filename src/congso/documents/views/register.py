# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk's screen: one paper after another, by the keyboard."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.common import clock
from congso.documents import issuers, queries
from congso.documents.enums import BookKind
from congso.documents.forms import RegisterForm, initial_of
from congso.documents.incoming import InvalidPaper
from congso.documents.incoming_lists import is_clerk
from congso.documents.models import Document
from congso.documents.numbering import BookClosed, book_for
from congso.documents.policies import offices_as_clerk
from congso.documents.services import claims, enter
from congso.documents.services import register as services
from congso.documents.services.claims import ClaimedBy
from congso.documents.symbols import UnreadableSymbol, parse
from congso.documents.views import shown_files
from congso.ui.htmx import conflict, redirect, render, render_invalid, toast

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
    document = _save(request, form)
    if document is None:
        return _show(request, form)
    return _next_empty(request, form, document)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A paper that waits: its form filled in. Posted without fields it is registered as it stands.

    That is the one key of a clerk who only looks (PRACTICE 1.3).
    """
    document = _found(request, "register", uuid)
    request.nav_key = "in-to-register"
    _open_books(request)
    if request.method != "POST":
        form = RegisterForm(request.actor, initial=initial_of(document))
        return _show(request, form, document)
    if "subject" not in request.POST:
        return _register_as_it_stands(request, document)
    form = RegisterForm(request.actor, request.POST)
    registered = _save(request, form, document)
    if registered is None:
        return _show(request, form, document)
    return _next_waiting(request, registered)


@require_POST
def claim(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The open form says every minute that this clerk is entering the paper."""
    document = _found(request, "register", uuid)
    try:
        claims.claim(request.actor, document_id=document.pk)
    except ClaimedBy as held:
        return render_template(request, "documents/_claimed.html", {"holder": held.message})
    return HttpResponse("")


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """While entering: papers that may be the same, and whether the symbol can be read."""
    office = request.GET.get("office", "")
    if not office.isdigit() or int(office) not in offices_as_clerk(request.actor):
        raise Http404
    given = request.GET.get("issuer") or issuers.typed(request.GET.get("issuer_typed", ""))
    symbol = request.GET.get("symbol", "").strip()[:60]
    found = queries.duplicates_of(
        int(office),
        symbol=symbol,
        issuer_name=issuers.chosen([given])[0][1],
        main_sha256=request.GET.get("main", ""),
    )
    waiting = request.GET.get("of_paper", "")
    context = {
        "duplicates": [paper for paper in found if str(paper.uuid) != waiting],
        "hint": _hint(symbol),
        "waiting": waiting,
    }
    return render_template(request, "documents/_duplicates.html", context)


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


def _found(request: HttpRequest, action: str, uuid: UUID) -> Document:
    try:
        return queries.get_for(request.actor, action, uuid)
    except queries.NotVisible:
        raise Http404 from None


def _open_books(request: HttpRequest) -> None:
    for office_id in offices_as_clerk(request.actor):
        book_for(office_id, BookKind.INCOMING, clock.now())


def _save(
    request: HttpRequest, form: RegisterForm, document: Document | None = None
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


def _register_as_it_stands(request: HttpRequest, document: Document) -> HttpResponse:
    try:
        registered = services.register(request.actor, document_id=document.pk)
    except (BookClosed, ClaimedBy) as refused:
        return conflict(request, str(refused.message), url=request.path)
    return _next_waiting(request, registered)


def _show(
    request: HttpRequest, form: RegisterForm, document: Document | None = None
) -> HttpResponse:
    holder = _holder(request, document)
    context = {
        "form": form,
        "document": document,
        "waiting": queries.to_register(request.actor).count(),
        "done_today": _done_today(request),
        "holder": holder,
        "scan": shown_files.of_form(request.actor, form, document),
        "own_files": shown_files.rows_of(document) if document else [],
        "action": reverse("documents:register", args=[document.uuid])
        if document
        else reverse("documents:register-incoming"),
    }
    answer = render_invalid if form.errors else render
    return answer(request, "documents/register.html", "documents/_register_form.html", context)


def _holder(request: HttpRequest, document: Document | None) -> str:
    """Who else is entering the paper right now, in words."""
    held = getattr(document, "claim", None)
    if held is None or held.expires_at <= clock.now() or held.person_id == request.actor.person_id:
        return ""
    return str(ClaimedBy(held.person.full_name).message)


def _done_today(request: HttpRequest) -> int:
    since = clock.at(clock.today(), 0)
    person = request.actor.person_id
    offices = offices_as_clerk(request.actor)
    return sum(queries.registered_today(office, person, since) for office in offices)


def _registered(document: Document) -> str:
    return _("Registered with number %(number)s.") % {"number": document.number_text}


def _next_empty(request: HttpRequest, form: RegisterForm, document: Document) -> HttpResponse:
    if request.POST.get("then") == "open" or not request.htmx:
        messages.success(request, _registered(document))
        opens = request.POST.get("then") == "open"
        page = reverse("documents:detail", args=[document.uuid]) if opens else request.path
        return redirect(request, page)
    kept = {name: form.cleaned_data[name] for name in KEPT}
    fresh = RegisterForm(request.actor, initial=kept)
    return toast(_show(request, fresh), _registered(document))


def _next_waiting(request: HttpRequest, document: Document) -> HttpResponse:
    messages.success(request, _registered(document))
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
