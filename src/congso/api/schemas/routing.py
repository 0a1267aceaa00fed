# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals, directions and flows as they are sent and answered."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field

from congso.api.schemas.common import PersonRef, UnitRef, person_ref
from congso.api.schemas.documents import PaperRow
from congso.api.schemas.types import (
    Day,
    Flag,
    Id,
    In,
    Line,
    Moment,
    Out,
    Reason,
    Text,
    whole_number,
)
from congso.api.schemas.work_files import WorkFileIn
from congso.common import clock
from congso.routing.enums import DueKind, Part, Verdict, WorkKind
from congso.routing.models import (
    Attendance,
    Direction,
    Extension,
    Flow,
    Opinion,
    Progress,
    Proposal,
    StockPhrase,
    Urge,
)
from congso.routing.queries.lapsed import has_lapsed
from congso.routing.queries.tree import Branch, Node

LAPSED = {"agree"}  # not offered for dates that have passed
RowId = Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(whole_number)]
Percent = Annotated[int, Field(ge=0, le=100), BeforeValidator(whole_number)]


class DueIn(In):
    """A deadline: by the end of a day (`on`), to the hour (`at`), none, or regular work."""

    kind: DueKind = DueKind.DAY
    on: Day | None = None
    at: Moment | None = None


class PartyIn(In):
    """A recipient: a unit, or a person (in that unit, or in his main one)."""

    role: Literal["lead", "cooperate", "know"]
    unit_id: Id | None = None
    person_id: Id | None = None
    due_at: Moment | None = None
    when_needed: Flag = False


class RecipientIn(In):
    """Whom a flow is handed to: its role and date stay."""

    unit_id: Id | None = None
    person_id: Id | None = None
    reason: Text = ""
    widen: Flag = False


class SlipIn(In):
    """What goes out: recipients, words, deadline, who follows and who urges."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "parties": [{"role": "lead", "unit_id": 4}, {"role": "know", "person_id": 9}],
                    "text": "Giao Phòng Trồng trọt chủ trì, báo cáo trước ngày 03/12/2026.",
                    "due": {"kind": "day", "on": "2026-12-03"},
                }
            ]
        },
    )

    parties: Annotated[list[PartyIn], Field(min_length=1, max_length=100)]
    text: Text = ""
    due: DueIn | None = None
    work_kind: WorkKind = WorkKind.ANSWER
    watcher_id: Id | None = None
    urger_id: Id | None = None
    widen: Flag = False


class ProposalIn(SlipIn):
    """The Office's proposal. `stage`: draft (a clerk's), ready, or presented to its leader."""

    stage: Literal["draft", "ready", "presented"] = "presented"
    leader_id: Id | None = None


class EnteredIn(SlipIn):
    """A leader's direction, written on the paper by hand or spoken, entered by somebody else."""

    leader_id: Id
    way: Literal["handwritten", "spoken"]
    paper_date: Day | None = None
    spoken_at: Moment | None = None
    photo: UUID | None = None


class BatchIn(In):
    proposal_ids: Annotated[list[RowId], Field(min_length=1, max_length=200)]


class AttendanceIn(In):
    """One person's part in a meeting."""

    person_id: Id
    part: Part = Part.ATTEND
    instead_of_id: Id | None = None
    note: Line = ""


class AttendancesIn(In):
    people: Annotated[list[AttendanceIn], Field(min_length=1, max_length=100)]
    widen: Flag = False


class ProgressIn(In):
    text: Annotated[Text, Field(min_length=1)]
    percent: Percent | None = None


class OpinionIn(In):
    """The opinion that is owed to the lead."""

    verdict: Verdict
    text: Text = ""


class ExtensionIn(In):
    """A later deadline and why."""

    until: DueIn
    reason: Reason


class FinishIn(In):
    """How the work was closed; `answer` is the paper it was answered by.

    Filed, it may name the work file (`work_file`) or open one (`new_file`): both happen, or
    neither.
    """

    kind: Literal["answered", "filed", "reference"]
    note: Line = ""
    answer: UUID | None = None
    work_file: UUID | None = None
    new_file: WorkFileIn | None = None


class PhraseIn(In):
    """Words for a direction: one's own, or the office's."""

    office_id: Id
    text: Annotated[Line, Field(min_length=1)]
    own: Flag = True


class PartyOut(Out):
    role: str
    unit: UnitRef | None
    person: PersonRef | None
    due_at: dt.datetime | None
    when_needed: bool


class ProposalOut(Out):
    """What the Office proposes, or proposed. `can` names the acts possible for the caller now."""

    id: int
    document: UUID
    stage: str
    author: PersonRef | None
    leader: PersonRef | None
    text: str
    work_kind: str
    due_kind: str
    due_at: dt.datetime | None
    parties: list[PartyOut]
    entered_at: dt.datetime
    presented_at: dt.datetime | None
    decided_at: dt.datetime | None
    decided_by: PersonRef | None
    return_reason: str
    can: list[str]


