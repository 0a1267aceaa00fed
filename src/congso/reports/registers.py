# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines of a book for print: the ten columns of Appendix IV, in the order of numbers.

A book is one paper for all who may print it, so a restricted paper is a number, a date and two
words for everybody, the named list included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Max, Min, Q, QuerySet

from congso.common import clock
from congso.documents.enums import State
from congso.documents.models import Book, Document
from congso.reports import wording
from congso.reports.receivers import NO_FACTS, ReceiverFacts, receiver_facts

INCOMING_HEADS = (
    "Ngày đến",
    "Số đến",
    "Tác giả",
    "Số, ký hiệu văn bản",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản",
    "Đơn vị hoặc người nhận",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
)
VOID, RESTRICTED = "void", "restricted"
BATCH = 1500


@dataclass(frozen=True)
class Period:
    """Days of registration, both included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Line:
    """One line: its cells in the order of the heads, and whether it is void or restricted."""

    number: int
    month: dt.date
    cells: tuple[str, ...]
    mark: str = ""


def papers_of(book: Book, period: Period) -> QuerySet[Document]:
    """The papers of a book whose numbers lie between the first and the last taken in the period.

    By number and not by day, so the print has no hole and an inserted 15a stands after 15.
    """
    taken = Q(
        registered_at__gte=clock.at(period.first, 0),
        registered_at__lt=clock.at(period.last + dt.timedelta(days=1), 0),
        number_suffix="",
    )
    papers = Document.objects.filter(book=book)
    ends = papers.filter(taken).aggregate(first=Min("number"), last=Max("number"))
    if ends["first"] is None:
        return papers.none()
    return (
        papers.filter(number__gte=ends["first"], number__lte=ends["last"])
        .select_related("type", "complainant")
        .order_by("number", "number_suffix")
    )


def lines_of(papers: QuerySet[Document]) -> Iterator[Line]:
    """The lines of these papers, read in batches."""
    for batch, facts in with_facts(papers):
        for document in batch:
            yield line_of(document, facts.get(document.pk, NO_FACTS))


def with_facts(
    papers: QuerySet[Document],
) -> Iterator[tuple[list[Document], dict[int, ReceiverFacts]]]:
    """Batches of papers with what is known of their receivers; restricted ones without."""
    batch: list[Document] = []
    for document in papers.iterator(chunk_size=BATCH):
        batch.append(document)
        if len(batch) == BATCH:
            yield batch, _facts(batch)
            batch = []
    if batch:
        yield batch, _facts(batch)


def _facts(batch: Sequence[Document]) -> dict[int, ReceiverFacts]:
    return receiver_facts([document.pk for document in batch if not document.is_restricted])


def line_of(document: Document, facts: ReceiverFacts) -> Line:
    """One paper as a line of the register of incoming documents."""
    number = document.number or 0
    month = clock.day_of(document.registered_at or document.created_at).replace(day=1)
    if document.is_restricted:
        return Line(number, month, _restricted(document), RESTRICTED)
    person = complainant_of(document)
    cells = (
        wording.day(document.arrived_on),
        wording.number(document),
        "" if document.state == State.BLANK else wording.author(document, person),
        document.symbol,
        wording.day(document.issued_on),
        "" if document.state == State.BLANK else wording.type_and_subject(document, person),
        "\n".join(dict.fromkeys(r.name for r in facts.receivers)),
        wording.day(facts.passed_on_at),
        "\n".join(filter(None, (r.signed for r in facts.receivers))),
        wording.without(person, wording.note(document)),
    )
    return Line(number, month, cells, VOID if document.state == State.VOID else "")


def complainant_of(document: Document) -> str:
    """The name that must not be printed; "" where the paper is no petition."""
    complainant = getattr(document, "complainant", None)
    return complainant.name if complainant else ""


def _restricted(document: Document) -> tuple[str, ...]:
    void = "Hủy" if document.state == State.VOID else ""
    day, number = wording.day(document.arrived_on), wording.number(document)
    return (day, number, "", "", "", wording.RESTRICTED, "", "", "", void)
