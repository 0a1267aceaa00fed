# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a recipient does with his flow: receive, read, accept, work, give an opinion, finish."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.models import Document
from congso.documents.services.locking import locked
from congso.routing import acting, parties
from congso.routing.enums import LEAD_FINISH, OPEN, FinishKind, Role, State, Verdict
from congso.routing.events import (
    FlowAccepted,
    FlowFinished,
    FlowRead,
    FlowReturned,
    FlowStarted,
    OpinionGiven,
    ProgressReported,
)
from congso.routing.lifecycle import FLOWS
from congso.routing.models import Flow, Opinion, Progress
from congso.routing.parties import UnfitDirection
from congso.routing.policies import FLOWS as TABLE
from congso.routing.policies import holder
from congso.routing.services.assign import for_recipient, touch
from congso.routing.services.completion import (
    close_below,
    end,
    finish_paper_if_done,
    finished,
    take_back_below,
)
from congso.routing.services.locking import locked_flow
from congso.routing.services.sending import as_system


@transaction.atomic
def receive(actor: Actor, *, now: dt.datetime | None = None) -> int:
    """Note that the actor's desk has shown him what was sent: the time of receipt (R-44).

    Returns how many flows were newly received. One statement; safe to repeat.
    """
    now = now or clock.now()
    waiting = Flow.objects.filter(holder(actor), state=State.SENT, received_at__isnull=True)
    return Flow.objects.filter(pk__in=waiting.values("pk")).update(received_at=now)


@transaction.atomic
def read(actor: Actor, *, document_id: int, now: dt.datetime | None = None) -> list[Flow]:
    """Note that the actor has opened the paper: the time of reading of his flows on it (R-44).

    What came for information, and support "when needed", closes on reading; nothing else is
    handled by being read. Returns the flows read for the first time; nothing for who has none.
    """
    now = now or clock.now()
    unread = Flow.objects.filter(_unread(), document=document_id)
    allowed = TABLE.allowed(actor, ("read",), list(unread))
    mine = [pk for pk, actions in allowed.items() if actions]
    if not mine:
        return []
    locked(document_id)
    flows = list(unread.filter(pk__in=mine).select_related("direction", "unit"))
    for flow in flows:
        _read(for_recipient(actor, flow), flow, now)
    return flows


def _unread() -> Q:
    return Q(read_at__isnull=True, state__in=(*OPEN, State.DONE)) | Q(
        Q(role=Role.KNOW) | Q(when_needed=True), state__in=OPEN
    )


def _read(actor: Actor, flow: Flow, now: dt.datetime) -> None:
    if flow.is_open and (flow.role == Role.KNOW or flow.when_needed):
        FLOWS.advance(flow, "read")
        flow.finish_kind, flow.ended_at, flow.ended_by_id = FinishKind.READ, now, actor.person_id
    touch(flow, actor, now)
    audit.record(actor, FlowRead(flow.pk, flow.document_id))


@transaction.atomic
def accept(
    actor: Actor,
    *,
    flow_id: int,
    expected_version: int | None = None,
    now: dt.datetime | None = None,
) -> Flow:
    """Take the work in hand. Raises WrongState when a deputy was first, Denied or Stale."""
    now = now or clock.now()
    flow = locked_flow(actor, "accept", flow_id, expected_version=expected_version)
    actor = for_recipient(actor, flow)
    FLOWS.advance(flow, "accept")
    flow.accepted_at, flow.accepted_by_id = now, actor.person_id
    touch(flow, actor, now)
    audit.record(actor, FlowAccepted(flow.pk, flow.document_id))
    return flow


@transaction.atomic
def start(actor: Actor, *, flow_id: int, now: dt.datetime | None = None) -> Flow:
    """Begin the work. Raises WrongState or Denied."""
    now = now or clock.now()
    flow = locked_flow(actor, "start", flow_id)
    _begin(for_recipient(actor, flow), flow, now)
    return flow


@transaction.atomic
def report_progress(
    actor: Actor,
    *,
    flow_id: int,
    text: str,
    percent: int | None = None,
    now: dt.datetime | None = None,
) -> Progress:
    """Say how the work stands. The first report begins it. Raises Denied or UnfitDirection."""
    now = now or clock.now()
    text = parties.clean_text(text)
    if not text or (percent is not None and not 0 <= percent <= 100):
        raise UnfitDirection({"text": _("Say in words how the work stands.")})
    flow = locked_flow(actor, "report_progress", flow_id)
    actor = for_recipient(actor, flow)
    if flow.state != State.IN_PROGRESS:
        _begin(actor, flow, now)
    progress = Progress.objects.create(
        flow=flow, author_id=acting.person_of(actor), at=now, percent=percent, text=text
    )
    audit.record(actor, ProgressReported(flow.pk, flow.document_id), after={"text": text})
    return progress


