# SPDX-License-Identifier: AGPL-3.0-or-later
"""Số chèn, 15a: whoever runs the Office enters a paper between two numbers of a book."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congso.documents import queries
from congso.documents.forms import InsertForm
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Book, Document
from congso.documents.numbering import BookClosed
from congso.documents.services import insert as services
from congso.documents.views import entering
from congso.ui.htmx import redirect
from congso.ui.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def insert(request: SignedInRequest, book_id: int) -> HttpResponse:
    """The form of an inserted number beside the scan, and the act itself."""
    book = queries.books_for(request.actor, "insert").filter(pk=book_id).first()
    if book is None:
        raise Http404
    request.nav_key = "in-books"
    action = reverse("documents:insert", args=[book.pk])
    if request.method != "POST":
        return entering.show(request, InsertForm(request.actor, book), action)
    form = InsertForm(request.actor, book, request.POST)
    document = _save(request, book, form)
    if document is None:
        return entering.show(request, form, action)
    messages.success(
        request, _("Inserted with number %(number)s.") % {"number": document.number_text}
    )
    return redirect(request, reverse("documents:detail", args=[document.uuid]))


def _save(request: SignedInRequest, book: Book, form: InsertForm) -> Document | None:
    """The paper with its number, or None with the reasons in the form."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        return services.insert(
            request.actor,
            data=form.to_data(),
            after_number=given["after_number"],
            reason=given["insert_reason"],
            book_id=book.pk,
        )
    except InvalidPaper as refused:
        form.add_refusals(refused.errors)
    except BookClosed as refused:
        form.add_error(None, str(refused.message))
    return None
