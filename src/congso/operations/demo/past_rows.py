# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows and trail of the older light papers, as the services would have written them."""

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
from congso.documents.indexing import index_own
from congso.documents.models import Book, Document, DocumentType
from congso.documents.services import register as registry
from congso.documents.services.words import add_said
from congso.operations.demo.case import Case
from congso.operations.demo.cast import MAIN, Cast
from congso.operations.demo.course import Course, Receiver
from congso.operations.demo.timeline import Timeline
from congso.organisation.queries import who
from congso.routing import events
from congso.routing.deadlines import NO_DUE, Due, settled
from congso.routing.enums import (
    OPEN,
    FinishKind,
    Role,
    State,
    Way,
    WorkKind,
)
from congso.routing.models import Direction, Flow, Precedent
from congso.routing.words import words_of

Facts = dict[str, Any]
NEXT = F("version") + 1


class PastRows(Course):
    """A course that knows how to write before ``cut`` without asking rights again."""

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
        add_said(direction.document_id, direction.text)
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
        index_own(Document.objects.get(pk=copy.pk))
        self._change(Flow, flow.pk, copy_id=copy.pk)
        case.copies[unit] = copy.pk
        self._written.add(copy.pk)
        sent = papers.DocumentSentToOffice(case.document_id, copy.office_id, copy.pk)
        self._record(system, sent)
        self._record(system, papers.DocumentReceived(copy.pk, copy.office_id))

    def _sent_out(self, document_id: int, by: str, direction: Direction, flow: Flow) -> None:
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
        if flow.role == Role.LEAD:
            Precedent.objects.create(
                direction=direction,
                office_id=document.office_id,
                issuer_id=document.issuer_id,
                issuer_unit_id=document.issuer_unit_id,
                type_id=document.type_id,
                words=words_of(document.subject),
                lead_unit_id=flow.unit_id,
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
