# SPDX-License-Identifier: AGPL-3.0-or-later
"""An old register comes in: read, its columns proposed, nothing of it in the books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.services.past_books import require_past_book
from congso.filestore import services as filestore
from congso.filestore.kinds import Unacceptable
from congso.filestore.models import Staged
from congso.filestore.names import clean_name
from congso.filestore.wording import sentence_of_reason
from congso.operations.models import ImportRow, ImportRun
from congso.operations.registers.columns import propose
from congso.operations.registers.events import ImportBegun, ImportDiscarded
from congso.operations.registers.heading import Header, find_header, header_at
from congso.operations.registers.lifecycle import LIFECYCLE
from congso.operations.registers.policies import RUNS, offices_with_right
from congso.operations.registers.reading import CannotRead, Sheet, read_sheet

OLDEST = 1945
SAMPLED = 30
AT_ONCE = 5000


class YearNotPast(Exception):
    """Only books of this year and before can be old registers."""

    message = _("Choose this year or one before it.")


def begin(
    actor: Actor,
    *,
    office_id: int,
    kind: str,
    year: int,
    name: str,
    stream: BinaryIO,
    series: str = "",
    sheet: str = "",
    now: dt.datetime | None = None,
) -> ImportRun:
    """Read an .xlsx and propose what its columns are; the run waits for a person to confirm.

    What a person uploads goes through staging too (viruses, marks of secret papers) and is erased
    when it has passed; an operator at the command line brings a file of his own. Raises CannotRead,
    YearNotPast, past_books.BookInUse, Denied.
    """
    now = now or clock.now()
    if not OLDEST <= year <= clock.day_of(now).year:
        raise YearNotPast
    _require_office(actor, office_id)
    require_past_book(office_id, kind, year, series)
    read = read_sheet(stream, name, sheet=sheet)
    staged = _staged(actor, name, stream)
    try:
        with transaction.atomic():
            run = ImportRun(
                office_id=office_id, owner_id=actor.person_id, kind=kind, year=year,
                series=series, file_name=clean_name(name), state="", created_at=now,
                staged_id=staged.pk if staged else None, sheet=read.title[:120],
            )  # fmt: skip
            LIFECYCLE.advance(run, "begin")
            run.options = {"since_1904": read.since_1904, "sheets": list(read.titles)}
            _propose(run, find_header(read.rows), read.rows)
            run.save()
            RUNS.require(actor, "begin", run)
            _keep_rows(run, read)
            audit.record(actor, ImportBegun(run.pk, office_id, len(read.rows)))
    except BaseException:
        if staged is not None:
            filestore.discard(actor, staged.pk)
        raise
    return run


@transaction.atomic
def set_header(actor: Actor, *, run_id: int, row: int) -> ImportRun:
    """The header ends in another row of the sheet: propose the columns anew. Raises Denied."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    RUNS.require(actor, "check", run)
    rows = list(run.rows.filter(row__lte=row + SAMPLED).order_by("row").values_list("row", "cells"))
    _propose(run, header_at(rows, row), rows)
    run.save()
    return run


@transaction.atomic
def discard(actor: Actor, *, run_id: int) -> None:
    """Forget a run of which nothing was imported, with its rows. Raises Denied."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    RUNS.require(actor, "discard", run)
    audit.record(actor, ImportDiscarded(run.pk, run.total))
    if run.staged_id and Staged.objects.filter(pk=run.staged_id).exists():
        filestore.discard(Actor.system("operations.import"), run.staged_id)
    ImportRow.objects.filter(run=run)._raw_delete("default")
    run.delete()


def _require_office(actor: Actor, office_id: int) -> None:
    """Before anything is read: a run that cannot be saved would be refused only at the end."""
    from_person = actor.person_id is not None and actor.via != "cli"
    if from_person and office_id not in offices_with_right(actor):
        raise Denied("begin")


def _staged(actor: Actor, name: str, stream: BinaryIO) -> Staged | None:
    if actor.person_id is None:
        return None
    stream.seek(0)
    try:
        return filestore.stage(actor, name=name, stream=stream)
    except Unacceptable as refused:
        raise CannotRead(sentence_of_reason(refused.reason)) from refused


def _propose(run: ImportRun, header: Header, rows: Sequence[tuple[int, list[Any]]]) -> None:
    samples = [cells for number, cells in rows if number > header.row][:SAMPLED]
    proposal = propose(header.headings, samples, run.kind)
    run.header_row, run.headings = header.row, list(header.headings)
    run.mapping, run.confidence = proposal.mapping, proposal.confidence


def _keep_rows(run: ImportRun, read: Sheet) -> None:
    for start in range(0, len(read.rows), AT_ONCE):
        ImportRow.objects.bulk_create(
            ImportRow(run=run, row=number, cells=cells)
            for number, cells in read.rows[start : start + AT_ONCE]
        )
    run.total = sum(number > run.header_row for number, _cells in read.rows)
    run.save(update_fields=("total",))
