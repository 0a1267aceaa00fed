# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acts of the registry on one paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.api import papers, references
from congso.api.enums import Scope
from congso.api.operations import actor_of, post
from congso.api.resources.documents import again
from congso.api.schemas.common import ReasonIn
from congso.api.schemas.documents import (
    AddReadersIn,
    AnnexesIn,
    ConfirmRemovalIn,
    JoinIn,
    JoinIntoIn,
    LiftIn,
    MissingIn,
    Paper,
    ReadersIn,
    RemovalIn,
    SendIn,
)
from congso.documents.services import (
    annexes,
    join,
    receipts,
    restrict,
    returns,
    secret_removal,
    transfer,
    void,
)

router = Router(tags=["documents"])
PLACE = "/documents/{uuid:document_id}/"


@post(router, PLACE + "join", Paper, scope=Scope.DOCUMENTS, matches=True)
def join_arrival(request: HttpRequest, document_id: UUID, arrival: JoinIn) -> HttpResponse:
    """The same paper came by one more road: no new number."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "join")
    with papers.unchanged(request, document):
        join.join(
            actor,
            document_id=document.pk,
            road=arrival.road.value,
            arrived_at=arrival.arrived_at,
            note=arrival.note,
            files=papers.kept(actor, arrival.files),
        )
    return again(request, document_id)


@post(router, PLACE + "join-into", Paper, scope=Scope.DOCUMENTS, matches=True)
def join_into(request: HttpRequest, document_id: UUID, target: JoinIntoIn) -> HttpResponse:
    """A waiting paper is one that has a number already. Answers with the registered one."""
    actor = actor_of(request)
    received = papers.to_act_on(actor, document_id, "join_into")
    registered = papers.to_act_on(actor, target.document, "join")
    with papers.unchanged(request, received):
        join.join_into(actor, received_id=received.pk, document_id=registered.pk)
    return again(request, registered.uuid)


@post(router, PLACE + "return", Paper, scope=Scope.DOCUMENTS, matches=True)
def return_document(request: HttpRequest, document_id: UUID, why: ReasonIn) -> HttpResponse:
    """Return the paper to its sender; a number it has stays visible."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "return_to_sender")
    with papers.unchanged(request, document):
        returns.return_to_sender(actor, document_id=document.pk, reason=why.reason)
    return again(request, document_id)


@post(router, PLACE + "void", Paper, scope=Scope.DOCUMENTS, matches=True)
def void_document(request: HttpRequest, document_id: UUID, why: ReasonIn) -> HttpResponse:
    """Make the number void before distribution; its line stays in the book."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "void")
    with papers.unchanged(request, document):
        void.void(actor, document_id=document.pk, reason=why.reason)
    return again(request, document_id)


@post(router, PLACE + "receipt-handed", Paper, scope=Scope.DOCUMENTS, matches=True)
def note_receipt_handed(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Note that the printed receipt was given to the sender; none is sent by mail then."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "hand_receipt")
    with papers.unchanged(request, document):
        receipts.hand_receipt(actor, document_id=document.pk)
    return again(request, document_id)


@post(router, PLACE + "secret-removal/ask", Paper, scope=Scope.DOCUMENTS, matches=True)
def ask_secret_removal(request: HttpRequest, document_id: UUID, asked: RemovalIn) -> HttpResponse:
    """A secret paper slipped in: ask for these of its files (all) to be erased."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "ask_secret_removal")
    with papers.unchanged(request, document):
        secret_removal.ask_secret_removal(
            actor, document_id=document.pk, reason=asked.reason, file_ids=asked.file_ids
        )
    return again(request, document_id)


