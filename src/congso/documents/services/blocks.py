# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers taken together before the content: the pile in hand, the interim paper book.

Each number has its row at once, a paper in state BLANK that says so, so that a book never has a
gap: the row is filled in (`complete`) or made void with a reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import numbering, schemes, visibility
from congso.documents.enums import BlockPurpose, Direction, Road, State
from congso.documents.events import NumbersTaken
from congso.documents.incoming import InvalidPaper
from congso.documents.indexing import own_text
from congso.documents.lifecycle import LIFECYCLE
from congso.documents.models import Book, Document, DocumentType, NumberBlock, SearchEntry
from congso.documents.policies import BOOKS
from congso.documents.reasons import reason_of
from congso.documents.services.void import void

PILE_MAX = 200
PAPER_MAX = 500
BLANK_SUBJECT = "(chờ nhập nội dung)"
BLANK_ISSUER = "(chờ nhập)"


@transaction.atomic
def open_batch(
    actor: Actor, *, office_id: int, count: int, now: dt.datetime | None = None
) -> NumberBlock:
    """Take `count` numbers at once for as many sheets in hand (PRACTICE 6, no. 1).

    Returns the block; its papers wait in "number taken, to fill in". Raises InvalidPaper for a
    count that is no pile, BookClosed or Denied; then no number is used.
    """
    now = now or clock.now()
    if not 1 <= count <= PILE_MAX:
        raise InvalidPaper(
            {"count": _("Enter a number between 1 and %(most)s.") % {"most": PILE_MAX}}
        )
    type_ = _blank_type()
    book = schemes.book_at(office_id, type_, now)
    BOOKS.require(actor, "take_block", book)
    return _take(actor, book, type_, count, BlockPurpose.PILE, "", now)


@transaction.atomic
def reserve_paper_numbers(
    actor: Actor,
    *,
    office_id: int,
    last_number: int,
    reason: str,
    now: dt.datetime | None = None,
) -> NumberBlock:
    """Take the numbers up to `last_number` for the paper book kept while the system was down.

    The counter jumps under its lock and every number between has its row (PRACTICE 6, no. 21).
    Returns the block. Raises InvalidPaper without a reason, for a number that is taken already or
    for too many at once, BookClosed or Denied.
    """
    now = now or clock.now()
    reason = reason_of(reason)
    type_ = _blank_type()
    book = schemes.book_at(office_id, type_, now)
    BOOKS.require(actor, "reserve_paper_numbers", book)
    book = Book.objects.select_for_update().get(pk=book.pk)
    count = last_number - book.last_number
    if not 1 <= count <= PAPER_MAX:
        raise InvalidPaper(
            {
                "last_number": _("Enter a number between %(first)s and %(last)s.")
                % {"first": book.last_number + 1, "last": book.last_number + PAPER_MAX}
            }
        )
    return _take(actor, book, type_, count, BlockPurpose.PAPER_BOOK, reason, now)


@transaction.atomic
def void_unfilled(
    actor: Actor, *, block_id: int, reason: str, now: dt.datetime | None = None
) -> int:
    """Make the numbers of a block that were not used void, each with the reason.

    Returns how many. Raises InvalidPaper without a reason, ClaimedBy while one is being filled
    in, or Denied; then none is void.
    """
    blank = Document.objects.filter(block_id=block_id, state=State.BLANK).order_by("number")
    ids = list(blank.values_list("pk", flat=True))
    for document_id in ids:
        void(actor, document_id=document_id, reason=reason, now=now)
    return len(ids)


def _blank_type() -> DocumentType:
    return DocumentType.objects.get(code="official_letter")


def _take(
    actor: Actor,
    book: Book,
    type_: DocumentType,
    count: int,
    purpose: str,
    reason: str,
    now: dt.datetime,
) -> NumberBlock:
    numbers = numbering.take_block(book, count, now)
    block = NumberBlock.objects.create(
        office_id=book.office_id,
        book=book,
        purpose=purpose,
        first_number=numbers[0],
        last_number=numbers[-1],
        reason=reason,
        taken_at=now,
        taken_by_id=actor.person_id,
    )
    _save_blanks(_blank(actor, block, type_, number, now) for number in numbers)
    taken = NumbersTaken(book.pk, block.pk, numbers[0], numbers[-1])
    audit.record(actor, taken, after={"purpose": str(purpose), "reason": reason})
    return block


def _save_blanks(blanks: Iterable[Document]) -> None:
    documents = Document.objects.bulk_create(blanks)
    access.add(ObjectKind.DOCUMENT, visibility.of_papers(documents))
    SearchEntry.objects.bulk_create(
        SearchEntry(document=document, created_at=document.created_at, own=own_text(document))
        for document in documents
    )


def _blank(
    actor: Actor, block: NumberBlock, type_: DocumentType, number: int, now: dt.datetime
) -> Document:
    document = Document(
        direction=Direction.INCOMING,
        office_id=block.office_id,
        state="",
        created_at=now,
        book_id=block.book_id,
        block=block,
        number=number,
        registered_at=now,
        registered_by_id=actor.person_id,
        arrived_at=now,
        arrived_on=clock.day_of(now),
        road=Road.HAND,
        type=type_,
        issuer_name=BLANK_ISSUER,
        subject=BLANK_SUBJECT,
    )
    LIFECYCLE.advance(document, "take")
    return document
