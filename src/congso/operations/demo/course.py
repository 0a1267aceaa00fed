# SPDX-License-Identifier: AGPL-3.0-or-later
"""The road of an incoming paper, step by step, by the services of the product (PRACTICE 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from congso.common.actor import Actor
from congso.documents.models import Document
from congso.documents.services import register as registry
from congso.documents.services import transfer
from congso.operations.demo.case import Case
from congso.operations.demo.cast import CLERK, MAIN, Cast
from congso.operations.demo.entered import end_of
from congso.operations.demo.timeline import Timeline, after
from congso.routing.deadlines import Due
from congso.routing.enums import DueKind, FinishKind, PartyRole, Role, Verdict, WorkKind
from congso.routing.models import Flow
from congso.routing.parties import Party, ProposalData, Slip
from congso.routing.services import assign, attend, direct, handle, propose

RECEIVED_EARLIER = timedelta(minutes=6)  # how long a paper lies in "to register"


@dataclass(frozen=True, slots=True)
class Receiver:
    """A recipient inside the house: a unit, or a person in it."""

    unit: str
    person: str | None = None


class Course:
    """Puts the acts of a case on the timeline."""

    def __init__(self, cast: Cast, timeline: Timeline) -> None:
        self.cast, self.timeline = cast, timeline

    def schedule(self, case: Case) -> None:
        """Plan everything from registration to the end of the work."""
        self._arrive(case)
        moments = case.moments
        if case.reaches("waiting_presentation"):
            self.timeline.at(moments.proposed, partial(self.propose, case))
        if case.reaches("waiting_direction"):
            self.timeline.at(moments.presented, partial(self.present, case))
        if case.reaches("waiting_assignment"):
            self.timeline.at(moments.directed, partial(self.direct, case))
            self._supporting(case)
            self._handling(case)

    # --- registration

    def _arrive(self, case: Case) -> None:
        entered = case.moments.entered
        if case.arrives == "directly":
            self.timeline.at(entered, partial(self.register, case), book=MAIN)
            return
        came = {"received": self.receive, "inside": self.receive_from_unit}[case.arrives]
        before = entered - RECEIVED_EARLIER
        self.timeline.at(before, partial(came, case))
        self.timeline.at(entered, partial(self.number, case), book=MAIN)

    def register(self, case: Case) -> None:
        """The clerk enters the paper and it gets its number."""
        document = registry.register_incoming(self.cast.actor(CLERK), data=case.data())
        self._check_number(case, document)

    def receive(self, case: Case) -> None:
        """The exchange or the mail brings the paper to the list "to register"."""
        document = registry.receive_incoming(Actor.system("exchange"), data=case.data())
        case.document_id = document.pk

    def receive_from_unit(self, case: Case) -> None:
        """A unit with its own registry office issues the paper to the Department."""
        data = case.data()
        unit = next(code for code, pk in self.cast.unit.items() if pk == data.issuer_unit_id)
        papers = transfer.issue_inside(
            self.cast.clerk_of(unit),
            sender_office_id=self.cast.office[unit],
            data=data,
            office_ids=[self.cast.office[MAIN]],
        )
        case.document_id = papers[0].pk

    def number(self, case: Case) -> None:
        """The clerk gives a received paper its number."""
        document = registry.register(self.cast.actor(CLERK), document_id=case.document_id)
        self._check_number(case, document)

    def _check_number(self, case: Case, document: Document) -> None:
        if document.number != case.number:
            raise RuntimeError(f"planned as number {case.number}, registered as {document.number}")
        case.document_id = document.pk

    # --- distribution and direction

    def propose(self, case: Case) -> None:
        """The Office proposes leader, units and deadline."""
        slip = self._slip(case, case.proposal_text)
        data = ProposalData(**slip.__dict__, leader_id=self.cast.person[case.leader])
        proposal = propose.propose(self.cast.actor(case.proposer), data=data)
        case.proposal_id = proposal.pk

    def present(self, case: Case) -> None:
        """The Office puts the proposal before the leader."""
        propose.present(self.cast.actor(case.proposer), proposal_id=case.proposal_id)

    def direct(self, case: Case) -> None:
        """The leader agrees, or directs in his own words."""
        leader = self.cast.actor(case.leader)
        slip = self._slip(case, case.direction_text)
        if case.enter is not None:
            direction = case.enter(slip)
        elif case.direction_text:
            direction = direct.direct(leader, slip=slip)
        else:
            direction = direct.agree(leader, proposal_id=case.proposal_id)
        self.directed(case, direction.pk)

    def directed(self, case: Case, direction_id: int) -> None:
        """Keep what a direction made: the lead's flow and the copies for other offices."""
        case.direction_id = direction_id
        flows = Flow.objects.filter(direction=direction_id).select_related("unit")
        for flow in flows:
            if flow.copy_id:
                case.copies[flow.unit.code] = flow.copy_id
            if flow.role == Role.LEAD or case.is_to_know:
                case.work_flow_id = case.top_flow_id = flow.pk
        self._attendance(case, case.document_id, case.leader, own=True)

    def _slip(self, case: Case, text: str) -> Slip:
        return Slip(
            document_id=case.document_id,
            parties=self._parties(case),
            text=text,
            due=Due(DueKind.DAY, case.due) if case.due_by_leader else None,
            work_kind=WorkKind.TO_KNOW if case.is_to_know else WorkKind.ANSWER,
        )

    def _parties(self, case: Case) -> tuple[Party, ...]:
        unit = self.cast.unit[case.lead or "VP"]
        if case.is_to_know:
            return (Party(PartyRole.KNOW, unit_id=unit),)
        others = (
            Party(PartyRole.COOPERATE, self.cast.unit[code], due_at=self._opinion_due(case, by))
            for code, by in case.cooperate
        )
        return (Party(PartyRole.LEAD, unit_id=unit), *others)

    def _opinion_due(self, case: Case, by: date) -> datetime:
        return min(end_of(by), case.due) if case.due else end_of(by)

    # --- handling

    def _handling(self, case: Case) -> None:
        unit = case.lead or "VP"
        if self.cast.has_own_registry(unit):
            self._in_own_office(case, unit)
        elif case.is_to_know:
            self.timeline.at(case.moments.assigned, partial(self.read, case, unit))
        elif case.reaches("in_progress"):
            self.timeline.at(case.moments.assigned, partial(self.assign, case, unit))
            self._working(case)

    def _in_own_office(self, case: Case, unit: str) -> None:
        taken_in = case.moments.taken_in
        self.timeline.at(taken_in, partial(self.take_in, case, unit), book=unit)
        if case.is_to_know or not case.reaches("in_progress"):
            return
        self.timeline.at(case.moments.assigned, partial(self.direct_copy, case, unit))
        room = self.cast.unit_of(case.officer or self.cast.head_of(unit))
        if room != unit and case.officer not in (None, self._head_or_none(room)):
            self.timeline.at(case.moments.passed_on, partial(self.assign, case, room))
        self._working(case)

    def _head_or_none(self, unit: str) -> str | None:
        try:
            return self.cast.head_of(unit)
        except KeyError:
            return None

    def _working(self, case: Case) -> None:
        self.timeline.at(case.moments.worked, partial(self.work, case))
        if case.reaches("done"):
            self.timeline.at(case.moments.finished, partial(self.finish, case))

    def take_in(self, case: Case, unit: str) -> None:
        """The clerk of a unit gives the copy the number of that unit's book: one key."""
        registry.register(self.cast.clerk_of(unit), document_id=case.copies[unit])

    def direct_copy(self, case: Case, unit: str) -> None:
        """The head of a unit with its own registry directs the copy inside his unit."""
        head = self.cast.head_of(unit)
        inside = self._inside(case, unit)
        to = (
            Party(PartyRole.LEAD, person_id=self.cast.person[inside.person])
            if inside.person
            else Party(PartyRole.LEAD, unit_id=self.cast.unit[inside.unit])
        )
        slip = Slip(case.copies[unit], (to,), text=case.assignment_text)
        direction = direct.direct(self.cast.actor(head), slip=slip)
        case.work_flow_id = Flow.objects.get(direction=direction, role=Role.LEAD).pk
        self._attendance(case, case.copies[unit], head, own=False)

    def _inside(self, case: Case, unit: str) -> Receiver:
        """To whom the head of a unit gives a copy: the officer, or the room he works in."""
        officer = case.officer or self.cast.head_of(unit)
        room = self.cast.unit_of(officer)
        whole_room = room != unit and officer != self._head_or_none(room)
        return Receiver(room, None if whole_room else officer)

    def assign(self, case: Case, unit: str) -> None:
        """The head of a room gives the work to an officer; without one he takes it himself."""
        head = self.cast.head_of(unit)
        if case.officer in (None, head):
            case.officer = head
            handle.accept(self.cast.actor(head), flow_id=case.work_flow_id)
            return
        document_id = Flow.objects.values_list("document_id", flat=True).get(pk=case.work_flow_id)
        to = Party(PartyRole.LEAD, person_id=self.cast.person[case.officer or head])
        slip = Slip(document_id, (to,), text=case.assignment_text)
        direction = assign.assign(self.cast.actor(head), flow_id=case.work_flow_id, slip=slip)
        case.work_flow_id = Flow.objects.get(direction=direction, role=Role.LEAD).pk

    def work(self, case: Case) -> None:
        """The officer begins, or says how the work stands."""
        officer = self._worker(case)
        if case.progress_text:
            text = case.progress_text
            handle.report_progress(officer, flow_id=case.work_flow_id, text=text, percent=40)
        else:
            handle.start(officer, flow_id=case.work_flow_id)

    def finish(self, case: Case) -> None:
        """The officer closes the work."""
        handle.finish(
            self._worker(case),
            flow_id=case.work_flow_id,
            kind=FinishKind(case.finish_kind),
            note=case.finish_note,
        )

    def read(self, case: Case, unit: str) -> None:
        """The head of the unit reads what came for information."""
        handle.read(self.cast.actor(self.cast.head_of(unit)), document_id=case.document_id)

    def _worker(self, case: Case) -> Actor:
        return self.cast.actor(case.officer or self.cast.head_of(case.lead or "VP"))

    def _attendance(self, case: Case, document_id: int, by: str, *, own: bool) -> None:
        people = [
            attend.Goes(self.cast.person[login], part)
            for login, part in case.attends
            if self.cast.has_own_registry(self.cast.unit_of(login)) != own
        ]
        if people:
            attend.assign_attendance(self.cast.actor(by), document_id=document_id, people=people)

    # --- supporting units

    def _supporting(self, case: Case) -> None:
        directed = case.moments.directed
        if directed is None:
            return
        for code, _by in case.cooperate:
            if self.cast.has_own_registry(code):
                self.timeline.at(after(directed, 35), partial(self.take_in, case, code), book=code)
                self.timeline.at(after(directed, 75), partial(self._own_work, case, code))

    def _own_work(self, case: Case, unit: str) -> None:
        head = self.cast.head_of(unit)
        direct_staff = [p.login for p in self.cast.officers_of(unit) if p.unit == unit]
        login = next(iter(direct_staff), head)
        to = Party(PartyRole.LEAD, person_id=self.cast.person[login])
        slip = Slip(case.copies[unit], (to,), text="Góp ý theo yêu cầu của Sở, gửi trước hạn.")
        direct.direct(self.cast.actor(head), slip=slip)

    def give_opinion(self, case: Case, unit: str, text: str) -> None:
        """The head of a supporting room answers the lead."""
        flow = Flow.objects.get(direction=case.direction_id, unit=self.cast.unit[unit])
        agrees = text.strip(" .") in ("Đồng ý", "")
        verdict = Verdict.AGREE if agrees else Verdict.COMMENT
        actor = self.cast.actor(self.cast.head_of(unit))
        handle.give_opinion(actor, flow_id=flow.pk, verdict=verdict, text=text)
