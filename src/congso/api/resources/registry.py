# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books, piles of numbers taken together, envelopes that are not opened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.api import paging, papers, references
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, get, post, require_match
from congso.api.resources.documents import again
from congso.api.schemas.common import ReasonIn
from congso.api.schemas.documents import EntryIn, Paper, PaperPage
from congso.api.schemas.registry import (
    BlockIn,
    BlockOut,
    BlocksOut,
    BooksOut,
    EnvelopeIn,
    EnvelopeOut,
    EnvelopePage,
    InsertedOut,
    block_of,
    book_of,
    envelope_of,
    inserted_of,
)
from congso.api.schemas.types import Cursor, Day, IdInPath, IdInQuery, Limit
from congso.common.actor import Actor
from congso.documents import queries, queries_books, queries_envelopes
from congso.documents.models import Book, Document, Envelope, NumberBlock
from congso.documents.policies import BLOCKS
from congso.documents.services import blocks, envelopes

router = Router(tags=["registry"])


@get(router, "/books", BooksOut)
def list_books(request: HttpRequest, office_id: IdInQuery | None = None) -> HttpResponse:
    """The books the caller may see, this year's first."""
    found = queries.books_for(actor_of(request))
    if office_id is not None:
        found = found.filter(office=office_id)
    return answer(BooksOut(items=[book_of(book) for book in found]))


@get(router, "/inserted-numbers", InsertedOut)
def list_inserted_numbers(
    request: HttpRequest, month: Day, office_id: IdInQuery | None = None
) -> HttpResponse:
    """Numbers like 15a that were given in the month of the day `month`, in books of the caller.

    Of a restricted paper number and day only.
    """
    actor = actor_of(request)
    found = list(queries_books.inserted_in(actor, month, office_id=office_id))
    rows = papers.rows(actor, found)
    return answer(InsertedOut(items=[inserted_of(*pair) for pair in zip(found, rows, strict=True)]))


@get(router, "/books/{int:book_id}/documents", PaperPage, errors=(404,))
def list_documents_of_book(
    request: HttpRequest, book_id: IdInPath, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """The lines of a book, newest number first; restricted papers in outline."""
    actor = actor_of(request)
    found = queries.in_book(actor, _book(actor, book_id)).filter(number__isnull=False)
    order = ("-number", "-number_suffix", "pk")
    shown, following = paging.page_of(found, order, cursor, limit)
    return answer(PaperPage(items=papers.rows(actor, shown), next=following))


def _book(actor: Actor, book_id: int) -> Book:
    return queries.books_for(actor).get(pk=book_id)


# --- piles


@get(router, "/blocks", BlocksOut)
def list_blocks(request: HttpRequest, office_id: IdInQuery) -> HttpResponse:
    """Numbers taken together in an office whose book the caller keeps, newest first."""
    found = queries_books.blocks_for(actor_of(request), office_id)[:200]
    return answer(BlocksOut(items=[block_of(block) for block in found]))


@post(router, "/blocks", BlockOut, scope=Scope.DOCUMENTS, status=201)
def take_numbers(request: HttpRequest, pile: BlockIn) -> HttpResponse:
    """Take as many numbers as there are sheets in hand; fill each in later."""
    references.require(office_id=pile.office_id)
    block = blocks.open_batch(actor_of(request), office_id=pile.office_id, count=pile.count)
    return answer(block_of(block), status=201)


@get(router, "/blocks/{int:block_id}/documents", PaperPage, errors=(404,))
def list_documents_of_block(request: HttpRequest, block_id: IdInPath) -> HttpResponse:
    """The papers of a pile in the order of their numbers."""
    actor = actor_of(request)
    block = _block(actor, block_id)
    found = Document.objects.filter(block=block).select_related(*queries.LISTED)
    rows = papers.rows(actor, list(found.order_by("number")))
    return answer(PaperPage(items=rows, next=None))


@post(router, "/blocks/{int:block_id}/void-unfilled", PaperPage, scope=Scope.DOCUMENTS)
def void_unfilled(request: HttpRequest, block_id: IdInPath, why: ReasonIn) -> HttpResponse:
    """Make the numbers of a pile that were not used void."""
    actor = actor_of(request)
    block = _block(actor, block_id)
    blocks.void_unfilled(actor, block_id=block.pk, reason=why.reason)
    found = Document.objects.filter(block=block).select_related(*queries.LISTED)
    rows = papers.rows(actor, list(found.order_by("number")))
    return answer(PaperPage(items=rows, next=None))


@get(router, "/documents/unfilled", PaperPage)
def list_unfilled_documents(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """Numbers that were taken and whose content is still to be entered, oldest first."""
    actor = actor_of(request)
    order = ("registered_at", "number", "pk")
    found, following = paging.page_of(queries_books.unfilled(actor), order, cursor, limit)
    return answer(PaperPage(items=papers.rows(actor, found), next=following))


def _block(actor: Actor, block_id: int) -> NumberBlock:
    return BLOCKS.filter(NumberBlock.objects.all(), actor, "view").get(pk=block_id)


# --- envelopes


@get(router, "/envelopes", EnvelopePage)
def list_envelopes(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """Envelopes handed on unopened, newest first."""
    found = queries_envelopes.envelopes(actor_of(request))
    shown, following = paging.page_of(found, ("-arrived_at", "-pk"), cursor, limit)
    return answer(EnvelopePage(items=[envelope_of(e) for e in shown], next=following))


@post(router, "/envelopes", EnvelopeOut, scope=Scope.DOCUMENTS, status=201)
def pass_on_envelope(request: HttpRequest, envelope: EnvelopeIn) -> HttpResponse:
    """Write the line of an unopened envelope and that it was handed on now."""
    references.require(office_id=envelope.office_id)
    data = envelopes.EnvelopeData(**envelope.model_dump(mode="python"))
    made = envelopes.pass_on(actor_of(request), data=data)
    return answer(envelope_of(made), status=201, etag=made.state)


@get(router, "/envelopes/{int:envelope_id}", EnvelopeOut, errors=(404,))
def get_envelope(request: HttpRequest, envelope_id: IdInPath) -> HttpResponse:
    """One envelope."""
    envelope = _envelope(actor_of(request), envelope_id)
    return answer(envelope_of(envelope), etag=envelope.state)


@post(
    router, "/envelopes/{int:envelope_id}/register", Paper, scope=Scope.DOCUMENTS, status=201,
    matches=True,
)  # fmt: skip
def register_from_envelope(
    request: HttpRequest, envelope_id: IdInPath, entry: EntryIn
) -> HttpResponse:
    """What was inside came back as common work: register it from its line."""
    actor = actor_of(request)
    envelope = _envelope(actor, envelope_id)
    require_match(request, envelope.state)
    data = papers.entered(actor, entry, office_id=envelope.office_id)
    made = envelopes.register_from_envelope(actor, envelope_id=envelope.pk, data=data)
    response = again(request, made.uuid)
    response.status_code = 201
    return response


def _envelope(actor: Actor, envelope_id: int) -> Envelope:
    return queries_envelopes.envelopes(actor).get(pk=envelope_id)
