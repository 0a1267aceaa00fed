# SPDX-License-Identifier: AGPL-3.0-or-later
"""Slips with first passwords: shown once, to who issues them or to the second of two."""

from __future__ import annotations

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from congso.accounts.models import Person
from congso.accounts.policies import is_guarded
from congso.accounts.queries import mail_domain
from congso.administration.policies import may_keep_accounts
from congso.administration.services import issuing, requests
from congso.administration.services.issuing import Slip
from congso.administration.views import frame
from congso.common import clock
from congso.common.numbers import read_number
from congso.ui.htmx import redirect
from congso.ui.requests import SignedInRequest

KEY = "office-accounts"


@never_cache
@require_POST
def slips(request: SignedInRequest) -> HttpResponse:
    """Issue first passwords for the people posted and show the slips, this once; for leaders,
    clerks and administrators a second person is asked."""
    frame.require(request, may_keep_accounts, KEY)
    chosen = [pk for key in request.POST.getlist("person") if (pk := read_number(key)) is not None]
    if not chosen:
        return redirect(request, reverse("administration:accounts"))
    return issue(request, chosen)


def issue(request: SignedInRequest, person_ids: list[int]) -> HttpResponse:
    """The slips of those whom one alone gives a password; the others wait for the second."""
    guarded = [pk for pk in person_ids if is_guarded(pk)]
    alone = [pk for pk in person_ids if pk not in guarded]
    made = issuing.issue_slips(request.actor, person_ids=alone) if alone else []
    for person_id in guarded:
        _ask(request, person_id)
    if not made:
        return redirect(request, reverse("administration:accounts"))
    return show(request, made)


def _ask(request: SignedInRequest, person_id: int) -> None:
    name = Person.objects.get(pk=person_id).full_name
    try:
        requests.ask_password(request.actor, person_id=person_id)
    except requests.AlreadyWaiting:
        messages.warning(request, _("%s: asked already; a second person approves it.") % name)
    else:
        words = _("%s: asked. Two people give this password: a second one approves it and prints.")
        messages.success(request, words % name)


def show(request: SignedInRequest, made: list[Slip]) -> HttpResponse:
    """The page with the slips; it is kept nowhere."""
    address = settings.CONGSO_ENV.web.base_url.rstrip("/") + reverse("account_login")
    done = "accounts" if may_keep_accounts(request.actor) else "requests"
    context = {
        "slips": made, "address": address, "domain": mail_domain(), "now": clock.now(),
        "qr": segno.make(address, error="m").svg_data_uri(scale=3, border=0),
        "done_url": reverse(f"administration:{done}"),
    }  # fmt: skip
    response = render(request, "administration/slips.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
