# SPDX-License-Identifier: AGPL-3.0-or-later
"""What recipients, heads and givers do with a flow."""

from __future__ import annotations

from contextlib import AbstractContextManager
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from congso.api import papers, routes, slips
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, get, post
from congso.api.problems import unfit
from congso.api.resources.directions import show_direction
from congso.api.resources.proposals import choices_of
from congso.api.resources.work_files import work_file_for
from congso.api.schemas.common import ReasonIn, WordsIn
from congso.api.schemas.routing import (
    ChoicesOut,
    DirectionOut,
    ExtensionIn,
    ExtensionsOut,
    FinishIn,
    FlowDetail,
    OpinionIn,
    ProgressIn,
    ReadFlows,
    RecipientIn,
    SlipIn,
    extension_of,
)
from congso.api.schemas.types import IdInPath, Query
from congso.api.schemas.work_files import data_of
from congso.common.actor import Actor
from congso.routing import recipients
from congso.routing.deadlines import NO_DUE
from congso.routing.enums import WorkKind
from congso.routing.models import Flow
from congso.routing.policies import EXTENSIONS
from congso.routing.queries import desk
from congso.routing.services import assign, extend, handle, redirect
from congso.workfiles.services import finish_into_file

router = Router(tags=["flows"])
PLACE = "/flows/{int:flow_id}"


def _unchanged(request: HttpRequest, flow: Flow) -> AbstractContextManager[None]:
    rows = Flow.objects.filter(pk=flow.pk)
    return routes.unchanged(request, rows, flow.document_id, "version")


@get(router, PLACE, FlowDetail, errors=(404,))
def get_flow(request: HttpRequest, flow_id: IdInPath) -> HttpResponse:
    """One flow with what was reported, said, asked and urged on it."""
    return routes.show_flow(request, routes.flow_for(actor_of(request), flow_id).pk)


@post(router, "/documents/{uuid:document_id}/read", ReadFlows, scope=Scope.ROUTING)
def read_document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Note that the caller has opened the paper; what came for information is closed by it."""
    actor = actor_of(request)
    document = papers.seen(actor, document_id)
    flows = handle.read(actor, document_id=document.pk)
    return answer(ReadFlows(flow_ids=[flow.pk for flow in flows]))


@post(router, PLACE + "/accept", FlowDetail, scope=Scope.ROUTING, matches=True)
def accept_flow(request: HttpRequest, flow_id: IdInPath) -> HttpResponse:
    """Take the work in hand."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    with _unchanged(request, flow):
        handle.accept(actor, flow_id=flow.pk)
    return routes.show_flow(request, flow.pk)


@post(router, PLACE + "/start", FlowDetail, scope=Scope.ROUTING, matches=True)
def start_flow(request: HttpRequest, flow_id: IdInPath) -> HttpResponse:
    """Begin the work."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    with _unchanged(request, flow):
        handle.start(actor, flow_id=flow.pk)
    return routes.show_flow(request, flow.pk)


@get(router, PLACE + "/recipients", ChoicesOut, errors=(404,))
def find_recipients_of_flow(request: HttpRequest, flow_id: IdInPath, q: Query = "") -> HttpResponse:
    """Units and people the head may assign the work on to."""
    flow = routes.flow_for(actor_of(request), flow_id)
    return answer(choices_of(recipients.of_unit(flow.unit).matching(q, limit=50)))


@post(router, PLACE + "/assign", DirectionOut, scope=Scope.ROUTING, status=201, matches=True)
def assign_flow(request: HttpRequest, flow_id: IdInPath, slip: SlipIn) -> HttpResponse:
    """The head gives the work on, with own words and a date not later than the flow's.

    With `work_kind` `to_know` people are only let read along.
    """
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    sent = slips.slip_of(slip, flow.document_id)
    act = assign.pass_to_know if slip.work_kind == WorkKind.TO_KNOW else assign.assign
    with _unchanged(request, flow):
        made = act(actor, flow_id=flow.pk, slip=sent)
    return show_direction(request, made, status=201)


@post(router, PLACE + "/return", FlowDetail, scope=Scope.ROUTING, matches=True)
def return_flow(request: HttpRequest, flow_id: IdInPath, why: ReasonIn) -> HttpResponse:
    """Give the work back to who gave it, with a reason."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    with _unchanged(request, flow):
        handle.return_flow(actor, flow_id=flow.pk, reason=why.reason)
    return routes.show_flow(request, flow.pk)


@post(router, PLACE + "/forward", FlowDetail, scope=Scope.ROUTING, status=201, matches=True)
def forward_flow(request: HttpRequest, flow_id: IdInPath, to: RecipientIn) -> HttpResponse:
    """The giver hands the flow to another recipient; role and date stay. Answers the new flow."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    party = slips.recipient_of(to, flow.role)
    with _unchanged(request, flow):
        fresh = redirect.forward(actor, flow_id=flow.pk, to=party, reason=to.reason, widen=to.widen)
    return routes.show_flow(request, fresh.pk, status=201)


@post(router, PLACE + "/take-back", FlowDetail, scope=Scope.ROUTING, matches=True)
def take_back_flow(request: HttpRequest, flow_id: IdInPath, why: ReasonIn) -> HttpResponse:
    """The giver takes the flow back with all that hangs on it."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    with _unchanged(request, flow):
        redirect.take_back(actor, flow_id=flow.pk, reason=why.reason)
    return routes.show_flow(request, flow.pk)


