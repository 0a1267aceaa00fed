# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what was asked to the bytes of a file. Each maker asks the policy first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.lists import Row
from congso.documents.models import Book, Document
from congso.documents.policies import BOOKS
from congso.documents.queries import books_for
from congso.documents.queries_books import closing_facts, inserted_in
from congso.organisation.models import RegistryOffice
from congso.organisation.standing import standing_of
from congso.reports import exports, sheets, word, wording
from congso.reports.enums import Format, Report
from congso.reports.inserted import MonthPart, inserted_table
from congso.reports.printing import books_pdf, closing_pdf, tables_pdf
from congso.reports.printing.books_pdf import Columns, Cover
from congso.reports.registers import Line, Period, lines_of, papers_of
from congso.reports.tables import Head, Table
from congso.reports.tracking import tracking_lines
from congso.reports.violations import VIOLATION_HEADS, Violation, violations_of
from congso.reports.work_files import bound_work_file, work_file_for

Progress = Callable[[int], None]
TITLES = {
    Report.INCOMING_REGISTER: "Sổ đăng ký văn bản đến",
    Report.TRACKING: "Sổ theo dõi giải quyết văn bản đến",
}
COLUMNS = {Report.INCOMING_REGISTER: books_pdf.INCOMING, Report.TRACKING: books_pdf.TRACKING}


T = TypeVar("T")


class Counted(Generic[T]):
    """Rows that are read once and counted on the way."""

    def __init__(self, rows: Iterable[T]) -> None:
        self.rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[T]:
        for row in self.rows:
            self.count += 1
            yield row


@dataclass(frozen=True)
class Made:
    """A file, how many papers are in it, and the book it is of (None for a list).

    `whole` are the ids of the papers that it shows in full.
    """

    content: bytes
    count: int
    book_id: int | None = None
    whole: tuple[int, ...] = ()


