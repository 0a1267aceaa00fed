# SPDX-License-Identifier: AGPL-3.0-or-later
"""The import: 200 rows a transaction, each with its papers, states and trail.

Whoever is killed in the middle leaves whole batches: the next one goes on with the rows that are
still to be written, and a number the book has already is never written again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.documents.models import Book, Document
from congso.documents.services.past_books import (
    PastPaper,
    add_past_papers,
    make_way,
    numbers_in,
    past_book,
)
from congso.filestore import services as filestore
from congso.filestore.enums import CONFIRMABLE, UNSETTLED, StagedState
from congso.filestore.models import Staged
from congso.filestore.wording import sentence_for
from congso.operations.models import ImportRow, ImportRun
from congso.operations.registers.enums import Restrict, RowState, RunState
from congso.operations.registers.events import (
    DocumentsImported,
    ImportCancelled,
    ImportFinished,
    ImportResumed,
    ImportStarted,
)
from congso.operations.registers.lifecycle import LIFECYCLE
from congso.operations.registers.policies import RUNS

BATCH = 200
NO_SYMBOL = "Sổ cũ không ghi số, ký hiệu"


class CannotStart(Exception):
    """The import cannot begin; `message` says to people why and what to do."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


NOTHING = _("No row is ready to be imported. Mend the rows with errors and upload the file again.")
NO_READERS = _("Name at least one person who may read the restricted papers.")
UPLOAD_GONE = _("The uploaded file was erased before it was checked. Upload it again.")


@transaction.atomic
def start(actor: Actor, *, run_id: int, now: dt.datetime | None = None) -> ImportRun:
    """Let the rows that are ready be written into the closed book of that year.

    Rows with errors stay out and can come with a later run of the mended file. Raises CannotStart,
    past_books.BookInUse, WrongState or Denied.
    """
    now = now or clock.now()
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    RUNS.require(actor, "start", run)
    LIFECYCLE.advance(run, "start")
    if not run.ready:
        raise CannotStart(NOTHING)
    if run.options.get("restrict", Restrict.NONE) != Restrict.NONE:
        if not run.options.get("reader_ids"):
            raise CannotStart(NO_READERS)
    _pass_upload(run)
    run.book = _book(run, now)
    run.started_at, run.imported, run.imported_before = now, 0, 0
    run.save()
    audit.record(
        actor,
        ImportStarted(run.pk, run.book.pk, run.ready, run.errors),
        after={"file": run.file_name, "year": run.year, "restrict": run.options.get("restrict")},
    )
    _next(run)
    return run


def import_batch(actor: Actor, *, run_id: int, size: int = BATCH) -> bool:
    """Write the next batch in one transaction; whether another one is to come.

    Does nothing for a run that was stopped. `actor` is the product; the papers and the trail name
    who started the run.
    """
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
        if run is None or run.state != RunState.IMPORTING:
            return False
        RUNS.require(actor, "finish", run)
        rows = list(run.rows.filter(state=RowState.READY).order_by("row")[:size])
        if not rows:
            _finish(run)
            return False
        _write(run, rows)
        _next(run)
        return True


