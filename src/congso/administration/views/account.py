# SPDX-License-Identifier: AGPL-3.0-or-later
"""One account: what it is, what the Office does with it, where the person goes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.accounts import queries as account_queries
from congso.accounts.models import Person
from congso.accounts.policies import TABLE, is_guarded
from congso.accounts.services import persons, sessions
from congso.administration import queries
from congso.administration.forms import LastDayForm, MoveForm, PostForm, ReasonForm, RoleForm
from congso.administration.models import AccountRequest
from congso.administration.policies import may_keep_accounts
from congso.administration.services import requests
from congso.administration.services.leaving import open_work_of
from congso.administration.trail_words import words_of
from congso.administration.views import frame
from congso.administration.views.request_rows import described
from congso.audit.queries import history_of
from congso.organisation.models import Post, RoleGrant
from congso.organisation.services import endings
from congso.ui.htmx import redirect
from congso.ui.requests import SignedInRequest

KEY = "office-accounts"
ACTIONS = ("issue_password", "lock", "unlock", "end_sessions", "reset_second_factor", "report_leak")
HISTORY = 20


@require_safe
def account(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The account with its posts, duties, requests and trail."""
    return _show(request, _found(request, person_id))


@require_POST
def lock(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = _found(request, person_id)
    persons.lock(request.actor, person=person)
    return _back(request, person, _("The account is locked; its sessions have ended."))


@require_POST
def unlock(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = _found(request, person_id)
    try:
        persons.unlock(request.actor, person=person)
    except persons.PasswordIsOut as refusal:
        messages.warning(request, str(refusal.message))
        return redirect(request, _page_of(person))
    return _back(request, person, _("The account is open again."))


@require_POST
def end_sessions(request: SignedInRequest, person_id: int) -> HttpResponse:
    person = _found(request, person_id)
    keep = request.session.session_key or "" if person.pk == request.actor.person_id else ""
    count = sessions.end_other_sessions(request.actor, person=person, keep=keep)
    return _back(request, person, _("Sessions ended: %d.") % count)


@require_POST
def report_leak(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The person has called: his password has come out (Article 11.5)."""
    person = _found(request, person_id)
    persons.report_leak(request.actor, person=person)
    return _back(request, person, _("The account is closed until a new password is issued."))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_factor_reset(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The first of two: a colleague must approve before anything happens."""
    person = _found(request, person_id)
    TABLE.require(request.actor, "reset_second_factor", person)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def ask() -> None:
        reason = form.cleaned_data["reason"]
        requests.ask_factor_reset(request.actor, person_id=person.pk, reason=reason)

    if frame.saved(request, form, ask):
        return _back(request, person, _("Asked. A second person of the Office approves it."))
    note = _(
        "Only face to face: the person stands before two of the Office, who both know him. One "
        "asks here, the other approves."
    )
    return _form(request, person, form, _("Reset the second factor"), _("Ask a colleague"), note)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The person goes to another unit or gets another title from a day on (R-12)."""
    person = _found(request, person_id)
    post = Post.objects.filter(person=person, is_primary=True, valid_until__isnull=True).first()
    if post is None:
        raise Http404
    start = {
        "unit": post.unit_id,
        "title": post.title,
        "position": post.position,
        "rank": post.rank,
    }
    form = MoveForm(request.POST if request.method == "POST" else None, initial=start)

    asked: list[AccountRequest | None] = []

    def go() -> None:
        data, since = form.to_data(person.pk), form.cleaned_data["valid_from"]
        asked.append(
            requests.give_or_ask_post(request.actor, data=data, since=since, leaves=post.pk)
        )

    if frame.saved(request, form, go):
        message = _("Moved. The old post ends the day before.")
        return frame.given(request, asked[0], message, _page_of(person))
    held = open_work_of(request.actor, person_id=person.pk)
    return _form(request, person, form, _("Move to another unit"), _("Move"), open_work=held)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The person leaves: posts and duties end on a day, the account closes after it (R-12)."""
    person = _found(request, person_id)
    TABLE.require(request.actor, "lock", person)
    form = LastDayForm(request.POST if request.method == "POST" else None)

    def go() -> None:
        day = form.cleaned_data["last_day"]
        endings.leave(request.actor, person_id=person.pk, last_day=day)

    if frame.saved(request, form, go):
        return _back(request, person, _("Noted. The account closes after that day."))
    note = _("Posts, duties, fields and stand-ins end on that day. Nothing is removed.")
    held = open_work_of(request.actor, person_id=person.pk)
    return _form(
        request, person, form, _("Leaves the agency"), _("Note the last day"), note, open_work=held
    )


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: SignedInRequest, person_id: int) -> HttpResponse:
    """A further post (R-01)."""
    person = _found(request, person_id)
    form = PostForm(request.POST if request.method == "POST" else None)

    asked: list[AccountRequest | None] = []

    def go() -> None:
        data, since = form.to_data(person.pk), form.cleaned_data["valid_from"]
        asked.append(requests.give_or_ask_post(request.actor, data=data, since=since))

    if frame.saved(request, form, go):
        return frame.given(request, asked[0], _("Appointed."), _page_of(person))
    return _form(request, person, form, _("Appoint to a post"), _("Appoint"))


@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: SignedInRequest, person_id: int) -> HttpResponse:
    """A dated duty beside the post."""
    person = _found(request, person_id)
    form = RoleForm(request.POST if request.method == "POST" else None)

    asked: list[AccountRequest | None] = []

    def go() -> None:
        asked.append(requests.give_or_ask_role(request.actor, grant=form.to_row(person.pk)))

    if frame.saved(request, form, go):
        return frame.given(request, asked[0], _("The duty is given."), _page_of(person))
    note = _(
        "Clerks, distributors, secretaries, inspectors, approvers, issuers and IT administrators "
        "are given by two people: a second one confirms."
    )
    return _form(request, person, form, _("Give a role"), _("Give the role"), note)


def _found(request: SignedInRequest, person_id: int) -> Person:
    frame.require(request, may_keep_accounts, KEY)
    person = queries.account(request.actor, person_id)
    if person is None:
        raise Http404
    return person


def _back(request: SignedInRequest, person: Person, message: str) -> HttpResponse:
    return frame.done(request, message, _page_of(person))


def _page_of(person: Person) -> str:
    return reverse("administration:account", args=[person.pk])


def _form(
    request: SignedInRequest, person: Person, form: Any, title: str, button: str, note: str = "",
    **context: Any,
) -> HttpResponse:  # fmt: skip
    back = _page_of(person)
    context |= {"person": person, "form": form, "title": title, "button": button, "note": note}
    context["back"] = back
    status = 422 if form.errors else 200
    return render(request, "administration/form.html", context, status=status)


def _show(request: SignedInRequest, person: Person) -> HttpResponse:
    posts = Post.objects.filter(person=person).select_related("unit").order_by("-valid_from", "-pk")
    duties = RoleGrant.objects.filter(person=person).select_related(
        "registry_office__unit", "leader"
    )
    context = {
        "row": queries.with_posts([person])[0],
        "person": person,
        "posts": list(posts),
        "duties": list(duties.order_by("-valid_from", "-pk")),
        "allowed": TABLE.allowed(request.actor, ACTIONS, [person])[person.pk],
        "factors": sorted(account_queries.second_factors(person)),
        "sessions": len(account_queries.sessions_of(request.actor, person=person)),
        "guarded": is_guarded(person.pk),
        "asked": described(queries.requests_about(request.actor, person.pk)[:HISTORY]),
        "trail": [
            (entry, words_of(entry.verb)) for entry in history_of("person", person.pk)[:HISTORY]
        ],
        "open_work": open_work_of(request.actor, person_id=person.pk) if person.leaves_on else [],
    }
    return render(request, "administration/account.html", context)
