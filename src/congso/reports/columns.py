# SPDX-License-Identifier: AGPL-3.0-or-later
"""The columns a list of papers can be exported with (B-51)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.documents.lists import Row
from congso.documents.models import Document
from congso.reports import wording
from congso.reports.receivers import ReceiverFacts
from congso.reports.registers import complainant_of
from congso.reports.tables import Cell, Head


@dataclass(frozen=True)
class Column:
    """One column. `in_outline`: whether it shows of a paper the reader sees in outline only."""

    key: str
    label: str | Promise
    value: Callable[[Document, ReceiverFacts], Cell]
    width: int = 16
    centred: bool = False
    default: bool = True
    in_outline: bool = False

    @property
    def head(self) -> Head:
        return Head(str(self.label), self.width, self.centred)


def _subject(document: Document, _facts: ReceiverFacts) -> str:
    return wording.without(complainant_of(document), document.subject)


def _author(document: Document, _facts: ReceiverFacts) -> str:
    return wording.author(document, complainant_of(document))


def _note(document: Document, _facts: ReceiverFacts) -> str:
    return wording.without(complainant_of(document), wording.note(document))


def _receivers(_document: Document, facts: ReceiverFacts) -> str:
    return "\n".join(dict.fromkeys(receiver.name for receiver in facts.receivers))


def _due(document: Document, facts: ReceiverFacts) -> str:
    return wording.due(facts.due_at or document.due_at)


COLUMNS = (
    Column("number", _("Arrival number"), lambda d, _f: wording.number(d), 10, True, True, True),
    Column("arrived", _("Arrived"), lambda d, _f: d.arrived_on, 12, True, True, True),
    Column("sender", _("Agency"), _author, 28),
    Column("symbol", _("Number, symbol"), lambda d, _f: d.symbol, 18),
    Column("date", _("Date of the document"), lambda d, _f: d.issued_on or "", 12, True),
    Column("type", _("Kind"), lambda d, _f: d.type.name, 14),
    Column("subject", _("Subject"), _subject, 50),
    Column("urgency", _("Urgency"), lambda d, _f: d.get_urgency_display(), 12),
    Column("lead", _("Lead unit"), lambda _d, f: f.lead_name, 24),
    Column("due", _("Deadline"), _due, 16, True),
    Column("state", _("State"), lambda d, _f: d.get_state_display(), 14),
    Column("receivers", _("Receivers"), _receivers, 28, default=False),
    Column("signer", _("Signed by"), lambda d, _f: d.signer_name, 20, default=False),
    Column("pages", _("Pages"), lambda d, _f: str(d.pages or ""), 8, True, default=False),
    Column("road", _("How it came"), lambda d, _f: d.get_road_display(), 14, default=False),
    Column(
        "registered", _("Registered"), lambda d, _f: wording.moment(d.registered_at), 16, True,
        default=False,
    ),
    Column("book", _("Book"), lambda d, _f: d.book.name if d.book else "", 24, default=False),
    Column("note", _("Note"), _note, 24, default=False),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
DEFAULT = tuple(column.key for column in COLUMNS if column.default)


def chosen(keys: Sequence[str]) -> tuple[Column, ...]:
    """The columns of these keys in the order of the table; all usual ones for none."""
    wanted = set(keys) & set(BY_KEY) or set(DEFAULT)
    return tuple(column for column in COLUMNS if column.key in wanted)


def cells(row: Row, columns: Sequence[Column], facts: ReceiverFacts) -> tuple[Cell, ...]:
    """One line of the export; of a paper seen in outline its number, day and two words."""
    if row.is_outline:
        return tuple(_outline(column, row.document, facts) for column in columns)
    return tuple(column.value(row.document, facts) for column in columns)


def _outline(column: Column, document: Document, facts: ReceiverFacts) -> Cell:
    if column.key == "subject":
        return wording.RESTRICTED
    return column.value(document, facts) if column.in_outline else ""
