# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a leader does with a paper, and the Office in his name."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import Urgency
from congso.documents.lists import paper_due
from congso.documents.models import Document
from congso.documents.services import access_history
from congso.filestore.models import Blob
from congso.filestore.queries import get_blob, staged_of
from congso.filestore.responses import download_response
from congso.filestore.services.keeping import NotChecked, keep
from congso.routing import recipients
from congso.routing.answers import attempt, done, names_of, paper_for, show_form
from congso.routing.deadlines import (
    Due,
    DueInThePast,
    DueTooLate,
    has_passed,
    opinion_has_passed,
)
from congso.routing.enums import OPEN_STAGES, DueKind, PartyRole, Stage, Way
from congso.routing.forms import EnterForm, LeaderForm, ReasonForm, SlipForm, due_initial
from congso.routing.lists import is_leader, with_parties
from congso.routing.models import Direction, Proposal
from congso.routing.parties import UnfitDirection
from congso.routing.policies import DIRECTIONS, PAPERS, PROPOSALS
from congso.routing.queries import desk
from congso.routing.queries.lapsed import has_lapsed
from congso.routing.services import direct as directing
from congso.routing.services import enter
from congso.routing.services.locking import basis_of
from congso.routing.services.widening import NeedsWidening
from congso.routing.views.flows import as_groups
from congso.ui.htmx import redirect, render
from congso.ui.requests import SignedInRequest

NEXT_LIST = "awaiting-direction"
AT_ONCE = 100
CHECKED_WITHIN = 4  # seconds
LAPSED = _lazy("The proposed deadline has passed: write a new one, or none.")


def proposal_for(request: SignedInRequest, proposal_id: int, action: str) -> Proposal:
    """The proposal on which the person may do `action`, else 404."""
    found = PROPOSALS.filter(Proposal.objects.filter(pk=proposal_id), request.actor, action)
    proposal = found.select_related("document__office").first()
    if proposal is None:
        raise Http404
    return proposal


@require_POST
def agree(request: SignedInRequest, proposal_id: int) -> HttpResponse:
    """Agree to the proposal: one act. Of a restricted paper, after a look at who is added."""
    proposal = proposal_for(request, proposal_id, "agree")
    try:
        directing.agree(request.actor, proposal_id=proposal.pk, widen="widen" in request.POST)
    except NeedsWidening as needs:
        return _ask_to_widen(request, proposal, needs)
    except (UnfitDirection, DueInThePast, DueTooLate) as refused:
        # What was proposed cannot go out any more: the leader mends it in his own form.
        messages.warning(request, _in_words(refused))
        return redirect(request, reverse("routing:direct", args=[proposal.document.uuid]))
    to = _next_of(request)
    return done(request, proposal.document, _("Agreed; sent to the units."), to=to)


def _in_words(refused: UnfitDirection | DueInThePast | DueTooLate) -> str:
    if isinstance(refused, DueInThePast):
        return str(LAPSED)
    return str(refused.message)


def _ask_to_widen(
    request: SignedInRequest, proposal: Proposal, needs: NeedsWidening
) -> HttpResponse:
    context = {
        "document": proposal.document,
        "action": request.path,
        "message": needs.message,
        "names": names_of(needs),
        "title": _("Agree and add to the list?"),
        "form_template": "routing/_widen_form.html",
    }
    answer = render(
        request, "routing/form_page.html", "routing/_widen_form.html", context, status=422
    )
    answer["HX-Retarget"], answer["HX-Reswap"] = "#work", "outerHTML"
    return answer


def _next_of(request: SignedInRequest) -> str:
    """The next paper that waits, so that a pile is worked off without going back."""
    waiting = desk.awaiting_direction(request.actor).first()
    if waiting is None:
        return reverse("documents:list", args=[NEXT_LIST])
    page = reverse("documents:detail", args=[waiting.document.uuid])
    return f"{page}?list={NEXT_LIST}"


