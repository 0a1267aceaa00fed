# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books opened and closed, what their closing minutes say, series of an office's own."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from congso.api.schemas.registry import BookOut, book_of
from congso.api.schemas.types import Id, In, Line, Out, one_line, whole_number
from congso.documents.models import Book, BookScheme

Series = Annotated[str, Field(max_length=20), BeforeValidator(one_line)]


class OpenBookIn(In):
    """The first number here, and where the numbers before are."""

    opening_number: Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole_number)]
    note: Annotated[Line, Field(min_length=1)]


class MinutesOut(Out):
    """What the closing minutes of a book say; `is_kept`: as counted when it was closed."""

    book: BookOut
    is_kept: bool
    closed_at: dt.datetime | None
    first: int | None
    last: int | None
    lines: int
    pages: int
    void: list[str]
    returned: list[str]
    inserted: list[str]
    blank: list[str]
    gaps: list[int]


class SchemeIn(In):
    """Number papers of one type in a `series`, or all invitations in their own book."""

    office_id: Id
    type_id: Id | None = None
    group: Literal["invitation"] | None = None
    series: Series = ""


class SchemeOut(Out):
    """A kind of paper that is numbered apart from the others in an office."""

    id: int
    office_id: int
    type_id: int | None
    group: str
    book_kind: str
    series: str


class SchemesOut(Out):
    items: list[SchemeOut]


def minutes_of(book: Book, facts: dict[str, Any]) -> MinutesOut:
    counted = {name: facts[name] for name in MinutesOut.model_fields if name in facts}
    return MinutesOut(
        book=book_of(book), is_kept=bool(book.closing), closed_at=book.closed_at, **counted
    )


def scheme_of(scheme: BookScheme) -> SchemeOut:
    return SchemeOut(**{name: getattr(scheme, name) for name in SchemeOut.model_fields})
