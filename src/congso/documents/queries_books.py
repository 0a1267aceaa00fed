# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked about books: closing minutes, gaps, blanks, inserted numbers, labels."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.batch_scan import PREFIX
from congso.documents.enums import BookKind, State
from congso.documents.models import Book, Document, NumberBlock
from congso.documents.policies import BOOKS, DOCUMENTS


def closing_facts(book: Book) -> dict[str, Any]:
    """What the closing minutes say (PRACTICE 1.9): JSON-ready, counted now.

    first, last, registered (all lines), void and returned and inserted numbers as written, numbers
    still blank, gaps (none, but in imported books), pages.
    """
    papers = Document.objects.filter(book=book)
    figures = papers.aggregate(lines=Count("pk"), pages=Sum("pages"))
    return {
        "first": book.opening_number if book.last_number >= book.opening_number else None,
        "last": book.last_number if book.last_number >= book.opening_number else None,
        "lines": figures["lines"],
        "pages": figures["pages"] or 0,
        "void": _numbers(papers.filter(state=State.VOID)),
        "returned": _numbers(papers.filter(state=State.RETURNED)),
        "inserted": _numbers(papers.exclude(number_suffix="")),
        "blank": _numbers(papers.filter(state=State.BLANK)),
        "gaps": gaps(book),
    }


def handed_over(office_id: int, year: int) -> list[tuple[str, str, int, int]]:
    """The open books of an office for minutes of a handover, JSON-ready: name, last number as
    written ("chưa cấp số" where none is), numbers to fill in, papers that wait to be registered.

    What waits has no book yet: it is told beside the ordinary book of incoming papers.
    """
    waiting = Document.objects.filter(office=office_id, state=State.RECEIVED).count()
    books = Book.objects.filter(
        office=office_id, year=year, is_imported=False, is_trial=False, closed_at__isnull=True
    ).annotate(blank=Count("documents", filter=Q(documents__state=State.BLANK)))
    return [
        (
            book.name,
            f"{book.last_number:02d}" if book.last_number >= book.opening_number else NO_NUMBER,
            book.blank,
            waiting if book.kind == BookKind.INCOMING and not book.series else 0,
        )
        for book in books.order_by("kind", "series", "pk")
    ]


NO_NUMBER = "chưa cấp số"


def _numbers(papers: QuerySet[Document]) -> list[str]:
    return [paper.number_text for paper in papers.order_by("number", "number_suffix")]


def imported_beside(book: Book) -> QuerySet[Book]:
    """The book imported from an old register for the same office, kind, series and year."""
    return Book.objects.filter(
        office_id=book.office_id, kind=book.kind, series=book.series, year=book.year,
        is_imported=True, is_trial=False,
    )  # fmt: skip


_GAPS = """
SELECT n FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
 WHERE NOT EXISTS (SELECT FROM documents_document d
                    WHERE d.book_id = %(book)s AND d.number = n AND d.number_suffix = '')
 ORDER BY n
"""


def gaps(book: Book) -> list[int]:
    """Numbers between the first and the last that have no line; none in a book kept here."""
    with connection.cursor() as cursor:
        cursor.execute(
            _GAPS, {"book": book.pk, "first": book.opening_number, "last": book.last_number}
        )
        return [int(row[0]) for row in cursor.fetchall()]


def unfilled(actor: Actor) -> QuerySet[Document]:
    """Vào sổ chưa nhập: numbers taken whose content is still to be entered, oldest first."""
    blank = Document.objects.filter(state=State.BLANK)
    found = DOCUMENTS.filter(blank, actor, "complete")
    return found.select_related("office", "book", "block").order_by("registered_at", "number")


def inserted_in(
    actor: Actor, month: dt.date, *, office_id: int | None = None
) -> QuerySet[Document]:
    """The inserted numbers of a month in the books the actor reads: the list to the Director.

    As in a printed book a restricted paper is among them; the caller shows its number and day only.
    """
    books = BOOKS.filter(Book.objects.all(), actor, "view").values("pk")
    papers = _inserted(month).filter(book__in=books)
    if office_id is not None:
        papers = papers.filter(office=office_id)
    related = ("book", "office", "type", "registered_by", "complainant")
    return papers.select_related(*related).order_by("registered_at", "pk")


def offices_with_inserted(month: dt.date) -> dict[int, int]:
    """Office -> how many numbers were inserted in its books in the month."""
    counted = _inserted(month).values("office").annotate(count=Count("pk")).order_by("office")
    return {row["office"]: row["count"] for row in counted}


def _inserted(month: dt.date) -> QuerySet[Document]:
    first = month.replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return Document.objects.filter(
        ~Q(number_suffix=""),
        book__is_imported=False,
        registered_at__gte=clock.at(first, 0),
        registered_at__lt=clock.at(after, 0),
    )


@dataclass(frozen=True)
class Label:
    """One ĐẾN label of a pile: what is printed on it, and the text of its QR code."""

    number: str
    date: dt.date
    code: str


def code_of(document: Document) -> str:
    """The text of the QR code on the label of a paper: capitals and digits, so it stays small."""
    return f"{PREFIX}{document.uuid.hex.upper()}"


def labels(block: NumberBlock) -> list[Label]:
    """The sheet of labels of a block, in the order of its numbers. The caller asked the policy."""
    papers = Document.objects.filter(block=block).order_by("number")
    return [
        Label(paper.number_text, paper.arrived_on, code_of(paper))
        for paper in papers.exclude(state=State.VOID)
    ]


def blocks_for(actor: Actor, office_id: int) -> QuerySet[NumberBlock]:
    """The blocks of an office the actor keeps the book of, newest first, with what is left."""
    books = BOOKS.filter(Book.objects.filter(office=office_id), actor, "view").values("pk")
    left = Count("documents", filter=Q(documents__state=State.BLANK))
    found = NumberBlock.objects.filter(book__in=books).annotate(left=left)
    return found.select_related("book", "taken_by").order_by("-taken_at")
