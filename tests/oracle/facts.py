# SPDX-License-Identifier: AGPL-3.0-or-later
"""The facts the oracle decides from, as plain values."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field

from congso.routing.enums import GONE, OPEN_STAGES, State
from congso.routing.enums import Role as FlowRole


class Sight(enum.IntEnum):
    NONE = 0
    OUTLINE = 1  # number, date and the words "văn bản hạn chế"
    FULL = 2


@dataclass
class Dated:
    first: dt.date
    last: dt.date | None

    def on(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass
class Unit:
    key: int
    kind: str
    office: int
    has_registry: bool
    all_members_see: bool = False


@dataclass
class Post(Dated):
    person: int
    unit: int
    position: str


@dataclass
class Grant(Dated):
    person: int
    role: str
    office: int | None = None
    leader: int | None = None
    scope_from: dt.date | None = None
    scope_until: dt.date | None = None


@dataclass
class Field(Dated):
    leader: int
    unit: int
    office: int


@dataclass
class StandIn(Dated):
    absent: int
    stand_in: int
    may_direct: bool
    may_register: bool
    may_handle: bool


@dataclass
class Turn(Dated):
    person: int
    kind: str
    office: int


@dataclass
class Proposal:
    key: int
    stage: str
    leader: int | None
    lead_unit: int | None


@dataclass
class Direction:
    key: int
    author: int
    watcher: int | None
    urger: int | None
    acting_for: int | None
    by_leader: bool
    at_top: bool


@dataclass
class Flow:
    key: int
    direction: int
    unit: int
    person: int | None
    role: str
    state: str
    giver: int
    parent: int | None
    elsewhere: bool = False  # handled by another registry office, on its own copy


@dataclass
class Paper:
    key: int
    office: int
    state: str
    urgency: int
    arrived_on: dt.date
    arrived_off_hours: bool
    restricted: bool = False
    readers: set[int] = field(default_factory=set)
    proposals: list[Proposal] = field(default_factory=list)
    directions: list[Direction] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def standing(self) -> list[Flow]:
        """Reading: work taken back, handed on or returned is nobody's any more."""
        return [f for f in self.flows if f.state not in (*GONE, State.RETURNED)]

    def lead_units(self) -> set[int]:
        """Its fields: the lead unit of the standing proposal and of each direction that stands.

        Reading: a proposal that was decided, returned or superseded names a lead no longer.
        """
        top = {d.key for d in self.directions if d.at_top}
        leads = {f.unit for f in self.standing() if f.role == FlowRole.LEAD and f.direction in top}
        proposed = {p.lead_unit for p in self.proposals if p.stage in OPEN_STAGES}
        return leads | {unit for unit in proposed if unit is not None}