@require_http_methods(["GET", "HEAD", "POST"])
def agree_all(request: SignedInRequest) -> HttpResponse:
    """Agree to the chosen proposals; urgent ones stay to be opened one by one."""
    if not is_leader(request.actor):
        raise Http404
    if request.method != "POST":
        return _show_waiting(request)
    uuids = request.POST.getlist("ids")
    found = desk.awaiting_direction(request.actor).filter(document__uuid__in=uuids)
    results = directing.agree_all(request.actor, proposal_ids=[p.pk for p in found])
    agreed = sum(result.direction is not None for result in results)
    message = ngettext(
        "Agreed to %(count)s proposal.", "Agreed to %(count)s proposals.", agreed
    ) % {"count": agreed}
    if left := len(results) - agreed:
        message += " " + ngettext(
            "%(count)s is urgent or needs a look and stays.",
            "%(count)s are urgent or need a look and stay.",
            left,
        ) % {"count": left}
    messages.success(request, message)
    return redirect(request, reverse("documents:list", args=[NEXT_LIST]))


def _show_waiting(request: SignedInRequest) -> HttpResponse:
    """All that waits with what is proposed; only ordinary papers can be chosen."""
    request.nav_key = f"in-{NEXT_LIST}"
    proposals = list(desk.awaiting_direction(request.actor)[:AT_ONCE])
    with_parties(proposals)
    now = clock.now()
    rows = [
        (
            proposal,
            [party for party in proposal.parties.all() if party.role == PartyRole.LEAD],
            [party for party in proposal.parties.all() if party.role == PartyRole.COOPERATE],
            paper_due(proposal.document, proposal.due_at, now),
            _one_of_several(proposal, now),
        )
        for proposal in proposals
    ]
    context = {"rows": rows, "open": sum(row[-1] for row in rows)}
    return render(request, "routing/agree_all.html", "routing/agree_all.html", context)


def _one_of_several(proposal: Proposal, now: dt.datetime) -> bool:
    """Neither urgent nor restricted, and its dates still hold."""
    paper = proposal.document
    plain = paper.urgency < Urgency.VERY_URGENT and not paper.is_restricted
    return plain and not has_lapsed(proposal, now)


@require_safe
def photo(request: SignedInRequest, direction_id: int) -> HttpResponseBase:
    """The photo of a handwritten direction, for whoever sees the paper."""
    found = DIRECTIONS.filter(Direction.objects.filter(pk=direction_id), request.actor, "view")
    direction = found.exclude(photo_sha256="").first()
    if direction is None:
        raise Http404
    try:
        blob = get_blob(direction.photo_sha256)
    except ObjectDoesNotExist:
        raise Http404 from None
    access_history.record_opened(request.actor, document_id=direction.document_id)
    return download_response(request, blob, direction.photo_name, inline=True)


