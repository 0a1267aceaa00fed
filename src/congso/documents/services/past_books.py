# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closed books of past years, entered from an old register: gaps allowed, numbers as written.

Parts of the acts of whoever imports (operations.registers), who asks the right and writes the
trail. Many papers are written at once with the same facts as the services give one: who sees
them, by which words they are found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import SET_NULL, ForeignKey, Max, Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import numbering, visibility
from congso.documents.enums import BookKind, BookState, Direction, State
from congso.documents.indexing import own_text
from congso.documents.models import (
    Book,
    Complainant,
    Document,
    DocumentFile,
    Invitation,
    NamedReader,
    SearchEntry,
)
from congso.documents.services.register import set_symbol

NOTE = "Sổ nhập từ sổ cũ; số có thể không liên tục."
OPENING_HOUR = 8
OWN_PARTS = (SearchEntry, Complainant, Invitation, NamedReader, DocumentFile)


class BookInUse(Exception):
    """The book of that year is kept here and is no imported one."""

    message: str | Promise = _(
        "The book of this kind and year is kept on the system already. Give the imported book a "
        "series of its own, such as “sổ giấy”."
    )


class NumbersMeet(BookInUse):
    """The register to be imported reaches into the numbers of the book that is kept here."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__()
        text = _(
            "The book kept here has the numbers from %(first)s on; the register goes up to "
            "%(last)s. Leave those rows out, or give the imported book a series of its own."
        )
        self.message = text % {"first": first, "last": last}


class ReferredTo(Exception):
    """Something refers to the papers, so they cannot be taken out of the book again."""

    message = _(
        "The import cannot be taken back: people have worked with some of its papers already."
    )

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class PastPaper:
    """One line of an old register as a paper. `facts` are fields of Document."""

    number: int
    suffix: str
    arrived_on: dt.date
    symbol: str
    facts: dict[str, Any]
    complainant: str = ""
    reader_ids: tuple[int, ...] = field(default=())


def past_book(office_id: int, kind: str, year: int, series: str, now: dt.datetime) -> Book:
    """The closed imported book, made when there is none, under its lock.

    Raises BookInUse when the numbers from 1 on are those of a book kept here.
    """
    require_past_book(office_id, kind, year, series)
    book, _made = Book.objects.get_or_create(
        office_id=office_id,
        kind=kind,
        series=series,
        year=year,
        is_trial=False,
        is_imported=True,
        defaults={
            "name": _name(kind, year, series, now),
            "opening_note": NOTE,
            "state": BookState.CLOSED,
            "closed_at": now,
        },
    )
    return Book.objects.select_for_update().get(pk=book.pk)


def require_past_book(office_id: int, kind: str, year: int, series: str) -> None:
    """Raise BookInUse when the book of that year is kept here from its first number on."""
    kept = Book.objects.filter(
        office_id=office_id, kind=kind, year=year, series=series, is_trial=False, is_imported=False
    )
    if kept.filter(opening_number=1, last_number__gt=0).exists():
        raise BookInUse


def make_way(book: Book, last: int, now: dt.datetime) -> None:
    """Let the book kept here for the same year begin after `last`, the highest imported number.

    This year's book is opened with it, so that work goes on while and after the register is
    imported. Raises NumbersMeet when its numbers, or the one it was opened with, are not above.
    """
    if book.year == clock.day_of(now).year and book.kind != BookKind.OUTGOING:
        numbering.book_for(book.office_id, book.kind, now, series=book.series)
    kept = _kept_beside(book)
    if kept is None or kept.opening_number > last:
        return
    if not kept.is_unused:
        raise NumbersMeet(kept.opening_number, last)
    _begin_after(kept, last)


def _kept_beside(book: Book) -> Book | None:
    kept = Book.objects.select_for_update().filter(
        office_id=book.office_id, kind=book.kind, series=book.series, year=book.year,
        is_trial=False, is_imported=False,
    )  # fmt: skip
    return kept.first()


def _begin_after(kept: Book, last: int) -> None:
    opening = numbering.begins_after(last)
    for name, value in opening.items():
        setattr(kept, name, value)
    kept.save(update_fields=tuple(opening))


def _name(kind: str, year: int, series: str, now: dt.datetime) -> str:
    """This year's is told apart from the open book beside it."""
    name = numbering.book_name(kind, year, series)
    return f"{name} (sổ cũ)" if year == clock.day_of(now).year else name


def numbers_in(book_id: int | None, numbers: Iterable[int]) -> set[tuple[int, str]]:
    """Which of these numbers the book has already, with their suffixes."""
    if book_id is None:
        return set()
    rows = Document.objects.filter(book_id=book_id, number__in=list(numbers))
    return {(number or 0, suffix) for number, suffix in rows.values_list("number", "number_suffix")}


