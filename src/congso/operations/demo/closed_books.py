# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books of past years as imported: closed, with gaps, read only.

Hundreds of lines are written at once, past the services, with the same facts as theirs: who sees
them and by which words they are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import visibility
from congso.documents.enums import BookKind, BookState, Direction, FileRole, Road, State
from congso.documents.events import BookClosed, BookOpened
from congso.documents.incoming import FileRef
from congso.documents.indexing import own_text
from congso.documents.models import Book, Document, DocumentFile, SearchEntry
from congso.documents.numbering import book_name
from congso.documents.services.register import set_symbol
from congso.filestore.services.keeping import keep_bytes
from congso.operations.demo.cast import MAIN, Cast
from congso.operations.demo.entered import ROADS, URGENCIES, Entering
from congso.operations.demo.plan import BookPlan
from congso.operations.demo.source_documents import SourceDocument, load_source_documents
from congso.operations.demo.timeline import on_day

IMPORT_NOTE = "Sổ nhập từ sổ giấy; số không liên tục vì chỉ nhập một phần."
UNKNOWN_TIME = "08:00"


@dataclass
class Line:
    """One line to import: what a document row takes, and its files."""

    number: int | None
    entered: datetime
    symbol: str
    facts: dict[str, Any]
    files: list[FileRef] = field(default_factory=list)


def import_light(actor: Actor, cast: Cast, entering: Entering, plan: BookPlan) -> Book:
    """Import last year's book of incoming papers."""
    lines = [
        Line(entry.number, entry.entered, entry.symbol, _light_facts(entry.light, entering))
        for entry in plan.entries
    ]
    book = _closed_book(actor, cast, BookKind.INCOMING, plan.year, lines)
    _write(actor, cast, book, Direction.INCOMING, lines)
    return book


def import_sources(actor: Actor, cast: Cast, entering: Entering) -> list[Book]:
    """Import the six papers on which the product rests, each into the book of its year."""
    by_year: dict[int, list[Line]] = {}
    for source in load_source_documents():
        line = _source_line(actor, source, entering)
        by_year.setdefault(source.book_year, []).append(line)
    books = []
    for year, lines in sorted(by_year.items()):
        book = _closed_book(actor, cast, BookKind.OUTGOING, year, lines)
        _write(actor, cast, book, Direction.OUTGOING, lines)
        books.append(book)
    return books


def _light_facts(row: Any, entering: Entering) -> dict[str, Any]:
    return {
        "type_id": entering.type_id(row.type),
        "subject": row.subject,
        "issued_on": row.issued,
        "arrived_at": row.arrived,
        "road": ROADS[row.road],
        "urgency": URGENCIES[row.urgency],
        "pages": row.pages,
        **entering.issuer(row.sender),
    }


def _source_line(actor: Actor, source: SourceDocument, entering: Entering) -> Line:
    """One paper of the Department; what its original does not say is said to be unknown."""
    last_day = date(source.book_year, 12, 31)
    entered = on_day(source.issued or last_day, 0, UNKNOWN_TIME)
    notes = [source.date_note, source.symbol_note if source.symbol else "", source.initials_note]
    notes += [source.missing_annex, *(text for _code, text in source.notes)]
    facts = {
        "type_id": entering.type_id(source.type),
        "subject": source.subject,
        "issued_on": source.issued,
        "arrived_at": entered,
        "road": Road.INTERNAL,
        "signer_name": source.signer,
        "signer_position": (source.capacity or "").replace("/", " / "),
        "to_places": "; ".join([*source.to, *source.recipients]),
        "description": "\n".join(filter(None, notes)),
        "paper_number_note": "" if source.symbol else source.symbol_note,
        "is_missing_annex": False,
        "missing_note": source.missing_annex,
        **entering.issuer("Sở Nông nghiệp và Phát triển nông thôn"),
    }
    return Line(source.number, entered, source.symbol or "", facts, _texts(actor, source))


def _texts(actor: Actor, source: SourceDocument) -> list[FileRef]:
    files = [_kept(actor, source.text, f"{_stem(source)}.txt", FileRole.MAIN)]
    if source.annex is not None:
        files.append(_kept(actor, source.annex.text, "Quy che kem theo.txt", FileRole.ANNEX))
    return files


def _stem(source: SourceDocument) -> str:
    return (source.symbol or source.id).replace("/", "_")


def _kept(actor: Actor, text: str, name: str, role: str) -> FileRef:
    blob = keep_bytes(actor, text.encode(), name)
    return FileRef(blob.sha256, blob.size, blob.media_type, name, role)


def _closed_book(actor: Actor, cast: Cast, kind: str, year: int, lines: Sequence[Line]) -> Book:
    numbers = [line.number for line in lines if line.number is not None]
    book = Book.objects.create(
        office_id=cast.office[MAIN],
        kind=kind,
        year=year,
        name=book_name(kind, year),
        opening_number=min(numbers, default=1),
        opening_note=IMPORT_NOTE,
        last_number=max(numbers, default=0),
        state=BookState.CLOSED,
        closed_at=clock.now(),
        is_imported=True,
    )
    audit.record(actor, BookOpened(book.pk, book.opening_number), after={"note": IMPORT_NOTE})
    audit.record(actor, BookClosed(book.pk))
    return book


def _write(actor: Actor, cast: Cast, book: Book, direction: str, lines: Iterable[Line]) -> None:
    lines = list(lines)
    documents = Document.objects.bulk_create(_row(cast, book, direction, line) for line in lines)
    access.add(ObjectKind.DOCUMENT, visibility.of_papers(documents))
    SearchEntry.objects.bulk_create(
        SearchEntry(document=document, created_at=document.created_at, own=own_text(document))
        for document in documents
    )
    DocumentFile.objects.bulk_create(
        DocumentFile(document=document, position=position, added_at=clock.now(), **file.__dict__)
        for document, line in zip(documents, lines, strict=True)
        for position, file in enumerate(line.files)
    )


def _row(cast: Cast, book: Book, direction: str, line: Line) -> Document:
    document = Document(
        direction=direction,
        office_id=cast.office[MAIN],
        state=State.FINISHED,
        created_at=line.entered,
        book=book,
        number=line.number,
        registered_at=line.entered,
        arrived_on=clock.day_of(line.facts["arrived_at"]),
        **line.facts,
    )
    set_symbol(document, line.symbol)
    return document
