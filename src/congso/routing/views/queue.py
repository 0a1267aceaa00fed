# SPDX-License-Identifier: AGPL-3.0-or-later
"""The distribution queue: one paper after the other, by the keyboard (PRACTICE 8.2, no. 1)."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.shortcuts import redirect as go
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.audit.models import Entry
from congso.common import clock
from congso.documents.models import Document
from congso.routing import recipients
from congso.routing.answers import attempt, done, paper_for, show_form
from congso.routing.enums import Stage, WorkKind
from congso.routing.forms import ProposalForm, ReasonForm, due_initial
from congso.routing.lists import runs_an_office
from congso.routing.models import Proposal, SentBack
from congso.routing.policies import PAPERS, PROPOSALS, SENT_BACKS
from congso.routing.queries import desk
from congso.routing.queries.suggestion import Suggestion, leads_of, suggestion
from congso.routing.services import propose as proposing
from congso.routing.services import send_back as sending_back
from congso.routing.services.locking import basis_of
from congso.routing.views.direct import proposed
from congso.ui.forms import set_choices
from congso.ui.htmx import redirect, render, render_invalid, toast
from congso.ui.requests import SignedInRequest

SHOWN = 60
LATER = "distribution_later"
PAUSE = 300  # seconds: a longer gap is no work on one paper
BY_CLERK = gettext_noop("as the clerk proposes")
ACTS = ("proposal.present", "proposal.send_straight")


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """The first paper that waits."""
    if not runs_an_office(request.actor):
        raise Http404
    waiting = _waiting(request)
    if waiting:
        return go("routing:distribute", waiting[0].uuid)
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


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The clerk's own proposal, with which the Office's form is prefilled (the site's switch)."""
    document = paper_for(request, uuid)
    if not PAPERS.allows(request.actor, "draft", document):
        raise Http404
    suggested = suggestion(document)
    form = _form(request, document, suggested)
    set_choices(form, "leader", recipients.leaders(document.office_id))
    if request.method == "POST" and form.is_valid():
        data = form.to_data(document.pk, why=BY_CLERK, why_values={})
        if attempt(form, lambda: proposing.draft(request.actor, data=data)):
            return done(request, document, _("The Office has your proposal."))
    context = {"form": form, "document": document, "button": _("Propose to the Office")}
    title = _("Propose the distribution")
    return show_form(request, "routing/_slip_form.html", context, title=title)