def add_past_papers(
    actor: Actor, book: Book, papers: Sequence[PastPaper], now: dt.datetime
) -> list[Document]:
    """Write the papers of a locked imported book, handled and closed; returns them in order.

    The number of statements does not depend on how many there are. The caller has left out
    numbers the book has (numbers_in).
    """
    if not papers:
        return []
    documents = Document.objects.bulk_create(_row(book, paper) for paper in papers)
    pairs = list(zip(documents, papers, strict=True))
    _name_readers(actor, pairs, now)
    named = [(document, reader) for document, paper in pairs for reader in paper.reader_ids]
    access.add(ObjectKind.DOCUMENT, visibility.of_papers(documents, named))
    SearchEntry.objects.bulk_create(
        SearchEntry(document=document, created_at=document.created_at, own=own_text(document))
        for document in documents
    )
    Complainant.objects.bulk_create(
        Complainant(document=document, name=paper.complainant)
        for document, paper in pairs
        if paper.complainant
    )
    _count(book)
    return documents


def _row(book: Book, paper: PastPaper) -> Document:
    arrived_at = clock.at(paper.arrived_on, OPENING_HOUR)
    outgoing = book.kind == BookKind.OUTGOING
    document = Document(
        direction=Direction.OUTGOING if outgoing else Direction.INCOMING,
        office_id=book.office_id,
        state=State.FINISHED,
        created_at=arrived_at,
        book=book,
        number=paper.number,
        number_suffix=paper.suffix,
        registered_at=arrived_at,
        arrived_at=arrived_at,
        arrived_on=paper.arrived_on,
        is_restricted=bool(paper.reader_ids),
        **paper.facts,
    )
    set_symbol(document, paper.symbol)
    return document


def _name_readers(
    actor: Actor, pairs: Sequence[tuple[Document, PastPaper]], now: dt.datetime
) -> None:
    NamedReader.objects.bulk_create(
        NamedReader(document=document, person_id=reader, added_by_id=actor.person_id, added_at=now)
        for document, paper in pairs
        for reader in dict.fromkeys(paper.reader_ids)
    )


def _count(book: Book) -> None:
    """First and last number of an imported book are those of its lines."""
    ends = Document.objects.filter(book=book).aggregate(first=Min("number"), last=Max("number"))
    book.opening_number, book.last_number = ends["first"] or 1, ends["last"] or 0
    book.save(update_fields=("opening_number", "last_number"))


def remove_past_papers(
    book: Book, document_ids: Sequence[int], *, file_ids: Sequence[int] = ()
) -> int:
    """Take papers out of a locked imported book while nothing refers to them; how many.

    `file_ids` are the files that came with the import; any other file is somebody's work. A book
    that has no line left goes too. Raises ReferredTo; nothing is removed then.
    """
    documents = Document.objects.filter(pk__in=list(document_ids), book=book)
    ids = list(documents.select_for_update().values_list("pk", flat=True))
    _require_untouched(ids, file_ids)
    for part in OWN_PARTS:
        part._default_manager.filter(document__in=ids).delete()
    for start in range(0, len(ids), 1000):
        some = ids[start : start + 1000]
        Document.objects.filter(pk__in=some).delete()
        access.refresh(ObjectKind.DOCUMENT, some)
    if Document.objects.filter(book=book).exists():
        _count(book)
    else:
        book.delete()
    _give_back(book)
    return len(ids)


def _give_back(book: Book) -> None:
    """The unused book of the same year begins after what is left of the imported one."""
    kept = _kept_beside(book)
    if kept is not None and kept.is_unused and kept.opening_number > 1:
        _begin_after(kept, book.last_number if book.pk else 0)


def _require_untouched(ids: Sequence[int], file_ids: Sequence[int]) -> None:
    if Document.objects.filter(pk__in=ids, version__gt=1).exists():
        raise ReferredTo("documents.Document")
    if DocumentFile.objects.filter(document__in=ids).exclude(pk__in=list(file_ids)).exists():
        raise ReferredTo("documents.DocumentFile")
    for reference in _references():
        model = reference.model
        if model._default_manager.filter(**{f"{reference.name}__in": ids}).exists():
            raise ReferredTo(model._meta.label)


def _references() -> Iterator[ForeignKey[Any, Any]]:
    """Foreign keys of all modules to papers, but those of a paper's own parts.

    One that forgets its paper (SET_NULL) does not hold it either.
    """
    for model in apps.get_models():
        for one in model._meta.concrete_fields:
            if not isinstance(one, ForeignKey) or one.related_model is not Document:
                continue
            if model not in OWN_PARTS and one.remote_field.on_delete is not SET_NULL:
                yield one
