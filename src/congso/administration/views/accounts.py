# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of accounts, new ones, slips, import and export."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congso.accounts.logins import UnfitName, login_stem, next_login
from congso.accounts.models import Person
from congso.accounts.queries import mail_domain
from congso.accounts.services.persons import login_taken
from congso.administration import queries
from congso.administration.forms import AccountForm, ImportForm, open_units
from congso.administration.policies import may_keep_accounts
from congso.administration.services import export, imports, issuing
from congso.administration.users_sheet import MOST_BYTES, UnreadableSheet
from congso.administration.views import frame, slips
from congso.common import clock
from congso.common.numbers import read_number
from congso.common.vietnamese import fold
from congso.organisation.queries import who
from congso.ui.keyset import BadCursor
from congso.ui.requests import SignedInRequest

KEY = "office-accounts"
STATES = (queries.ALL, queries.ACTIVE, queries.WITHOUT_PASSWORD, queries.LOCKED)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUGGESTED = 12


@require_safe
def accounts(request: SignedInRequest) -> HttpResponse:
    """Leaks first, then what waits, then everybody: searched without accents, rank first."""
    frame.require(request, may_keep_accounts, KEY)
    text, unit = request.GET.get("q", ""), read_number(request.GET.get("unit"))
    state = request.GET.get("state", queries.ALL)
    found = queries.accounts(request.actor, text=text, state=state, unit_id=unit)
    try:
        page = queries.account_page(found, cursor=request.GET.get("cursor", ""))
    except BadCursor:
        raise Http404 from None
    context = {
        "page": page, "slips_wait": queries.slips_wait(found),
        "text": text, "unit": unit, "state": state, "units": open_units(),
        "states": list(zip(STATES, _state_words(), strict=True)),
        "leaks": queries.leaks(request.actor),
        "waiting": list(queries.requests(request.actor)[:50]),
    }  # fmt: skip
    return render(request, "administration/accounts.html", context)


def _state_words() -> tuple[str, ...]:
    return (_("All"), _("Open"), _("Without a password"), _("Locked"))


@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: SignedInRequest) -> HttpResponse:
    """A new account; the login is formed from the name, and a collision is explained."""
    frame.require(request, may_keep_accounts, KEY)
    form = AccountForm(request.POST if request.method == "POST" else None)
    made: list[Person] = []

    def make() -> None:
        made.append(issuing.open_account(request.actor, data=form.to_data()))

    if frame.saved(request, form, make):
        if "slip" in request.POST:
            return slips.issue(request, [made[0].pk])
        message = _("The account %s is made. Issue a slip for it.") % made[0].login
        return frame.done(request, message, _page_of(made[0].pk))
    context = {"form": form, "proposal": _proposal(request.POST.get("full_name", ""))}
    status = 422 if form.errors else 200
    return render(request, "administration/account_new.html", context, status=status)


@require_safe
def propose_login(request: SignedInRequest) -> HttpResponse:
    """The login a name would get, for the form."""
    frame.require(request, may_keep_accounts, KEY)
    proposal = _proposal(request.GET.get("full_name", ""))
    return render(request, "administration/_login.html", {"proposal": proposal})


def _proposal(full_name: str) -> dict[str, Any]:
    """The rule applied (Article 3.1đ): stem, login and who has the stem already."""
    if not full_name.strip():
        return {}
    try:
        stem = login_stem(full_name)
    except UnfitName as error:
        return {"error": error.message}
    login = next_login(stem, login_taken)
    holder = Person.objects.filter(login=stem).first() if login != stem else None
    domain = mail_domain()
    return {"stem": stem, "login": login, "holder": holder, "address": f"{login}@{domain}"}


@require_safe
def export_accounts(request: SignedInRequest) -> HttpResponse:
    """The list of accounts as a sheet (R-10)."""
    frame.require(request, may_keep_accounts, KEY)
    content = export.account_list(request.actor)
    name = f"danh-sach-tai-khoan-{clock.today():%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def import_accounts(request: SignedInRequest) -> HttpResponse:
    """A sheet of people: looked at first, then made, all of them or none (R-11)."""
    frame.require(request, may_keep_accounts, KEY)
    if request.method != "POST":
        return _show_import(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_import(request, form)
    file = form.cleaned_data["file"]
    try:
        if file.size > MOST_BYTES:
            raise UnreadableSheet(_("The file has more than 5 MB."))
        if "make" in request.POST:
            people = imports.import_people(request.actor, content=file.read())
            return _show_import(request, ImportForm(), made=people)
        rows = imports.preview(request.actor, content=file.read())
    except UnreadableSheet as error:
        form.add_error("file", error)
        return _show_import(request, form)
    except imports.BadRows as bad:
        return _show_import(request, form, rows=bad.rows, error=str(bad.message))
    return _show_import(request, form, rows=rows)


def _show_import(request: SignedInRequest, form: ImportForm, **context: Any) -> HttpResponse:
    rows = context.get("rows") or []
    context |= {"form": form, "bad": sum(1 for row in rows if row.errors)}
    wrong = bool(form.errors or context.get("error"))
    return render(request, "administration/import.html", context, status=422 if wrong else 200)


@require_safe
def people(request: SignedInRequest) -> JsonResponse:
    """Answers of a box of people, for every signed-in person: name, title, unit."""
    words = fold(request.GET.get("q", "")).split()
    skipped = {pk for key in request.GET.getlist("not") if (pk := read_number(key)) is not None}
    rows = Person.objects.filter(is_active=True).exclude(pk__in=skipped).order_by("sort_key")
    found = [
        (pk, name) for pk, name, login in rows.values_list("pk", "full_name", "login")
        if all(word in fold(f"{name} {login}") for word in words)
    ][:SUGGESTED]  # fmt: skip
    posts = who(pk for pk, _name in found)
    items = [
        {"id": str(pk), "name": name,
         "note": f"{posts[pk].title}, {posts[pk].unit_name}" if pk in posts else ""}
        for pk, name in found
    ]  # fmt: skip
    return JsonResponse({"groups": [{"label": "", "items": items}]})


def _page_of(person_id: int) -> str:
    return reverse("administration:account", args=[person_id])
