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
from congso.documents import queries_books
from congso.documents.enums import EnvelopeState, State
from congso.documents.events import DocumentPrinted
from congso.documents.models import Document, Envelope, NumberBlock
from congso.documents.policies import ENVELOPES, offices_as_clerk, offices_run_by
from congso.documents.printing import labels as label_sheets
from congso.documents.printing import slips
from congso.documents.queries_offices import heads_of_office
from congso.notifications import services as notifications
from congso.organisation import queries_clerks
from congso.organisation.events import HandoverPrinted
from congso.organisation.models import RegistryOffice, StandIn
from congso.organisation.policies import may_issue_accounts, offices_managed
from congso.organisation.queries import working_calendar
from congso.reports import makers
from congso.reports.enums import Format, Report, RunState
from congso.reports.events import DocumentsExported, RegisterPrinted
from congso.reports.inserted import MonthPart
from congso.reports.models import ExportRun
from congso.reports.paper_words import opinions_of, words_of
from congso.reports.policies import RUNS
from congso.reports.printing.handover_pdf import handover_pdf
from congso.reports.stamped import NoPdf, stamped_main_file
from congso.routing.queries import concerned

log = logging.getLogger(__name__)

AT_ONCE = 2000  # rows; more become a job
KEPT = dt.timedelta(hours=24)
ONLY_PDF = (Report.CLOSING, Report.WORK_FILE)


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
    # One transaction: when the process is killed meanwhile there is no run that is never done.
    with transaction.atomic():
        run = ExportRun.objects.create(
            owner_id=actor.person_id,
            report=Report(report),
            format=Format.PDF if report in ONLY_PDF else Format(format),
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


def export_inserted(actor: Actor, *, office_id: int, month: dt.date, format: str) -> ExportRun:
    """The numbers inserted in an office in the month of that day, as `export` makes them."""
    part = MonthPart(office_id, month.replace(day=1))
    return export(actor, report=Report.INSERTED, format=format, wanted=part.to_json())


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
    if run.report == Report.WORK_FILE:
        for document_id in made.whole:
            audit.record(actor, DocumentPrinted(document_id), after={"what": "ho-so"})
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
    found = queries_books.offices_with_inserted(month)
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


# --- sheets of a registry


def print_labels(block: NumberBlock, *, skip: int = 0) -> Printed:
    """The sheet of ĐẾN labels of a pile; `skip` places of a sheet that was begun stay empty.

    The caller has asked the policy.
    """
    content = label_sheets.label_sheet(
        queries_books.labels(block), block.office.stamp_name or block.office.printed_name, skip=skip
    )
    return Printed(content, f"nhan-den-{block.first_number}-{block.last_number}.pdf")


def print_envelopes(actor: Actor, *, office_id: int, day: dt.date) -> Printed:
    """The envelopes an office handed on unopened that day, to be signed for.

    For its clerks and who runs it. Raises NothingToPrint.
    """
    if office_id not in offices_as_clerk(actor) | offices_run_by(actor):
        raise NothingToPrint
    found = ENVELOPES.filter(Envelope.objects.filter(office=office_id), actor, "view").filter(
        passed_on_at__gte=clock.at(day, 0),
        passed_on_at__lt=clock.at(day + dt.timedelta(days=1), 0),
        state=EnvelopeState.PASSED_ON,
    )
    office = RegistryOffice.objects.get(pk=office_id)
    content = slips.envelope_list(list(found.order_by("passed_on_at")), office, day)
    return Printed(content, f"bi-thu-{day:%Y-%m-%d}.pdf")


def print_handover(actor: Actor, *, stand_in_id: int) -> Printed:
    """The minutes of a clerk who hands books and seal to a substitute, with the numbers of now.

    For both people and who heads the agency; it is written into the trail. Raises NothingToPrint.
    """
    rows = StandIn.objects.select_related("absent", "stand_in").filter(may_register=True)
    row = rows.filter(pk=stand_in_id).first()
    office = _office_of(row) if row is not None else None
    if row is None or office is None or not _may_see(actor, row, office):
        raise NothingToPrint
    books = queries_books.handed_over(office.pk, clock.today().year)
    with transaction.atomic():
        after = {name: last for name, last, _blank, _waits in books}
        audit.record(actor, HandoverPrinted(row.pk, office.pk), after=after)
    return Printed(handover_pdf(row, office, books), f"ban-giao-van-thu-{row.pk}.pdf")


def _office_of(row: StandIn) -> RegistryOffice | None:
    """The registry office whose clerk is absent."""
    offices = [of for clerk, of in queries_clerks.clerks(row.valid_from) if clerk == row.absent_id]
    return RegistryOffice.objects.select_related("unit").filter(pk__in=offices).first()


def _may_see(actor: Actor, row: StandIn, office: RegistryOffice) -> bool:
    both = (row.absent_id, row.stand_in_id)
    return (
        actor.person_id in both or may_issue_accounts(actor) or office.pk in offices_managed(actor)
    )
