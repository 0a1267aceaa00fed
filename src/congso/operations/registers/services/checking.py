# SPDX-License-Identifier: AGPL-3.0-or-later
"""The trial run: every row is read and compared; nothing is written but the run's own rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.documents.enums import Road
from congso.documents.models import Book
from congso.documents.services.past_books import numbers_in
from congso.operations.models import ImportRow, ImportRun
from congso.operations.registers.columns import BY_KEY, required
from congso.operations.registers.enums import Restrict, RowState, RunState
from congso.operations.registers.heading import is_column_numbers
from congso.operations.registers.known import Known
from congso.operations.registers.lifecycle import LIFECYCLE
from congso.operations.registers.lines import Line, Reading, read_line
from congso.operations.registers.policies import RUNS
from congso.operations.registers.sequence import Sequence

AT_ONCE = 1000


class MissingColumns(Exception):
    """Fields without which no row can be imported have no column; `fields` names them."""

    message = _("Choose a column for each of the fields that are marked as required.")

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@transaction.atomic
def check(
    actor: Actor,
    *,
    run_id: int,
    mapping: Mapping[str, int],
    convert: bool = False,
    road: str = Road.HAND,
    restrict: str = Restrict.NONE,
    reader_ids: tuple[int, ...] = (),
) -> ImportRun:
    """Confirm the columns and queue the trial run. Raises MissingColumns, WrongState or Denied.

    `convert`: texts in codes from before Unicode are converted, otherwise their rows are errors.
    """
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    RUNS.require(actor, "check", run)
    missing = [key for key in required(run.kind) if key not in mapping]
    if missing:
        raise MissingColumns(missing)
    LIFECYCLE.advance(run, "check")
    run.mapping = {key: int(column) for key, column in mapping.items() if key in BY_KEY}
    run.options |= {
        "convert": convert,
        "road": road,
        "restrict": restrict,
        "reader_ids": [int(reader) for reader in reader_ids],
    }
    run.tried = 0
    run.save()
    enqueue("operations.import_check", run_id=run.pk, lock=f"import:{run.pk}")
    return run


def settle(actor: Actor, *, run_id: int) -> None:
    """The trial run itself; does nothing unless it is wanted, and may be repeated."""
    run = ImportRun.objects.select_related("office__unit").filter(pk=run_id).first()
    if run is None or run.state != RunState.CHECKING:
        return
    RUNS.require(actor, "settle", run)
    reading, sequence = _reading(run), Sequence()
    book = Book.objects.filter(
        office=run.office_id, kind=run.kind, year=run.year, series=run.series,
        is_trial=False, is_imported=True,
    ).first()  # fmt: skip
    rows = run.rows.order_by("row").values_list("pk", "row", "cells").iterator(AT_ONCE)
    above: dict[str, Any] = {}
    while some := list(islice(rows, AT_ONCE)):
        lines = []
        for pk, row, cells in some:
            line = _read(run, reading, row, cells, above)
            above = above if line.is_empty or line.is_secret else line.texts
            sequence.follow(line)
            lines.append((pk, line))
        wanted = [line.values["number"] for _pk, line in lines if "number" in line.values]
        _save(lines, numbers_in(book.pk if book else None, wanted))
        ImportRun.objects.filter(pk=run.pk).update(tried=some[-1][1])
    _finish(run.pk)


def _reading(run: ImportRun) -> Reading:
    return Reading(
        kind=run.kind,
        year=run.year,
        mapping=run.mapping,
        known=Known.load(),
        today=clock.today(),
        own_name=run.office.unit.name,
        own_unit_id=run.office.unit_id,
        convert=bool(run.options.get("convert")),
        since_1904=bool(run.options.get("since_1904")),
    )


def _read(
    run: ImportRun, reading: Reading, row: int, cells: list[Any], above: dict[str, Any]
) -> Line:
    if row <= run.header_row or (row <= run.header_row + 2 and is_column_numbers(cells)):
        return Line(row, is_empty=True)
    return read_line(reading, row, cells, above)


_SAVE = """
UPDATE operations_importrow r
   SET state = n.state, "values" = n.given, problems = n.problems, has_warning = n.warns,
       cells = CASE WHEN n.wipe THEN '[]'::jsonb ELSE r.cells END
  FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(given)s::jsonb[], %(problems)s::jsonb[],
              %(warns)s::boolean[], %(wipes)s::boolean[])
    AS n(id, state, given, problems, warns, wipe)
 WHERE r.id = n.id
"""


def _save(lines: list[tuple[int, Line]], present: set[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _SAVE,
            {
                "ids": [pk for pk, _line in lines],
                "states": [str(_state(line, present)) for _pk, line in lines],
                "given": [json.dumps(line.values) for _pk, line in lines],
                "problems": [
                    json.dumps([p.to_json() for p in line.problems]) for _pk, line in lines
                ],
                "warns": [any(not p.is_grave for p in line.problems) for _pk, line in lines],
                "wipes": [line.is_secret for _pk, line in lines],
            },
        )


def _state(line: Line, present: set[tuple[int, str]]) -> RowState:
    if line.is_empty:
        return RowState.SKIPPED
    if not line.is_good:
        return RowState.ERROR
    key = (line.values["number"], line.values["suffix"])
    return RowState.PRESENT if key in present else RowState.READY


@transaction.atomic
def _finish(run_id: int) -> None:
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if run.state != RunState.CHECKING:
        return
    LIFECYCLE.advance(run, "settle")
    rows = ImportRow.objects.filter(run=run)
    run.total = rows.exclude(state=RowState.SKIPPED).count()
    run.ready = rows.filter(state=RowState.READY).count()
    run.errors = rows.filter(state=RowState.ERROR).count()
    run.warnings = rows.filter(has_warning=True).count()
    run.save()
