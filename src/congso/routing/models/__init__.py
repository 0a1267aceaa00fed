# SPDX-License-Identifier: AGPL-3.0-or-later
from congso.routing.models.clock_stop import ClockStop
from congso.routing.models.direction import ConfirmationClosed, Direction
from congso.routing.models.flow import Extension, Flow, Opinion, Progress, Urge
from congso.routing.models.meeting import Attendance
from congso.routing.models.practice import Precedent, RoutineKind, StockPhrase, UnitKeyword
from congso.routing.models.proposal import Proposal, ProposalParty, SentBack

__all__ = [
    "Attendance",
    "ClockStop",
    "ConfirmationClosed",
    "Direction",
    "Extension",
    "Flow",
    "Opinion",
    "Precedent",
    "Progress",
    "Proposal",
    "ProposalParty",
    "RoutineKind",
    "SentBack",
    "StockPhrase",
    "UnitKeyword",
    "Urge",
]
