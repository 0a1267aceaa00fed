# SPDX-License-Identifier: AGPL-3.0-or-later
"""The older light papers, written past the services with the same facts.

Two thirds of the light papers lie weeks back; step by step through the services they would take
most of the time of a load. Their rows, trail and numbers are written here act by act at the same
moments, without asking rights again. From ``cut`` on the same papers go on by the services. A test
holds the access rows of all against what the modules derive, and the shape of the trail against
that of a paper that went through the services.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.audit.events import Event
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import events as papers
from congso.documents import numbering
from congso.documents.enums import BookKind, Road
from congso.documents.enums import State as PaperState
from congso.documents.models import Book, Document, DocumentType
from congso.documents.services import register as registry
from congso.operations.demo.case import Case
from congso.operations.demo.cast import CLERK, MAIN, Cast
from congso.operations.demo.course import Course, Receiver
from congso.operations.demo.timeline import Timeline
from congso.organisation.queries import who
from congso.routing import events
from congso.routing.deadlines import NO_DUE, Due, settled
from congso.routing.enums import (
    OPEN,
    FinishKind,
    PartyRole,
    Role,
    Stage,
    State,
    Way,
    WorkKind,
)
from congso.routing.models import Direction, Flow, Precedent, Progress, Proposal, ProposalParty
from congso.routing.words import words_of

Facts = dict[str, Any]
NEXT = F("version") + 1


class PastCourse(Course):
    """The plain road of a light paper; before ``cut`` without the services."""

    def __init__(self, cast: Cast, timeline: Timeline, cut: datetime) -> None:
        super().__init__(cast, timeline)
        self.cut = cut
        self._books: dict[tuple[str, int], Book] = {}
        self._types = {kind.pk: kind for kind in DocumentType.objects.all()}
        self._titles: dict[str, str] = {}
        self._written: set[int] = set()
        timeline.at(cut, self.settle)

    def settle(self) -> None:
        """Give what was written past the services the sight its facts call for."""
        access.refresh(ObjectKind.DOCUMENT, sorted(self._written))

    def _is_past(self) -> bool:
        return clock.now() < self.cut

    # --- registration, proposal

    def register(self, case: Case) -> None:
        if not self._is_past():
            super().register(case)
            return
        actor, data = self.cast.actor(CLERK), case.data()
        document = registry.save_received(actor, data, self._types[data.type_id], clock.now())
        case.document_id, case.urgency = document.pk, document.urgency
        document.state = PaperState.REGISTERED
        self._number(actor, MAIN, document)
        self._check_number(case, document)

    def propose(self, case: Case) -> None:
        if not self._is_past():
            super().propose(case)
            return
        actor, now = self.cast.actor(case.proposer), clock.now()
        due = self._due(case)
        proposal = Proposal.objects.create(
            document_id=case.document_id,
            office_id=self.cast.office[MAIN],
            author_id=actor.person_id,
            entered_at=now,
            stage=Stage.READY,
            leader_id=self.cast.person[case.leader],
            text=case.proposal_text,
            work_kind=self._work_kind(case),
            due_kind=due.kind,
            due_at=due.at,
        )
        role = PartyRole.KNOW if case.is_to_know else PartyRole.LEAD
        unit_id = self.cast.unit[case.lead or "VP"]
        ProposalParty.objects.create(proposal=proposal, role=role, unit_id=unit_id)
        case.proposal_id = proposal.pk
        made = events.ProposalMade(proposal.pk, case.document_id)
        self._record(actor, made, after={"text": proposal.text})

    def present(self, case: Case) -> None:
        if not self._is_past():
            super().present(case)
            return
        self._change(Proposal, case.proposal_id, stage=Stage.PRESENTED, presented_at=clock.now())
        leader_id = self.cast.person[case.leader]
        event = events.ProposalPresented(
            case.proposal_id, case.document_id, leader_id, case.urgency
        )
        self._record(self.cast.actor(case.proposer), event)

    # --- directions

    def direct(self, case: Case) -> None:
        if not self._is_past():
            super().direct(case)
            return
        leader, now = self.cast.actor(case.leader), clock.now()
        decided: Facts = {
            "stage": Stage.AGREED,
            "decided_at": now,
            "decided_by_id": leader.person_id,
        }
        self._change(Proposal, case.proposal_id, **decided)
        agreed = events.ProposalAgreed(case.proposal_id, case.document_id)
        self._record(leader, agreed)
        unit = case.lead or "VP"
        role = Role.KNOW if case.is_to_know else Role.LEAD
        direction, flow = self._give(case, case.leader, Way.AGREED, Receiver(unit), role=role)
        case.direction_id, case.work_flow_id, case.top_flow_id = direction.pk, flow.pk, flow.pk
        if self.cast.has_own_registry(unit):
            self._copy(case, unit, flow)
        self._sent_out(case.document_id, case.leader, direction)
        if case.is_to_know:
            self._finish_paper(leader, case.document_id)

    def take_in(self, case: Case, unit: str) -> None:
        if not self._is_past():
            super().take_in(case, unit)
            return
        clerk, now = self.cast.clerk_of(unit), clock.now()
        copy = Document.objects.get(pk=case.copies[unit])
        self._number(clerk, unit, copy)
        marks: Facts = {"copy_number": copy.number_text, "received_at": now, "version": NEXT}
        system = Actor.system("routing")
        if case.is_to_know:
            read: Facts = {"state": State.DONE, "finish_kind": FinishKind.READ, "ended_at": now}
            self._change(Flow, case.top_flow_id, **marks, **read, read_at=now)
            self._record(system, events.FlowRead(case.top_flow_id, case.document_id))
            return
        taken: Facts = {
            "accepted_at": now,
            "accepted_by_id": clerk.person_id,
            "state": State.ACCEPTED,
        }
        self._change(Flow, case.top_flow_id, **marks, **taken)
        self._record(system, events.FlowAccepted(case.top_flow_id, case.document_id))

    def direct_copy(self, case: Case, unit: str) -> None:
        if not self._is_past():
            super().direct_copy(case, unit)
            return
        head = self.cast.head_of(unit)
        to = self._inside(case, unit)
        copy_id = case.copies[unit]
        direction, flow = self._give(
            case, head, Way.WRITTEN, to, text=case.assignment_text, document_id=copy_id, office=unit
        )
        case.work_flow_id = flow.pk
        self._sent_out(copy_id, head, direction)

    def assign(self, case: Case, unit: str) -> None:
        if not self._is_past():
            super().assign(case, unit)
            return
        head = self.cast.head_of(unit)
        actor, now = self.cast.actor(head), clock.now()
        parent = Flow.objects.get(pk=case.work_flow_id)
        accepted: Facts = {
            "accepted_at": now,
            "accepted_by_id": actor.person_id,
            **self._seen(actor),
        }
        if case.officer in (None, head):
            case.officer = head
            self._change(Flow, parent.pk, state=State.ACCEPTED, version=NEXT, **accepted)
            self._record(actor, events.FlowAccepted(parent.pk, parent.document_id))
            return
        assigned: Facts = {"state": State.IN_PROGRESS, "assigned_at": now, "version": NEXT}
        self._change(Flow, parent.pk, **accepted, **assigned)
        direction, flow = self._give(
            case, head, Way.ASSIGNED, Receiver(unit, case.officer), text=case.assignment_text,
            document_id=parent.document_id, office=self.cast.registry_of(unit), parent=parent,
        )  # fmt: skip
        case.work_flow_id = flow.pk
        self._given(actor, direction)
        self._record(actor, events.FlowAssigned(parent.pk, parent.document_id, direction.pk))

    # --- the work

    def work(self, case: Case) -> None:
        if not self._is_past():
            super().work(case)
            return
        actor, now = self._worker(case), clock.now()
        flow = Flow.objects.get(pk=case.work_flow_id)
        begun: Facts = {"state": State.IN_PROGRESS, "version": NEXT, **self._seen(actor)}
        if flow.state == State.SENT:
            begun |= {"accepted_at": now, "accepted_by_id": actor.person_id}
        self._change(Flow, flow.pk, **begun)
        self._record(actor, events.FlowStarted(flow.pk, flow.document_id))
        if text := case.progress_text:
            author = self.cast.person[case.officer or self.cast.head_of(case.lead or "VP")]
            Progress.objects.create(flow=flow, author_id=author, at=now, percent=40, text=text)
            event = events.ProgressReported(flow.pk, flow.document_id)
            self._record(actor, event, after={"text": text})

    def finish(self, case: Case) -> None:
        if not self._is_past():
            super().finish(case)
            return
        actor = self._worker(case)
        flow: Flow | None = Flow.objects.get(pk=case.work_flow_id)
        document_id = case.document_id
        while flow is not None:
            document_id = flow.document_id
            self._end(actor, flow, case.finish_kind, case.finish_note)
            flow = flow.parent
        self._finish_paper(actor, document_id)
        if document_id != case.document_id:
            top = Flow.objects.get(pk=case.top_flow_id)
            system = Actor.system("routing")
            self._end(system, top, FinishKind.ANSWERED, "")
            self._finish_paper(system, case.document_id)

    def read(self, case: Case, unit: str) -> None:
        if not self._is_past():
            super().read(case, unit)
            return
        actor, now = self.cast.actor(self.cast.head_of(unit)), clock.now()
        ended: Facts = {
            "ended_at": now,
            "ended_by_id": actor.person_id,
            "finish_kind": FinishKind.READ,
        }
        seen = self._seen(actor)
        self._change(Flow, case.work_flow_id, state=State.DONE, version=NEXT, **ended, **seen)
        self._record(actor, events.FlowRead(case.work_flow_id, case.document_id))

    # --- rows

    def _number(self, actor: Actor, office: str, document: Document) -> None:
        now = clock.now()
        key = (office, clock.day_of(now).year)
        if key not in self._books:
            office_id = self.cast.office[office]
            self._books[key] = numbering.book_for(office_id, BookKind.INCOMING, now)
        book = self._books[key]
        number = numbering.take_next(actor, book=book, document=document, now=now)
        self._written.add(document.pk)
        event = papers.DocumentRegistered(
            document.pk, document.office_id, book.pk, number, document.urgency
        )
        self._record(actor, event)

    def _give(
        self,
        case: Case,
        by: str,
        way: str,
        to: Receiver,
        *,
        role: str = Role.LEAD,
        text: str | None = None,
        document_id: int | None = None,
        office: str = MAIN,
        parent: Flow | None = None,
    ) -> tuple[Direction, Flow]:
        """One direction and its one flow."""
        now, due = clock.now(), self._due(case)
        author_id = self.cast.person[by]
        shared: Facts = {
            "document_id": document_id or case.document_id,
            "due_kind": due.kind,
            "due_at": due.at,
        }
        direction = Direction.objects.create(
            author_id=author_id,
            author_title=self._title(by),
            way=way,
            text=case.proposal_text if text is None else text,
            given_at=now,
            proposal_id=case.proposal_id if way == Way.AGREED else None,
            parent_flow=parent,
            work_kind=self._work_kind(case),
            **shared,
        )
        flow = Flow.objects.create(
            direction=direction,
            office_id=self.cast.office[office],
            giver_id=author_id,
            parent=parent,
            unit_id=self.cast.unit[to.unit],
            person_id=self.cast.person[to.person] if to.person else None,
            role=role,
            state=State.SENT,
            sent_at=now,
            **shared,
        )
        event = events.FlowSent(
            flow.pk, flow.document_id, flow.unit_id, flow.person_id, str(role), case.urgency
        )
        self._record(self.cast.actor(by), event)
        return direction, flow

    def _copy(self, case: Case, unit: str, flow: Flow) -> None:
        """The paper of this unit's own registry office, complete, to be registered there."""
        now, data = clock.now(), case.data()
        data = replace(
            data, office_id=self.cast.office[unit], road=Road.INTERNAL, arrived_at=now,
            due_at=flow.due_at or data.due_at,
        )  # fmt: skip
        system = replace(self.cast.actor(case.leader), via="system:routing")
        copy = registry.save_received(system, data, self._types[data.type_id], now)
        note = case.proposal_text
        self._change(Document, copy.pk, source_id=case.document_id, transfer_note=note)
        self._change(Flow, flow.pk, copy_id=copy.pk)
        case.copies[unit] = copy.pk
        self._written.add(copy.pk)
        sent = papers.DocumentSentToOffice(case.document_id, copy.office_id, copy.pk)
        self._record(system, sent)
        self._record(system, papers.DocumentReceived(copy.pk, copy.office_id))

    def _sent_out(self, document_id: int, by: str, direction: Direction) -> None:
        """What a direction of the first level does to its paper."""
        actor = self.cast.actor(by)
        document = Document.objects.get(pk=document_id)
        system = replace(actor, via="system:routing")
        states: dict[str, Facts] = {
            "before": {"state": document.state},
            "after": {"state": PaperState.DISTRIBUTED},
        }
        self._change(Document, document_id, state=PaperState.DISTRIBUTED, version=NEXT)
        self._record(system, papers.DocumentDistributed(document_id), **states)
        lead = direction.flows.filter(role=Role.LEAD).first()
        if lead is not None:
            Precedent.objects.create(
                direction=direction,
                office_id=document.office_id,
                issuer_id=document.issuer_id,
                issuer_unit_id=document.issuer_unit_id,
                type_id=document.type_id,
                words=words_of(document.subject),
                lead_unit_id=lead.unit_id,
                leader_id=direction.author_id,
                at=direction.given_at,
            )
        self._given(actor, direction)

    def _given(self, actor: Actor, direction: Direction) -> None:
        event = events.DirectionGiven(
            direction.pk, direction.document_id, direction.author_id, str(direction.way)
        )
        due = direction.due_at.isoformat() if direction.due_at else None
        after = {"text": direction.text, "due_kind": str(direction.due_kind), "due": due}
        self._record(actor, event, after=after)

    def _end(self, actor: Actor, flow: Flow, kind: str, note: str) -> None:
        if flow.state not in OPEN:
            raise RuntimeError(f"flow {flow.pk} has ended before")
        now = clock.now()
        self._change(
            Flow, flow.pk, state=State.DONE, finish_kind=FinishKind(kind), finish_note=note,
            ended_at=now, ended_by_id=actor.person_id, received_at=flow.received_at or now,
            read_at=flow.read_at or now, read_by_id=flow.read_by_id or actor.person_id,
            version=NEXT,
        )  # fmt: skip
        event = events.FlowFinished(flow.pk, flow.document_id, str(kind), flow.giver_id)
        self._record(actor, event)

    def _finish_paper(self, actor: Actor, document_id: int) -> None:
        states: dict[str, Facts] = {
            "before": {"state": PaperState.DISTRIBUTED},
            "after": {"state": PaperState.FINISHED},
        }
        self._change(Document, document_id, state=PaperState.FINISHED, version=NEXT)
        system = replace(actor, via="system:routing")
        self._record(system, papers.DocumentFinished(document_id), **states)

    def _seen(self, actor: Actor) -> Facts:
        return {"received_at": clock.now(), "read_at": clock.now(), "read_by_id": actor.person_id}

    def _due(self, case: Case) -> Due:
        if case.is_to_know:
            return NO_DUE
        return settled(None, above=case.due, now=clock.now())

    def _work_kind(self, case: Case) -> str:
        return WorkKind.TO_KNOW if case.is_to_know else WorkKind.ANSWER

    def _title(self, login: str) -> str:
        if login not in self._titles:
            person_id = self.cast.person[login]
            self._titles[login] = who([person_id], clock.today())[person_id].title
        return self._titles[login]

    @staticmethod
    def _change(model: type, pk: int, **fields: object) -> None:
        model.objects.filter(pk=pk).update(**fields)  # type: ignore[attr-defined]

    def _record(
        self, actor: Actor, event: Event, *, before: Facts | None = None, after: Facts | None = None
    ) -> None:
        self.timeline.told_up_to(audit.record(actor, event, before=before, after=after).pk)
