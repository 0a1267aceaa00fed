# SPDX-License-Identifier: AGPL-3.0-or-later
"""The older light papers, written past the services with the same facts.

Two thirds of the light papers lie weeks back; step by step through the services they would take
most of the time of a load. Their rows, trail and numbers are written here act by act at the same
moments, without asking rights again. From ``cut`` on the same papers go on by the services. A test
holds the access rows of all against what the modules derive, and the shape of the trail against
that of a paper that went through the services.
"""

from __future__ import annotations

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services import register as registry
from congso.operations.demo.case import Case
from congso.operations.demo.cast import CLERK, MAIN
from congso.operations.demo.course import Receiver
from congso.operations.demo.past_rows import NEXT, Facts, PastRows
from congso.routing import events
from congso.routing.enums import (
    FinishKind,
    PartyRole,
    Role,
    Stage,
    State,
    Way,
)
from congso.routing.models import Flow, Progress, Proposal, ProposalParty


class PastCourse(PastRows):
    """The plain road of a light paper; before ``cut`` without the services."""

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
        self._sent_out(case.document_id, case.leader, direction, flow)
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
        self._sent_out(copy_id, head, direction, flow)

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
