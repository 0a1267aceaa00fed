# SPDX-License-Identifier: AGPL-3.0-or-later
"""Making files of rows of papers: at once when short, as a job when long; always in the trail."""

from __future__ import annotations

import datetime as dt
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop as _noop

from congso.access.queries import principals_of
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.common.policy import Denied
from congso.documents.enums import State
from congso.documents.events import DocumentPrinted
from congso.documents.models import Document
from congso.documents.printing import slips
from congso.documents.queries_books import offices_with_inserted
from congso.documents.queries_offices import heads_of_office
from congso.notifications import services as notifications
from congso.organisation.queries import working_calendar
from congso.reports import makers
from congso.reports.enums import Format, Report, RunState
from congso.reports.events import DocumentsExported, RegisterPrinted
from congso.reports.models import ExportRun
from congso.reports.paper_words import opinions_of, words_of
from congso.reports.policies import RUNS
from congso.reports.stamped import NoPdf, stamped_main_file
from congso.routing.queries import concerned

log = logging.getLogger(__name__)

AT_ONCE = 2000  # rows; more become a job
KEPT = dt.timedelta(hours=24)


def export(
    actor: Actor,
    *,
    report: str,
    format: str,
    wanted: dict[str, Any],
    now: dt.datetime | None = None,
) -> ExportRun:
    """Make a file of what the actor may see and keep it for a day, for him alone.

    `wanted` is exports.Wanted or makers.BookPart as JSON. Up to 2,000 rows the returned run is
    DONE; above it is QUEUED and a job makes the file. Raises Denied.
    """
    if actor.person_id is None:
        raise Denied("export")
    now = now or clock.now()
    remove_expired(now)
    rows = makers.how_many(actor, report, wanted, AT_ONCE)
    with transaction.atomic():
        run = ExportRun.objects.create(
            owner_id=actor.person_id,
            report=Report(report),
            format=Format.PDF if report == Report.CLOSING else Format(format),
            wanted=wanted,
            file_name=makers.file_name(report, format, wanted),
            total=rows if rows <= AT_ONCE else None,
            principals=sorted(principals_of(actor)),
            created_at=now,
        )
        if rows > AT_ONCE:
            enqueue("reports.make", run_id=run.pk, language=translation.get_language() or "vi")
            return run
    return _make(actor, run, now)


def run_export(run_id: int, *, language: str = "vi", now: dt.datetime | None = None) -> None:
    """The job of a long export: rights are those the owner has now. Safe to repeat."""
    run = ExportRun.objects.get(pk=run_id)
    if run.state in (RunState.DONE, RunState.FAILED):
        return
    RUNS.require(Actor.system("reports"), "make", run)
    actor = Actor(person_id=run.owner_id, via="job")
    with translation.override(language):
        try:
            _make(actor, run, now or clock.now())
        except Denied:
            log.warning("export %s: its owner has lost the right", run.pk)
            _fail(run)
        except Exception:
            _fail(run)
            raise


def _make(actor: Actor, run: ExportRun, now: dt.datetime) -> ExportRun:
    run.state = RunState.RUNNING
    run.save(update_fields=("state",))

    def progress(done: int) -> None:
        ExportRun.objects.filter(pk=run.pk).update(rows=done)

    made = makers.make(actor, run.report, run.format, run.wanted, progress)
    _write(path_of(run), made.content)
    with transaction.atomic():
        run.state, run.finished_at = RunState.DONE, now
        run.rows = run.total = made.count
        run.size, run.principals = len(made.content), sorted(principals_of(actor))
        run.papers = list(made.whole)
        run.save()
        _record(actor, run, made)
    return run


def _record(actor: Actor, run: ExportRun, made: makers.Made) -> None:
    if made.book_id is None:
        event = DocumentsExported(run.pk, run.report, run.format, made.count)
        audit.record(actor, event, after={"wanted": run.wanted})
    else:
        printed = RegisterPrinted(made.book_id, run.pk, run.report, run.format, made.count)
        audit.record(actor, printed, after={"wanted": run.wanted})


