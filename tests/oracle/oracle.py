# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees and does what with an incoming paper, stated a second time in plain Python.

Written from the table of rights alone, over the plain values of `facts`. It imports nothing of
the product but enums and asks no database, so that it cannot repeat the product's mistakes.
Where the words leave something open, the reading taken is in a comment beginning "Reading:".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from congso.documents.enums import State, Urgency
from congso.organisation.enums import DutyKind, Position, Role, UnitKind
from congso.routing.enums import Stage
from congso.routing.enums import State as FlowState
from tests.oracle.facts import Field, Flow, Grant, Paper, Post, Sight, StandIn, Turn, Unit


@dataclass
class Oracle:
    units: dict[int, Unit] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    stand_ins: list[StandIn] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    clerk_proposes: set[int] = field(default_factory=set)

    # --- who is what on a day

    def units_of(self, who: int, day: dt.date, *positions: str) -> set[int]:
        found = (p for p in self.posts if p.person == who and p.on(day))
        return {p.unit for p in found if not positions or p.position in positions}

    def granted(self, who: int, role: str, office: int, day: dt.date) -> bool:
        return any(
            g.on(day) and (g.person, g.role, g.office) == (who, role, office) for g in self.grants
        )

    def is_of_office(self, who: int, office: int, day: dt.date) -> bool:
        """By a post in it, or as its clerk or by a decision to inspect it. A leaver is of none."""
        if who in self.gone or not self.units_of(who, day):
            return False
        return any(self.units[unit].office == office for unit in self.units_of(who, day)) or any(
            g.person == who and g.office == office and g.on(day) for g in self.grants
        )

    def leads(self, who: int, office: int, day: dt.date, position: str) -> bool:
        """Director's row (HEAD) and Deputy director's (DEPUTY): of the board, of a Chi cục."""
        units = (self.units[u] for u in self.units_of(who, day, position) if u in self.units)
        # The Department's own node has a registry; its leaders sit in the leadership unit.
        return any(
            u.office == office and (u.kind == UnitKind.LEADERSHIP or u.has_registry) for u in units
        )

    def runs_office(self, who: int, office: int, day: dt.date) -> bool:
        """Chánh, Phó Chánh Văn phòng; in a Chi cục its head or whom he named."""
        mine = self.units_of(who, day, Position.HEAD, Position.DEPUTY)
        nodes = [u for u in self.units.values() if u.office == office]
        bureaux = {u.key for u in nodes if u.kind == UnitKind.OFFICE}
        heads = not bureaux and self.leads(who, office, day, Position.HEAD)
        return bool(mine & bureaux) or heads or self.granted(who, Role.DISTRIBUTOR, office, day)

    def is_clerk(self, who: int, office: int, day: dt.date) -> bool:
        return self.granted(who, Role.CLERK, office, day)

    def heads_room(self, who: int, unit: int, day: dt.date) -> bool:
        node = self.units[unit]
        if node.has_registry or node.kind == UnitKind.LEADERSHIP:
            return False  # they stand in the Director's and Deputy director's rows
        return unit in self.units_of(who, day, Position.HEAD, Position.DEPUTY)

    def in_field(self, who: int, paper: Paper, day: dt.date) -> bool:
        mine = {
            f.unit for f in self.fields
            if f.leader == who and f.office == paper.office and f.on(day)
        }  # fmt: skip
        leads = self.leads(who, paper.office, day, Position.DEPUTY)
        return leads and bool(mine & paper.lead_units())

    def named_in_direction(self, who: int, paper: Paper, day: dt.date) -> bool:
        """Before whom it lies; whose direction it is; who is to follow or to urge it.

        Reading: these are named like recipients and keep the paper as these do. Where somebody
        stood in, the direction is the absent leader's. A head who assigned on, or the Office that
        sent straight, sees as head or Office, not as author.
        """
        if any(p.stage == Stage.PRESENTED and p.leader == who for p in paper.proposals):
            return True
        return any(
            who in (d.watcher, d.urger) or (d.by_leader and who == (d.acting_for or d.author))
            for d in paper.directions
        )

    def on_duty(self, who: int, paper: Paper, *kinds: str) -> bool:
        return (
            paper.urgency >= Urgency.URGENT
            and paper.arrived_off_hours
            and any(
                t.person == who and t.kind in kinds and t.office == paper.office
                and t.on(paper.arrived_on) for t in self.turns
            )
        )  # fmt: skip

    def inspects(self, who: int, paper: Paper, day: dt.date) -> bool:
        return any(
            g.on(day) and (g.person, g.role, g.office) == (who, Role.AUDITOR, paper.office)
            and (g.scope_from is None or g.scope_from <= paper.arrived_on)
            and (g.scope_until is None or paper.arrived_on <= g.scope_until)
            for g in self.grants
        )  # fmt: skip

    # --- see

    def in_whose_place(self, who: int, day: dt.date) -> Iterator[int]:
        """Himself, whom he stands in for, whose secretary he is.

        Reading: one step only; what the other sees in somebody else's place is not passed on.
        """
        yield who
        yield from (s.absent for s in self.stand_ins if s.stand_in == who and s.on(day))
        for g in self.grants:
            if g.person == who and g.role == Role.SECRETARY and g.on(day) and g.leader:
                yield g.leader

    def sight(self, who: int, paper: Paper, day: dt.date) -> Sight:
        """What `who` sees of the paper on that day."""
        if not self.is_of_office(who, paper.office, day):
            return Sight.NONE
        if paper.restricted:
            clerk = any(self.is_clerk(w, paper.office, day) for w in self.in_whose_place(who, day))
            # Reading: what has no number yet is read by the clerk who is to give it one.
            if who in paper.readers or (clerk and paper.state == State.RECEIVED):
                return Sight.FULL
            return Sight.OUTLINE if clerk else Sight.NONE
        seen = any(self.sees_himself(w, paper, day) for w in self.in_whose_place(who, day))
        return Sight.FULL if seen else Sight.NONE

    def sees_himself(self, who: int, paper: Paper, day: dt.date) -> bool:
        office = paper.office
        if not self.is_of_office(who, office, day):
            return False
        return (
            self.is_clerk(who, office, day)
            or self.runs_office(who, office, day)
            or self.leads(who, office, day, Position.HEAD)
            or self.in_field(who, paper, day)
            or self.named_in_direction(who, paper, day)
            or any(self.has_part(who, flow, day) for flow in paper.standing())
            or self.on_duty(who, paper, DutyKind.LEADER, DutyKind.OFFICER)
            or self.inspects(who, paper, day)
        )

    def was_his(self, who: int, paper: Paper, day: dt.date) -> bool:
        """Work on the paper was taken back from him: he is told so, by its number.

        Reading: nothing of a restricted paper, and nothing to who is of another office now.
        """
        if paper.restricted or not self.is_of_office(who, paper.office, day):
            return False
        people = {who} | {
            s.absent for s in self.stand_ins if s.stand_in == who and s.may_handle and s.on(day)
        }
        heads = (Position.HEAD, Position.DEPUTY)
        units = {unit for person in people for unit in self.units_of(person, day, *heads)}
        return any(
            flow.person in people if flow.person else flow.unit in units
            for flow in paper.flows
            if flow.state == FlowState.TAKEN_BACK and not flow.elsewhere
        )

    def has_part(self, who: int, flow: Flow, day: dt.date) -> bool:
        if flow.person == who or self.heads_room(who, flow.unit, day):
            return True
        together = flow.person is None and self.units[flow.unit].all_members_see
        return together and flow.unit in self.units_of(who, day)

    # --- do

    def may(
        self, who: int, verb: str, paper: Paper, day: dt.date, flow: Flow | None = None
    ) -> bool:
        """Whether `who` has the right to an act, himself or for whom he stands in for.

        Rights only; states are asked apart. A stand-in has what his appointment names.
        """
        if self.is_of_office(who, paper.office, day) and self.has_right(
            who, verb, paper, day, flow
        ):
            return self.may_touch(who, verb, paper, day)
        return self.may_touch(who, verb, paper, day) and any(
            s.stand_in == who and s.on(day) and self.is_of_office(s.absent, paper.office, day)
            and self.stands_in_with_right(s, verb, paper, day, flow)
            for s in self.stand_ins
        )  # fmt: skip

    def stands_in_with_right(
        self, s: StandIn, verb: str, paper: Paper, day: dt.date, flow: Flow | None
    ) -> bool:
        """What the appointment names. To take back, urge and close inside a room is of its work
        (may_handle), not of directing; to enter for the Office is of directing it."""
        power = POWER.get(verb)
        if verb in GIVER_DOES and flow is not None:
            if self.inside(s.absent, paper, flow, day):
                return s.may_handle or (
                    s.may_direct and self.gave(s.absent, verb, paper, flow, day)
                )
            return s.may_direct and self.gave(s.absent, verb, paper, flow, day)
        if verb == "enter_handwritten":
            clerk = self.is_clerk(s.absent, paper.office, day)
            return (s.may_register and clerk) or (
                s.may_direct and self.runs_office(s.absent, paper.office, day)
            )
        return (
            power is not None
            and getattr(s, power)
            and self.has_right(s.absent, verb, paper, day, flow)
        )

    def may_touch(self, who: int, verb: str, paper: Paper, day: dt.date) -> bool:
        """A paper one does not see in full is not acted on; a clerk enters it in his book."""
        sight = self.sight(who, paper, day)
        return sight == Sight.FULL or (sight == Sight.OUTLINE and verb in BLIND)

    def has_right(self, who: int, verb: str, paper: Paper, day: dt.date, flow: Flow | None) -> bool:
        office = paper.office
        if verb in CLERK_DOES:
            return self.is_clerk(who, office, day)
        if verb == "draft":
            return self.is_clerk(who, office, day) and office in self.clerk_proposes
        if verb in OFFICE_DOES:
            return self.runs_office(who, office, day)
        if verb == "enter_handwritten":
            return self.is_clerk(who, office, day) or self.runs_office(who, office, day)
        if verb == "direct":
            # Reading: what came in his turn the leader on duty still directs a week later.
            duty = self.on_duty(who, paper, DutyKind.LEADER) and any(
                (t.person, t.kind, t.office) == (who, DutyKind.LEADER, paper.office)
                and t.on(paper.arrived_on) and t.last and day <= t.last + WEEK
                for t in self.turns
            )  # fmt: skip
            return duty or self.directs(who, paper, day)
        if verb in LEADER_DOES:
            before = any(p.stage == Stage.PRESENTED and p.leader == who for p in paper.proposals)
            office = verb == "hand_to_leader" and self.runs_office(who, paper.office, day)
            return before or office or self.leads(who, paper.office, day, Position.HEAD)
        assert flow is not None, verb
        return self.has_right_on_flow(who, verb, paper, flow, day)

    def directs(self, who: int, paper: Paper, day: dt.date) -> bool:
        """Director: all. Deputy: in his fields, what lies before him, what he is to follow."""
        before = any(p.stage == Stage.PRESENTED and p.leader == who for p in paper.proposals)
        follows = any(d.watcher == who for d in paper.directions)
        head = self.leads(who, paper.office, day, Position.HEAD)
        return head or self.in_field(who, paper, day) or before or follows

    def has_right_on_flow(
        self, who: int, verb: str, paper: Paper, flow: Flow, day: dt.date
    ) -> bool:
        if verb in HOLDER_DOES:
            if flow.person is not None:
                return flow.person == who
            return self.heads_room(who, flow.unit, day)
        assert verb in GIVER_DOES, verb
        return self.gave(who, verb, paper, flow, day) or self.inside(who, paper, flow, day)

    def inside(self, who: int, paper: Paper, flow: Flow, day: dt.date) -> bool:
        """Given on inside a room he heads."""
        parent = next((f for f in paper.flows if f.key == flow.parent), None)
        return parent is not None and self.heads_room(who, parent.unit, day)

    def gave(self, who: int, verb: str, paper: Paper, flow: Flow, day: dt.date) -> bool:
        direction = next(d for d in paper.directions if d.key == flow.direction)
        giver = flow.giver == who or self.leads(who, paper.office, day, Position.HEAD)
        # The Office urges and takes back; that work needs no more is for leaders to say.
        # A later date is for who set it, or whoever stands at the head where it was set.
        first = flow.parent is None and verb not in ("close", "grant_extension")
        office = first and self.runs_office(who, paper.office, day)
        named = verb == "urge" and who in (direction.watcher, direction.urger)
        return giver or office or named


WEEK = dt.timedelta(days=7)
BLIND = frozenset({"register", "return_to_sender", "claim", "join"})
CLERK_DOES = frozenset({"register", "correct", "join", "return_to_sender", "claim"})
OFFICE_DOES = frozenset({"propose", "present", "send_straight", "withdraw", "enter_spoken"})
LEADER_DOES = frozenset({"agree", "hand_to_leader", "return_to_office"})
HOLDER_DOES = frozenset({"accept", "start", "report_progress", "give_opinion", "finish",
                         "return_flow", "ask_extension"})  # fmt: skip
GIVER_DOES = frozenset({"take_back", "urge", "close", "grant_extension"})
POWER = (
    dict.fromkeys((*CLERK_DOES, "draft", "enter_handwritten"), "may_register")
    | dict.fromkeys((*OFFICE_DOES, *LEADER_DOES, *GIVER_DOES, "direct"), "may_direct")
    | dict.fromkeys(HOLDER_DOES, "may_handle")
)