@transaction.atomic
def cancel(actor: Actor, *, run_id: int) -> ImportRun:
    """Stop after the batch that is being written; what is in the book stays. Raises WrongState."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    RUNS.require(actor, "cancel", run)
    LIFECYCLE.advance(run, "cancel")
    run.save(update_fields=("state",))
    audit.record(actor, ImportCancelled(run.pk, run.imported))
    return run


@transaction.atomic
def resume(actor: Actor, *, run_id: int, now: dt.datetime | None = None) -> ImportRun:
    """Go on with a stopped import where it stood. Raises WrongState, BookInUse or Denied."""
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    RUNS.require(actor, "resume", run)
    LIFECYCLE.advance(run, "resume")
    now = now or clock.now()
    run.book = _book(run, now)
    run.started_at, run.imported_before = now, run.imported
    run.save()
    audit.record(actor, ImportResumed(run.pk, run.imported))
    _next(run)
    return run


def _book(run: ImportRun, now: dt.datetime) -> Book:
    """The book the ready rows go into; the one kept here begins after their highest number."""
    book = past_book(run.office_id, run.kind, run.year, run.series, now)
    ready = run.rows.filter(state=RowState.READY)
    numbers = ready.values_list("values__number", flat=True)
    make_way(book, max((int(number or 0) for number in numbers), default=0), now)
    return book


def _next(run: ImportRun) -> None:
    enqueue("operations.import_batch", run_id=run.pk, lock=f"import:{run.pk}")


def _pass_upload(run: ImportRun) -> None:
    """The uploaded file has passed the check for viruses and marks; it is not wanted any more."""
    if run.staged_id is None:
        return
    staged = Staged.objects.filter(pk=run.staged_id).first()
    if staged is None:
        raise CannotStart(UPLOAD_GONE)
    if staged.state in (*UNSETTLED, *CONFIRMABLE) or staged.state != StagedState.CLEAN:
        raise CannotStart(sentence_for(staged))
    filestore.discard(Actor.system("operations.import"), staged.pk)
    run.staged_id = None


def _finish(run: ImportRun) -> None:
    LIFECYCLE.advance(run, "finish")
    run.finished_at = clock.now()
    run.save()
    audit.record(_starter(run), ImportFinished(run.pk, run.book_id or 0, run.imported))
    enqueue("operations.import_scans", run_id=run.pk, lock=f"import:{run.pk}")


def _starter(run: ImportRun) -> Actor:
    if run.owner_id is None:
        return Actor(person_id=None, via="cli")
    return Actor(person_id=run.owner_id, via="job")


def _write(run: ImportRun, rows: list[ImportRow]) -> None:
    now = clock.now()
    book = past_book(run.office_id, run.kind, run.year, run.series, now)
    present = numbers_in(book.pk, [row.values["number"] for row in rows])
    fresh = [row for row in rows if (row.values["number"], row.values["suffix"]) not in present]
    papers = [_paper(run, row.values) for row in fresh]
    documents = add_past_papers(_starter(run), book, papers, now)
    _settle(rows, dict(zip([row.pk for row in fresh], documents, strict=True)))
    run.imported += len(fresh)
    run.book = book
    run.save(update_fields=("imported", "book"))
    if papers:
        _record(run, papers, [rows[0].row, rows[-1].row])


def _record(run: ImportRun, papers: list[PastPaper], rows: list[int]) -> None:
    numbers = [paper.number for paper in papers]
    event = DocumentsImported(run.pk, run.book_id or 0, len(papers), min(numbers), max(numbers))
    lines = [[p.number, p.suffix, str(p.arrived_on), p.symbol, p.facts] for p in papers]
    text = json.dumps(lines, sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    audit.record(_starter(run), event, after={"rows": rows}, object_hash=digest)


_SETTLE = """
UPDATE operations_importrow r SET state = n.state, document_id = n.document
  FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(documents)s::bigint[])
    AS n(id, state, document)
 WHERE r.id = n.id
"""


def _settle(rows: list[ImportRow], written: dict[int, Document]) -> None:
    states = [RowState.IMPORTED if row.pk in written else RowState.PRESENT for row in rows]
    documents = [written[row.pk].pk if row.pk in written else None for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE,
            {
                "ids": [row.pk for row in rows],
                "states": [str(state) for state in states],
                "documents": documents,
            },
        )


def _paper(run: ImportRun, values: dict[str, Any]) -> PastPaper:
    day = dt.date.fromisoformat
    restrict = run.options.get("restrict", Restrict.NONE)
    closed = restrict == Restrict.ALL or (restrict == Restrict.MARKED and values["restricted"])
    facts = {
        "type_id": values["type_id"],
        "issued_on": day(values["issued_on"]) if values["issued_on"] else None,
        "issuer_id": values.get("issuer_id"),
        "issuer_unit_id": values.get("issuer_unit_id"),
        "issuer_name": values["issuer"],
        "subject": values["subject"],
        "pages": values["pages"],
        "description": values["description"],
        "signer_name": values["signer"],
        "urgency": values["urgency"],
        "to_places": values["to_places"],
        "road": values["road"] or run.options.get("road"),
        "paper_number_note": "" if values["symbol"] else NO_SYMBOL,
    }
    return PastPaper(
        number=values["number"],
        suffix=values["suffix"],
        arrived_on=day(values["arrived_on"]),
        symbol=values["symbol"],
        facts=facts,
        complainant=values.get("complainant", ""),
        reader_ids=tuple(run.options["reader_ids"]) if closed else (),
    )