@post(router, PLACE + "/opinion", FlowDetail, scope=Scope.ROUTING, matches=True)
def give_opinion(request: HttpRequest, flow_id: IdInPath, opinion: OpinionIn) -> HttpResponse:
    """Give the lead the opinion that is owed; it closes the flow."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    with _unchanged(request, flow):
        handle.give_opinion(
            actor, flow_id=flow.pk, verdict=opinion.verdict.value, text=opinion.text
        )
    return routes.show_flow(request, flow.pk)


@post(router, PLACE + "/progress", FlowDetail, scope=Scope.ROUTING, matches=True)
def report_progress(request: HttpRequest, flow_id: IdInPath, report: ProgressIn) -> HttpResponse:
    """Say how the work stands; the first report begins it."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    with _unchanged(request, flow):
        handle.report_progress(actor, flow_id=flow.pk, text=report.text, percent=report.percent)
    return routes.show_flow(request, flow.pk)


@post(router, PLACE + "/finish", FlowDetail, scope=Scope.ROUTING, matches=True)
def finish_flow(request: HttpRequest, flow_id: IdInPath, how: FinishIn) -> HttpResponse:
    """Close the work: answered in writing, filed, or kept for reference."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    if how.work_file is not None or how.new_file is not None:
        with _unchanged(request, flow):
            _finish_into_file(actor, flow, how)
        return routes.show_flow(request, flow.pk)
    with _unchanged(request, flow):
        handle.finish(
            actor,
            flow_id=flow.pk,
            kind=how.kind,
            note=how.note,
            answer_id=_answer_id(actor, flow, how.answer),
        )
    return routes.show_flow(request, flow.pk)


def _finish_into_file(actor: Actor, flow: Flow, how: FinishIn) -> None:
    if how.kind != "filed":
        raise unfit({"kind": _("Only work that is filed goes into a work file.")})
    if how.work_file is not None and how.new_file is not None:
        raise unfit({"new_file": _("Name a work file or open a new one, not both.")})
    finish_into_file(
        actor,
        flow_id=flow.pk,
        work_file_id=work_file_for(actor, how.work_file).pk if how.work_file else None,
        new_file=data_of(how.new_file) if how.new_file else None,
    )


def _answer_id(actor: Actor, flow: Flow, uuid: UUID | None) -> int | None:
    if uuid is None:
        return None
    document = papers.seen(actor, uuid)
    if document.office_id != flow.office_id:
        raise unfit({"answer": _("The answer is a paper of the same office.")})
    return document.pk


@post(router, PLACE + "/close", FlowDetail, scope=Scope.ROUTING, matches=True)
def close_flow(request: HttpRequest, flow_id: IdInPath, why: ReasonIn) -> HttpResponse:
    """Whoever gave the work says that it needs no more."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    with _unchanged(request, flow):
        redirect.close(actor, flow_id=flow.pk, reason=why.reason)
    return routes.show_flow(request, flow.pk)


@post(router, PLACE + "/reopen", FlowDetail, scope=Scope.ROUTING, matches=True)
def reopen_flow(request: HttpRequest, flow_id: IdInPath, why: ReasonIn) -> HttpResponse:
    """Work that was reported as done goes on."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    with _unchanged(request, flow):
        redirect.reopen(actor, flow_id=flow.pk, reason=why.reason)
    return routes.show_flow(request, flow.pk)


@post(router, PLACE + "/urge", FlowDetail, scope=Scope.ROUTING, matches=True)
def urge_flow(request: HttpRequest, flow_id: IdInPath, words: WordsIn) -> HttpResponse:
    """Remind a recipient; who, when and with which words is kept."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    with _unchanged(request, flow):
        redirect.urge(actor, flow_id=flow.pk, text=words.text)
    return routes.show_flow(request, flow.pk)


# --- later deadlines


@get(router, "/extensions", ExtensionsOut)
def list_extensions(request: HttpRequest) -> HttpResponse:
    """Later deadlines asked of the caller and not decided; two hundred at most."""
    actor = actor_of(request)
    found = list(desk.extensions_to_decide(actor).select_related("flow__document")[:200])
    acts = EXTENSIONS.allowed(actor, EXTENSIONS.actions, found)
    items = [extension_of(row, row.flow.document.uuid, acts[row.pk]) for row in found]
    return answer(ExtensionsOut(items=items))


@post(router, PLACE + "/extensions", FlowDetail, scope=Scope.ROUTING, status=201, matches=True)
def ask_extension(request: HttpRequest, flow_id: IdInPath, asked: ExtensionIn) -> HttpResponse:
    """Ask for a later deadline, never later than the one above."""
    actor = actor_of(request)
    flow = routes.flow_for(actor, flow_id)
    until = slips.due_of(asked.until, field="until") or NO_DUE
    with _unchanged(request, flow):
        extend.ask_extension(actor, flow_id=flow.pk, until=until, reason=asked.reason)
    return routes.show_flow(request, flow.pk, status=201)


@post(router, "/extensions/{int:extension_id}/grant", FlowDetail, scope=Scope.ROUTING)
def grant_extension(request: HttpRequest, extension_id: IdInPath, words: WordsIn) -> HttpResponse:
    """Whoever set the deadline agrees; it moves, the words of the direction do not."""
    actor = actor_of(request)
    extension = routes.extension_for(actor, extension_id)
    extend.grant_extension(actor, extension_id=extension.pk, note=words.text)
    return routes.show_flow(request, extension.flow_id)


@post(router, "/extensions/{int:extension_id}/refuse", FlowDetail, scope=Scope.ROUTING)
def refuse_extension(request: HttpRequest, extension_id: IdInPath, why: ReasonIn) -> HttpResponse:
    """Whoever set the deadline refuses, with a reason that stays."""
    actor = actor_of(request)
    extension = routes.extension_for(actor, extension_id)
    extend.refuse_extension(actor, extension_id=extension.pk, reason=why.reason)
    return routes.show_flow(request, extension.flow_id)
