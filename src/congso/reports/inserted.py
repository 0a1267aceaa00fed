# SPDX-License-Identifier: AGPL-3.0-or-later
"""Số chèn trong tháng: every 15a with who gave it and why, for the Director (PRACTICE 1.8).

Of a restricted paper number and day, as in the printed book; the rest is for its named list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from congso.documents.models import Document
from congso.organisation.models import RegistryOffice
from congso.reports import wording
from congso.reports.registers import complainant_of
from congso.reports.tables import Head, Table

TITLE = "Danh sách số chèn"
HEADS = (
    Head("Số đến", 9, True),
    Head("Ngày vào sổ", 12, True),
    Head("Sổ", 22),
    Head("Tên loại, số và ký hiệu, tác giả", 40),
    Head("Lý do chèn số", 40),
    Head("Người chèn số", 24),
)


@dataclass(frozen=True)
class MonthPart:
    """What was asked: a month of one registry office."""

    office_id: int
    month: dt.date

    def to_json(self) -> dict[str, Any]:
        return {"office_id": self.office_id, "month": self.month.isoformat()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> MonthPart:
        return cls(data["office_id"], dt.date.fromisoformat(data["month"]))


def inserted_table(office: RegistryOffice, month: dt.date, papers: Iterable[Document]) -> Table:
    """The list of one office and month, ready for any form of file."""
    return Table(
        title=f"{TITLE} tháng {month:%m/%Y}",
        heads=HEADS,
        rows=lines_of(papers),
        above=("Số chèn do Chánh Văn phòng cấp, có lý do; trình Giám đốc.",),
        agency=office.printed_name,
        parent=office.printed_parent,
    )


def lines_of(papers: Iterable[Document]) -> Iterator[tuple[str, ...]]:
    """The papers as lines, in the order given."""
    for paper in papers:
        who = paper.registered_by.full_name if paper.registered_by else ""
        yield (
            wording.number(paper),
            wording.day(paper.registered_at),
            paper.book.name if paper.book else "",
            described(paper),
            "" if paper.is_restricted else reason_of(paper),
            who,
        )


def reason_of(paper: Document) -> str:
    """Why the number was inserted, without the name of a petitioner."""
    return wording.without(complainant_of(paper), paper.insert_reason)


def described(paper: Document) -> str:
    """In words: Công văn 3187/STC-NS của Sở Tài chính; two words for a restricted paper."""
    if paper.is_restricted:
        return wording.RESTRICTED
    author = wording.author(paper, complainant_of(paper))
    return " ".join(filter(None, (paper.type.name, paper.symbol, f"của {author}")))
