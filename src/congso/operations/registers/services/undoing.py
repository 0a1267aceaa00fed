# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole import is taken back while nothing refers to its papers."""

from __future__ import annotations

from django.db import transaction

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.documents.models import Book
from congso.documents.services.past_books import remove_past_papers
from congso.operations.models import ImportRow, ImportRun, ImportScan
from congso.operations.registers.enums import RowState, ScanState
from congso.operations.registers.events import ImportUndone
from congso.operations.registers.lifecycle import LIFECYCLE
from congso.operations.registers.policies import RUNS


@transaction.atomic
def undo(actor: Actor, *, run_id: int) -> int:
    """Take every paper of a run out of its book again; how many.

    Raises past_books.ReferredTo when somebody has worked with one of them (changed it, filed it,
    added a file, sent it on): then nothing is removed. Raises WrongState or Denied.
    """
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    RUNS.require(actor, "undo", run)
    LIFECYCLE.advance(run, "undo")
    book = Book.objects.select_for_update().get(pk=run.book_id or 0)
    rows = ImportRow.objects.filter(run=run, state=RowState.IMPORTED)
    papers = list(rows.values_list("document_id", flat=True))
    scans = ImportScan.objects.filter(run=run, state=ScanState.ATTACHED)
    files = [pk for pk in scans.values_list("file_id", flat=True) if pk]
    removed = remove_past_papers(book, papers, file_ids=files)
    rows.update(state=RowState.READY, document=None)
    scans.update(state=ScanState.UNMATCHED, file=None, row=None, reason="taken_back")
    run.refresh_from_db(fields=("book",))
    run.imported = 0
    run.save(update_fields=("state", "imported"))
    audit.record(actor, ImportUndone(run.pk, book.pk or 0, removed))
    return removed
