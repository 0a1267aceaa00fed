# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the acts of routing answer: done and on, a form with errors, or why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from congso.documents import queries
from congso.documents.models import Document
from congso.organisation.queries import who
from congso.routing.deadlines import DueInThePast, DueTooLate
from congso.routing.models import Flow
from congso.routing.parties import UnfitDirection
from congso.routing.policies import FLOWS
from congso.routing.services.direct import SameLeader
from congso.routing.services.extend import AskedAlready
from congso.routing.services.locking import Overtaken, Stale
from congso.routing.services.propose import NotRoutine
from congso.routing.services.redirect import AlreadyRegistered, ParentGone
from congso.routing.services.widening import NeedsWidening
from congso.ui.forms import BaseForm
from congso.ui.htmx import redirect, render, render_invalid
from congso.ui.requests import SignedInRequest

# What a service may answer to something entered; everything else is a fault.
REFUSALS = (
    UnfitDirection,
    DueInThePast,
    DueTooLate,
    NeedsWidening,
    AlreadyRegistered,
    ParentGone,
    AskedAlready,
    SameLeader,
    NotRoutine,
)


def paper_for(request: SignedInRequest, uuid: UUID) -> Document:
    """The paper in sight of the person, else 404."""
    try:
        return queries.get_for(request.actor, "view", uuid)
    except queries.NotVisible:
        raise Http404 from None


def flow_for(request: SignedInRequest, flow_id: int, action: str) -> Flow:
    """The flow on which the person may do `action`, else 404."""
    found = FLOWS.filter(Flow.objects.filter(pk=flow_id), request.actor, action)
    return get_object_or_404(found.select_related("document__type", "document__office", "unit"))


def page_of(document: Document) -> str:
    return reverse("documents:detail", args=[document.uuid])


def done(
    request: SignedInRequest, document: Document, message: str, *, to: str = ""
) -> HttpResponse:
    """Back to the paper (or to `to`) with a word that it is done."""
    messages.success(request, message)
    return redirect(request, to or page_of(document))


def show_form(
    request: SignedInRequest, template: str, context: dict[str, Any], *, title: str
) -> HttpResponse:
    """A form beside the paper for htmx, as a page of its own without."""
    context = {**context, "title": title, "form_template": template, "action": request.path}
    answer = render_invalid if context["form"].errors else render
    return answer(request, "routing/form_page.html", template, context)


def refused(form: BaseForm, error: Exception) -> None:
    """Put what a service refused into the form, at the field where there is one."""
    if isinstance(error, UnfitDirection) and hasattr(form, "add_refusals"):
        form.add_refusals(error.errors)
    elif isinstance(error, NeedsWidening):
        field = "widen" if "widen" in form.fields else None
        form.add_error(field, f"{error.message} {names_of(error)}")
    elif isinstance(error, Overtaken):
        data = QueryDict(mutable=True)
        data.update(form.data)
        data["basis"] = error.basis
        form.data = data
        form.add_error(None, str(error.message))
    elif isinstance(error, (DueInThePast, DueTooLate)):
        field = next((name for name in ("due_on", "until") if name in form.fields), None)
        form.add_error(field, str(error.message))
    else:
        form.add_error(None, str(getattr(error, "message", error)))


def names_of(needs: NeedsWidening) -> str:
    """The people who are not on the list yet, by name."""
    people = who(needs.person_ids)
    return ", ".join(sorted(found.full_name for found in people.values())) + "."


def attempt(
    form: BaseForm, act: Callable[[], Any], *, also: tuple[type[Exception], ...] = ()
) -> bool:
    """Do the act; False with the form telling why when the service refuses what was entered.

    `also` names refusals of the caller's own module; each has a message for people.
    """
    try:
        act()
    except Exception as error:
        if not isinstance(error, (*REFUSALS, Stale, *also)):
            raise
        refused(form, error)
        return False
    return True
