# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests about accounts: one's own, and the Office's checking of them (R-08)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.administration import queries
from congso.administration.enums import RequestKind
from congso.administration.forms import ChangeForm
from congso.administration.models import AccountRequest
from congso.administration.policies import REQUESTS, may_approve_only, may_keep_accounts
from congso.administration.services import requests as services
from congso.administration.views import frame, slips
from congso.administration.views.request_rows import Described, described
from congso.common import clock
from congso.ui import formats
from congso.ui.requests import SignedInRequest

KEY = "office-requests"


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: SignedInRequest) -> HttpResponse:
    """What one has asked of the Office, and a form to ask for a change."""
    form = ChangeForm(request.POST if request.method == "POST" else None)
    person_id = request.actor.person_id or 0

    def ask() -> None:
        services.ask_change(
            request.actor, person_id=person_id, data=form.to_data(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip

    if frame.saved(request, form, ask):
        message = _("Sent to the Office, which checks and applies it.")
        return frame.done(request, message, reverse("administration:own-requests"))
    context = {"form": form, "asked": described(queries.own_requests(request.actor)[:50])}
    status = 422 if form.errors else 200
    return render(request, "administration/own_requests.html", context, status=status)


@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """What waits for the second of two: passwords, roles and posts that open much."""
    frame.require(request, may_approve_only, KEY)
    lines = [
        frame.Line(
            (row.request.person.full_name, _kind(row), row.request.asked_by.full_name,
             formats.full_date(clock.day_of(row.request.asked_at))),
            url=reverse("administration:request", args=[row.request.pk]),
        )
        for row in described(queries.awaiting_second(request.actor))
    ]  # fmt: skip
    columns = (_("Person"), _("Request"), _("Asked by"), _("Since"))
    note = _(
        "A role or post holds from your confirming on. A password you draw by approving: print the "
        "slip and hand it over sealed. What nobody decides on in seven days lapses."
    )
    sheet = frame.Sheet(_("Waiting for you"), columns, lines, _("Nothing waits."), note)
    return frame.show(request, title=_("Approval of accounts"), sheets=[sheet], panels=[])


def _kind(row: Described) -> str:
    """What is asked; of a role or post also which."""
    kind = row.request.get_kind_display()
    return f"{kind}: {row.wishes[0].after}" if row.wishes else kind


@require_safe
def account_request(request: SignedInRequest, request_id: int) -> HttpResponse:
    """One request: what stands, what is wished, approve or refuse."""
    return _show(request, _found(request, request_id))


@never_cache
@require_POST
def approve(request: SignedInRequest, request_id: int) -> HttpResponse:
    row = _found(request, request_id)
    note = request.POST.get("note", "")
    try:
        if row.kind == RequestKind.PASSWORD:
            slip = services.approve_password(request.actor, request_id=row.pk, note=note)
            return slips.show(request, [slip])
        services.approve(request.actor, request_id=row.pk, note=note)
    except frame.REFUSALS as error:
        return _show(request, row, str(getattr(error, "message", error)))
    message = _("Approved and applied: %s.") % row.person.full_name
    return frame.done(request, message, _list_of(request))


@require_POST
def refuse(request: SignedInRequest, request_id: int) -> HttpResponse:
    row = _found(request, request_id)
    note = request.POST.get("note", "").strip()
    if not note:
        return _show(request, row, _("Say why: the person reads the reason."))
    services.refuse(request.actor, request_id=row.pk, note=note)
    return frame.done(request, _("Refused."), _list_of(request))


@require_POST
def withdraw(request: SignedInRequest, request_id: int) -> HttpResponse:
    row = _found(request, request_id)
    services.withdraw(request.actor, request_id=row.pk)
    own_page = reverse("administration:own-requests")
    about_me = row.person_id == request.actor.person_id
    url = own_page if about_me else _list_of(request)
    return frame.done(request, _("Withdrawn."), url)


def _list_of(request: SignedInRequest) -> str:
    keeps = may_keep_accounts(request.actor)
    return reverse("administration:accounts" if keeps else "administration:requests")


def _found(request: SignedInRequest, request_id: int) -> AccountRequest:
    rows = AccountRequest.objects.filter(pk=request_id)
    rows = REQUESTS.filter(rows, request.actor, "view")
    row = rows.select_related("person", "asked_by", "decided_by").first()
    if row is None:
        raise Http404
    return row


def _show(request: SignedInRequest, row: AccountRequest, error: str = "") -> HttpResponse:
    if may_keep_accounts(request.actor):
        request.nav_key = "office-accounts"
    elif may_approve_only(request.actor):
        request.nav_key = KEY
    actions = ("approve", "refuse", "withdraw")
    context = {
        "asked": described([row])[0],
        "post": queries.with_posts([row.person])[0].post,
        "allowed": REQUESTS.allowed(request.actor, actions, [row])[row.pk],
        "error": error,
    }
    status = 422 if error else 200
    return render(request, "administration/request.html", context, status=status)