@require_POST
def later(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Put one paper behind the others for this session, and show the next."""
    document = paper_for(request, uuid)
    put_off = [pk for pk in request.session.get(LATER, []) if pk != document.pk]
    request.session[LATER] = [*put_off, document.pk][-200:]
    return _show_next(request, document, _("Number %(number)s stays for later."))


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give the paper back to the clerk with a reason."""
    document = paper_for(request, uuid)
    if not PAPERS.allows(request.actor, "send_back", document):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["text"]
        sending = lambda: sending_back.send_back(  # noqa: E731
            request.actor, document_id=document.pk, reason=reason
        )
        if attempt(form, sending):
            messages.success(
                request,
                _("Number %(number)s is back with the clerk.") % {"number": document.number_text},
            )
            return redirect(request, reverse("routing:queue"))
    context = {"form": form, "document": document, "button": _("Give back to the clerk")}
    context["title"] = _("Give back to the clerk")
    context["form_template"] = "routing/_dialog_form.html"
    answer = render_invalid if form.errors else render
    return answer(request, "routing/form_page.html", "routing/_dialog_form.html", context)


@require_POST
def settle(request: SignedInRequest, sent_back_id: int) -> HttpResponse:
    """The clerk: looked over, to be distributed."""
    found = SENT_BACKS.filter(SentBack.objects.filter(pk=sent_back_id), request.actor, "settle")
    row = get_object_or_404(found.select_related("document"))
    sending_back.settle(request.actor, sent_back_id=row.pk)
    return done(request, row.document, _("It waits for distribution again."))


@require_POST
def undo(request: SignedInRequest, proposal_id: int) -> HttpResponse:
    """Take a proposal back, while the leader has not directed; let a returned one rest."""
    found = PROPOSALS.filter(Proposal.objects.filter(pk=proposal_id), request.actor, "withdraw")
    proposal = get_object_or_404(found.select_related("document"))
    proposing.withdraw(request.actor, proposal_id=proposal.pk)
    if proposal.stage == Stage.RETURNED:
        return done(request, proposal.document, _("Nothing more is proposed for this paper."))
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
    return _show_next(request, document, message, undo_url=_undo_url(document, form))


def _show_next(
    request: SignedInRequest, document: Document, message: str, *, undo_url: str = ""
) -> HttpResponse:
    message = message % {"number": document.number_text}
    waiting = [paper for paper in _waiting(request) if paper.pk != document.pk]
    following = waiting[0] if waiting else None
    if following is None or not request.htmx:
        messages.success(request, message)
        if following is not None:
            return redirect(request, reverse("routing:distribute", args=[following.uuid]))
        return redirect(request, reverse("routing:queue"))
    page = reverse("routing:distribute", args=[following.uuid])
    suggested = suggestion(following)
    context = _context(
        request, following, _form(request, following, suggested, fresh=True), suggested
    )
    response = render(request, "routing/queue.html", "routing/_queue.html", context)
    response["HX-Push-Url"] = page
    return toast(response, message, undo_url=undo_url)


def _waiting(request: SignedInRequest) -> list[Document]:
    """The queue; what was put off stands behind the rest, in the order it was put off."""
    papers = list(desk.to_distribute(request.actor)[: SHOWN + 1])
    place = {pk: at for at, pk in enumerate(request.session.get(LATER, []), start=1)}
    return sorted(papers, key=lambda paper: place.get(paper.pk, 0))


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
        initial={**_initial(suggested), **_drafted(document), "basis": basis_of(document.pk)},
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


def _draft_of(document: Document) -> Proposal | None:
    return Proposal.objects.filter(document=document, stage=Stage.DRAFT).first()


def _drafted(document: Document) -> dict[str, Any]:
    """What the clerk proposes goes before what is like earlier papers."""
    draft = _draft_of(document)
    return {**proposed(document), "leader": str(draft.leader_id or "")} if draft else {}


def _context(
    request: SignedInRequest, document: Document, form: ProposalForm, suggested: Suggestion
) -> dict[str, Any]:
    waiting = _waiting(request)
    finished, pace = _pace(request)
    leads = leads_of([paper for paper in waiting if paper.office_id == document.office_id])
    return {
        "document": document,
        "form": form,
        "rows": [(paper, leads.get(paper.pk)) for paper in waiting[:SHOWN]],
        "pace": pace,
        "last": _last_presented(request),
        "put_off": set(request.session.get(LATER, [])),
        "left": f"{SHOWN}+" if len(waiting) > SHOWN else len(waiting),
        "done": finished,
        "total": finished + len(waiting),
        "summary": _summary(form),
        "why": _(BY_CLERK) if _draft_of(document) else _(suggested.why) % suggested.why_values,
        "is_sure": suggested.is_sure,
        "main_file": document.files.order_by("position", "pk").first(),
    }


def _summary(form: ProposalForm) -> str:
    """The form in one line, for a phone: leader → lead unit."""
    leaders = dict(form.fields["leader"].choices)  # type: ignore[attr-defined]
    lead = form.choices.chosen([str(form["lead"].value() or "")])
    parts = (str(leaders.get(str(form["leader"].value()), "")), lead[0][1] if lead else "?")
    return " → ".join(filter(None, parts))


def _pace(request: SignedInRequest) -> tuple[int, int | None]:
    """How many papers the person has distributed today, and the median of seconds between them."""
    since = clock.at(clock.today(), 0)
    mine = Entry.objects.filter(person_id=request.actor.person_id, at__gte=since, verb__in=ACTS)
    times = list(mine.order_by("at").values_list("at", flat=True))
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    worked = [gap for gap in gaps if gap <= PAUSE]
    return len(times), round(median(worked)) if worked else None


def _last_presented(request: SignedInRequest) -> Proposal | None:
    """What Z takes back: the last proposal of the person that still lies before its leader."""
    since = clock.at(clock.today(), 0)
    mine = Proposal.objects.filter(
        author=request.actor.person_id, stage=Stage.PRESENTED, presented_at__gte=since
    )
    return mine.select_related("document").order_by("-presented_at", "-pk").first()
