# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers: found, read, registered, corrected."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from congso.api import paging, papers
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, get, nothing, post, put
from congso.api.problems import unfit
from congso.api.schemas.common import PersonRef
from congso.api.schemas.documents import (
    ClaimOut,
    ComplainantOut,
    CopyOut,
    CorrectionIn,
    DuplicateOut,
    EntryIn,
    InsertIn,
    InvitationOut,
    LookOut,
    LooksOut,
    Paper,
    PaperIn,
    PaperPage,
    ReceiptOut,
    StepOut,
    StepsOut,
    arrival_of,
    file_of,
    outline_of,
    paper_of,
)
from congso.api.schemas.types import Cursor, Day, IdInQuery, Limit, Query
from congso.common.actor import Actor
from congso.documents import queries, search, trail
from congso.documents.enums import State, Urgency
from congso.documents.models import Document, NamedReader
from congso.documents.policies import offices_as_clerk
from congso.documents.queries_access_history import access_history as looks_at
from congso.documents.queries_offices import sent_copies
from congso.documents.services import access_history as history
from congso.documents.services import claims, complete, correct, enter, insert, register
from congso.filestore.queries import blobs_by_hash
from congso.routing.policies import PAPERS

router = Router(tags=["documents"])
Deadline = Literal["overdue", "soon"]
ADDRESS = "/api/v1/documents/{}"


@get(router, "/documents", PaperPage)
def list_documents(
    request: HttpRequest,
    q: Query = "",
    type_id: IdInQuery | None = None,
    office_id: IdInQuery | None = None,
    issuer: Query = "",
    arrived_from: Day | None = None,
    arrived_until: Day | None = None,
    urgency: Urgency | None = None,
    state: State | None = None,
    unit_id: IdInQuery | None = None,
    leader_id: IdInQuery | None = None,
    deadline: Deadline | None = None,
    cursor: Cursor = "",
    limit: Limit = paging.USUAL,
) -> HttpResponse:
    """Papers the caller may see, newest first; those that hold all words of `q`.

    A number or a symbol in `q` puts the papers that bear it first.
    `unit_id` is the unit in charge, `leader_id` who directed.
    """
    filters = search.Filters(
        type_ids=(type_id,) if type_id else (),
        office_ids=(office_id,) if office_id else (),
        issuer=issuer,
        arrived_from=arrived_from,
        arrived_until=arrived_until,
        urgency=None if urgency is None else int(urgency),
        states=(state.value,) if state else (),
        unit_id=unit_id,
        leader_id=leader_id,
        deadline=deadline or "",
    )
    return answer(page_of(actor_of(request), q, filters, cursor, limit))


def page_of(actor: Actor, text: str, filters: search.Filters, cursor: str, limit: int) -> PaperPage:
    """One page of a search, or of everything where nothing is asked for."""
    before = paging.before(cursor)
    if text.strip() or not filters.is_empty:
        found = search.search(actor, text, filters=filters, limit=limit, before=before)
        listed, following = [*found.exact, *found.rows], found.cursor
    else:
        newest = queries.newest(actor, limit=limit + 1, before=before)
        listed = newest[:limit]
        last = listed[-1].document if len(newest) > limit else None
        following = (last.created_at, last.pk) if last else None
    rows = papers.rows(actor, [item.document for item in listed])
    return PaperPage(items=rows, next=paging.encode(following))


@post(router, "/documents", Paper, scope=Scope.DOCUMENTS, status=201)
def register_document(request: HttpRequest, entry: PaperIn) -> HttpResponse:
    """Register a new incoming paper: it gets the next number of this year's book."""
    actor = actor_of(request)
    data = papers.of_office(actor, entry)
    return _made(request, register.register_incoming(actor, data=data))


