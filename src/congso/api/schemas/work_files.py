# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work files and what lies in them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from congso.api.schemas.common import PersonRef, UnitRef, person_ref
from congso.api.schemas.documents import PaperRow
from congso.api.schemas.types import Id, In, Out, one_line
from congso.workfiles.enums import Retention
from congso.workfiles.models import WorkFile
from congso.workfiles.services import WorkFileData

Title = Annotated[str, Field(min_length=1, max_length=500), BeforeValidator(one_line)]
Symbol = Annotated[str, Field(max_length=30), BeforeValidator(one_line)]


class WorkFileIn(In):
    """A file to open; the caller keeps it. `retention` in years, or permanent."""

    title: Title
    symbol: Symbol = ""
    retention: Literal["permanent", "70", "20", "10", "5", "2"] = "10"


class PaperRefIn(In):
    """A paper the caller sees."""

    document: UUID


class KeeperIn(In):
    """Who keeps the file from now on."""

    person_id: Id


class WorkFileOut(Out):
    """A file as a row. `papers` is how many lie in it."""

    id: UUID
    title: str
    symbol: str
    retention: str
    state: str
    office_id: int
    unit: UnitRef
    keeper: PersonRef | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    papers: int


class WorkFilePage(Out):
    items: list[WorkFileOut]
    next: str | None


class ContentOut(Out):
    """A paper in a file at its place; out of the caller's sight it is an outline."""

    id: int
    ordinal: int
    added_at: dt.datetime
    added_by: PersonRef | None
    document: PaperRow


class WorkFileDetail(WorkFileOut):
    """A file with its table of contents, and what the caller may do with it."""

    contents: list[ContentOut]
    can: list[str]


def work_file_fields(file: WorkFile, papers: int) -> dict[str, Any]:
    """What a row and the whole have in common."""
    return {
        "id": file.uuid,
        "title": file.title,
        "symbol": file.symbol,
        "retention": file.retention,
        "state": file.state,
        "office_id": file.office_id,
        "unit": UnitRef(id=file.unit.pk, name=file.unit.name),
        "keeper": person_ref(file.keeper),
        "opened_at": file.opened_at,
        "closed_at": file.closed_at,
        "papers": papers,
    }


def data_of(given: WorkFileIn) -> WorkFileData:
    """What the service takes."""
    return WorkFileData(given.title, given.symbol, Retention(given.retention))