def _begin(actor: Actor, flow: Flow, now: dt.datetime) -> None:
    if flow.state == State.SENT:
        flow.accepted_at, flow.accepted_by_id = now, actor.person_id
    FLOWS.advance(flow, "start")
    touch(flow, actor, now)
    audit.record(actor, FlowStarted(flow.pk, flow.document_id))


@transaction.atomic
def return_flow(actor: Actor, *, flow_id: int, reason: str, now: dt.datetime | None = None) -> Flow:
    """Give the work back to who gave it, with a reason ("gửi nhầm"). It is then on his list.

    Raises WrongState, Denied, UnfitDirection without a reason.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)
    flow = locked_flow(actor, "return_flow", flow_id)
    actor = for_recipient(actor, flow)
    take_back_below(actor, flow, reason, now)
    end(flow, "return_flow", actor, now, reason=reason)
    audit.record(
        actor,
        FlowReturned(flow.pk, flow.document_id, flow.giver_id),
        after={"reason": reason},
    )
    access.refresh(ObjectKind.DOCUMENT, [flow.document_id])
    return flow


@transaction.atomic
def give_opinion(
    actor: Actor,
    *,
    flow_id: int,
    verdict: str,
    text: str = "",
    now: dt.datetime | None = None,
) -> Opinion:
    """Give the lead the opinion that is owed; it closes the flow.

    Raises WrongState, Denied, UnfitDirection for comments without words.
    """
    now = now or clock.now()
    text = parties.clean_text(text)
    if verdict not in Verdict.values or (verdict == Verdict.COMMENT and not text):
        raise UnfitDirection({"text": _("Write your comments.")})
    flow = locked_flow(actor, "give_opinion", flow_id)
    actor = for_recipient(actor, flow)
    opinion = Opinion.objects.create(
        flow=flow, author_id=acting.person_of(actor), at=now, verdict=verdict, text=text
    )
    _touched(flow, actor, now)
    end(flow, "give_opinion", actor, now, finish_kind=FinishKind.OPINION)
    audit.record(actor, OpinionGiven(flow.pk, flow.document_id, str(verdict)), after={"text": text})
    _after(actor, flow, now)
    return opinion


@transaction.atomic
def finish(
    actor: Actor,
    *,
    flow_id: int,
    kind: str,
    note: str = "",
    answer_id: int | None = None,
    expected_version: int | None = None,
    now: dt.datetime | None = None,
) -> Flow:
    """Close the work: answered in writing (which paper), filed, or kept for reference.

    The parent completes with its leads, the paper with its top ones (B-08). Raises WrongState,
    Denied, Stale, UnfitDirection when it is not said by which paper it was answered.
    """
    now = now or clock.now()
    note = parties.clean_text(note, field_name="note")
    if kind not in LEAD_FINISH:
        raise UnfitDirection({"kind": _("Say how the work was closed.")})
    if kind == FinishKind.ANSWERED and not (note or answer_id):
        raise UnfitDirection({"note": _("Enter number and symbol of the answer.")})
    flow = locked_flow(actor, "finish", flow_id, expected_version=expected_version)
    if answer_id is not None:
        Document.objects.only("pk").get(pk=answer_id, office=flow.office_id)
    actor = for_recipient(actor, flow)
    _touched(flow, actor, now)
    end(flow, "finish", actor, now, finish_kind=kind, finish_note=note, answer_id=answer_id)
    audit.record(actor, FlowFinished(flow.pk, flow.document_id, str(kind), flow.giver_id))
    _after(actor, flow, now)
    return flow


def _touched(flow: Flow, actor: Actor, now: dt.datetime) -> None:
    flow.received_at = flow.received_at or now
    if flow.read_at is None:
        flow.read_at, flow.read_by_id = now, actor.person_id
    if flow.accepted_at is None:
        flow.accepted_at, flow.accepted_by_id = now, actor.person_id


def _after(actor: Actor, flow: Flow, now: dt.datetime) -> None:
    finished(actor, flow, now)
    finish_paper_if_done(as_system(actor), flow.document)
    access.refresh(ObjectKind.DOCUMENT, [flow.document_id])


def end_by_system(actor: Actor, flow: Flow, kind: str, *, note: str = "", now: dt.datetime) -> None:
    """Close a locked flow whose work ended elsewhere (the copy in another office)."""
    _touched(flow, actor, now)
    close_below(actor, flow, now)
    end(flow, "finish", actor, now, finish_kind=kind, finish_note=note)
    audit.record(actor, FlowFinished(flow.pk, flow.document_id, str(kind), flow.giver_id))
    _after(actor, flow, now)