@post(router, PLACE + "secret-removal/withdraw", Paper, scope=Scope.DOCUMENTS, matches=True)
def withdraw_secret_removal(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Whoever asked for the removal takes the request back; the files stay."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "withdraw_secret_removal")
    with papers.unchanged(request, document):
        secret_removal.withdraw_secret_removal(actor, document_id=document.pk)
    return again(request, document_id)


@post(router, PLACE + "secret-removal/confirm", Paper, scope=Scope.DOCUMENTS, matches=True)
def confirm_secret_removal(
    request: HttpRequest, document_id: UUID, confirmed: ConfirmRemovalIn
) -> HttpResponse:
    """The second person: these of the files that were asked for (all) are erased for good."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "confirm_secret_removal")
    with papers.unchanged(request, document):
        secret_removal.confirm_secret_removal(
            actor,
            document_id=document.pk,
            is_confirmed=confirmed.is_confirmed,
            file_ids=confirmed.file_ids,
        )
    return again(request, document_id)


@post(router, PLACE + "restrict", Paper, scope=Scope.DOCUMENTS, matches=True)
def restrict_document(request: HttpRequest, document_id: UUID, named: ReadersIn) -> HttpResponse:
    """From now on only the named people see the paper."""
    actor = actor_of(request)
    references.require(reader_ids=named.reader_ids)
    document = papers.to_act_on(actor, document_id, "restrict")
    with papers.unchanged(request, document):
        restrict.restrict(actor, document_id=document.pk, reader_ids=named.reader_ids)
    return again(request, document_id)


@post(router, PLACE + "readers/add", Paper, scope=Scope.DOCUMENTS, matches=True)
def add_readers(request: HttpRequest, document_id: UUID, named: AddReadersIn) -> HttpResponse:
    """Name more readers of a restricted paper."""
    actor = actor_of(request)
    references.require(reader_ids=named.reader_ids)
    document = papers.to_act_on(actor, document_id, "widen")
    with papers.unchanged(request, document):
        restrict.add_readers(
            actor,
            document_id=document.pk,
            reader_ids=named.reader_ids,
            is_confirmed=named.is_confirmed,
        )
    return again(request, document_id)


@post(router, PLACE + "readers/remove", Paper, scope=Scope.DOCUMENTS, matches=True)
def remove_readers(request: HttpRequest, document_id: UUID, named: ReadersIn) -> HttpResponse:
    """Take readers off the list of a restricted paper; one at least stays."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "widen")
    with papers.unchanged(request, document):
        restrict.remove_readers(actor, document_id=document.pk, reader_ids=named.reader_ids)
    return again(request, document_id)


@post(router, PLACE + "lift", Paper, scope=Scope.DOCUMENTS, matches=True)
def lift_restriction(request: HttpRequest, document_id: UUID, asked: LiftIn) -> HttpResponse:
    """The paper is seen by its office again."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "widen")
    with papers.unchanged(request, document):
        restrict.lift(actor, document_id=document.pk, is_confirmed=asked.is_confirmed)
    return again(request, document_id)


@post(router, PLACE + "missing-annex", Paper, scope=Scope.DOCUMENTS, matches=True)
def mark_missing_annex(request: HttpRequest, document_id: UUID, missing: MissingIn) -> HttpResponse:
    """Mark what is missing; number and deadline stay."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "annex")
    with papers.unchanged(request, document):
        annexes.mark_missing(actor, document_id=document.pk, note=missing.note)
    return again(request, document_id)


@post(router, PLACE + "annex-asked", Paper, scope=Scope.DOCUMENTS, matches=True)
def note_annex_asked(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Note that the sender was asked for what is missing."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "annex")
    with papers.unchanged(request, document):
        annexes.record_request(actor, document_id=document.pk)
    return again(request, document_id)


@post(router, PLACE + "annexes", Paper, scope=Scope.DOCUMENTS, matches=True)
def add_annexes(request: HttpRequest, document_id: UUID, late: AnnexesIn) -> HttpResponse:
    """Add files that came later, under the same number."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "annex")
    with papers.unchanged(request, document):
        annexes.add_annexes(
            actor,
            document_id=document.pk,
            files=papers.kept(actor, late.files),
            is_complete=late.is_complete,
        )
    return again(request, document_id)


@post(router, PLACE + "send-to-office", Paper, scope=Scope.DOCUMENTS, matches=True)
def send_to_office(request: HttpRequest, document_id: UUID, sent: SendIn) -> HttpResponse:
    """Put a copy into another office's "to register"; `copies` tells what became of it."""
    actor = actor_of(request)
    references.require(office_id=sent.office_id)
    document = papers.to_act_on(actor, document_id, "send_to_office")
    with papers.unchanged(request, document):
        transfer.send_to_office(
            actor,
            document_id=document.pk,
            office_id=sent.office_id,
            due_at=sent.due_at,
            note=sent.note,
        )
    return again(request, document_id)
