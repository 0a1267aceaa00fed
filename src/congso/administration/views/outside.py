# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outside agencies and groups of recipients."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congso.administration.forms_office import ChangeExternalForm, ExternalForm, GroupForm
from congso.administration.policies import may_keep_accounts
from congso.administration.views import frame
from congso.common.vietnamese import fold
from congso.organisation.models import ExternalAgency, RecipientGroup
from congso.organisation.services import agencies
from congso.ui.keyset import BadCursor, page_of
from congso.ui.requests import SignedInRequest

KEY = "office-outside"


@require_safe
def outside(request: SignedInRequest) -> HttpResponse:
    """The directory, searched without accents, and the groups."""
    frame.require(request, may_keep_accounts, KEY)
    text, group = request.GET.get("q", ""), request.GET.get("group", "")
    rows = ExternalAgency.objects.all()
    for word in fold(text).split():
        rows = rows.filter(folded__contains=word)
    if group:
        rows = rows.filter(group=group)
    try:
        page = page_of(rows, order=("sort_key", "pk"), cursor=request.GET.get("cursor", ""))
    except BadCursor:
        raise Http404 from None
    context = {
        "page": page, "text": text, "group": group, "all_groups": _groups(),
        "groups": RecipientGroup.objects.order_by("name"),
    }  # fmt: skip
    return render(request, "administration/outside.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_external(request: SignedInRequest) -> HttpResponse:
    frame.require(request, may_keep_accounts, KEY)
    form = ExternalForm(request.POST if request.method == "POST" else None)

    def go() -> None:
        agencies.add_external(request.actor, data=form.to_data())

    return _form(request, form, go, _("Add an outside agency"))


@require_http_methods(["GET", "HEAD", "POST"])
def change_external(request: SignedInRequest, agency_id: int) -> HttpResponse:
    frame.require(request, may_keep_accounts, KEY)
    found = get_object_or_404(ExternalAgency, pk=agency_id)
    start = {name: getattr(found, name) for name in ChangeExternalForm.base_fields}
    form = ChangeExternalForm(request.POST if request.method == "POST" else None, initial=start)

    def go() -> None:
        agencies.change_external(
            request.actor, agency_id=found.pk, data=form.to_data(),
            is_active=form.cleaned_data["is_active"],
        )  # fmt: skip

    return _form(request, form, go, found.name)


@require_http_methods(["GET", "HEAD", "POST"])
def add_group(request: SignedInRequest) -> HttpResponse:
    frame.require(request, may_keep_accounts, KEY)
    form = GroupForm(request.POST if request.method == "POST" else None, among=_groups())

    def go() -> None:
        data = form.cleaned_data
        agencies.add_group(request.actor, name=data["name"], rule=data["groups"])

    return _form(request, form, go, _("Add a group of recipients"))


@require_http_methods(["GET", "HEAD", "POST"])
def change_group(request: SignedInRequest, group_id: int) -> HttpResponse:
    frame.require(request, may_keep_accounts, KEY)
    found = get_object_or_404(RecipientGroup, pk=group_id)
    start = {"name": found.name, "groups": found.external_groups}
    form = GroupForm(
        request.POST if request.method == "POST" else None, initial=start, among=_groups()
    )
    if found.rule != "external":
        del form.fields["groups"]

    def go() -> None:
        agencies.change_group(
            request.actor, group_id=found.pk, name=form.cleaned_data["name"],
            external_groups=form.cleaned_data.get("groups", []),
        )  # fmt: skip

    return _form(request, form, go, found.name)


def _groups() -> list[str]:
    rows = ExternalAgency.objects.exclude(group="").order_by("group")
    return list(rows.values_list("group", flat=True).distinct())


def _form(request: SignedInRequest, form: Any, go: Any, title: str) -> HttpResponse:
    back = reverse("administration:outside")
    if frame.saved(request, form, go):
        return frame.done(request, _("Saved."), back)
    context = {"form": form, "title": title, "button": _("Save"), "back": back}
    status = 422 if form.errors else 200
    return render(request, "administration/form.html", context, status=status)