class ProposalsOut(Out):
    items: list[ProposalOut]


class FlowOut(Out):
    """One recipient's part in a direction. `can` names the acts possible for the caller now."""

    id: int
    document: UUID
    direction_id: int
    parent_id: int | None
    unit: UnitRef
    person: PersonRef | None
    role: str
    owes_opinion: bool
    when_needed: bool
    state: str
    version: int
    due_kind: str
    due_at: dt.datetime | None
    sent_at: dt.datetime
    received_at: dt.datetime | None
    read_at: dt.datetime | None
    accepted_at: dt.datetime | None
    ended_at: dt.datetime | None
    reason: str
    finish_kind: str
    finish_note: str
    copy_number: str
    can: list[str] = []


class ProgressOut(Out):
    id: int
    author: PersonRef | None
    at: dt.datetime
    percent: int | None
    text: str


class OpinionOut(Out):
    author: PersonRef | None
    at: dt.datetime
    verdict: str
    text: str


class UrgeOut(Out):
    id: int
    author: PersonRef | None
    at: dt.datetime
    text: str


class ExtensionOut(Out):
    """A later deadline that was asked for, and what became of it."""

    id: int
    flow_id: int
    document: UUID
    state: str
    asked_by: PersonRef | None
    asked_at: dt.datetime
    reason: str
    old_due_at: dt.datetime
    wanted_kind: str
    wanted_at: dt.datetime
    decided_by: PersonRef | None
    decided_at: dt.datetime | None
    decision_note: str
    can: list[str] = []


class ExtensionsOut(Out):
    items: list[ExtensionOut]


class FlowDetail(FlowOut):
    """A flow with what was reported, said, asked and urged on it."""

    progress: list[ProgressOut]
    opinion: OpinionOut | None
    extensions: list[ExtensionOut]
    urges: list[UrgeOut]


class DirectionOut(Out):
    """A direction with its flows and what their holders gave on below them."""

    id: int
    way: str
    author: PersonRef | None
    author_title: str
    acting_for: PersonRef | None
    entered_by: PersonRef | None
    text: str
    work_kind: str
    due_kind: str
    due_at: dt.datetime | None
    given_at: dt.datetime
    paper_date: dt.date | None
    confirmed_at: dt.datetime | None
    watcher: PersonRef | None
    urger: PersonRef | None
    flows: list[NodeOut]


class NodeOut(Out):
    flow: FlowOut
    directions: list[DirectionOut]


class PlannedOut(Out):
    """A recipient who is only proposed."""

    role: str
    unit: UnitRef | None
    person: PersonRef | None
    due_at: dt.datetime | None


class TreeOut(Out):
    """Where a paper is: its directions, who has it now, what is proposed."""

    document: UUID
    directions: list[DirectionOut]
    holders: list[FlowOut]
    proposal: ProposalOut | None
    planned: list[PlannedOut]


class SuggestionOut(Out):
    """What to propose, and why."""

    lead_unit_id: int | None
    leader_id: int | None
    supporting_unit_ids: list[int]
    due_kind: str
    due_at: dt.datetime | None
    confidence: float
    is_sure: bool
    why: str
    may_go_straight: bool


class ChoiceOut(Out):
    unit_id: int | None
    person_id: int | None
    name: str
    note: str
    warning: str = ""


class ChoicesOut(Out):
    units: list[ChoiceOut]
    people: list[ChoiceOut]


class AgreedOut(Out):
    """What became of one proposal of a batch: the direction, or why not."""

    proposal_id: int
    direction_id: int | None
    refusal: str


class BatchOut(Out):
    items: list[AgreedOut]


class AttendanceOut(Out):
    id: int
    person: PersonRef | None
    part: str
    instead_of: PersonRef | None
    note: str
    assigned_at: dt.datetime
    cancelled_at: dt.datetime | None


class AttendancesOut(Out):
    items: list[AttendanceOut]


class PhraseOut(Out):
    id: int
    text: str
    is_own: bool


class PhrasesOut(Out):
    items: list[PhraseOut]


class ListOut(Out):
    """A list of the caller's desk; `count` goes to 100, null where it is not counted."""

    key: str
    label: str
    count: int | None


class ListsOut(Out):
    items: list[ListOut]


class ListRow(Out):
    """A line: the paper, and where the list is of flows, proposals and the like, their ids."""

    document: PaperRow
    is_unread: bool
    due_at: dt.datetime | None
    note: str
    flow_id: int | None = None
    proposal_id: int | None = None
    direction_id: int | None = None
    sent_back_id: int | None = None


class ListPage(Out):
    items: list[ListRow]
    next: str | None


class ReadFlows(Out):
    """The caller's flows that were read for the first time."""

    flow_ids: list[int]


