# SPDX-License-Identifier: AGPL-3.0-or-later
"""The distribution queue: one paper after the other, by the keyboard (PRACTICE 8.2, no. 1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect as go
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.audit.models import Entry
from congso.common import clock
from congso.documents import lists
from congso.documents.models import Document
from congso.routing import recipients
from congso.routing.answers import attempt, paper_for
from congso.routing.enums import WorkKind
from congso.routing.forms import ProposalForm
from congso.routing.lists import runs_an_office
from congso.routing.models import Proposal
from congso.routing.policies import PAPERS
from congso.routing.queries import desk
from congso.routing.queries.suggestion import Suggestion, suggestion
from congso.routing.services import propose as proposing
from congso.routing.views.direct import due_initial
from congso.ui.htmx import redirect, render, render_invalid, toast
from congso.ui.requests import SignedInRequest

SHOWN = 60


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """The first paper that waits."""
    if not runs_an_office(request.actor):
        raise Http404
    first = desk.to_distribute(request.actor).first()
    if first is not None:
        return go("routing:distribute", first.uuid)
    request.nav_key = "in-to-distribute"
    return render(request, "routing/queue_empty.html", "routing/queue_empty.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def distribute(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One paper with its proposal, prefilled; accepting opens the next."""
    document = paper_for(request, uuid)
    if not PAPERS.allows(request.actor, "propose", document):
        raise Http404
    request.nav_key = "in-to-distribute"
    suggested = suggestion(document)
    form = _form(request, document, suggested)
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: _propose(request, document, form, suggested)):
            return _next(request, document, form)
    context = _context(request, document, form, suggested)
    answer = render_invalid if form.errors else render
    return answer(request, "routing/queue.html", "routing/_queue.html", context)


@require_POST
def undo(request: SignedInRequest, proposal_id: int) -> HttpResponse:
    """Take one's own proposal back, while the leader has not directed."""
    proposal = Proposal.objects.select_related("document").filter(pk=proposal_id).first()
    if proposal is None:
        raise Http404
    proposing.withdraw(request.actor, proposal_id=proposal.pk)
    page = reverse("routing:distribute", args=[proposal.document.uuid])
    messages.success(request, _("Taken back; propose anew."))
    return redirect(request, page)


def _propose(
    request: SignedInRequest, document: Document, form: ProposalForm, suggested: Suggestion
) -> None:
    data = form.to_data(document.pk, why=suggested.why, why_values=dict(suggested.why_values))
    proposal = proposing.propose(request.actor, data=data, present_now=not form.is_straight)
    if form.is_straight:
        proposing.send_straight(request.actor, proposal_id=proposal.pk, widen=data.widen)


def _next(request: SignedInRequest, document: Document, form: ProposalForm) -> HttpResponse:
    """The next paper in place of this one, with an undo for the one just sent."""
    if form.is_straight:
        message = _("Number %(number)s went straight to the units.")
    else:
        message = _("Number %(number)s is before the leader.")
    message = message % {"number": document.number_text}
    following = desk.to_distribute(request.actor).exclude(pk=document.pk).first()
    if following is None or not request.htmx:
        messages.success(request, message)
        return redirect(request, reverse("routing:queue"))
    page = reverse("routing:distribute", args=[following.uuid])
    suggested = suggestion(following)
    context = _context(
        request, following, _form(request, following, suggested, fresh=True), suggested
    )
    response = render(request, "routing/queue.html", "routing/_queue.html", context)
    response["HX-Push-Url"] = page
    return toast(response, message, undo_url=_undo_url(document, form))


def _undo_url(document: Document, form: ProposalForm) -> str:
    last = Proposal.objects.filter(document=document).order_by("-pk").first()
    return reverse("routing:undo", args=[last.pk]) if last and not form.is_straight else ""


def _form(
    request: SignedInRequest, document: Document, suggested: Suggestion, *, fresh: bool = False
) -> ProposalForm:
    return ProposalForm(
        recipients.leaders(document.office_id),
        suggested.may_go_straight,
        recipients.of_office(document.office_id),
        reverse("routing:recipients", args=[document.uuid]),
        request.POST if request.method == "POST" and not fresh else None,
        initial=_initial(suggested),
    )


def _initial(suggested: Suggestion) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "leader": str(suggested.leader_id or ""),
        "cooperate": [f"unit:{pk}" for pk in suggested.supporting_ids],
        "work_kind": WorkKind.ANSWER,
    }
    if suggested.lead_unit_id:
        initial["lead"] = f"unit:{suggested.lead_unit_id}"
    return {**initial, **due_initial(suggested.due.kind, suggested.due.at)}


def _context(
    request: SignedInRequest, document: Document, form: ProposalForm, suggested: Suggestion
) -> dict[str, Any]:
    waiting = list(desk.to_distribute(request.actor)[: SHOWN + 1])
    done = _done_today(request)
    now = clock.now()
    return {
        "document": document,
        "form": form,
        "rows": [lists.plain_row(paper, now) for paper in waiting[:SHOWN]],
        "left": f"{SHOWN}+" if len(waiting) > SHOWN else len(waiting),
        "done": done,
        "total": done + len(waiting),
        "why": _(suggested.why) % suggested.why_values,
        "is_sure": suggested.is_sure,
        "main_file": document.files.order_by("position", "pk").first(),
    }


def _done_today(request: SignedInRequest) -> int:
    since = clock.at(clock.today(), 0)
    return Entry.objects.filter(
        verb="proposal.present", person_id=request.actor.person_id, at__gte=since
    ).count()
