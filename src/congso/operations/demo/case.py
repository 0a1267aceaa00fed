# SPDX-License-Identifier: AGPL-3.0-or-later
"""One incoming paper of the story with the hours of its road, whichever way it was written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from congso.documents.incoming import IncomingData
from congso.routing.models import Direction
from congso.routing.parties import Slip

# How far a paper has come, in order. "for_information" ends with reading.
STAGES = (
    "waiting_distribution",
    "waiting_presentation",
    "waiting_direction",
    "waiting_assignment",
    "in_progress",
    "done",
)


@dataclass
class Moments:
    """When each step happens; None for one that has not happened yet."""

    entered: datetime
    proposed: datetime | None = None
    presented: datetime | None = None
    directed: datetime | None = None
    taken_in: datetime | None = None  # the unit's own registry office numbers its copy
    assigned: datetime | None = None
    passed_on: datetime | None = None  # a room of that unit gives it to its officer
    worked: datetime | None = None
    finished: datetime | None = None


@dataclass
class Case:
    """What is known beforehand, and the ids that come to be while the story runs."""

    number: int
    moments: Moments
    data: Callable[[], IncomingData]
    lead: str | None
    leader: str
    stage: str
    due: datetime | None = None
    cooperate: tuple[tuple[str, date], ...] = ()
    proposal_text: str = ""
    direction_text: str = ""
    assignment_text: str = ""
    progress_text: str = ""
    finish_kind: str = "filed"
    finish_note: str = ""
    officer: str | None = None
    proposer: str = "khiemtg"
    arrives: str = "directly"  # or "received" before, or "inside" from a unit of the house
    attends: tuple[tuple[str, str], ...] = ()  # (login, part)
    due_by_leader: bool = False  # the paper itself names no date
    # Enters for the leader what he said or wrote, instead of his own act: returns the direction.
    enter: Callable[[Slip], Direction] | None = None
    document_id: int = 0
    proposal_id: int = 0
    direction_id: int = 0
    copies: dict[str, int] = field(default_factory=dict)
    top_flow_id: int = 0
    work_flow_id: int = 0
    urgency: int = 0

    @property
    def is_to_know(self) -> bool:
        """Say whether it goes to its unit to be read only."""
        return self.stage == "for_information" or self.lead is None

    def reaches(self, stage: str) -> bool:
        """Say whether the paper has come to this stage or beyond."""
        own = "waiting_assignment" if self.stage == "for_information" else self.stage
        return STAGES.index(own) >= STAGES.index(stage)
