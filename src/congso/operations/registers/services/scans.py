# SPDX-License-Identifier: AGPL-3.0-or-later
"""A folder of scans beside the register: each file checked, matched to its row, attached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import transaction

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef
from congso.documents.models import Document, DocumentFile
from congso.documents.services.files import add_files
from congso.filestore import services as filestore
from congso.filestore.enums import CONFIRMABLE, UNSETTLED, StagedState
from congso.filestore.kinds import Unacceptable
from congso.filestore.models import Staged
from congso.filestore.queries import staged_of
from congso.filestore.services.unpacking import is_archive, unpack
from congso.operations.models import ImportRow, ImportRun, ImportScan
from congso.operations.registers.enums import RowState, RunState, ScanState
from congso.operations.registers.events import ScansAttached
from congso.operations.registers.policies import RUNS
from congso.operations.registers.scan_names import Match, Names

LOOK_AGAIN = dt.timedelta(seconds=3)
FORGOTTEN = dt.timedelta(seconds=15)
AT_ONCE = 20


@transaction.atomic
def add_scans(actor: Actor, *, run_id: int, staged: list[str]) -> int:
    """Take one's own uploads (files or zips, by public id) as scans of a run; how many.

    They are matched and attached when they have passed the check and the rows are imported.
    Raises Denied.
    """
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    RUNS.require(actor, "add_scans", run)
    known = set(ImportScan.objects.filter(run=run).values_list("staged_id", flat=True))
    fresh = [one for one in staged_of(actor, staged) if one.pk not in known]
    _note(run, fresh)
    look_again(run.pk)
    return len(fresh)


def attach_scans(actor: Actor, *, run_id: int) -> bool:
    """Match and attach what has passed the check; whether some are still being checked.

    `actor` is the product; files are kept in the name of their uploader. May be repeated.
    """
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        return False
    RUNS.require(actor, "view", run)
    _open_archives(run)
    if run.state not in (RunState.DONE, RunState.CANCELLED):
        return False  # the rows come first; the end of the import looks here again
    names = _names(run)
    attached = 0
    _check_forgotten(actor, run)
    for scan, staged in _with_uploads(run):
        attached += _look_at(run, names, scan, staged)
    if attached:
        with transaction.atomic():
            audit.record(_uploader(run), ScansAttached(run.pk, attached))
    return any(staged and staged.state in UNSETTLED for _scan, staged in _with_uploads(run))


def look_again(run_id: int, *, after: dt.datetime | None = None) -> None:
    """Queue the next look at a run's scans."""
    enqueue(
        "operations.import_scans",
        run_id=run_id,
        lock=f"import:{run_id}",
        once=f"import_scans:{run_id}",
        after=after,
    )


def come_back(run_id: int) -> None:
    """Look again in a moment: some files are still being checked."""
    look_again(run_id, after=clock.now() + LOOK_AGAIN)


def _note(run: ImportRun, staged: Iterable[Staged]) -> None:
    now = clock.now()
    ImportScan.objects.bulk_create(
        ImportScan(run=run, name=one.name, staged_id=one.pk, added_at=now) for one in staged
    )


def _with_uploads(run: ImportRun) -> list[tuple[ImportScan, Staged | None]]:
    open_states = (ScanState.WAITING, ScanState.TO_CONFIRM)
    scans = list(ImportScan.objects.filter(run=run, state__in=open_states).order_by("name", "pk"))
    uploads = Staged.objects.in_bulk([scan.staged_id for scan in scans if scan.staged_id])
    return [(scan, uploads.get(scan.staged_id or 0)) for scan in scans]


def _open_archives(run: ImportRun) -> None:
    for scan, staged in _with_uploads(run):
        if staged is None or not is_archive(staged):
            continue
        owner = Actor(person_id=staged.owner_id, via="job")
        with transaction.atomic():
            try:
                _note(run, unpack(owner, staged.pk))
            except Unacceptable as refused:
                _settle(scan, ScanState.REFUSED, str(refused.reason))
                continue
            scan.delete()


def _check_forgotten(actor: Actor, run: ImportRun) -> None:
    """Check uploads whose own check was queued before their row could be seen, and found none."""
    before = clock.now() - FORGOTTEN
    for _scan, staged in _with_uploads(run):
        if staged and staged.state == StagedState.UPLOADED and staged.created_at < before:
            filestore.check_staged(actor, staged.pk)


def _names(run: ImportRun) -> Names:
    rows = ImportRow.objects.filter(run=run, state=RowState.IMPORTED).values_list("pk", "values")
    return Names.of(
        (pk, f"{v['number']}{v['suffix']}", v["symbol"], v["file"]) for pk, v in rows.iterator(2000)
    )


def _look_at(run: ImportRun, names: Names, scan: ImportScan, staged: Staged | None) -> int:
    if staged is None:
        _settle(scan, ScanState.REFUSED, "gone")
    elif staged.state in CONFIRMABLE:
        _settle(scan, ScanState.TO_CONFIRM)
    elif staged.state == StagedState.CLEAN:
        match = names.match(staged.name)
        if match.row_id is None:
            _settle(scan, ScanState.UNMATCHED, match.reason)
        else:
            return _attach(run, scan, staged, match)
    elif staged.state not in UNSETTLED:
        _settle(scan, ScanState.REFUSED, staged.reason or staged.state)
    return 0


def _settle(scan: ImportScan, state: str, reason: str = "") -> None:
    scan.state, scan.reason = state, reason[:30]
    scan.save(update_fields=("state", "reason"))


@transaction.atomic
def _attach(run: ImportRun, scan: ImportScan, staged: Staged, match: Match) -> int:
    row = ImportRow.objects.select_related("document").get(pk=match.row_id or 0)
    document = Document.objects.select_for_update().filter(pk=row.document_id or 0).first()
    if document is None:
        _settle(scan, ScanState.UNMATCHED, "not_found")
        return 0
    owner = Actor(person_id=staged.owner_id, via="job")
    try:
        kept = filestore.keep(owner, staged.pk)
    except (filestore.NotChecked, filestore.RemovedBefore):
        _settle(scan, ScanState.REFUSED, "removed")
        return 0
    role = FileRole.ANNEX if match.is_annex else FileRole.MAIN
    file = FileRef(kept.sha256, kept.size, kept.media_type, staged.name, role)
    added: list[DocumentFile] = add_files(owner, document, [file], clock.now())
    scan.row, scan.file, scan.staged_id = row, added[0] if added else None, None
    scan.save(update_fields=("row", "file", "staged_id"))
    _settle(scan, ScanState.ATTACHED, "" if added else "there_already")
    transaction.on_commit(partial(_read, kept.sha256))
    return len(added)


def _read(sha256: str) -> None:
    """Once the file can be seen: its words, also for a content that has told them before."""
    enqueue("filestore.text", sha256=sha256, lock=f"text:{sha256}")
    enqueue("filestore.preview", sha256=sha256)
    enqueue("filestore.tell_text", sha256=sha256)


def _uploader(run: ImportRun) -> Actor:
    return Actor(person_id=run.owner_id, via="job" if run.owner_id else "cli")
