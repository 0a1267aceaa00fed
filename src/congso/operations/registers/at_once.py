# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole import in one go, for the command line: the same services, without waiting for jobs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from congso.accounts.models import Person
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.services.past_books import BookInUse
from congso.filestore import services as filestore
from congso.filestore.kinds import Unacceptable
from congso.operations.models import ImportRow, ImportRun, ImportScan
from congso.operations.registers import queries, workbooks
from congso.operations.registers.enums import RowState, ScanState
from congso.operations.registers.policies import offices_with_right
from congso.operations.registers.reading import CannotRead
from congso.operations.registers.services import begin as beginning
from congso.operations.registers.services import checking, importing, scans
from congso.organisation.models import RegistryOffice

SYSTEM = Actor.system("operations.import")
Say = Callable[[str], Any]


class Refused(Exception):
    """Why nothing was done, fit for whoever typed the command."""


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    file: Path
    office: str
    year: int
    kind: str
    series: str = ""
    sheet: str = ""
    convert: bool = False
    dry_run: bool = False
    scans: Path | None = None
    login: str | None = None
    report: Path | None = None


def run(asked: Asked, say: Say) -> ImportRun:
    """Try the rows, say what is wrong with each, and import unless it is a dry run.

    A dry run leaves nothing at all behind. Raises Refused.
    """
    office = RegistryOffice.objects.filter(unit__code=asked.office).first()
    if office is None:
        raise Refused(
            _("There is no registry office of the code %(code)s.") % {"code": asked.office}
        )
    actor = _actor(asked, office.pk)
    found = _tried(asked, actor, office.pk)
    _tell(found, say)
    if asked.report:
        rows = queries.rows_of(found).order_by("row").iterator(2000)
        asked.report.write_bytes(workbooks.checked_rows(found, rows))
    if asked.dry_run:
        beginning.discard(actor, run_id=found.pk)
        say(_("Nothing was written."))
        return found
    _import(asked, actor, found)
    found.refresh_from_db()
    say(_("%(count)s papers were imported.") % {"count": found.imported})
    if asked.scans is not None:
        _attach(asked.scans, actor, found, say)
    return found


def _actor(asked: Asked, office_id: int) -> Actor:
    if asked.login is None:
        if asked.scans is not None:
            raise Refused(_("Say with --as in whose name the scans are uploaded."))
        return Actor(person_id=None, via="cli")
    person = Person.objects.filter(login=asked.login, is_active=True).first()
    actor = Actor(person_id=person.pk, via="cli") if person else None
    if actor is None or office_id not in offices_with_right(actor):
        raise Refused(
            _("%(login)s does not keep the books of that office.") % {"login": asked.login}
        )
    return actor


def _tried(asked: Asked, actor: Actor, office_id: int) -> ImportRun:
    try:
        with asked.file.open("rb") as stream:
            found = beginning.begin(
                actor, office_id=office_id, kind=asked.kind, year=asked.year,
                name=asked.file.name, stream=stream, series=asked.series, sheet=asked.sheet,
            )  # fmt: skip
    except OSError as error:
        raise Refused(f"{asked.file}: {error.strerror}") from error
    except (CannotRead, BookInUse, beginning.YearNotPast, Denied) as refused:
        raise Refused(str(refused.message)) from refused
    if found.staged_id is not None:
        filestore.check_staged(SYSTEM, found.staged_id)
    try:
        checking.check(actor, run_id=found.pk, mapping=found.mapping, convert=asked.convert)
    except checking.MissingColumns as missing:
        headings = ", ".join(filter(None, found.headings)) or "–"
        beginning.discard(actor, run_id=found.pk)
        text = _("These fields have no column: %(fields)s. Headings found: %(headings)s.")
        raise Refused(
            text % {"fields": ", ".join(missing.fields), "headings": headings}
        ) from missing
    checking.settle(SYSTEM, run_id=found.pk)
    found.refresh_from_db()
    return found


def _tell(found: ImportRun, say: Say) -> None:
    rows = ImportRow.objects.filter(run=found, state=RowState.ERROR).order_by("row")
    for row in rows.iterator(2000):
        for line in workbooks.said(found, row, grave=True).splitlines():
            say(_("row %(row)s: %(line)s") % {"row": row.row, "line": line})
    text = _("%(ready)s rows ready, %(errors)s with errors, %(warnings)s with warnings.")
    say(text % {"ready": found.ready, "errors": found.errors, "warnings": found.warnings})


def _import(asked: Asked, actor: Actor, found: ImportRun) -> None:
    try:
        importing.start(actor, run_id=found.pk)
    except (importing.CannotStart, BookInUse) as refused:
        raise Refused(str(refused.message)) from refused
    while importing.import_batch(SYSTEM, run_id=found.pk):
        pass


def _attach(folder: Path, actor: Actor, found: ImportRun, say: Say) -> None:
    for path in _files(folder):
        try:
            with path.open("rb") as stream:
                staged = filestore.stage(actor, name=path.name, stream=io.BytesIO(stream.read()))
        except Unacceptable:
            say(_("%(name)s: not accepted") % {"name": path.name})
            continue
        scans.add_scans(actor, run_id=found.pk, staged=[str(staged.uuid)])
        filestore.check_staged(SYSTEM, staged.pk)
    scans.attach_scans(SYSTEM, run_id=found.pk)
    say(_("%(count)s scans were attached.") % {"count": queries.attached(found)})
    left = ImportScan.objects.filter(run=found).exclude(state=ScanState.ATTACHED).order_by("name")
    for scan in left:
        say(f"{scan.name}: {scan.get_state_display()}")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
