# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every read of papers and books. What a person may not see is not found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from congso.access import queries as access
from congso.access.enums import Level, ObjectKind
from congso.common.actor import Actor
from congso.documents.enums import FileRole, State
from congso.documents.models import Book, Complainant, Document
from congso.documents.policies import BOOKS, DOCUMENTS
from congso.documents.symbols import UnreadableSymbol, parse

LISTED = ("type", "office", "book")


class NotVisible(Exception):
    """Absent, or not for this person: the two look the same."""


def get_for(actor: Actor, action: str, uuid: UUID) -> Document:
    """The document with that public id on which `actor` may do `action`; else NotVisible."""
    found = Document.objects.filter(uuid=uuid).select_related(*LISTED, "issuer", "registered_by")
    document = found.first()
    if document is None or not DOCUMENTS.allows(actor, action, document):
        raise NotVisible
    return document


@dataclass(frozen=True)
class Listed:
    """A row of a list: the paper, and whether only its outline may be shown."""

    document: Document
    is_outline: bool


def newest(
    actor: Actor,
    *,
    limit: int = 50,
    before: access.Cursor | None = None,
    related: Sequence[str] = LISTED,
) -> list[Listed]:
    """The newest papers the actor may see, whatever their state, before the cursor.

    `related` names what is fetched with each paper; a line of a list needs nothing.
    """
    seen = access.newest(actor, ObjectKind.DOCUMENT, limit=limit, before=before)
    found = Document.objects.filter(pk__in=[s.object_id for s in seen])
    found = found.select_related(*related or (None,))
    documents = {document.pk: document for document in found}
    return [
        Listed(documents[s.object_id], s.level < Level.FULL)
        for s in seen
        if s.object_id in documents
    ]


def to_register(actor: Actor) -> QuerySet[Document]:
    """Chờ vào sổ: received papers of the offices whose clerk the actor is, urgent first."""
    queryset = Document.objects.filter(state=State.RECEIVED)
    found = DOCUMENTS.filter(queryset, actor, "register")
    return found.select_related(*LISTED).order_by("-urgency", "created_at", "pk")


def in_book(actor: Actor, book: Book) -> QuerySet[Document]:
    """The papers of one book by number, newest number first. Outline rows are included."""
    queryset = DOCUMENTS.filter(Document.objects.filter(book=book), actor, "outline")
    return queryset.select_related(*LISTED).order_by("-number", "number_suffix")


def books_for(actor: Actor, action: str = "view") -> QuerySet[Book]:
    """The books on which the actor may do `action`, this year's first."""
    return BOOKS.filter(Book.objects.all(), actor, action).select_related("office")


def duplicates_of(
    office_id: int, *, symbol: str, issuer_name: str, main_sha256: str = ""
) -> list[Document]:
    """Papers of the office that may be the same: number, symbol and issuer, or the main file.

    The date is not compared: equal number and issuer with another date is shown too, with both
    dates (I-05). Annex files do not count; the same blank form goes out with hundreds of papers.
    """
    same = Q(pk__in=())
    if key := _symbol_key(symbol):
        same |= Q(symbol_key=key) & Q(issuer_name__iexact=issuer_name.strip())
    if main_sha256:
        same |= Q(files__sha256=main_sha256, files__role=FileRole.MAIN)
    queryset = Document.objects.filter(same, office_id=office_id)
    queryset = queryset.exclude(
        state__in=(State.VOID, State.RETURNED, State.JOINED, State.WITHDRAWN)
    )
    return list(queryset.select_related(*LISTED).distinct().order_by("-created_at")[:5])


def complainant_for(actor: Actor, document: Document) -> Complainant | None:
    """Who wrote a petition, for those who may know it: the named list, and until it is distributed
    the clerk who registered it (VISIBILITY.md). The rest of the paper was asked for before."""
    if not document.type.is_petition:
        return None
    own = actor.person_id is not None and document.registered_by_id == actor.person_id
    entered = own and document.state in (State.RECEIVED, State.REGISTERED)
    if not (entered or is_named_reader(actor, document)):
        return None
    return Complainant.objects.filter(document=document).first()


def is_named_reader(actor: Actor, document: Document) -> bool:
    """Whether the paper is restricted and the actor sees the whole of it: he is on its list."""
    return document.is_restricted and DOCUMENTS.allows(actor, "view", document)


def _symbol_key(symbol: str) -> str:
    try:
        parsed = parse(symbol)
    except UnreadableSymbol:
        return ""
    return parsed.key[:60] if parsed and parsed.number is not None else ""


def registered_since(actor: Actor, offices: Iterable[int], since: dt.datetime) -> int:
    """How many papers the actor has registered in `offices` since `since`.

    A number taken for a pile counts when its paper is entered.
    """
    mine = Document.objects.filter(
        office__in=offices, registered_by__in=[actor.person_id], registered_at__gte=since
    )
    return mine.exclude(state=State.BLANK).count()
