# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals whose dates have passed while they lay before a leader.

They cannot go out as they are: he writes a new date, and the Office is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from congso.routing.deadlines import Due, has_passed, opinion_has_passed
from congso.routing.enums import PartyRole, Stage, WorkKind
from congso.routing.models import Proposal
from congso.routing.policies import DIRECTED

LATELY = dt.timedelta(days=4)  # a weekend during which nothing ran


def has_lapsed(proposal: Proposal, now: dt.datetime) -> bool:
    """Whether a date of the proposal has passed. Reads its parties."""
    if proposal.work_kind == WorkKind.TO_KNOW:
        return False
    if has_passed(Due(proposal.due_kind, proposal.due_at), now):
        return True
    return any(
        party.role == PartyRole.COOPERATE and opinion_has_passed(party.due_at, now)
        for party in proposal.parties.all()
    )


def newly_lapsed(now: dt.datetime) -> Iterator[Proposal]:
    """Proposals before leaders whose deadline passed in the last days."""
    found = Proposal.objects.filter(
        stage=Stage.PRESENTED,
        due_at__gt=now - LATELY,
        due_at__lte=now,
        document__state__in=DIRECTED,
        document__clock_stopped_at__isnull=True,
    )
    rows = found.select_related("document", "leader").prefetch_related("parties").order_by("pk")
    return (proposal for proposal in rows if has_lapsed(proposal, now))
