# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from allauth.account.signals import password_changed
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congso.accounts.addresses import actor_of, person_in
from congso.accounts.forms import ChangePasswordForm, NewPasswordForm
from congso.accounts.services import passwords, persons
from congso.common import clock

_secret = sensitive_post_parameters("oldpassword", "password1", "password2")


@_secret
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def first_password(request: HttpRequest) -> HttpResponse:
    """The own password in place of the issued one; nothing else is shown before (R-07)."""
    if not person_in(request).must_change_password:
        return HttpResponseRedirect("/")
    form = NewPasswordForm(request.POST or None, person=person_in(request))
    if request.method == "POST" and _change(request, form):
        return HttpResponseRedirect("/")
    return _page(request, "accounts/first_password.html", form)


@_secret
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password after the present one."""
    form = ChangePasswordForm(request.POST or None, person=person_in(request))
    if request.method == "POST" and _change(request, form):
        messages.success(request, _("The password is changed. Other sessions have ended."))
        return HttpResponseRedirect(reverse("accounts:profile"))
    return _page(request, "account/password_change.html", form)


@require_GET
def lost_password(request: HttpRequest) -> HttpResponse:
    """Whom to call for a new password. There is no reset by oneself (Articles 3.2, 11.5)."""
    return render(request, "accounts/lost_password.html")


@login_required
@require_POST
def report_leak(request: HttpRequest) -> HttpResponse:
    """The password has come out: the account closes at once and the Office is told (R-64)."""
    persons.report_leak(actor_of(request), person=person_in(request))
    logout(request)
    return HttpResponseRedirect(reverse("accounts:lost_password") + "?leaked=1")


def _change(request: HttpRequest, form: NewPasswordForm) -> bool:
    if not form.is_valid():
        return False
    person, chosen = person_in(request), form.cleaned_data["password1"]
    try:
        passwords.change_password(
            actor_of(request), person=person, password=chosen, now=clock.now()
        )
    except ValidationError as error:
        form.add_error("password1", error)
        return False
    update_session_auth_hash(request, person)
    password_changed.send(sender=type(person), request=request, user=person)
    return True


def _page(request: HttpRequest, template: str, form: NewPasswordForm) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
