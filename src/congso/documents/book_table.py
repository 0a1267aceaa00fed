# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of a book: which columns there are, and which a person has chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.documents.models import Document
from congso.ui.formats import full_date


@dataclass(frozen=True)
class Column:
    """`open` columns are shown of a restricted paper too; `fixed` ones cannot be left out."""

    key: str
    label: str | Promise
    value: Callable[[Document], Any]
    is_open: bool = False
    is_fixed: bool = False
    is_short: bool = True


def _day(value: Any) -> str:
    return full_date(value) if value else ""


COLUMNS = (
    Column("number", _("Arrival number"), lambda d: d.number_text, is_open=True, is_fixed=True),
    Column("arrived", _("Date of arrival"), lambda d: _day(d.arrived_on), is_open=True),
    Column("issuer", _("Agency"), lambda d: d.issuer_name, is_short=False),
    Column("symbol", _("Number, symbol"), lambda d: d.symbol),
    Column("issued", _("Date"), lambda d: _day(d.issued_on)),
    Column("subject", _("Subject"), lambda d: d.subject, is_fixed=True, is_short=False),
    Column("type", _("Kind"), lambda d: d.type.name),
    Column("pages", _("Pages"), lambda d: d.pages or ""),
    Column("road", _("How it came"), lambda d: d.get_road_display()),
    Column("signer", _("Signer"), lambda d: d.signer_name, is_short=False),
    Column("due", _("Deadline"), lambda d: _day(d.due_at)),
    Column("state", _("State"), lambda d: d.get_state_display()),
)
USUAL = ("number", "arrived", "issuer", "symbol", "issued", "subject", "state")


@dataclass(frozen=True)
class Line:
    """A row of the table: values in the order of the columns; `is_outline` hides the rest."""

    document: Document
    cells: list[tuple[Column, Any]]
    is_outline: bool


def chosen(keys: list[str]) -> list[Column]:
    """The columns named, in the order of the book; without names the usual ones."""
    wanted = set(keys) & {column.key for column in COLUMNS} or set(USUAL)
    return [column for column in COLUMNS if column.key in wanted or column.is_fixed]


def line(document: Document, columns: list[Column], *, is_outline: bool) -> Line:
    """One paper as a line; of a restricted one only number and date."""
    cells = [
        (column, column.value(document) if column.is_open or not is_outline else "")
        for column in columns
    ]
    return Line(document, cells, is_outline)
