# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asks the product and the oracle the same questions and keeps every answer that differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from congso.common import clock
from congso.documents.enums import State as PaperState
from congso.documents.search import search
from congso.routing.enums import OPEN, Stage, State
from congso.routing.enums import Role as FlowRole
from tests.oracle import surfaces
from tests.oracle.facts import Paper, Sight
from tests.oracle.world import World

NUMBERED = (PaperState.REGISTERED, PaperState.DISTRIBUTED, PaperState.FINISHED)
# Verb: the states of the paper in which the product offers it at all.
ON_PAPERS = {
    "register": (PaperState.RECEIVED,),
    "correct": (PaperState.REGISTERED,),
    "join": NUMBERED,
    "return_to_sender": (PaperState.RECEIVED, PaperState.REGISTERED),
    "draft": (PaperState.REGISTERED,),
    "propose": NUMBERED,
    "direct": NUMBERED,
    "enter_handwritten": NUMBERED,
    "enter_spoken": NUMBERED,
}
ON_PROPOSALS = ("agree", "hand_to_leader", "return_to_office")
ON_FLOWS = {
    "accept": (State.SENT,),
    "start": (State.SENT, State.ACCEPTED),
    "report_progress": OPEN,
    "return_flow": (State.SENT, State.ACCEPTED),
    "take_back": (*OPEN, State.RETURNED),
    "close": OPEN,
    "urge": OPEN,
}
WORK = ("accept", "start", "report_progress")  # what is for information is only read


@dataclass(frozen=True)
class Difference:
    """One answer that differs: on which road, for whom, on which paper, at what moment."""

    road: str
    person: str
    paper: int
    oracle: str
    product: str
    at: str
    seed: int


@dataclass
class Comparison:
    world: World
    decisions: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.decisions.values())

    def differ(self, road: str, who: int, paper: int, oracle: object, product: object) -> None:
        w = self.world
        at = f"{clock.local(w.now):%d/%m %H:%M}"
        self.differences.append(
            Difference(road, w.people[who], paper, str(oracle), str(product), at, w.seed)
        )

    def everybody(self, *, verbs: bool = True) -> None:
        """Every person against every paper on every road, at the world's present moment."""
        with clock.told(self.world.now):
            for who in self.world.people:
                self.sights(who)
                if verbs:
                    self.verbs(who)

    # --- seeing

    def sights(self, who: int) -> None:
        world = self.world
        expected = {
            pk: world.oracle.sight(who, paper, world.day) for pk, paper in world.papers.items()
        }
        actor = world.actor(who)
        for road, look in surfaces.EXACT.items():
            self._exact(road, who, expected, look(actor))
        if world.chance(0.4):
            self._lists(who, expected)
        self._numbers(who, expected)

    def _exact(
        self, road: str, who: int, expected: dict[int, Sight], shown: surfaces.Shown
    ) -> None:
        for pk, sight in expected.items():
            self.decisions[road] += 1
            product = Sight.FULL if pk in shown.full else Sight.NONE
            if pk in shown.outline:
                product = Sight.OUTLINE
            wanted = sight
            if sight == Sight.OUTLINE and road in surfaces.WITHOUT_OUTLINES:
                wanted = Sight.NONE
            if product != wanted:
                self.differ(road, who, pk, wanted.name, product.name)

    def _lists(self, who: int, expected: dict[int, Sight]) -> None:
        for key, shown in surfaces.listed(self.world.actor(who)).items():
            for pk in shown.full:
                self.decisions["lists"] += 1
                if expected[pk] != Sight.FULL:
                    self.differ(f"list {key}", who, pk, expected[pk].name, "FULL")
            for pk in shown.outline:
                self.decisions["lists"] += 1
                told = key == "taken-back" and self._was_his(who, pk)
                if expected[pk] == Sight.NONE and not told:
                    self.differ(f"list {key}", who, pk, "NONE", "OUTLINE")

    def _was_his(self, who: int, pk: int) -> bool:
        world = self.world
        return world.oracle.was_his(who, world.papers[pk], world.day)

    def _numbers(self, who: int, expected: dict[int, Sight]) -> None:
        """An arrival number finds outlines too; the number of the symbol only whole papers."""
        pk = self.world.one(pk for pk in expected if pk in self.world.numbers)
        if pk is None:
            return
        number = self.world.numbers[pk]
        exact = search(self.world.actor(who), str(number)).exact
        hit = next((row for row in exact if row.document.pk == pk), None)
        product = Sight.NONE if hit is None else Sight.OUTLINE if hit.is_outline else Sight.FULL
        self.decisions["exact number"] += 1
        for row in exact:
            level = Sight.OUTLINE if row.is_outline else Sight.FULL
            if level > expected[row.document.pk]:
                self.differ("exact number", who, row.document.pk,
                            expected[row.document.pk].name, level.name)  # fmt: skip
        if product < expected[pk] and len(exact) < 5:
            self.differ("exact number", who, pk, expected[pk].name, product.name)

    # --- doing

    def verbs(self, who: int) -> None:
        world = self.world
        actor = world.actor(who)
        for verb, states in ON_PAPERS.items():
            allowed = surfaces.may_on_papers(actor, verb)
            for paper in world.papers.values():
                if paper.state in states:
                    self._verb(verb, who, paper, None, paper.key in allowed)
        for verb in ON_PROPOSALS:
            allowed = surfaces.may_on_proposals(actor, verb)
            for paper in world.papers.values():
                for proposal in paper.proposals:
                    if proposal.stage == Stage.PRESENTED:
                        self._verb(verb, who, paper, None, proposal.key in allowed)
        allowed = surfaces.may_on_later_dates(actor, "grant_extension")
        for paper in world.papers.values():
            for flow in paper.flows:
                if flow.key in world.asked and flow.state in OPEN:
                    self._verb("grant_extension", who, paper, flow.key, flow.key in allowed)
        for verb, flow_states in ON_FLOWS.items():
            allowed = surfaces.may_on_flows(actor, verb)
            for paper in world.papers.values():
                for flow in paper.flows:
                    known = verb in WORK and flow.role == FlowRole.KNOW
                    if flow.state in flow_states and not flow.elsewhere and not known:
                        self._verb(verb, who, paper, flow.key, flow.key in allowed)

    def _verb(self, verb: str, who: int, paper: Paper, flow_key: int | None, product: bool) -> None:
        world = self.world
        flow = next((f for f in paper.flows if f.key == flow_key), None)
        oracle = world.oracle.may(who, verb, paper, world.day, flow)
        self.decisions[f"do {verb}"] += 1
        if oracle != product:
            self.differ(f"do {verb}", who, paper.key, oracle, product)
