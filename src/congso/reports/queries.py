# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading runs of exports. What is not the asker's is not found."""

from __future__ import annotations

from uuid import UUID

from congso.common.actor import Actor
from congso.documents.queries import NotVisible
from congso.reports.models import ExportRun
from congso.reports.policies import RUNS


def run_for(actor: Actor, action: str, uuid: UUID) -> ExportRun:
    """The run on which `actor` may do `action`; else NotVisible."""
    run = RUNS.filter(ExportRun.objects.filter(uuid=uuid), actor, action).first()
    if run is None:
        raise NotVisible
    return run


def runs_of(actor: Actor, limit: int = 10) -> list[ExportRun]:
    """The newest runs of the actor."""
    runs = RUNS.filter(ExportRun.objects.all(), actor, "view")
    return list(runs.order_by("-created_at")[:limit])
