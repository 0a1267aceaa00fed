# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books of numbers: opened with a number, closed with their minutes; series of an office's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from congso.api import references
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, delete, get, nothing, post, require_match
from congso.api.problems import DOES_NOT_FIT, SCHEMA_WORDS, unfit
from congso.api.schemas.books import (
    MinutesOut,
    OpenBookIn,
    SchemeIn,
    SchemeOut,
    SchemesOut,
    minutes_of,
    scheme_of,
)
from congso.api.schemas.registry import BookOut, book_of
from congso.api.schemas.types import IdInPath, IdInQuery
from congso.common.actor import Actor
from congso.documents import queries
from congso.documents.enums import BookKind, TypeGroup
from congso.documents.models import Book, BookScheme, DocumentType
from congso.documents.numbering import BookClosed
from congso.documents.policies import BOOKS, SCHEMES
from congso.documents.queries_books import closing_facts
from congso.documents.services import books

router = Router(tags=["registry"])
PLACE = "/books/{int:book_id}"


@get(router, PLACE, BookOut, errors=(404,))
def get_book(request: HttpRequest, book_id: IdInPath) -> HttpResponse:
    """One book."""
    return _shown(_book(actor_of(request), book_id))


@post(router, PLACE + "/open", BookOut, scope=Scope.DOCUMENTS, matches=True)
def open_book(request: HttpRequest, book_id: IdInPath, opening: OpenBookIn) -> HttpResponse:
    """Say once, before the first paper, with which number the book goes on after the paper book."""
    actor = actor_of(request)
    book = _to_act_on(request, book_id, "open")
    made = books.open_book(
        actor,
        office_id=book.office_id,
        kind=book.kind,
        series=book.series,
        is_trial=book.is_trial,
        opening_number=opening.opening_number,
        note=opening.note,
    )
    if made.pk != book.pk:  # a book of last year: this year's is not the one that was named
        raise BookClosed
    return _shown(made)


@post(router, PLACE + "/close", MinutesOut, scope=Scope.DOCUMENTS, matches=True)
def close_book(request: HttpRequest, book_id: IdInPath) -> HttpResponse:
    """Close a book whose year is over, or a trial book, and keep its closing minutes."""
    book = _to_act_on(request, book_id, "close")
    closed = books.close_book(actor_of(request), book_id=book.pk)
    return _minutes(closed)


@get(router, PLACE + "/minutes", MinutesOut, errors=(404,))
def get_book_minutes(request: HttpRequest, book_id: IdInPath) -> HttpResponse:
    """What the closing minutes say: as kept, or as they would read today."""
    return _minutes(_book(actor_of(request), book_id))


def _book(actor: Actor, book_id: int) -> Book:
    return queries.books_for(actor).get(pk=book_id)


def _to_act_on(request: HttpRequest, book_id: int, action: str) -> Book:
    """A book in sight, locked, as the caller has seen it. Raises DoesNotExist or Denied."""
    actor = actor_of(request)
    book = Book.objects.select_for_update().get(pk=_book(actor, book_id).pk)
    BOOKS.require(actor, action, book)
    require_match(request, _version(book))
    return book


def _version(book: Book) -> str:
    return f"{book.state}-{book.opening_number}-{book.last_number}"


def _shown(book: Book) -> HttpResponse:
    return answer(book_of(book), etag=_version(book))


def _minutes(book: Book) -> HttpResponse:
    facts = book.closing or closing_facts(book)
    return answer(minutes_of(book, facts), etag=_version(book))


# --- series of an office's own


@get(router, "/schemes", SchemesOut)
def list_schemes(request: HttpRequest, office_id: IdInQuery | None = None) -> HttpResponse:
    """Kinds of paper that are numbered apart, in offices whose books the caller reads."""
    found = SCHEMES.filter(BookScheme.objects.all(), actor_of(request), "view")
    if office_id is not None:
        found = found.filter(office=office_id)
    return answer(SchemesOut(items=[scheme_of(row) for row in found.order_by("office", "pk")]))


@post(router, "/schemes", SchemeOut, scope=Scope.DOCUMENTS, status=201, errors=())
def set_scheme(request: HttpRequest, scheme: SchemeIn) -> HttpResponse:
    """Number a kind of paper in a book of its own from now on; the same kind again changes it."""
    references.require(office_id=scheme.office_id, type_id=scheme.type_id)
    if DocumentType.objects.filter(pk=scheme.type_id or 0, is_active=False).exists():
        raise unfit({"type_id": _("There is nothing with this id.")})
    kind, series = BookKind.INCOMING, scheme.series.strip()
    if scheme.group is not None:
        kind = BookKind.INVITATION
        if series:  # the invitations have a book, not a series
            raise unfit({"series": DOES_NOT_FIT})
    elif not series:
        raise unfit({"series": SCHEMA_WORDS["missing"]})
    made = books.set_scheme(
        actor_of(request),
        office_id=scheme.office_id,
        book_kind=kind,
        series=series,
        type_id=scheme.type_id,
        group=TypeGroup(scheme.group) if scheme.group else "",
    )
    return answer(scheme_of(made), status=201)


@delete(router, "/schemes/{int:scheme_id}", scope=Scope.DOCUMENTS)
def remove_scheme(request: HttpRequest, scheme_id: IdInPath) -> HttpResponse:
    """Number the kind with the others again; the numbers that were given stay."""
    actor = actor_of(request)
    row = SCHEMES.filter(BookScheme.objects.all(), actor, "view").get(pk=scheme_id)
    books.remove_scheme(actor, scheme_id=row.pk)
    return nothing()
