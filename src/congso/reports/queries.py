# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading runs of exports. What is not the asker's is not found."""

from __future__ import annotations

from uuid import UUID

from congso.common.actor import Actor
from congso.documents.models import Document
from congso.documents.policies import in_sight
from congso.documents.queries import NotVisible
from congso.reports.models import ExportRun
from congso.reports.policies import RUNS


def run_for(actor: Actor, action: str, uuid: UUID) -> ExportRun:
    """The run on which `actor` may do `action`; else NotVisible.

    A file with a paper that its owner does not see in full any more is not downloaded.
    """
    run = RUNS.filter(ExportRun.objects.filter(uuid=uuid), actor, action).first()
    if run is None or (action == "download" and not _all_in_sight(actor, run.papers)):
        raise NotVisible
    return run


def _all_in_sight(actor: Actor, papers: list[int], at_once: int = 5000) -> bool:
    parts = (papers[start : start + at_once] for start in range(0, len(papers), at_once))
    return all(Document.objects.filter(in_sight(actor), pk__in=p).count() == len(p) for p in parts)


def runs_of(actor: Actor, limit: int = 10) -> list[ExportRun]:
    """The newest runs of the actor."""
    runs = RUNS.filter(ExportRun.objects.defer("papers"), actor, "view")
    return list(runs.order_by("-created_at")[:limit])