def _fail(run: ExportRun) -> None:
    ExportRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, finished_at=clock.now())


def folder() -> Path:
    """Where the files lie for their day: never in backups."""
    place: Path = settings.CONGSO_ENV.data.data_dir / "exports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(run: ExportRun) -> Path:
    """Where the file of a run lies while it is kept."""
    return folder() / f"{run.uuid}.{run.format}"


def _write(path: Path, content: bytes) -> None:
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.replace(draft, path)  # a reader never gets half a file


def remove_expired(now: dt.datetime) -> int:
    """Remove files older than a day and the runs that have none. Returns how many."""
    old = list(ExportRun.objects.filter(created_at__lt=now - KEPT))
    for run in old:
        path_of(run).unlink(missing_ok=True)
    ExportRun.objects.filter(pk__in=[run.pk for run in old]).delete()
    return len(old)


def tell_inserted(actor: Actor, *, now: dt.datetime | None = None) -> int:
    """On the first working day of a month: tell each Director of the numbers inserted in the
    month before (PRACTICE 1.8).

    Returns of how many offices. Repeats tell nobody twice; a server that stood still that day
    tells it within a week. Raises Denied for a person.
    """
    if actor.person_id is not None:
        raise Denied("tell_inserted")
    today = clock.day_of(now or clock.now())
    first = working_calendar().add_working_days(today.replace(day=1), 0)
    if not first <= today < first + LATE_AT_MOST:
        return 0
    month = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    found = offices_with_inserted(month)
    for office_id, count in found.items():
        heads = heads_of_office(office_id, today)
        notifications.tell(
            concerned.with_stand_ins(heads, "may_direct"),
            notifications.Telling(
                msgid=INSERTED,
                url=f"{reverse('reports:inserted')}?month={month:%Y-%m}",
                parameters={"count": count, "month": f"{month:%m/%Y}"},
                key=f"inserted:{office_id}:{month:%Y-%m}",
            ),
        )
    return len(found)


LATE_AT_MOST = dt.timedelta(days=7)
INSERTED = _noop("%(count)s inserted numbers in %(month)s: the list is ready")


# --- prints of one paper


class NothingToPrint(Exception):
    """The paper has no such print: it was not returned, has no number, no file to be stamped."""


@dataclass(frozen=True)
class Printed:
    """A PDF of our own making and the name it goes out under."""

    content: bytes
    file_name: str


def print_paper(actor: Actor, *, document: Document, what: str) -> Printed:
    """Make a print (a key of PRINTS) of a paper the actor sees; it is written into its history.

    The caller has asked the policy. Raises NothingToPrint.
    """
    stem, make = PRINTS[what]
    content = make(document)
    with transaction.atomic():
        audit.record(actor, DocumentPrinted(document.pk), after={"what": stem})
    return Printed(content, f"{stem}-{document.number_text or document.pk}.pdf")


def _handling_slip(document: Document) -> bytes:
    return slips.handling_slip(document, words_of(document, in_full=True), opinions_of(document))


def _receipt(document: Document) -> bytes:
    return slips.receipt(document, words_of(document, in_full=True))


def _return_slip(document: Document) -> bytes:
    if document.state != State.RETURNED:
        raise NothingToPrint
    return slips.return_slip(document, words_of(document, in_full=True))


def _stamped(document: Document) -> bytes:
    if document.number is None or document.state == State.VOID:
        raise NothingToPrint
    try:
        return stamped_main_file(document)
    except NoPdf as none:
        raise NothingToPrint from none


PRINTS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "handling_slip": ("phieu-giai-quyet", _handling_slip),
    "receipt": ("phieu-bien-nhan", _receipt),
    "return_slip": ("phieu-tra-lai", _return_slip),
    "stamped_copy": ("ban-co-dau-den", _stamped),
}
