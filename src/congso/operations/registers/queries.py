# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading runs of imports. A run of another office is not found."""

from __future__ import annotations

import datetime as dt
import math
from uuid import UUID

from django.db.models import Count, QuerySet

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.queries import NotVisible
from congso.filestore.models import Staged
from congso.operations.models import ImportRow, ImportRun, ImportScan
from congso.operations.registers.enums import RowState, RunState, ScanState
from congso.operations.registers.heading import is_column_numbers
from congso.operations.registers.policies import RUNS

SAMPLES = 5
FILTERS = ("", "errors", "warnings", "skipped")


def get_for(actor: Actor, action: str, uuid: UUID) -> ImportRun:
    """The run on which `actor` may do `action`; else NotVisible."""
    runs = RUNS.filter(ImportRun.objects.filter(uuid=uuid), actor, action)
    run = runs.select_related("office__unit", "owner", "book").first()
    if run is None:
        raise NotVisible
    return run


def runs_for(actor: Actor, limit: int = 30) -> list[ImportRun]:
    """The newest runs of the actor's offices."""
    runs = RUNS.filter(ImportRun.objects.all(), actor, "view").select_related("office", "owner")
    return list(runs.order_by("-created_at", "-pk")[:limit])


def rows_of(run: ImportRun, only: str = "") -> QuerySet[ImportRow]:
    """The rows under the header, all or only those with errors or with warnings."""
    rows = ImportRow.objects.filter(run=run, row__gt=run.header_row).select_related("document")
    if only == "errors":
        return rows.filter(state=RowState.ERROR)
    if only == "warnings":
        return rows.filter(has_warning=True)
    if only == "skipped":
        return rows.filter(state=RowState.SKIPPED)
    return rows.exclude(state=RowState.SKIPPED)


def first_rows(run: ImportRun, count: int = SAMPLES) -> list[ImportRow]:
    """The first rows under the header."""
    rows = run.rows.filter(row__gt=run.header_row).order_by("row")[: count + 1]
    return [row for row in rows if not is_column_numbers(row.cells)][:count]


def counts(run: ImportRun) -> dict[str, int]:
    """How many rows stand in each state."""
    found = ImportRow.objects.filter(run=run, row__gt=run.header_row).values_list("state")
    return dict(found.annotate(count=Count("pk")).order_by())


def scans_of(run: ImportRun) -> dict[str, list[ImportScan]]:
    """The uploaded scans by state; those that want somebody are listed, attached ones counted."""
    scans = ImportScan.objects.filter(run=run).exclude(state=ScanState.ATTACHED)
    found: dict[str, list[ImportScan]] = {}
    for scan in scans.order_by("name")[:500]:
        found.setdefault(scan.state, []).append(scan)
    return found


def attached(run: ImportRun) -> int:
    """How many scans have become files of papers."""
    return ImportScan.objects.filter(run=run, state=ScanState.ATTACHED).count()


def upload_of(run: ImportRun) -> Staged | None:
    """The uploaded file while it is being checked for viruses and marks."""
    return Staged.objects.filter(pk=run.staged_id).first() if run.staged_id else None


def staged_by_id(scans: list[ImportScan]) -> dict[int, Staged]:
    """The uploads behind scans, in one query."""
    ids = [scan.staged_id for scan in scans if scan.staged_id]
    return {staged.pk: staged for staged in Staged.objects.filter(pk__in=ids)}


def minutes_left(run: ImportRun, now: dt.datetime | None = None) -> int | None:
    """About how many minutes the import still takes; None while that cannot be said."""
    done = run.imported - run.imported_before
    if run.state != RunState.IMPORTING or run.started_at is None or done <= 0:
        return None
    seconds = ((now or clock.now()) - run.started_at).total_seconds()
    left = max(run.ready - run.imported, 0)
    return math.ceil(seconds / done * left / 60)
