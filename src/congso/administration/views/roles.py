# SPDX-License-Identifier: AGPL-3.0-or-later
"""All posts' duties on one page: clerks, distributors, secretaries, inspectors, issuers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.administration import queries
from congso.administration.forms import AppointForm, GrantForm
from congso.administration.models import AccountRequest
from congso.administration.policies import may_keep_accounts
from congso.administration.services import requests
from congso.administration.views import frame
from congso.administration.views.frame import Act, Line, Panel, Sheet
from congso.administration.views.request_rows import described
from congso.common import clock
from congso.common.numbers import read_number
from congso.organisation.models import Post, RoleGrant
from congso.organisation.queries_deciders import held_together
from congso.organisation.services import people
from congso.ui import formats
from congso.ui.requests import SignedInRequest

KEY = "office-roles"
SHOWN = 300


@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: SignedInRequest) -> HttpResponse:
    """Duties that hold or will hold, and forms for a duty and a post."""
    frame.require(request, may_keep_accounts, KEY)
    grants = GrantForm(request.POST, auto_id="g_%s") if "grant" in request.POST else None
    posts = AppointForm(request.POST, auto_id="p_%s") if "appoint" in request.POST else None
    asked: list[AccountRequest | None] = []
    if grants is not None and frame.saved(
        request, grants, lambda: asked.append(_grant(request, grants))
    ):
        return frame.given(request, asked[0], _("The duty is given."), _page())
    if posts is not None and frame.saved(
        request, posts, lambda: asked.append(_appoint(request, posts))
    ):
        return frame.given(request, asked[0], _("Appointed."), _page())
    return _show(request, grants=grants, posts=posts)


def _grant(request: SignedInRequest, form: GrantForm) -> AccountRequest | None:
    grant = form.to_row(form.cleaned_data["person"])
    return requests.give_or_ask_role(request.actor, grant=grant)


def _appoint(request: SignedInRequest, form: AppointForm) -> AccountRequest | None:
    data = form.cleaned_data
    described = form.to_data(data["person"])
    return requests.give_or_ask_post(request.actor, data=described, since=data["valid_from"])


@require_POST
def end_role(request: SignedInRequest, grant_id: int) -> HttpResponse:
    frame.require(request, may_keep_accounts, KEY)
    grant = get_object_or_404(RoleGrant, pk=grant_id)
    form, good = frame.last_day(request)

    def end() -> None:
        day = form.cleaned_data["last_day"]
        people.end_role(request.actor, role_grant_id=grant.pk, last_day=day)

    if good and frame.attempt(form, end):
        return frame.done(request, _("The duty ends on that day."), _back(request))
    return _show(request, error=frame.first_error(form))


@require_POST
def end_post(request: SignedInRequest, post_id: int) -> HttpResponse:
    frame.require(request, may_keep_accounts, KEY)
    post = get_object_or_404(Post, pk=post_id)
    form, good = frame.last_day(request)

    def end() -> None:
        day = form.cleaned_data["last_day"]
        people.end_post(request.actor, post_id=post.pk, last_day=day)

    if good and frame.attempt(form, end):
        return frame.done(request, _("The post ends on that day."), _back(request))
    return _show(request, error=frame.first_error(form))


def _page() -> str:
    return reverse("administration:roles")


def _back(request: SignedInRequest) -> str:
    """The person's page when the act came from there."""
    back = read_number(request.POST.get("person"))
    return _page() if back is None else reverse("administration:account", args=[back])


def _show(
    request: SignedInRequest, *, grants: Any = None, posts: Any = None, error: str = ""
) -> HttpResponse:
    today = clock.today()
    rows = RoleGrant.objects.exclude(valid_until__lt=today).select_related(
        "person", "registry_office__unit", "leader"
    )
    lines = [_line(row) for row in rows.order_by("role", "person__sort_key", "pk")[:SHOWN]]
    columns = (_("Person"), _("Role"), _("Where"), _("Decision"), _("From"), _("Until"))
    sheet = Sheet(_("Roles in force"), columns, lines, _("Nobody has a role."))
    waiting = queries.roles_and_posts_asked(request.actor)
    sheets = [_asked(waiting), sheet] if waiting else [sheet]
    panels = [
        Panel(_("Give a role"), grants or GrantForm(auto_id="g_%s"), "", _("Give the role"),
              _("Clerk and distributor need a registry office; an inspector a decision and a last "
                "day; a secretary a leader. These, approvers, issuers and IT administrators are "
                "given by two people: a second one confirms."), fields=["grant"]),
        Panel(_("Appoint to a post"), posts or AppointForm(auto_id="p_%s"), "", _("Appoint"),
              is_open=posts is not None, fields=["appoint"]),
    ]  # fmt: skip
    return frame.show(
        request, title=_("Posts and roles"), sheets=sheets, panels=panels, error=error,
        warning=_held_together(),
    )  # fmt: skip


def _asked(waiting: list[AccountRequest]) -> Sheet:
    lines = [
        Line(
            (row.request.person.full_name, "; ".join(wish.after for wish in row.wishes[:2]),
             row.request.asked_by.full_name, formats.full_date(clock.day_of(row.request.asked_at))),
            url=reverse("administration:request", args=[row.request.pk]),
        )
        for row in described(waiting)
    ]  # fmt: skip
    columns = (_("Person"), _("Request"), _("Asked by"), _("Since"))
    note = _("Nothing of this holds yet. What nobody decides on in seven days lapses.")
    return Sheet(_("Waiting for a second person"), columns, lines, note=note)


def _held_together() -> str:
    """A sentence about people who, from before it was refused, have roles nobody has together."""
    names = held_together(clock.today())
    if not names:
        return ""
    return _("One person has duties that are kept apart: %s. End one of them.") % ", ".join(names)


def _line(row: RoleGrant) -> Line:
    where = row.registry_office.unit.name if row.registry_office else ""
    if row.leader is not None:
        where = row.leader.full_name
    until = formats.full_date(row.valid_until) if row.valid_until else ""
    url = reverse("administration:end-role", args=[row.pk])
    act = Act(url, _("End"), about=f"{row.get_role_display()}, {row.person}", asks_day=True)
    return Line(
        (row.person.full_name, row.get_role_display(), where, row.decision,
         formats.full_date(row.valid_from), until),
        url=reverse("administration:account", args=[row.person_id]), acts=(act,),
    )  # fmt: skip
