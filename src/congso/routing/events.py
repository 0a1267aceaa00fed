# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from congso.audit.events import Event

# --- proposals


@dataclass(frozen=True)
class ProposalEvent(Event):
    object_type: ClassVar[str] = "proposal"
    proposal_id: int
    document_id: int


@dataclass(frozen=True)
class ProposalDrafted(ProposalEvent):
    verb = "proposal.draft"


@dataclass(frozen=True)
class ProposalMade(ProposalEvent):
    verb = "proposal.propose"


@dataclass(frozen=True)
class ProposalPresented(ProposalEvent):
    verb = "proposal.present"
    leader_id: int
    urgency: int


@dataclass(frozen=True)
class ProposalAgreed(ProposalEvent):
    verb = "proposal.agree"


@dataclass(frozen=True)
class ProposalChanged(ProposalEvent):
    verb = "proposal.direct"


@dataclass(frozen=True)
class ProposalOvertaken(ProposalEvent):
    """A direction entered for the leader has taken the place of the proposal."""

    verb = "proposal.enter_direction"


@dataclass(frozen=True)
class ProposalHandedOn(ProposalEvent):
    verb = "proposal.hand_to_leader"
    leader_id: int


@dataclass(frozen=True)
class ProposalReturned(ProposalEvent):
    verb = "proposal.return_to_office"


@dataclass(frozen=True)
class ProposalSentStraight(ProposalEvent):
    verb = "proposal.send_straight"


@dataclass(frozen=True)
class ProposalWithdrawn(ProposalEvent):
    verb = "proposal.withdraw"


# --- back to the clerk


@dataclass(frozen=True)
class SentBackToClerk(Event):
    verb = "sent_back.send_back"
    object_type = "sent_back"
    sent_back_id: int
    document_id: int


@dataclass(frozen=True)
class SentBackSettled(Event):
    verb = "sent_back.settle"
    object_type = "sent_back"
    sent_back_id: int
    document_id: int


# --- the clock of an incomplete paper


@dataclass(frozen=True)
class ClockEvent(Event):
    object_type: ClassVar[str] = "clock_stop"
    clock_stop_id: int
    document_id: int


@dataclass(frozen=True)
class ClockStopped(ClockEvent):
    verb = "clock_stop.stop_clock"


@dataclass(frozen=True)
class ClockStarted(ClockEvent):
    verb = "clock_stop.start_clock"


# --- directions


@dataclass(frozen=True)
class DirectionGiven(Event):
    verb = "direction.given"
    object_type = "direction"
    direction_id: int
    document_id: int
    author_id: int
    way: str


@dataclass(frozen=True)
class DirectionConfirmed(Event):
    verb = "direction.confirmed"
    object_type = "direction"
    direction_id: int
    document_id: int


@dataclass(frozen=True)
class ConfirmationLetRest(Event):
    """Its leader left before he confirmed: nobody will."""

    verb = "direction.close_confirmation"
    object_type = "direction"
    direction_id: int
    document_id: int


# --- recipient flows


@dataclass(frozen=True)
class FlowEvent(Event):
    object_type: ClassVar[str] = "flow"
    flow_id: int
    document_id: int


@dataclass(frozen=True)
class FlowSent(FlowEvent):
    verb = "flow.send"
    unit_id: int
    person_id: int | None
    role: str
    urgency: int


@dataclass(frozen=True)
class FlowAskedAgain(FlowEvent):
    """What it leads to was distributed in the other office already: to be directed anew there."""

    verb = "flow.asked_again"


@dataclass(frozen=True)
class FlowRead(FlowEvent):
    verb = "flow.read"


@dataclass(frozen=True)
class FlowAccepted(FlowEvent):
    verb = "flow.accept"


@dataclass(frozen=True)
class FlowStarted(FlowEvent):
    verb = "flow.start"


@dataclass(frozen=True)
class FlowAssigned(FlowEvent):
    verb = "flow.assign"
    direction_id: int


@dataclass(frozen=True)
class FlowReturned(FlowEvent):
    verb = "flow.return_flow"
    giver_id: int


@dataclass(frozen=True)
class FlowForwarded(FlowEvent):
    verb = "flow.forward"
    to_flow_id: int


@dataclass(frozen=True)
class FlowTakenBack(FlowEvent):
    verb = "flow.take_back"
    unit_id: int
    person_id: int | None


@dataclass(frozen=True)
class OpinionGiven(FlowEvent):
    verb = "flow.give_opinion"
    verdict: str


@dataclass(frozen=True)
class FlowFinished(FlowEvent):
    verb = "flow.finish"
    finish_kind: str
    giver_id: int


@dataclass(frozen=True)
class FlowClosed(FlowEvent):
    """Closed otherwise than by its own finish: with the lead, as silent, by the leader."""

    verb = "flow.close"
    finish_kind: str


@dataclass(frozen=True)
class FlowReopened(FlowEvent):
    verb = "flow.reopen"


@dataclass(frozen=True)
class ProgressReported(FlowEvent):
    verb = "flow.progress_reported"


@dataclass(frozen=True)
class FlowUrged(FlowEvent):
    verb = "flow.urged"
    urge_id: int


@dataclass(frozen=True)
class FlowDueSoon(FlowEvent):
    verb = "flow.due_soon"


@dataclass(frozen=True)
class FlowOverdue(FlowEvent):
    verb = "flow.overdue"


@dataclass(frozen=True)
class ExpressUnaccepted(FlowEvent):
    """Nobody has taken an express paper in hand: its own alarm (B-14)."""

    verb = "flow.express_unaccepted"


# --- extensions


@dataclass(frozen=True)
class ExtensionEvent(Event):
    object_type: ClassVar[str] = "extension"
    extension_id: int
    flow_id: int
    document_id: int


@dataclass(frozen=True)
class ExtensionAsked(ExtensionEvent):
    verb = "extension.asked"
    giver_id: int


@dataclass(frozen=True)
class ExtensionGranted(ExtensionEvent):
    verb = "extension.granted"


@dataclass(frozen=True)
class ExtensionRefused(ExtensionEvent):
    verb = "extension.refused"


# --- meetings, settings


@dataclass(frozen=True)
class AttendanceEvent(Event):
    object_type: ClassVar[str] = "attendance"
    attendance_id: int
    document_id: int
    person_id: int


@dataclass(frozen=True)
class AttendanceAssigned(AttendanceEvent):
    verb = "attendance.assigned"
    part: str


@dataclass(frozen=True)
class AttendanceCancelled(AttendanceEvent):
    verb = "attendance.cancelled"


@dataclass(frozen=True)
class PhraseKept(Event):
    verb = "stock_phrase.kept"
    object_type = "stock_phrase"
    phrase_id: int


@dataclass(frozen=True)
class PhraseDropped(Event):
    verb = "stock_phrase.dropped"
    object_type = "stock_phrase"
    phrase_id: int


@dataclass(frozen=True)
class RoutineKindsSet(Event):
    verb = "registry_office.routine_kinds_set"
    object_type = "registry_office"
    office_id: int
    type_ids: tuple[int, ...]


@dataclass(frozen=True)
class UnitKeywordsSet(Event):
    verb = "unit.keywords_set"
    object_type = "unit"
    unit_id: int
