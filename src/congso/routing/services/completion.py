# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows from the end of a flow: the parent by its leads, the paper by its top leads.

Any depth: a level is complete when the lead of each direction on it is (B-08). Supporting flows
that gave no opinion by then close as such and count against the unit (PRACTICE 2.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services import lifecycle as paper
from congso.documents.services.locking import locked
from congso.routing.enums import (
    GONE,
    OPEN,
    OPEN_STAGES,
    FinishKind,
    Role,
    State,
    WorkKind,
)
from congso.routing.events import FlowClosed, FlowFinished, FlowTakenBack
from congso.routing.lifecycle import FLOWS
from congso.routing.models import Direction, Flow, Proposal
from congso.routing.queries.again import asked_again
from congso.routing.services import copies


def end(flow: Flow, verb: str, actor: Actor, now: dt.datetime, **marks: object) -> None:
    """Advance the flow out of the open states and save it. Raises WrongState."""
    FLOWS.advance(flow, verb)
    flow.ended_at, flow.ended_by_id = now, actor.person_id
    for name, value in marks.items():
        setattr(flow, name, value)
    flow.version += 1
    flow.save()
    if verb == "close" and flow.copy_id is not None:
        _let_finish(actor, flow.copy_id)


def _let_finish(actor: Actor, copy_id: int) -> None:
    """A copy that waited for another direction only because of this work waits no longer."""
    finish_paper_if_done(copies.system_of(actor), locked(copy_id))


def finished(actor: Actor, flow: Flow, now: dt.datetime) -> None:
    """What follows when `flow` is handled: what is below and beside it, its parent, the paper."""
    close_below(actor, flow, now)
    if flow.role != Role.LEAD:
        return
    _close_beside(actor, flow, now)
    if flow.parent_id is None:
        return
    parent = Flow.objects.select_related("direction").get(pk=flow.parent_id)
    if parent.is_open and _leads_done(Flow.objects.filter(parent=parent)):
        kind = FinishKind.OPINION if parent.owes_opinion else flow.finish_kind
        end(parent, "finish", actor, now, finish_kind=kind, finish_note=flow.finish_note,
            answer_id=flow.answer_id)  # fmt: skip
        audit.record(actor, FlowFinished(parent.pk, parent.document_id, str(kind), parent.giver_id))
        finished(actor, parent, now)


def close_below(actor: Actor, flow: Flow, now: dt.datetime) -> None:
    """Close what the flow's head has assigned on and is still open."""
    for child in _open_children(flow):
        close_below(actor, child, now)
        _close(actor, child, FinishKind.BY_LEAD, now)


def take_back_below(actor: Actor, flow: Flow, reason: str, now: dt.datetime) -> None:
    """Take back everything under a flow that goes back or to somebody else."""
    for child in Flow.objects.filter(parent=flow).exclude(state__in=(*GONE, State.DONE)):
        take_back_below(actor, child, reason, now)
        taken_back(actor, child, reason, now)


def taken_back(actor: Actor, flow: Flow, reason: str, now: dt.datetime) -> None:
    """Mark one flow as taken back and say so."""
    end(flow, "take_back", actor, now, reason=reason or flow.reason)
    copies.call_back(actor, flow, reason or flow.reason, now)
    audit.record(actor, FlowTakenBack(flow.pk, flow.document_id, flow.unit_id, flow.person_id))


def finish_paper_if_done(actor: Actor, document: Document) -> None:
    """The paper is handled when all its lead flows of the first level are, and nothing waits.

    A paper sent for information only is handled when it is sent.
    """
    if document.state != PaperState.DISTRIBUTED:
        return
    if Proposal.objects.filter(document=document, stage__in=OPEN_STAGES).exists():
        return
    if Document.objects.filter(asked_again(), pk=document.pk).exists():
        return
    top = Flow.objects.filter(document=document, parent__isnull=True)
    if _leads_done(top) or _only_to_know(document):
        paper.finish(actor, document_id=document.pk)
        document.refresh_from_db(fields=("state", "version"))


def _leads_done(flows: QuerySet[Flow]) -> bool:
    """Whether there are lead flows that count, and all of them are handled."""
    leads = flows.filter(role=Role.LEAD).exclude(state__in=GONE)
    states = set(leads.values_list("state", flat=True))
    return states == {State.DONE}


def _only_to_know(document: Document) -> bool:
    directions = Direction.objects.filter(document=document, parent_flow__isnull=True)
    kinds = set(directions.values_list("work_kind", flat=True))
    return kinds == {WorkKind.TO_KNOW}


def _open_children(flow: Flow) -> Iterable[Flow]:
    return Flow.objects.filter(parent=flow, state__in=OPEN).exclude(role=Role.KNOW)


def _close_beside(actor: Actor, lead: Flow, now: dt.datetime) -> None:
    beside = Flow.objects.filter(direction=lead.direction_id, role=Role.COOPERATE, state__in=OPEN)
    for flow in beside:
        close_below(actor, flow, now)
        silent = FinishKind.BY_LEAD if flow.when_needed else FinishKind.NO_OPINION
        _close(actor, flow, silent, now)


def _close(actor: Actor, flow: Flow, kind: str, now: dt.datetime) -> None:
    end(flow, "close", actor, now, finish_kind=kind)
    audit.record(actor, FlowClosed(flow.pk, flow.document_id, str(kind)))
