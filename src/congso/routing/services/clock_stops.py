# SPDX-License-Identifier: AGPL-3.0-or-later
"""A missing annex does not stop the clock unless the Office stops it, with reason (PRACTICE 2.3).

Started again, every deadline of the paper moves by the working time that passed; copies in other
offices of the house stand still and go on with it.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services import lifecycle as paper
from congso.documents.services.locking import locked
from congso.organisation.queries import working_calendar
from congso.routing import acting, parties
from congso.routing.deadlines import moved
from congso.routing.enums import OPEN, ExtensionState
from congso.routing.events import ClockStarted, ClockStopped
from congso.routing.models import ClockStop, Extension, Flow
from congso.routing.policies import DIRECTED, PAPERS
from congso.routing.services import copies
from congso.routing.services.copies import system_of

REASON_MAX = 1000
HELD_STATES = (PaperState.RECEIVED, *DIRECTED)


@transaction.atomic
def stop_clock(
    actor: Actor, *, document_id: int, reason: str, now: dt.datetime | None = None
) -> ClockStop:
    """Stop the deadlines of a paper that is marked as incomplete.

    Raises WrongState when they stand still already, Denied, UnfitDirection without a reason.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)[:REASON_MAX]
    document = locked(document_id)
    if document.state not in DIRECTED or document.clock_stopped_at is not None:
        raise WrongState("stop_clock", document.state)
    PAPERS.require(actor, "stop_clock", document)
    return _stop(actor, document, reason, now, above=None)


@transaction.atomic
def start_clock(
    actor: Actor, *, document_id: int, reason: str, now: dt.datetime | None = None
) -> ClockStop:
    """Let the deadlines of a paper run again, moved by the working time that passed.

    Raises WrongState when they run, Denied, UnfitDirection without a reason.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)[:REASON_MAX]
    document = locked(document_id)
    if document.clock_stopped_at is None:
        raise WrongState("start_clock", document.state)
    PAPERS.require(actor, "start_clock", document)
    stop = ClockStop.objects.get(document=document, started_at__isnull=True)
    _start(actor, stop, document, reason, now)
    return stop


def _stop(
    actor: Actor, document: Document, reason: str, now: dt.datetime, *, above: ClockStop | None
) -> ClockStop:
    stop = ClockStop.objects.create(
        document=document,
        above=above,
        stopped_at=now,
        stopped_by_id=acting.person_of(actor),
        reason=reason,
    )
    paper.hold_clock(system_of(actor), document_id=document.pk, now=now)
    audit.record(actor, ClockStopped(stop.pk, document.pk), after={"reason": reason})
    for flow in _open_flows(document).filter(copy__isnull=False):
        hold_copy(actor, flow, now)
    return stop


def hold_copy(actor: Actor, flow: Flow, now: dt.datetime) -> None:
    """The copy that a flow leads to stands still with its paper, unless it does so already."""
    stop = ClockStop.objects.filter(document=flow.document_id, started_at__isnull=True).first()
    copy = locked(flow.copy_id or 0)
    if stop is not None and copy.clock_stopped_at is None and copy.state in HELD_STATES:
        _stop(system_of(actor), copy, stop.reason, now, above=stop)


def _start(
    actor: Actor, stop: ClockStop, document: Document, reason: str, now: dt.datetime
) -> None:
    stop.started_at, stop.started_by_id = now, acting.person_of(actor)
    stop.start_reason = reason
    stop.save(update_fields=("started_at", "started_by", "start_reason"))
    due_at = document.due_at
    if due_at is not None and not _dated_from_above(document):
        due_at = moved(due_at, stop.stopped_at, now, working_calendar())
    paper.release_clock(system_of(actor), document_id=document.pk, due_at=due_at)
    _move_flows(actor, document, stop.stopped_at, now)
    audit.record(actor, ClockStarted(stop.pk, document.pk), after={"reason": reason})
    for below in ClockStop.objects.filter(above=stop, started_at__isnull=True):
        _start(system_of(actor), below, locked(below.document_id), reason, now)


def _move_flows(
    actor: Actor, document: Document, stopped_at: dt.datetime, now: dt.datetime
) -> None:
    """Open flows get their new dates, and so does what was asked for of them meanwhile."""
    calendar = working_calendar()
    for flow in _open_flows(document).filter(due_at__isnull=False):
        since, was = max(stopped_at, flow.sent_at), flow.due_at
        if was is None or (due := moved(was, since, now, calendar)) == was:
            continue
        flow.due_at, flow.version = due, flow.version + 1
        if due > now:
            flow.due_soon_at = flow.overdue_at = None
        flow.save()
        for asked in Extension.objects.filter(flow=flow, state=ExtensionState.ASKED):
            asked.old_due_at = due
            asked.wanted_at = moved(asked.wanted_at, since, now, calendar)
            asked.save(update_fields=("old_due_at", "wanted_at"))
        if flow.copy_id is not None:
            copies.move_due(actor, flow, now)


def _dated_from_above(document: Document) -> bool:
    """A copy whose date is that of the flows it came with: it moves with them."""
    above = Flow.objects.filter(copy=document, state__in=OPEN, due_at__isnull=False)
    return above.exists()


def _open_flows(document: Document) -> QuerySet[Flow]:
    return Flow.objects.filter(document=document, state__in=OPEN).order_by("pk")