@dataclass(frozen=True)
class BookPart:
    """What was asked of a book."""

    book_id: int
    first_day: dt.date
    last_day: dt.date
    volume: str = "01"

    def to_json(self) -> dict[str, Any]:
        return {
            "book_id": self.book_id,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "volume": self.volume,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> BookPart:
        first, last = (dt.date.fromisoformat(data[key]) for key in ("first_day", "last_day"))
        return cls(data["book_id"], first, last, data["volume"])

    @property
    def period(self) -> Period:
        return Period(self.first_day, self.last_day)


def make(
    actor: Actor, report: str, format_: str, wanted: dict[str, Any], progress: Progress
) -> Made:
    """Make the file. Raises Denied; nothing is written anywhere."""
    if report == Report.LIST:
        return _list(actor, exports.Wanted.from_json(wanted), format_, progress)
    if report == Report.INSERTED:
        return _inserted(actor, MonthPart.from_json(wanted), format_, progress)
    if report == Report.WORK_FILE:
        bound = bound_work_file(actor, wanted["work_file"], progress)
        return Made(bound.content, bound.count, whole=bound.whole)
    part = BookPart.from_json(wanted)
    book = Book.objects.select_related("office__unit").get(pk=part.book_id)
    BOOKS.require(actor, "view", book)
    if report == Report.CLOSING:
        facts = book.closing or closing_facts(book)
        return Made(closing_pdf.closing_pdf(book, facts), int(facts["lines"]), book.pk)
    if report == Report.VIOLATIONS:
        return _violations(book, part, format_, progress)
    return _book(Report(report), book, part, format_, progress)


def how_many(actor: Actor, report: str, wanted: dict[str, Any], most: int) -> int:
    """How many rows the file will have, counted up to `most` + 1. Raises Denied."""
    if report == Report.LIST:
        rows = exports.rows_for(actor, exports.Wanted.from_json(wanted))
        return sum(1 for _row, _turn in zip(rows, range(most + 1), strict=False))
    if report == Report.INSERTED:
        month = MonthPart.from_json(wanted)
        return _inserted_papers(actor, month)[: most + 1].count()
    if report == Report.WORK_FILE:
        work_file_for(actor, wanted["work_file"])
        return most + 1  # strangers' files are opened: never in the web process
    part = BookPart.from_json(wanted)
    book = Book.objects.get(pk=part.book_id)
    BOOKS.require(actor, "view", book)
    if report == Report.CLOSING:
        return 1
    return papers_of(book, part.period)[: most + 1].count()


def _list(actor: Actor, wanted: exports.Wanted, format_: str, progress: Progress) -> Made:
    office = _home_office(actor)
    whole: dict[int, None] = {}
    table = exports.table_of(
        wanted,
        _noted(exports.rows_for(actor, wanted), whole),
        now=clock.now(),
        agency=office.printed_name if office else "",
        parent=office.printed_parent if office else "",
    )
    counted = Counted(table.rows)
    content = _table(_with_rows(table, counted), format_, progress)
    return Made(content, counted.count, whole=tuple(whole))


def _noted(rows: Iterator[Row], whole: dict[int, None]) -> Iterator[Row]:
    for row in rows:
        if not row.is_outline:
            whole[row.document.pk] = None
        yield row


def _home_office(actor: Actor) -> RegistryOffice | None:
    if actor.person_id is None:
        return None
    home = standing_of(actor).home_office
    return RegistryOffice.objects.filter(pk=home).first() if home is not None else None


def _book(report: Report, book: Book, part: BookPart, format_: str, progress: Progress) -> Made:
    papers = papers_of(book, part.period)
    lines = Counted(_lines(report, papers))
    columns, title = COLUMNS[report], TITLES[report]
    if format_ == Format.PDF:
        content = books_pdf.book_pdf(
            _cover(title, book, part, papers), columns, lines, progress=progress
        )
    else:
        content = _table(_book_table(title, book, part, columns, lines), format_, progress)
    return Made(content, lines.count, book.pk, _unrestricted(papers))


def _lines(report: Report, papers: QuerySet[Document]) -> Iterator[Line]:
    return tracking_lines(papers, clock.now()) if report == Report.TRACKING else lines_of(papers)


def _cover(title: str, book: Book, part: BookPart, papers: QuerySet[Document]) -> Cover:
    first, last = papers.first(), papers.last()
    return Cover(
        office=book.office,
        title=title,
        year=book.year,
        first_day=part.first_day,
        last_day=part.last_day,
        first_number=wording.number(first) if first else "",
        last_number=wording.number(last) if last else "",
        volume=part.volume,
        note=f"{book.name}. {book.opening_note}" if book.opening_note else book.name,
    )


def _book_table(
    title: str, book: Book, part: BookPart, columns: Columns, lines: Iterable[Line]
) -> Table:
    heads = tuple(
        Head(label, _characters(width), side == "c")
        for label, width, side in zip(columns.heads, columns.widths, columns.aligned, strict=True)
    )
    return Table(
        title=f"{title} năm {book.year}",
        heads=heads,
        rows=(line.cells for line in lines),
        above=(_days(part), book.name),
        agency=book.office.printed_name,
        parent=book.office.printed_parent,
    )


def _characters(width: str) -> int:
    """A width of the printed table in characters of a sheet."""
    return round(float(width.removesuffix("mm")) * 0.6) if width.endswith("mm") else 48


def _days(part: BookPart) -> str:
    return f"Từ ngày {wording.day(part.first_day)} đến ngày {wording.day(part.last_day)}"


def _violations(book: Book, part: BookPart, format_: str, progress: Progress) -> Made:
    found: Counted[Violation] = Counted(violations_of(papers_of(book, part.period), clock.today()))
    widths, centred = (8, 11, 44, 14, 14, 14, 12), (True, True, False, False, True, True, True)
    table = Table(
        title="Văn bản đến đăng ký, trình chậm",
        heads=tuple(map(Head, VIOLATION_HEADS, widths, centred)),
        rows=(violation.cells for violation in found),
        above=(_days(part), book.name),
        agency=book.office.printed_name,
        parent=book.office.printed_parent,
    )
    content = _table(table, format_, progress)
    return Made(content, found.count, book.pk, _unrestricted(papers_of(book, part.period)))


def _inserted_papers(actor: Actor, part: MonthPart) -> QuerySet[Document]:
    """The papers of the list. Raises Denied for an office whose books he does not read."""
    if not books_for(actor).filter(office=part.office_id).exists():
        raise Denied("view")
    return inserted_in(actor, part.month, office_id=part.office_id)


def _inserted(actor: Actor, part: MonthPart, format_: str, progress: Progress) -> Made:
    papers = _inserted_papers(actor, part)
    office = RegistryOffice.objects.get(pk=part.office_id)
    table = inserted_table(office, part.month, papers)
    counted = Counted(table.rows)
    content = _table(_with_rows(table, counted), format_, progress)
    return Made(content, counted.count, whole=_unrestricted(papers))


def _unrestricted(papers: QuerySet[Document]) -> tuple[int, ...]:
    """What a register shows of its papers in words; of a restricted one it has the number only."""
    return tuple(papers.filter(is_restricted=False).values_list("pk", flat=True))


def _table(table: Table, format_: str, progress: Progress) -> bytes:
    if format_ == Format.XLSX:
        return sheets.xlsx(table, progress=progress)
    if format_ == Format.DOCX:
        return word.docx(table, progress=progress)
    return tables_pdf.table_pdf(table, progress=progress)


def _with_rows(table: Table, rows: Iterable[Any]) -> Table:
    return Table(table.title, table.heads, rows, table.above, table.agency, table.parent)


def file_name(report: str, format_: str, wanted: dict[str, Any]) -> str:
    """The name a browser saves the file under."""
    stems = {
        Report.LIST: _("documents"),
        Report.INCOMING_REGISTER: "So-dang-ky-van-ban-den",
        Report.TRACKING: "So-theo-doi-giai-quyet",
        Report.VIOLATIONS: "Dang-ky-trinh-cham",
        Report.CLOSING: "Bien-ban-khoa-so",
        Report.INSERTED: "So-chen",
        Report.WORK_FILE: "Ho-so",
    }
    day = wanted.get("last_day") or str(wanted.get("month", ""))[:7] or clock.today().isoformat()
    return f"{stems[Report(report)]}-{day}.{format_}"
