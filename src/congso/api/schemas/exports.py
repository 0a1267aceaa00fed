# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files made of rows of papers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import Field

from congso.api.schemas.documents import AnyUrgency
from congso.api.schemas.types import Day, Id, In, Line, Out, Word
from congso.documents.enums import State
from congso.reports.enums import Format
from congso.reports.models import ExportRun


class ListExportIn(In):
    """A list of the desk by its key, else what a search finds."""

    format: Format = Format.XLSX
    list_key: Word = ""
    q: Line = ""
    type_ids: Annotated[list[Id], Field(max_length=100)] = []
    issuer: Line = ""
    arrived_from: Day | None = None
    arrived_until: Day | None = None
    urgency: AnyUrgency | None = None
    states: Annotated[list[State], Field(max_length=10)] = []


class BookExportIn(In):
    """A register of a book over some days; without days its whole year."""

    format: Format = Format.PDF
    book_id: Id
    first_day: Day | None = None
    last_day: Day | None = None
    volume: Annotated[Word, Field(min_length=1, max_length=10)] = "01"


class InsertedExportIn(In):
    """The numbers inserted in an office in the month of that day."""

    format: Format = Format.PDF
    office_id: Id
    month: Day


class ExportOut(Out):
    """A file that is made, or being made; it is kept for a day, for the caller alone."""

    id: UUID
    report: str
    format: str
    state: str
    rows: int
    total: int | None
    file_name: str
    size: int | None
    created_at: dt.datetime
    finished_at: dt.datetime | None


class ExportsOut(Out):
    items: list[ExportOut]


def export_of(run: ExportRun) -> ExportOut:
    fields = {name: getattr(run, name) for name in ExportOut.model_fields if name != "id"}
    return ExportOut(id=run.uuid, **fields)
