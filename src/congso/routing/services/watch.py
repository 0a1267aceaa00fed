# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clock's part: near due, overdue, and express papers that nobody has taken in hand (B-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.enums import Urgency
from congso.organisation.queries import working_calendar
from congso.routing.enums import OPEN, Role, State
from congso.routing.events import ExpressUnaccepted, FlowDueSoon, FlowEvent, FlowOverdue
from congso.routing.models import Flow

BATCH = 500
SOON_DAYS = 1  # working days before the deadline from which on it is near
EXPRESS_MINUTES = 15  # an express paper not accepted by then sounds the alarm


@transaction.atomic
def note_due_soon(actor: Actor, *, now: dt.datetime | None = None) -> int:
    """Record once a flow that its deadline is near. Returns how many; call until it says 0."""
    now = now or clock.now()
    last = working_calendar().add_working_days(clock.day_of(now), SOON_DAYS)
    flows = Flow.objects.filter(
        state__in=OPEN,
        document__clock_stopped_at__isnull=True,
        overdue_at__isnull=True,
        due_soon_at__isnull=True,
        due_at__gt=now,
        due_at__lt=clock.at(last, 0) + dt.timedelta(days=1),
    )
    return _note(actor, flows, "due_soon_at", FlowDueSoon, now)


@transaction.atomic
def note_overdue(actor: Actor, *, now: dt.datetime | None = None) -> int:
    """Record once a flow that its deadline has passed. Returns how many; call until it says 0."""
    now = now or clock.now()
    flows = Flow.objects.filter(
        state__in=OPEN,
        document__clock_stopped_at__isnull=True,
        overdue_at__isnull=True,
        due_at__lte=now,
    )
    return _note(actor, flows, "overdue_at", FlowOverdue, now)


@transaction.atomic
def alarm_express(actor: Actor, *, now: dt.datetime | None = None) -> int:
    """Record once a flow that an express paper lies unaccepted. Returns how many."""
    now = now or clock.now()
    flows = Flow.objects.filter(
        state=State.SENT,
        alarmed_at__isnull=True,
        sent_at__lte=now - dt.timedelta(minutes=EXPRESS_MINUTES),
        document__urgency=Urgency.EXPRESS,
    ).exclude(role=Role.KNOW)
    return _note(actor, flows, "alarmed_at", ExpressUnaccepted, now)


def _note(
    actor: Actor,
    flows: QuerySet[Flow],
    mark: str,
    event: Callable[[int, int], FlowEvent],
    now: dt.datetime,
) -> int:
    if not actor.is_system:
        raise Denied(mark)
    batch = flows.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",))[:BATCH]
    rows = [(flow.pk, flow.document_id) for flow in batch]
    Flow.objects.filter(pk__in=[pk for pk, _document in rows]).update(**{mark: now})
    for pk, document_id in rows:
        audit.record(actor, event(pk, document_id))
    return len(rows)
