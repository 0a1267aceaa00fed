# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gapless numbers (B-02, Decree 30/2020, Article 22): books, years and the one counter.

A number exists if and only if its paper does: the counter moves in the transaction that saves the
paper, under the lock of the book's row, in one statement and as late as possible.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import BookKind, BookState, State
from congso.documents.models import Book, Document


class BookClosed(Exception):
    """The book takes no more numbers: it is closed, or its year is over."""

    message = _("This book is closed. Reload the page to continue in this year's book.")


def book_for(
    office_id: int, kind: str, moment: dt.datetime, *, series: str = "", is_trial: bool = False
) -> Book:
    """The open book for numbers taken at `moment`; the first use in a year opens it.

    The year is the Vietnamese one: from midnight of 1 January numbers start from the opening
    number of the new book, 01 (B-17), or after the last one of this year's imported register.
    """
    year = clock.day_of(moment).year
    one = {"office_id": office_id, "kind": kind, "series": series, "year": year}
    kept = Book.objects.filter(**one, is_trial=is_trial, is_imported=False).first()
    if kept is not None:
        return kept
    imported = Book.objects.filter(**one, is_trial=False, is_imported=True).first()
    book, _created = Book.objects.get_or_create(
        **one,
        is_trial=is_trial,
        is_imported=False,
        defaults={
            "name": book_name(kind, year, series, is_trial=is_trial),
            **(begins_after(imported.last_number) if imported and not is_trial else {}),
        },
    )
    return book


def begins_after(last: int) -> dict[str, Any]:
    """The opening of a book whose numbers up to `last` are in the book of an old register."""
    note = f"Số trước đó ở sổ nhập từ sổ cũ, đến {last:02d}." if last else ""
    return {"opening_number": last + 1, "last_number": last, "opening_note": note}


def book_name(kind: str, year: int, series: str = "", *, is_trial: bool = False) -> str:
    """The Vietnamese name printed on the cover."""
    names = {
        BookKind.INCOMING: "Sổ văn bản đến",
        BookKind.INVITATION: "Sổ giấy mời đến",
        BookKind.PETITION: "Sổ đơn thư",
        BookKind.OUTGOING: "Sổ văn bản đi",
    }
    trial = "(thử nghiệm)" if is_trial else ""
    return " ".join(filter(None, (names[BookKind(kind)], series, str(year), trial)))


_TAKE_BLOCK = """
UPDATE documents_book SET last_number = last_number + %(count)s
 WHERE id = %(book)s AND state = %(open)s AND year = %(year)s
RETURNING last_number
"""

_TAKE = """
WITH n AS (
    UPDATE documents_book SET last_number = last_number + 1
     WHERE id = %(book)s AND state = %(open)s AND year = %(year)s
    RETURNING last_number
)
UPDATE documents_document d
   SET number = n.last_number, book_id = %(book)s, state = %(registered)s,
       registered_at = %(now)s, registered_by_id = %(person)s, version = d.version + 1
  FROM n WHERE d.id = %(document)s AND d.state = %(received)s
RETURNING d.number
"""


def take_block(book: Book, count: int, now: dt.datetime) -> range:
    """Move the counter by `count` in one statement and return the numbers taken.

    The caller saves a paper for each of them in the same transaction. Raises BookClosed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE_BLOCK,
            {
                "book": book.pk,
                "count": count,
                "open": BookState.OPEN,
                "year": clock.day_of(now).year,
            },
        )
        row = cursor.fetchone()
    if row is None:
        raise BookClosed
    return range(row[0] - count + 1, row[0] + 1)


def take_next(actor: Actor, *, book: Book, document: Document, now: dt.datetime) -> int:
    """Give `document` the next number of `book` and make it registered; return the number.

    Must run inside the transaction that saves the paper. Raises BookClosed when the book takes no
    numbers at `now` or the paper is no longer to be registered; the caller's rollback then
    leaves the counter as it was.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "book": book.pk,
                "open": BookState.OPEN,
                "year": clock.day_of(now).year,
                "registered": State.REGISTERED,
                "received": State.RECEIVED,
                "now": now,
                "person": actor.person_id,
                "document": document.pk,
            },
        )
        row = cursor.fetchone()
    if row is None:
        raise BookClosed
    document.book, document.number = book, row[0]
    document.registered_at, document.registered_by_id = now, actor.person_id
    document.version += 1
    return int(row[0])