DirectionOut.model_rebuild()


def unit_ref(unit: Any) -> UnitRef | None:
    return UnitRef(id=unit.pk, name=unit.name) if unit else None


def proposal_of(proposal: Proposal, can: set[str]) -> ProposalOut:
    rows = proposal.parties.select_related("unit", "person").order_by("pk")
    return ProposalOut(
        id=proposal.pk,
        document=proposal.document.uuid,
        stage=proposal.stage,
        author=person_ref(proposal.author),
        leader=person_ref(proposal.leader),
        text=proposal.text,
        work_kind=proposal.work_kind,
        due_kind=proposal.due_kind,
        due_at=proposal.due_at,
        parties=[
            PartyOut(
                role=row.role,
                unit=unit_ref(row.unit),
                person=person_ref(row.person),
                due_at=row.due_at,
                when_needed=row.when_needed,
            )
            for row in rows
        ],
        entered_at=proposal.entered_at,
        presented_at=proposal.presented_at,
        decided_at=proposal.decided_at,
        decided_by=person_ref(proposal.decided_by),
        return_reason=proposal.return_reason,
        can=sorted(can - LAPSED if has_lapsed(proposal, clock.now()) else can),
    )


FLOW_FIELDS = (
    "direction_id", "parent_id", "role", "owes_opinion", "when_needed", "state", "version",
    "due_kind", "due_at", "sent_at", "received_at", "read_at", "accepted_at", "ended_at",
    "reason", "finish_kind", "finish_note", "copy_number",
)  # fmt: skip


def flow_fields(flow: Flow, document: UUID, can: set[str]) -> dict[str, Any]:
    return {
        "id": flow.pk,
        "document": document,
        "unit": unit_ref(flow.unit),
        "person": person_ref(flow.person),
        "can": sorted(can),
        **{name: getattr(flow, name) for name in FLOW_FIELDS},
    }


def flow_of(flow: Flow, document: UUID, can: set[str]) -> FlowOut:
    return FlowOut(**flow_fields(flow, document, can))


def progress_of(row: Progress) -> ProgressOut:
    return ProgressOut(
        id=row.pk, author=person_ref(row.author), at=row.at, percent=row.percent, text=row.text
    )


def opinion_of(row: Opinion) -> OpinionOut:
    return OpinionOut(author=person_ref(row.author), at=row.at, verdict=row.verdict, text=row.text)


def urge_of(row: Urge) -> UrgeOut:
    return UrgeOut(id=row.pk, author=person_ref(row.author), at=row.at, text=row.text)


EXTENSION_FIELDS = (
    "flow_id", "state", "asked_at", "reason", "old_due_at", "wanted_kind", "wanted_at",
    "decided_at", "decision_note",
)  # fmt: skip


def extension_of(row: Extension, document: UUID, can: set[str]) -> ExtensionOut:
    return ExtensionOut(
        id=row.pk,
        document=document,
        asked_by=person_ref(row.asked_by),
        decided_by=person_ref(row.decided_by),
        can=sorted(can),
        **{name: getattr(row, name) for name in EXTENSION_FIELDS},
    )


DIRECTION_FIELDS = (
    "way", "author_title", "text", "work_kind", "due_kind", "due_at", "given_at", "paper_date",
    "confirmed_at",
)  # fmt: skip
PEOPLE = ("author", "acting_for", "entered_by", "watcher", "urger")


def direction_of(direction: Direction, flows: list[NodeOut]) -> DirectionOut:
    people: dict[str, Any] = {name: person_ref(getattr(direction, name)) for name in PEOPLE}
    fields = {name: getattr(direction, name) for name in DIRECTION_FIELDS}
    return DirectionOut(id=direction.pk, flows=flows, **fields, **people)


def branch_of(branch: Branch, document: UUID, can: dict[Any, set[str]]) -> DirectionOut:
    """A direction with everything below it."""
    assert branch.direction is not None  # noqa: S101 - only planned ones have none
    return direction_of(branch.direction, [node_of(node, document, can) for node in branch.nodes])


def node_of(node: Node, document: UUID, can: dict[Any, set[str]]) -> NodeOut:
    assert node.flow is not None  # noqa: S101 - only planned ones have none
    return NodeOut(
        flow=flow_of(node.flow, document, can[node.flow.pk]),
        directions=[branch_of(branch, document, can) for branch in node.directions],
    )


def attendance_of(row: Attendance) -> AttendanceOut:
    return AttendanceOut(
        id=row.pk,
        person=person_ref(row.person),
        part=row.part,
        instead_of=person_ref(row.instead_of),
        note=row.note,
        assigned_at=row.assigned_at,
        cancelled_at=row.cancelled_at,
    )


def phrase_of(row: StockPhrase) -> PhraseOut:
    return PhraseOut(id=row.pk, text=row.text, is_own=row.owner_id is not None)