@get(router, "/documents/waiting", PaperPage)
def list_waiting_documents(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """Papers that wait to be registered by the caller, urgent ones first."""
    actor = actor_of(request)
    order = ("-urgency", "created_at", "pk")
    found, following = paging.page_of(queries.to_register(actor), order, cursor, limit)
    return answer(PaperPage(items=papers.rows(actor, found), next=following))


@post(router, "/documents/waiting", Paper, scope=Scope.DOCUMENTS, status=201)
def receive_document(request: HttpRequest, entry: PaperIn) -> HttpResponse:
    """Put a paper into "to register" without a number."""
    actor = actor_of(request)
    data = papers.of_office(actor, entry)
    return _made(request, register.receive_incoming(actor, data=data))


@get(router, "/documents/duplicates", DuplicateOut, errors=(404,))
def find_duplicates(
    request: HttpRequest, office_id: IdInQuery, symbol: Query = "", issuer_name: Query = "",
    sha256: Query = "",
) -> HttpResponse:  # fmt: skip
    """Papers of an office whose clerk the caller is that may be the same."""
    actor = actor_of(request)
    if office_id not in offices_as_clerk(actor):
        raise queries.NotVisible
    found = queries.duplicates_of(
        office_id, symbol=symbol, issuer_name=issuer_name, main_sha256=sha256
    )
    return answer(DuplicateOut(items=papers.rows(actor, found)))


@post(router, "/documents/inserted", Paper, scope=Scope.DOCUMENTS, status=201)
def insert_document(request: HttpRequest, entry: InsertIn) -> HttpResponse:
    """Register a paper between two numbers, 15a after 15; who runs the Office may."""
    actor = actor_of(request)
    data = papers.of_office(actor, entry)
    made = insert.insert(actor, data=data, after_number=entry.after_number, reason=entry.reason)
    return _made(request, made)


@get(router, "/documents/{uuid:document_id}", Paper, errors=(404,))
def get_document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One paper. Reading it is written into its access history.

    Of a restricted paper its clerks get number and dates only.
    """
    actor = actor_of(request)
    try:
        document = papers.seen(actor, document_id)
    except queries.NotVisible:
        return answer(papers.outline(actor, document_id))
    history.record_opened(actor, document_id=document.pk)
    return _shown(actor, document)


@put(router, "/documents/{uuid:document_id}", Paper, scope=Scope.DOCUMENTS, errors=(404, 409))
def correct_document(request: HttpRequest, document_id: UUID, entry: CorrectionIn) -> HttpResponse:
    """Change what was entered, until the paper is distributed. Send the whole paper.

    Number, book, sight and files stay; before and after are kept.
    """
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "correct")
    if entry.files:
        raise unfit({"files": _("Files are added by POST …/annexes.")})
    data = papers.entered(actor, entry, office_id=document.office_id)
    with papers.unchanged(request, document, must=True):
        document.refresh_from_db(fields=("version",))
        correct.correct(
            actor,
            document_id=document.pk,
            data=data,
            reason=entry.reason,
            expected_version=document.version,
        )
    return _shown(actor, papers.seen(actor, document_id))


@post(router, "/documents/{uuid:document_id}/register", Paper, scope=Scope.DOCUMENTS, matches=True)
def register_waiting_document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Give a waiting paper its number as it stands."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "register")
    with papers.unchanged(request, document):
        register.register(actor, document_id=document.pk)
    return again(request, document_id)


@post(
    router, "/documents/{uuid:document_id}/register-entered", Paper, scope=Scope.DOCUMENTS,
    matches=True,
)  # fmt: skip
def register_entered_document(
    request: HttpRequest, document_id: UUID, entry: EntryIn
) -> HttpResponse:
    """Give a waiting paper its number, reading as it is sent here."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "register")
    data = papers.entered(actor, entry, office_id=document.office_id)
    with papers.unchanged(request, document):
        enter.register_entered(actor, document_id=document.pk, data=data)
    return again(request, document_id)


@post(router, "/documents/{uuid:document_id}/complete", Paper, scope=Scope.DOCUMENTS, matches=True)
def complete_document(request: HttpRequest, document_id: UUID, entry: EntryIn) -> HttpResponse:
    """Fill in a number that was taken before its content (POST /blocks)."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "complete")
    data = papers.entered(actor, entry, office_id=document.office_id)
    with papers.unchanged(request, document):
        complete.complete(actor, document_id=document.pk, data=data)
    return again(request, document_id)


@post(router, "/documents/{uuid:document_id}/claim", ClaimOut, scope=Scope.DOCUMENTS)
def claim_document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Say for five minutes that the caller is entering this waiting paper."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "claim")
    held = claims.claim(actor, document_id=document.pk)
    return answer(ClaimOut(expires_at=held.expires_at))


@post(
    router, "/documents/{uuid:document_id}/release", None, scope=Scope.DOCUMENTS, status=204,
    errors=(404,),
)  # fmt: skip
def release_document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Give the claim back; nothing happens when it is not the caller's."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "claim")
    claims.release(actor, document_id=document.pk)
    return nothing()


@get(router, "/documents/{uuid:document_id}/access-history", LooksOut, errors=(404,))
def get_access_history(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Who looked at the paper, downloaded and printed it; newest first, two hundred at most."""
    actor = actor_of(request)
    document = papers.seen(actor, document_id)
    looks = looks_at(actor, document)
    return answer(
        LooksOut(
            items=[
                LookOut(
                    at=look.at, what=look.verb, person=look.person, acting_for=look.acting_for,
                    file_name=look.file_name, via=look.via,
                )
                for look in looks
            ]
        )
    )  # fmt: skip


@get(router, "/documents/{uuid:document_id}/trail", StepsOut, errors=(404,))
def get_trail(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What happened to the paper, in words; newest first, two hundred at most."""
    document = papers.seen(actor_of(request), document_id)
    steps = trail.steps_of(document)
    return answer(
        StepsOut(
            items=[StepOut(at=s.at, who=s.who, acting_for=s.acting_for, text=s.text) for s in steps]
        )
    )


# --- shapes


def again(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The paper as it is after an act; an outline where the act has put it out of sight.

    Who has just acted on a paper may know its number, even if he has restricted it to others.
    """
    actor = actor_of(request)
    try:
        return _shown(actor, papers.seen(actor, document_id))
    except queries.NotVisible:
        return answer(outline_of(Document.objects.get(uuid=document_id)))


def _made(request: HttpRequest, document: Document) -> HttpResponse:
    response = again(request, document.uuid)
    response.status_code = 201
    response["Location"] = ADDRESS.format(document.uuid)
    return response


def _shown(actor: Actor, document: Document) -> HttpResponse:
    return answer(_paper(actor, document), etag=str(document.version))


def _paper(actor: Actor, document: Document) -> Paper:
    files = list(document.files.order_by("position", "pk"))
    blobs = blobs_by_hash([file.sha256 for file in files])
    routing = PAPERS.allowed(actor, PAPERS.actions, [document])[document.pk]
    parts: dict[str, Any] = {
        "files": [
            file_of(f, (blobs[f.sha256].page_count or 0) if f.sha256 in blobs else 0) for f in files
        ],
        "arrivals": [arrival_of(a) for a in document.arrivals.order_by("arrived_at", "pk")],
        "copies": [_copy(copy) for copy in sent_copies(document)],
        "readers": _readers(document),
        "receipt": _receipt(document),
        "invitation": _invitation(document),
        "complainant": _complainant(actor, document),
        "can": sorted(papers.acts_on(actor, document) | routing),
    }
    return paper_of(document, **parts)


def _copy(copy: Any) -> CopyOut:
    return CopyOut(
        office_id=copy.office_id,
        office_name=copy.office_name,
        state=copy.state,
        number=copy.number_text,
        sent_at=copy.sent_at,
        registered_at=copy.registered_at,
        due_at=copy.due_at,
    )


def _readers(document: Document) -> list[PersonRef]:
    if not document.is_restricted:
        return []
    named = NamedReader.objects.filter(document=document).select_related("person").order_by("pk")
    return [PersonRef(id=n.person_id, full_name=n.person.full_name) for n in named]


def _receipt(document: Document) -> ReceiptOut | None:
    receipt = getattr(document, "receipt", None)
    if receipt is None:
        return None
    return ReceiptOut(
        state=receipt.state, owed_since=receipt.owed_since, handed_at=receipt.handed_at
    )


def _invitation(document: Document) -> InvitationOut | None:
    found = getattr(document, "invitation", None)
    if found is None:
        return None
    return InvitationOut(
        meets_at=found.meets_at, place=found.place, chair=found.chair, invited=found.invited,
        papers=found.papers,
    )  # fmt: skip


def _complainant(actor: Actor, document: Document) -> ComplainantOut | None:
    found = queries.complainant_for(actor, document)
    return ComplainantOut(name=found.name, address=found.address) if found else None
