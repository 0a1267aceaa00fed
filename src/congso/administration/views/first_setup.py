# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page of an empty installation: the agency and the Office's first account."""

from __future__ import annotations

import ipaddress

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from congso.accounts.logins import UnfitName
from congso.accounts.queries import mail_domain
from congso.accounts.services import limits
from congso.administration import setup_code
from congso.administration.forms import FirstSetUpForm
from congso.administration.services import first_setup
from congso.common import clock
from congso.common.actor import Actor

FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


@sensitive_post_parameters("password1", "password2", "code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_set_up(request: HttpRequest) -> HttpResponse:
    """Ask for the agency; gone for good once there is one."""
    if not first_setup.is_empty():
        raise Http404
    asks_code = not on_this_machine(request)
    form = FirstSetUpForm(request.POST if request.method == "POST" else None, asks_code=asks_code)
    if form.is_bound and form.is_valid() and (not asks_code or _code_holds(request, form)):
        if (answer := _set_up(request, form)) is not None:
            return answer
    context = {"form": form, "domain": mail_domain()}
    status = 422 if form.errors else 200
    return render(request, "administration/first_setup.html", context, status=status)


def on_this_machine(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself, not by a proxy that stands on it."""
    if any(request.META.get(name) for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _code_holds(request: HttpRequest, form: FirstSetUpForm) -> bool:
    """Whether the code is right, within the limits of signing in."""
    actor = Actor(person_id=None, via="http", ip=request.META.get("REMOTE_ADDR", ""))
    now = clock.now()
    attempt = limits.admit(actor, login="#setup", now=now)
    if attempt.attempt_id is None:
        form.add_error("code", _("Too many wrong codes. Wait a quarter of an hour."))
        return False
    if setup_code.holds(form.cleaned_data["code"]):
        limits.succeed(actor, attempt=attempt, login="#setup")
        return True
    limits.fail(actor, attempt=attempt, login="#setup", person=None, now=now)
    form.add_error("code", _("This is not the code that the start of the service has shown."))
    return False


def _set_up(request: HttpRequest, form: FirstSetUpForm) -> HttpResponse | None:
    actor = Actor(person_id=None, via="system:first_setup", ip=request.META.get("REMOTE_ADDR", ""))
    try:
        person = first_setup.set_up(actor, data=form.to_data())
    except first_setup.AlreadySetUp as error:
        raise Http404 from error
    except UnfitName as error:
        form.add_error("full_name", str(error.message))
        return None
    except ValidationError as error:
        form.add_error("password1", error.messages)
        return None
    setup_code.forget()
    return render(request, "administration/first_setup_done.html", {"person": person})
