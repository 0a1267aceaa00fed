# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books of numbers: opened in mid-year with a number once, closed at the year's end."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents import numbering
from congso.documents.enums import BookState
from congso.documents.events import BookClosed, BookOpened, SchemeSet
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Book, BookScheme
from congso.documents.policies import BOOKS, SCHEMES
from congso.documents.queries_books import closing_facts, imported_beside
from congso.documents.reasons import reason_of

log = logging.getLogger(__name__)


class OpeningNumberFixed(Exception):
    """The opening number is set once, before the first number (PRACTICE 1.7)."""

    message = _("The opening number of this book is fixed: it is set once, before the first paper.")


class BookYearNotOver(Exception):
    """A book of numbers is open until midnight of 31 December."""

    message = _("The book stays open until midnight of 31 December.")


@transaction.atomic
def open_book(
    actor: Actor,
    *,
    office_id: int,
    kind: str,
    opening_number: int,
    note: str,
    series: str = "",
    is_trial: bool = False,
    now: dt.datetime | None = None,
) -> Book:
    """Open this year's book with the number after the last one of the paper book.

    `note` says where the numbers before are ("số trước đó ở sổ giấy, từ 01 đến 2254"). Returns the
    book. Raises OpeningNumberFixed when it was opened so before or has numbers, InvalidPaper or
    Denied.
    """
    now = now or clock.now()
    note = reason_of(note, field="note", most=300)
    if not 1 <= opening_number <= 1_000_000:
        raise InvalidPaper({"opening_number": _("Enter a number from 1 on.")})
    book = numbering.book_for(office_id, kind, now, series=series, is_trial=is_trial)
    BOOKS.require(actor, "open", book)
    book = Book.objects.select_for_update().get(pk=book.pk)
    if not book.is_unused:
        raise OpeningNumberFixed
    _require_after_imported(book, opening_number)
    before = {"opening_number": book.opening_number}
    book.opening_number, book.opening_note = opening_number, note
    book.last_number, book.opened_with_number_at = opening_number - 1, now
    book.save(
        update_fields=(
            "opening_number", "opening_note", "last_number", "opened_with_number_at",
        )
    )  # fmt: skip
    after = {"opening_number": opening_number, "note": note}
    audit.record(actor, BookOpened(book.pk, opening_number), before=before, after=after)
    return book


def _require_after_imported(book: Book, opening_number: int) -> None:
    last = imported_beside(book).values_list("last_number", flat=True).first()
    if last is not None and opening_number <= last:
        message = _("The imported register of this year has numbers up to %(last)s.")
        raise InvalidPaper({"opening_number": message % {"last": last}})


@transaction.atomic
def close_book(actor: Actor, *, book_id: int, now: dt.datetime | None = None) -> Book:
    """Close a book whose year is over, or a trial book; keep what its closing minutes say.

    Returns the book; one that is closed already is left alone. Raises BookYearNotOver or Denied.
    """
    now = now or clock.now()
    book = Book.objects.select_for_update().get(pk=book_id)
    if book.state == BookState.CLOSED:
        return book
    BOOKS.require(actor, "close", book)
    if not book.is_trial and book.year >= clock.day_of(now).year:
        raise BookYearNotOver
    book.closing = closing_facts(book)
    book.state, book.closed_at = BookState.CLOSED, now
    book.save(update_fields=("state", "closed_at", "closing"))
    audit.record(actor, BookClosed(book.pk), after=book.closing)
    return book


def close_books_of_past_years(actor: Actor, *, now: dt.datetime | None = None) -> int:
    """Close by itself, after midnight in Vietnam, every book of a year that is over.

    Each in a transaction of its own, safe to repeat. Returns how many were closed.
    """
    if not actor.is_system:
        raise Denied("close")
    now = now or clock.now()
    past = Book.objects.filter(state=BookState.OPEN, year__lt=clock.day_of(now).year)
    ids = list(past.order_by("pk").values_list("pk", flat=True))
    for book_id in ids:
        close_book(actor, book_id=book_id, now=now)
    if ids:
        log.info("closed %s books of past years", len(ids))
    return len(ids)


@transaction.atomic
def close_trial_books(actor: Actor, *, office_id: int, now: dt.datetime | None = None) -> int:
    """The trial phase is over: its books take no more numbers. Returns how many. Raises Denied."""
    trial = Book.objects.filter(office_id=office_id, is_trial=True, state=BookState.OPEN)
    ids = list(trial.order_by("pk").values_list("pk", flat=True))
    for book_id in ids:
        close_book(actor, book_id=book_id, now=now)
    return len(ids)


@transaction.atomic
def set_scheme(
    actor: Actor,
    *,
    office_id: int,
    book_kind: str,
    series: str = "",
    type_id: int | None = None,
    group: str = "",
) -> BookScheme:
    """Number papers of one type, or of one group of types, in a series of the office's own.

    Holds for papers registered from now on. Raises InvalidPaper unless exactly one of type and
    group is given, or Denied.
    """
    if (type_id is None) == (not group):
        raise InvalidPaper({"type_id": _("Choose a type of paper or a group of types.")})
    scheme, created = BookScheme.objects.select_for_update().get_or_create(
        office_id=office_id,
        type_id=type_id,
        group=group,
        defaults={"book_kind": book_kind, "series": series.strip()},
    )
    SCHEMES.require(actor, "set", scheme)
    before = None if created else {"book_kind": scheme.book_kind, "series": scheme.series}
    scheme.book_kind, scheme.series = book_kind, series.strip()
    scheme.save()
    after = {"book_kind": str(book_kind), "series": scheme.series}
    audit.record(actor, SchemeSet(scheme.pk, office_id), before=before, after=after)
    return scheme


@transaction.atomic
def remove_scheme(actor: Actor, *, scheme_id: int) -> None:
    """Go back to the default for that type or group. Raises Denied."""
    scheme = BookScheme.objects.select_for_update().get(pk=scheme_id)
    SCHEMES.require(actor, "set", scheme)
    before = {"book_kind": scheme.book_kind, "series": scheme.series}
    audit.record(actor, SchemeSet(scheme.pk, scheme.office_id), before=before, after={})
    scheme.delete()
