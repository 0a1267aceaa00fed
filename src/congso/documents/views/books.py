# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books: which there are, the table of one, opened in mid-year and closed after its year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect as go
from django.shortcuts import render as render_template
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.common import clock
from congso.common.numbers import read_number
from congso.documents import book_table, queries, schemes
from congso.documents.enums import BookState
from congso.documents.forms_small import OpenBookForm
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Book, Document
from congso.documents.policies import BOOKS, DOCUMENTS, offices_as_clerk
from congso.documents.queries_books import closing_facts
from congso.documents.services import books as services
from congso.ui import keyset
from congso.ui.htmx import render, render_invalid, wants_fragment
from congso.ui.requests import SignedInRequest

ORDER = ("-number", "number_suffix", "pk")
UPWARDS = ("number", "number_suffix", "pk")  # both ways by the index of the book


@require_safe
def books(request: SignedInRequest) -> HttpResponse:
    """The books a person may look into, this year's first."""
    request.nav_key = "in-books"
    schemes.begin_books(offices_as_clerk(request.actor), clock.now())
    found = list(queries.books_for(request.actor))
    allowed = BOOKS.allowed(request.actor, ("open", "close", "insert"), found)
    rows = [(book, _acts(book, allowed[book.pk])) for book in found]
    return render_template(request, "documents/books.html", {"rows": rows})


@require_safe
def book(request: SignedInRequest, book_id: int) -> HttpResponse:
    """The table of one book by number, newest first or from the first one (?order=up).

    ?number= begins at that number.
    """
    request.nav_key = "in-books"
    shown = _found(request, "view", book_id)
    papers = queries.in_book(request.actor, shown)
    number = read_number(request.GET.get("number"))
    upwards = request.GET.get("order") == "up"
    if number is not None:
        papers = papers.filter(**{"number__gte" if upwards else "number__lte": number})
    order = UPWARDS if upwards else ORDER
    try:
        page = keyset.page_of(papers, order=order, cursor=request.GET.get("cursor", ""))
    except keyset.BadCursor:
        raise Http404 from None
    columns = book_table.chosen(request.GET.getlist("col"))
    context = {
        "book": shown,
        "columns": columns,
        "all_columns": book_table.COLUMNS,
        "chosen": [column.key for column in columns],
        "lines": _lines(request, page.rows, columns),
        "next_cursor": page.next_cursor,
        "books": list(queries.books_for(request.actor)),
        "upwards": upwards,
        "number": "" if number is None else number,
        "may_insert": _is_open(shown)
        and shown.last_number >= shown.opening_number
        and BOOKS.allows(request.actor, "insert", shown),
    }
    name = "documents/_book_lines.html" if wants_fragment(request) else "documents/book.html"
    return render_template(request, name, context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_book(request: SignedInRequest, book_id: int) -> HttpResponse:
    """Say with which number the book goes on after the paper book: once (PRACTICE 1.7)."""
    shown = _found(request, "open", book_id)
    if request.method != "POST":
        return _show_opening(request, shown, OpenBookForm())
    form = OpenBookForm(request.POST)
    if not form.is_valid():
        return _show_opening(request, shown, form)
    try:
        services.open_book(
            request.actor,
            office_id=shown.office_id,
            kind=shown.kind,
            series=shown.series,
            is_trial=shown.is_trial,
            opening_number=form.cleaned_data["opening_number"],
            note=form.cleaned_data["note"],
        )
    except InvalidPaper as refused:
        for name, text in refused.errors.items():
            form.add_error(name if name in form.fields else None, str(text))
        return _show_opening(request, shown, form)
    except services.OpeningNumberFixed as fixed:
        form.add_error(None, str(fixed.message))
        return _show_opening(request, shown, form)
    messages.success(request, _("The book begins with this number."))
    return go("documents:books")


@require_POST
def close_book(request: SignedInRequest, book_id: int) -> HttpResponse:
    """Close the book and keep its closing minutes (PRACTICE 1.9)."""
    shown = _found(request, "close", book_id)
    try:
        services.close_book(request.actor, book_id=shown.pk)
    except services.BookYearNotOver as early:
        messages.error(request, str(early.message))
        return go("documents:books")
    messages.success(request, _("The book is closed; its closing minutes are kept."))
    return go("documents:book-minutes", shown.pk)


@require_safe
def minutes(request: SignedInRequest, book_id: int) -> HttpResponse:
    """What the closing minutes say: as kept, or as they would read today."""
    request.nav_key = "in-books"
    shown = _found(request, "view", book_id)
    facts = shown.closing or closing_facts(shown)
    context = {"book": shown, "facts": facts, "is_kept": bool(shown.closing)}
    return render_template(request, "documents/book_minutes.html", context)


def _found(request: SignedInRequest, action: str, book_id: int) -> Book:
    shown = queries.books_for(request.actor, action).filter(pk=book_id).first()
    if shown is None:
        raise Http404
    return shown


def _acts(book: Book, allowed: set[str]) -> set[str]:
    """Opening is offered before the first number only, inserting after it."""
    if not _is_open(book):
        return set()
    early = {"insert"} if book.last_number < book.opening_number else set()
    return allowed - early - (set() if book.is_unused else {"open"})


def _is_open(book: Book) -> bool:
    return book.state == BookState.OPEN


def _lines(
    request: SignedInRequest, papers: list[Document], columns: list[book_table.Column]
) -> list[book_table.Line]:
    whole = DOCUMENTS.allowed(request.actor, ("view",), papers)
    return [
        book_table.line(paper, columns, is_outline="view" not in whole[paper.pk])
        for paper in papers
    ]


def _show_opening(request: SignedInRequest, shown: Book, form: OpenBookForm) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "heading": _("Open the book with a number"),
        "text": f"{shown.name} · {shown.office}",
        "button": _("Open the book"),
    }
    answer = render_invalid if form.errors else render
    return answer(request, "documents/small_form.html", "documents/small_form.html", context)