@require_http_methods(["GET", "HEAD", "POST"])
def direct(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A direction in the leader's own words, prefilled from the proposal."""
    document = _paper(request, uuid, "direct")
    form = _slip_form(request, document)
    if request.method == "POST" and form.is_valid():
        slip = form.to_slip(document.pk)
        if attempt(form, lambda: directing.direct(request.actor, slip=slip)):
            return done(request, document, _("The direction is sent."), to=_next_of(request))
    context = {
        "form": form, "document": document, "button": _("Send the direction"), "may_keep": True,
        "lapsed": _lapsed(document),
        "phrases": desk.phrases(request.actor, document.office_id)[:8],
    }  # fmt: skip
    return show_form(request, "routing/_slip_form.html", context, title=_("Write a direction"))


@require_http_methods(["GET", "HEAD", "POST"])
def enter_direction(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Enter what a leader wrote by hand or said."""
    document = paper_for(request, uuid)
    acts = PAPERS.allowed(request.actor, ("enter_handwritten", "enter_spoken"), [document])
    if not acts[document.pk]:
        raise Http404
    ways = [way for way in (Way.HANDWRITTEN, Way.SPOKEN) if f"enter_{way}" in acts[document.pk]]
    data = request.POST if request.method == "POST" else None
    url = reverse("routing:recipients", args=[document.uuid])
    form = EnterForm(
        recipients.leaders(document.office_id), ways,
        recipients.of_office(document.office_id), url, data,
        initial={**_initial(document), "entered_for": _before_whom(document)},
    )  # fmt: skip
    form.show_photos(_photos(request.actor))
    if request.method == "POST" and form.is_valid():
        if attempt(form, lambda: _enter(request, document, form)):
            return done(request, document, _("Entered; it counts as the leader's direction."))
    context = {"form": form, "document": document, "button": _("Enter the direction")}
    return show_form(request, "routing/_slip_form.html", context, title=_("Enter a direction"))


@transaction.atomic
def _enter(request: SignedInRequest, document: Document, form: EnterForm) -> None:
    """Keep the photo and enter the direction: both or neither."""
    photo = ("", "")
    if ids := form.cleaned_data["photo"]:
        staged = staged_of(request.actor, ids if isinstance(ids, list) else [str(ids)])
        if not staged:
            raise UnfitDirection({"photo": _("Upload the photo again.")})
        photo = (_kept(request.actor, staged[0].pk).sha256, staged[0].name)
    slip = form.to_slip(document.pk)
    enter.enter_direction(request.actor, slip=slip, entered=form.to_entered(photo))


def _kept(actor: Actor, staged_id: int) -> Blob:
    """Keep the photo. Whoever is quicker than the check waits for it, a few seconds at most."""
    until = time.monotonic() + CHECKED_WITHIN
    while True:
        try:
            return keep(actor, staged_id)
        except NotChecked as waiting:
            if time.monotonic() > until:
                raise UnfitDirection({"photo": waiting.message}) from waiting
            time.sleep(0.2)


def _photos(actor: Actor) -> Callable[[list[str]], list[tuple[str, str, int]]]:
    """Names and sizes of photos that are up, for a form that is shown again."""
    return lambda ids: [(str(one.uuid), one.name, one.size) for one in staged_of(actor, ids)]


@require_POST
def confirm(request: SignedInRequest, direction_id: int) -> HttpResponse:
    """The leader's one tap."""
    found = DIRECTIONS.filter(Direction.objects.filter(pk=direction_id), request.actor, "confirm")
    direction = found.select_related("document").first()
    if direction is None:
        raise Http404
    enter.confirm(request.actor, direction_id=direction.pk)
    return done(request, direction.document, _("Confirmed."))


@require_http_methods(["GET", "HEAD", "POST"])
def close_confirmation(request: SignedInRequest, direction_id: int) -> HttpResponse:
    """The leader left before he confirmed what was entered for him."""
    rows = Direction.objects.filter(pk=direction_id)
    found = DIRECTIONS.filter(rows, request.actor, "close_confirmation")
    direction = found.select_related("document").first()
    if direction is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["text"]
        closing = lambda: enter.close_confirmation(  # noqa: E731
            request.actor, direction_id=direction.pk, note=note
        )
        if attempt(form, closing):
            return done(request, direction.document, _("Closed; it stays marked as unconfirmed."))
    context = {"form": form, "document": direction.document, "button": _("Close")}
    title = _("The leader left before confirming")
    return show_form(request, "routing/_verb_form.html", context, title=title)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_to_leader(request: SignedInRequest, proposal_id: int) -> HttpResponse:
    """Put the paper before another leader."""
    proposal = proposal_for(request, proposal_id, "hand_to_leader")
    others = [
        choice
        for choice in recipients.leaders(proposal.document.office_id)
        if choice[0] != str(proposal.leader_id)
    ]
    form = LeaderForm(others, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        leader = int(form.cleaned_data["leader"])
        handing = lambda: directing.hand_to_leader(  # noqa: E731
            request.actor, proposal_id=proposal.pk, leader_id=leader
        )
        if attempt(form, handing):
            return done(
                request, proposal.document, _("Handed to another leader."), to=_next_of(request)
            )
    context = {"form": form, "document": proposal.document, "button": _("Hand over")}
    return show_form(request, "routing/_verb_form.html", context, title=_("Another leader"))


@require_http_methods(["GET", "HEAD", "POST"])
def return_to_office(request: SignedInRequest, proposal_id: int) -> HttpResponse:
    """Give the proposal back to the Office with a reason."""
    proposal = proposal_for(request, proposal_id, "return_to_office")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["text"]
        returning = lambda: directing.return_to_office(  # noqa: E731
            request.actor, proposal_id=proposal.pk, reason=reason
        )
        if attempt(form, returning):
            return done(
                request, proposal.document, _("Returned to the Office."), to=_next_of(request)
            )
    context = {"form": form, "document": proposal.document, "button": _("Return to the Office")}
    return show_form(request, "routing/_verb_form.html", context, title=_("Return to the Office"))


@require_safe
def recipient_options(request: SignedInRequest, uuid: UUID) -> JsonResponse:
    """Answers of the boxes of a direction of the first level."""
    document = paper_for(request, uuid)
    found = recipients.of_office(document.office_id)
    if request.GET.get("people"):
        found = found.only_people()
    return as_groups(found.matching(request.GET.get("q", "")))


def _paper(request: SignedInRequest, uuid: UUID, action: str) -> Document:
    document = paper_for(request, uuid)
    if not PAPERS.allows(request.actor, action, document):
        raise Http404
    return document


def _slip_form(request: SignedInRequest, document: Document) -> SlipForm:
    url = reverse("routing:recipients", args=[document.uuid])
    data = request.POST if request.method == "POST" else None
    choices = recipients.of_office(document.office_id)
    return SlipForm(choices, url, data, initial=_initial(document))


def _initial(document: Document) -> dict[str, Any]:
    """What the standing proposal says, so that a leader changes only what he wants changed."""
    return {"basis": basis_of(document.pk), **proposed(document)}


def _lapsed(document: Document) -> bool:
    """Whether the proposal before the leader names dates that have passed."""
    standing = Proposal.objects.filter(document=document, stage=Stage.PRESENTED)
    found = standing.prefetch_related("parties").first()
    return found is not None and has_lapsed(found, clock.now())


def _before_whom(document: Document) -> str:
    """The leader before whom the paper lies: most often it is he who wrote on it."""
    standing = Proposal.objects.filter(document=document, stage__in=OPEN_STAGES).first()
    return str(standing.leader_id) if standing and standing.leader_id else ""


def proposed(document: Document) -> dict[str, Any]:
    """The fields of a slip as the standing or the returned proposal fills them; else none."""
    proposal = (
        Proposal.objects.filter(document=document, stage__in=(*OPEN_STAGES, Stage.RETURNED))
        .order_by("-pk")
        .prefetch_related("parties")
        .first()
    )
    if proposal is None:
        return {}
    parties: dict[str, list[str]] = {role: [] for role in PartyRole.values}
    opinion_due: dt.datetime | None = None
    for party in proposal.parties.all():
        value = f"person:{party.person_id}" if party.person_id else f"unit:{party.unit_id}"
        parties[party.role].append(value)
        if party.role == PartyRole.COOPERATE:
            opinion_due = opinion_due or party.due_at
    initial: dict[str, Any] = {
        "lead": next(iter(parties[PartyRole.LEAD]), ""),
        "cooperate": parties[PartyRole.COOPERATE],
        "know": parties[PartyRole.KNOW],
        "work_kind": proposal.work_kind,
        "text": proposal.text,
        "due_kind": DueKind.REGULAR if proposal.due_kind == DueKind.REGULAR else DueKind.DAY,
    }
    # Dates that have passed are left out: they would only be refused.
    now = clock.now()
    if opinion_due and not opinion_has_passed(opinion_due, now):
        initial["cooperate_on"] = clock.day_of(opinion_due)
    if has_passed(Due(proposal.due_kind, proposal.due_at), now):
        return initial
    return {**initial, **due_initial(proposal.due_kind, proposal.due_at)}
