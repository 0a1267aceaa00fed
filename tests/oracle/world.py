# SPDX-License-Identifier: AGPL-3.0-or-later
"""A random world: acts through the product's services, mirrored into the oracle's plain values.

Who is what, from when until when, is mirrored from what was asked of the services. What became of
a paper (state, named readers, directions, flows) is read back from its own rows after each act;
rows of access are never looked at.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from congso.accounts.services import persons
from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.config.subscriptions import SUBSCRIPTIONS
from congso.documents import models as papers
from congso.documents.enums import Road, Urgency
from congso.documents.enums import State as PaperState
from congso.documents.incoming import IncomingData, InvalidPaper
from congso.documents.jobs import show_papers
from congso.documents.services import enter as entering
from congso.documents.services import hand_in, join, register, restrict, returns, transfer
from congso.documents.services.join import CannotJoin
from congso.documents.tests.factories import incoming_data
from congso.organisation import models as organisation
from congso.organisation.enums import DutyKind, Position, Rank, Role
from congso.organisation.queries import forget_calendar
from congso.organisation.services import people, structure
from congso.organisation.tests.factories import make_agency, make_person, make_post
from congso.routing import models as routing
from congso.routing.deadlines import Due, DueInThePast, DueTooLate
from congso.routing.enums import OPEN, OPEN_STAGES, FinishKind, PartyRole, Stage, Way, WorkKind
from congso.routing.enums import Role as FlowRole
from congso.routing.parties import Party, ProposalData, Slip, UnfitDirection
from congso.routing.services import assign, direct, enter, extend, handle, propose, redirect
from congso.routing.services.widening import NeedsWidening
from tests.oracle import facts
from tests.oracle.oracle import Oracle

FIRST_DAY = dt.date(2026, 11, 23)
# Day of Vietnamese Culture, New Year: days off on which the world lives.
DAYS_OFF = {dt.date(2026, 11, 24), dt.date(2027, 1, 1)}
BY_LEADERS = (Way.WRITTEN, Way.AGREED, Way.HANDWRITTEN, Way.SPOKEN)
REFUSALS = (
    WrongState, UnfitDirection, DueInThePast, DueTooLate, NeedsWidening, InvalidPaper, CannotJoin,
    redirect.AlreadyRegistered, redirect.ParentGone, direct.SameLeader, propose.NotRoutine,
    restrict.WideningNotConfirmed, transfer.NotAnotherOffice, IntegrityError,
)  # fmt: skip
MORE_PEOPLE = (
    ("quantm", "Thái Minh Quân", "VP", "Quản trị mạng", Position.MEMBER, Rank.OFFICER),
    ("phuclh", "Lý Hồng Phúc", "CCTY", "Phó Chi cục trưởng", Position.DEPUTY, Rank.UNIT_DEPUTY),
    ("thuydtb", "Đinh Thị Bích Thủy", "KHTC", "Phó Trưởng phòng", Position.DEPUTY,
     Rank.UNIT_DEPUTY),
    ("sonpx", "Phan Xuân Sơn", "TT", "Chuyên viên", Position.MEMBER, Rank.OFFICER),
    ("oanhvk", "Vương Kim Oanh", "CCTY-QLDB", "Phó Trưởng phòng", Position.DEPUTY,
     Rank.UNIT_DEPUTY),
)  # fmt: skip
COMMON = "chungdanh"  # the word all subjects hold


@dataclass
class Surprise:
    """An act that the oracle allows and the product refused, or the other way round."""

    verb: str
    person: str
    paper: int
    oracle: bool


def marker(number: int) -> str:
    """The word that only one paper's subject holds."""
    return f"zq{number}qz"


class World:
    def __init__(self, seed: int) -> None:
        self.seed, self.rng = seed, random.Random(seed)
        self.now = clock.at(FIRST_DAY, 8, 30)
        self.made = 0
        self.acts: Counter[str] = Counter()
        self.surprises: list[Surprise] = []
        self.papers: dict[int, facts.Paper] = {}
        self.marks: dict[int, str] = {}
        self.off_hours: dict[int, bool] = {}
        self.numbers: dict[int, int] = {}  # of papers in their books
        self.asked: set[int] = set()  # flows whose later date waits for an answer
        self.told = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        forget_calendar()
        with clock.told(self.now):
            self.agency = make_agency()
            self._add_people()
        self.people = {person.pk: login for login, person in self.agency.people.items()}
        self.units = {unit.pk: code for code, unit in self.agency.units.items()}
        self.offices = [self.agency.office.pk, self.agency.branch_office.pk]
        self.system = Actor.system("test")
        self.oracle = Oracle()
        self._mirror_start()

    def _add_people(self) -> None:
        for login, name, unit, title, position, rank in MORE_PEOPLE:
            person = make_person(login, name)
            make_post(person, self.agency.units[unit], title, position, rank)
            self.agency.people[login] = person
        organisation.RoleGrant.objects.create(
            person=self.agency.people["quantm"], role=Role.IT_ADMIN, valid_from=FIRST_DAY
        )

    def _mirror_start(self) -> None:
        o = self.oracle
        registries = set(organisation.RegistryOffice.objects.values_list("unit_id", flat=True))
        for u in organisation.Unit.objects.all():
            o.units[u.pk] = facts.Unit(u.pk, u.kind, u.office_id or 0, u.pk in registries)
        for p in organisation.Post.objects.all():
            o.posts.append(facts.Post(p.valid_from, None, p.person_id, p.unit_id, p.position))
        for g in organisation.RoleGrant.objects.all():
            o.grants.append(
                facts.Grant(g.valid_from, None, g.person_id, g.role, g.registry_office_id,
                            g.leader_id)
            )  # fmt: skip
        for f in organisation.LeaderField.objects.all():
            o.fields.append(
                facts.Field(f.valid_from, None, f.leader_id, f.unit_id, f.registry_office_id)
            )
        o.clerk_proposes = set(self.offices)

    # --- small things

    @property
    def day(self) -> dt.date:
        return clock.day_of(self.now)

    def actor(self, person: int) -> Actor:
        """As a new request would have it."""
        return Actor(person_id=person, via="http", ip="127.0.0.1")

    def one(self, choices: Any) -> Any:
        rows = list(choices)
        return self.rng.choice(rows) if rows else None

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def staff(self, office: int | None = None) -> list[int]:
        """People with a post today."""
        o = self.oracle
        return [
            who for who in self.people
            if who not in o.gone
            and any(office in (None, o.units[u].office) for u in o.units_of(who, self.day))
        ]  # fmt: skip

    def entitled(self, verb: str, paper: facts.Paper, flow: facts.Flow | None = None) -> int:
        """Mostly somebody with the right, sometimes anybody."""
        everybody = list(self.people)
        if self.chance(0.9):
            fit = [w for w in everybody if self.oracle.may(w, verb, paper, self.day, flow)]
            if fit:
                return self.rng.choice(fit)
        return self.rng.choice(everybody)

    def attempt(
        self, verb: str, who: int, act: Any, paper: facts.Paper, flow: facts.Flow | None = None,
        **more: Any,
    ) -> Any:  # fmt: skip
        """Do it; compare a refusal for want of right with what the oracle says."""
        may = self.oracle.may(who, verb, paper, self.day, flow)
        denied = False
        result = None
        try:
            with transaction.atomic():
                result = act(self.actor(who), **more)
        except Denied:
            denied = True
        except REFUSALS:
            self.acts[f"{verb} refused"] += 1
            return None
        if denied is may and not self.excused(verb, paper, flow, denied):
            self.surprises.append(Surprise(verb, self.people[who], paper.key, may))
        self.acts[f"{verb} denied" if denied else verb] += 1
        return result

    def excused(self, verb: str, paper: facts.Paper, flow: facts.Flow | None, denied: bool) -> bool:
        """A policy also refuses what the state does not allow; the oracle speaks of rights."""
        return denied and (
            paper.state in (PaperState.RETURNED, PaperState.VOID, PaperState.JOINED)
            or verb in ("draft", "correct", "return_to_sender", "propose", "direct", "withdraw",
                        "agree", "hand_to_leader", "return_to_office", "send_straight", "register")
            or (flow is not None)
        )  # fmt: skip

    # --- what became of papers

    def look(self) -> None:
        """Let the worker hear what happened, and read back the papers."""
        for entry in Entry.objects.filter(pk__gt=self.told).order_by("pk"):
            self.told = entry.pk
            for listener in SUBSCRIPTIONS.get(entry.verb, ()):
                if ".wake_" not in listener:  # open pages are not of this world
                    import_string(listener)(heard(entry.pk))
            if entry.verb == "role.granted":  # the worker's part of a new inspector's decision
                for office in self.offices:
                    show_papers(office_id=office)
        readers: dict[int, set[int]] = {}
        named = papers.NamedReader.objects.values_list("document_id", "person_id")
        for document_id, person_id in named:
            readers.setdefault(document_id, set()).add(person_id)
        for document in papers.Document.objects.order_by("pk"):
            self.papers[document.pk] = self._paper(document, readers.get(document.pk, set()))
        self._proposals()
        self._directions()
        self._flows()

    def _paper(self, document: papers.Document, readers: set[int]) -> facts.Paper:
        if document.pk not in self.off_hours:  # a copy sent inside the house: at this moment
            self.off_hours[document.pk] = not self.is_working(document.arrived_at)
        if document.number is not None:
            self.numbers[document.pk] = document.number
        source = document.source_id
        self.marks.setdefault(document.pk, self.marks.get(source or 0, marker(0)))
        return facts.Paper(
            document.pk, document.office_id, document.state, document.urgency,
            document.arrived_on, self.off_hours[document.pk], document.is_restricted,
            readers,
        )  # fmt: skip

    def is_working(self, moment: dt.datetime) -> bool:
        """The world's hours are clear: 8:30 to 10:30 of a weekday, else evening or Sunday."""
        local = clock.local(moment)
        day_off = local.weekday() >= 5 or local.date() in DAYS_OFF
        return not day_off and 8 <= local.hour < 11

    def _proposals(self) -> None:
        for p in routing.Proposal.objects.order_by("pk").prefetch_related("parties"):
            lead = next((x for x in p.parties.all() if x.role == PartyRole.LEAD), None)
            unit = lead.unit_id if lead else None
            if lead and unit is None and lead.person_id:
                mine = self.oracle.units_of(lead.person_id, clock.day_of(p.entered_at))
                unit = next(iter(mine), None)
            found = facts.Proposal(p.pk, p.stage, p.leader_id, unit)
            self.papers[p.document_id].proposals.append(found)

    def _directions(self) -> None:
        for d in routing.Direction.objects.order_by("pk"):
            self.papers[d.document_id].directions.append(
                facts.Direction(
                    d.pk, d.author_id, d.watcher_id, d.urger_id, d.acting_for_id,
                    d.way in BY_LEADERS, d.parent_flow_id is None,
                )
            )  # fmt: skip

    def _flows(self) -> None:
        for f in routing.Flow.objects.order_by("pk").select_related("direction"):
            self.papers[f.document_id].flows.append(
                facts.Flow(
                    f.pk, f.direction_id, f.unit_id, f.person_id, f.role, f.state,
                    f.direction.acting_for_id or f.giver_id, f.parent_id, f.copy_id is not None,
                )
            )  # fmt: skip

    # --- the clock

    def go_on(self) -> None:
        """Some hours, or days, or into the evening and over Sunday."""
        step = self.rng.random()
        day = self.day
        if step < 0.55:
            later = self.now + dt.timedelta(minutes=self.rng.randint(1, 9))
            self.now = later if self.is_working(later) == self.is_working(self.now) else self.now
        elif step < 0.75:
            self.now = self._morning(day + dt.timedelta(days=self.rng.choice((1, 1, 2, 3))))
        elif step < 0.8 and clock.local(self.now).hour < 12:
            self.now = clock.at(day, 20, self.rng.randint(0, 59))
        forget_calendar()

    def _morning(self, day: dt.date) -> dt.datetime:
        return clock.at(day, 8, 30) + dt.timedelta(minutes=self.rng.randint(0, 60))

    def step(self) -> None:
        """One random act of somebody."""
        self.go_on()
        name = self.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        with clock.told(self.now):
            getattr(self, f"do_{name}")()
            self.look()

    # --- papers

    def handed_in(self, data: IncomingData) -> papers.Document:
        """Somebody hands a paper in under his own words; the clerk enters what it is."""
        actor = self.actor(self.one(self.staff(data.office_id)))
        plain = replace(data, subject="Thư gửi phòng", is_restricted=False, reader_ids=())
        paper = hand_in.hand_in(actor, data=plain)
        return entering.register_entered(self.system, document_id=paper.pk, data=data)

    def do_register(self, restricted: bool | None = None) -> None:
        office = self.one(self.offices if self.chance(0.4) else self.offices[:1])
        self.made += 1
        restricted = self.chance(0.15) if restricted is None else restricted
        in_charge = self.leaders(office)
        restricted = restricted and bool(in_charge)
        others = self.rng.sample(self.staff(office), k=1)
        readers = (*others, self.one(in_charge)) if restricted else ()
        data = incoming_data(
            organisation.RegistryOffice(pk=office),
            subject=f"V/v {COMMON} {marker(self.made)} phòng chống dịch tả lợn Châu Phi",
            symbol=f"{7000 + self.made}/STC-NS", arrived_at=self.now, road=Road.POST,
            urgency=self.rng.choice((Urgency.NORMAL, Urgency.NORMAL, Urgency.URGENT,
                                     Urgency.VERY_URGENT)),
            is_restricted=restricted, reader_ids=readers,
        )  # fmt: skip
        waits = self.chance(0.2) and not restricted
        if not waits and self.chance(0.2):
            document = self.handed_in(data)
        else:
            act = register.receive_incoming if waits else register.register_incoming
            document = act(self.system, data=data)
        self.marks[document.pk] = marker(self.made)
        self.off_hours[document.pk] = not self.is_working(self.now)
        self.acts["register anew"] += 1

    def do_number(self) -> None:
        paper = self.one(p for p in self.papers.values() if p.state == PaperState.RECEIVED)
        if paper:
            who = self.entitled("register", paper)
            self.attempt("register", who, register.register, paper, document_id=paper.key)

    def do_set_aside(self) -> None:
        paper = self.one(
            p for p in self.papers.values()
            if p.state in (PaperState.REGISTERED, PaperState.RECEIVED)
        )  # fmt: skip
        if paper is None or self.chance(0.5):
            return
        who = self.entitled("return_to_sender", paper)
        self.attempt("return_to_sender", who, returns.return_to_sender, paper,
                     document_id=paper.key, reason="Gửi nhầm cơ quan")  # fmt: skip

    def do_join(self) -> None:
        paper = self.one(p for p in self.papers.values() if p.state in NUMBERED)
        if paper:
            who = self.entitled("join", paper)
            self.attempt("join", who, join.join, paper, document_id=paper.key, road=Road.FAX,
                         arrived_at=self.now)  # fmt: skip

    def do_send_to_office(self) -> None:
        paper = self.one(p for p in self.papers.values() if p.state in NUMBERED)
        if paper:
            other = next(o for o in self.offices if o != paper.office)
            with transaction.atomic():
                transfer.send_to_office(self.system, document_id=paper.key, office_id=other,
                                        due_at=None, note="Để phối hợp")  # fmt: skip

    def do_restrict(self) -> None:
        paper = self.one(p for p in self.papers.values() if p.state in NUMBERED)
        if paper is None:
            return
        staff = self.staff(paper.office)
        some = self.rng.sample(staff, k=min(2, len(staff)))
        some += self.leaders(paper.office)[: self.rng.randrange(2)]
        actor = self.actor(self.one([*staff, *paper.readers]))
        verb = self.one(("add", "remove", "lift")) if paper.restricted else "restrict"
        done = {
            "restrict": lambda: restrict.restrict(actor, document_id=paper.key, reader_ids=some),
            "add": lambda: restrict.add_readers(
                actor, document_id=paper.key, reader_ids=some, is_confirmed=True
            ),
            "remove": lambda: restrict.remove_readers(
                actor, document_id=paper.key, reader_ids=list(paper.readers)[:1]
            ),
            "lift": lambda: restrict.lift(actor, document_id=paper.key, is_confirmed=True),
        }
        try:
            with transaction.atomic():
                done[verb]()
                self.acts[verb] += 1
        except (Denied, *REFUSALS):
            self.acts[f"{verb} refused"] += 1

    # --- the Office and the leaders

    def parties(self, office: int) -> tuple[tuple[Party, ...], str]:
        """Somebody to do it and perhaps others, or all for information."""
        day, o = self.day, self.oracle
        units = [u for u, node in o.units.items()
                 if self.units[u] in ("TT", "KHTC", "VP", "CCTY", "CCTY-HCTH", "CCTY-QLDB")
                 and (node.office == office or (office == self.offices[0]
                                                and self.units[u] == "CCTY"))
                 and not (node.has_registry and node.office == office)]  # fmt: skip
        staff = [w for w in self.staff(office) if o.is_of_office(w, office, day)]

        def somebody(role: str) -> Party:
            if self.chance(0.35) and staff:
                return Party(role, None, self.rng.choice(staff))
            return Party(role, self.rng.choice(units), None)

        if self.chance(0.15):
            return (somebody(PartyRole.KNOW),), WorkKind.TO_KNOW
        named = [somebody(PartyRole.LEAD)]
        if self.chance(0.4):
            named.append(somebody(PartyRole.COOPERATE))
        if self.chance(0.3):
            named.append(somebody(PartyRole.KNOW))
        return tuple(named), WorkKind.ANSWER

    def leaders(self, office: int) -> list[int]:
        return [
            who for who in self.people
            if self.oracle.leads(who, office, self.day, Position.HEAD)
            or self.oracle.leads(who, office, self.day, Position.DEPUTY)
        ]  # fmt: skip

    def slip(self, paper: facts.Paper, kind: type[Slip] = Slip, **more: Any) -> Any:
        parties, work = self.parties(paper.office)
        leaders = self.leaders(paper.office)
        return kind(
            document_id=paper.key, parties=parties, text="Chỉ đạo xử lý", work_kind=work,
            watcher_id=self.one(leaders) if self.chance(0.2) else None,
            urger_id=self.one(self.staff(paper.office)) if self.chance(0.1) else None,
            widen=self.chance(0.5), **more,
        )  # fmt: skip

    def do_propose(self) -> None:
        paper = self.one(p for p in self.papers.values() if p.state in NUMBERED)
        if paper is None:
            return
        data = self.slip(paper, ProposalData, leader_id=self.one(self.leaders(paper.office)))
        if self.chance(0.2) and paper.state == PaperState.REGISTERED:
            who = self.entitled("draft", paper)
            self.attempt("draft", who, propose.draft, paper, data=data)
            return
        who = self.entitled("propose", paper)
        self.attempt("propose", who, propose.propose, paper, data=data,
                     present_now=self.chance(0.8))  # fmt: skip

    def do_decide(self) -> None:
        paper = self.one(p for p in self.papers.values() if self.open_proposal(p))
        if paper is None:
            return
        found = self.open_proposal(paper)
        assert found is not None
        verb = self.one(("agree", "agree", "agree", "hand_to_leader", "return_to_office"))
        who = self.entitled(verb, paper)
        more: dict[str, Any] = {"proposal_id": found.key}
        if verb == "hand_to_leader":
            more["leader_id"] = self.one(self.leaders(paper.office))
        if verb == "return_to_office":
            more["reason"] = "Đề nghị xem lại"
        self.attempt(verb, who, getattr(direct, verb), paper, **more)

    def open_proposal(self, paper: facts.Paper) -> facts.Proposal | None:
        return next((p for p in paper.proposals if p.stage == Stage.PRESENTED), None)

    def do_withdraw(self) -> None:
        waiting = [(p, x) for p in self.papers.values() for x in p.proposals
                   if x.stage in OPEN_STAGES]  # fmt: skip
        if waiting:
            paper, found = self.rng.choice(waiting)
            who = self.entitled("withdraw", paper)
            self.attempt("withdraw", who, propose.withdraw, paper, proposal_id=found.key)

    def do_direct(self) -> None:
        paper = self.one(p for p in self.papers.values() if p.state in NUMBERED)
        if paper:
            who = self.entitled("direct", paper)
            self.attempt("direct", who, direct.direct, paper, slip=self.slip(paper))

    def do_enter(self) -> None:
        paper = self.one(p for p in self.papers.values() if p.state in NUMBERED)
        if paper:
            who = self.entitled("enter_spoken", paper)
            entered = enter.Entered(self.one(self.leaders(paper.office)), Way.SPOKEN)
            self.attempt("enter_spoken", who, enter.enter_direction, paper,
                         slip=self.slip(paper), entered=entered)  # fmt: skip

    # --- recipients

    def some_flow(self, states: Any = OPEN) -> tuple[facts.Paper, facts.Flow] | None:
        return self.one(
            (p, f) for p in self.papers.values() for f in p.flows
            if f.state in states and not f.elsewhere
        )  # fmt: skip

    def do_work(self) -> None:
        found = self.some_flow()
        if found is None:
            return
        paper, flow = found
        verb = self.one(("accept", "accept", "finish", "return_flow", "give_opinion"))
        more: dict[str, Any] = {"flow_id": flow.key}
        more |= {"finish": {"kind": FinishKind.REFERENCE}, "return_flow": {"reason": "Gửi nhầm"},
                 "give_opinion": {"verdict": "agree"}}.get(verb, {})  # fmt: skip
        who = self.entitled(verb, paper, flow)
        self.attempt(verb, who, getattr(handle, verb), paper, flow, **more)

    def ask_later(self) -> None:
        """Of all open work a later date is asked, by the first who may. It draws no lots."""
        with clock.told(self.now):
            for paper in self.papers.values():
                for flow in paper.flows:
                    if flow.state in OPEN and not flow.elsewhere and flow.role != FlowRole.KNOW:
                        self._ask_later(paper, flow)
            self.look()
        waiting = routing.Extension.objects.filter(state="asked")
        self.asked = set(waiting.values_list("flow", flat=True))

    def _ask_later(self, paper: facts.Paper, flow: facts.Flow) -> None:
        verb = "ask_extension"
        may = (w for w in self.people if self.oracle.may(w, verb, paper, self.day, flow))
        who = next(may, None)
        if who is None or routing.Extension.objects.filter(flow=flow.key).exists():
            return
        due = Due.by_day(self.day + dt.timedelta(days=20))
        routing.Flow.objects.filter(pk=flow.key).update(due_kind=due.kind, due_at=due.at)
        self.attempt(verb, who, extend.ask_extension, paper, flow, flow_id=flow.key,
                     until=Due.by_day(self.day + dt.timedelta(days=25)),
                     reason="Chờ số liệu")  # fmt: skip

    def do_assign(self) -> None:
        found = self.some_flow()
        if found is None:
            return
        paper, flow = found
        heads = [w for w in self.people if self.oracle.heads_room(w, flow.unit, self.day)]
        members = [w for w in self.staff() if flow.unit in self.oracle.units_of(w, self.day)]
        if not heads or not members:
            return
        named = [Party(PartyRole.LEAD, flow.unit, self.rng.choice(members))]
        slip = Slip(paper.key, tuple(named), "Xử lý", widen=self.chance(0.5))
        try:
            with transaction.atomic():
                assign.assign(self.actor(self.rng.choice(heads)), flow_id=flow.key, slip=slip)
                self.acts["assign"] += 1
        except (Denied, *REFUSALS):
            self.acts["assign refused"] += 1

    def do_take_back(self) -> None:
        found = self.some_flow()
        if found is None:
            return
        paper, flow = found
        who = self.entitled("take_back", paper, flow)
        if self.chance(0.6):
            self.attempt("take_back", who, redirect.take_back, paper, flow, flow_id=flow.key,
                         reason="Chuyển nhầm đơn vị")  # fmt: skip
            return
        to = self.parties(paper.office)[0][0]
        self.attempt("take_back", who, redirect.forward, paper, flow, flow_id=flow.key, to=to,
                     widen=self.chance(0.5))  # fmt: skip

    # --- who is what

    def do_move(self) -> None:
        """Inside the office, to another office, or out of the house."""
        who = self.one(self.staff())
        posts = [p for p in self.oracle.posts if p.person == who and p.on(self.day)]
        if who is None or len(self.staff()) < 20 or not posts:
            return
        yesterday = self.day - dt.timedelta(days=1)
        if any(p.first > yesterday for p in posts):
            return
        unit = self.one(u for u, code in self.units.items() if code not in ("SNN", "BGĐ", "CCTY"))
        rows = organisation.Post.objects.filter(person=who, valid_until__isnull=True)
        for row in rows:
            people.end_post(self.system, post_id=row.pk, last_day=yesterday)
        for p in posts:
            p.last = yesterday
        if self.chance(0.3):
            self._leave(who)
            return
        head = Position.HEAD if self.chance(0.3) else Position.MEMBER
        if head == Position.HEAD and self._head_of(unit):
            head = Position.DEPUTY
        data = people.PostData(who, unit, "Chuyên viên", head)
        people.appoint(self.system, data=data, valid_from=self.day)
        self.oracle.posts.append(facts.Post(self.day, None, who, unit, head))
        self.acts["move"] += 1

    def _head_of(self, unit: int) -> bool:
        heads = organisation.Post.objects.filter(unit=unit, position=Position.HEAD)
        return heads.filter(valid_until__isnull=True).exists()

    def _leave(self, who: int) -> None:
        """Posts have ended; sometimes the account is closed as well, sometimes not yet."""
        if self.chance(0.5):
            persons.lock(self.system, person=self.agency.people[self.people[who]])
            self.oracle.gone.add(who)
        self.acts["leave"] += 1

    def do_stand_in(self) -> None:
        office = self.one(self.offices)
        absent, other = self.one(self.staff(office)), self.one(self.staff(office))
        if absent is None or absent == other:
            return
        first = self.day + dt.timedelta(days=self.rng.choice((0, 0, 1)))
        last = first + dt.timedelta(days=self.rng.choice((0, 1, 3)))
        powers = {name: self.chance(0.6) for name in ("may_direct", "may_register", "may_handle")}
        row = organisation.StandIn(absent_id=absent, stand_in_id=other, valid_from=first,
                                   valid_until=last, **powers)  # fmt: skip
        people.appoint_stand_in(self.actor(absent), stand_in=row)
        self.oracle.stand_ins.append(facts.StandIn(first, last, absent, other, **powers))
        self.acts["stand in"] += 1

    def do_old_stand_in(self) -> None:
        """Somebody without papers stood in for the Director until yesterday (for a fault)."""
        o, yesterday = self.oracle, self.day - dt.timedelta(days=1)
        director = self.agency.people["dinhlq"].pk
        assert o.leads(director, self.offices[0], self.day, Position.HEAD)
        for other in self.staff(self.offices[0]):
            if o.runs_office(other, self.offices[0], self.day) or other == director:
                continue
            row = organisation.StandIn(absent_id=director, stand_in_id=other,
                                       valid_from=yesterday, valid_until=yesterday)  # fmt: skip
            people.appoint_stand_in(self.actor(director), stand_in=row)
            o.stand_ins.append(
                facts.StandIn(yesterday, yesterday, director, other, False, False, True)
            )

    def do_role(self) -> None:
        """A secretary, an inspector by decision, a clerk, whom the Chi cục's head named."""
        office = self.one(self.offices)
        role = self.one((Role.SECRETARY, Role.AUDITOR, Role.CLERK, Role.DISTRIBUTOR))
        who = self.one(self.staff(office))
        if who is None:
            return
        last = self.day + dt.timedelta(days=self.rng.choice((0, 1, 4)))
        more: dict[str, Any] = {}
        if role == Role.SECRETARY:
            more = {"leader": self.one(self.leaders(office))}
            office = None
        if role == Role.AUDITOR:
            more = {"scope_from": self.day - dt.timedelta(days=self.rng.randint(0, 9)),
                    "scope_until": self.day}  # fmt: skip
        if role == Role.DISTRIBUTOR:
            office = self.offices[1]
        if more.get("leader", 0) in (None, who):
            return
        renamed = {"leader_id" if k == "leader" else k: v for k, v in more.items()}
        row = organisation.RoleGrant(person_id=who, role=role, registry_office_id=office,
                                     decision="QĐ 12/QĐ-SNN", valid_from=self.day,
                                     valid_until=last, **renamed)  # fmt: skip
        people.grant_role(self.system, grant=row)
        self.oracle.grants.append(facts.Grant(self.day, last, who, role, office, **more))
        self.acts[f"role {role}"] += 1

    def do_field(self) -> None:
        """A unit goes into the field of another deputy from today."""
        office = self.one(self.offices)
        deputies = [w for w in self.people
                    if self.oracle.leads(w, office, self.day, Position.DEPUTY)]  # fmt: skip
        codes = ("TT", "KHTC", "CCTY", "VP") if office == self.offices[0] else (
            "CCTY-QLDB", "CCTY-HCTH")  # fmt: skip
        unit = self.agency.units[self.one(codes)].pk
        mine = [f for f in self.oracle.fields if (f.unit, f.office) == (unit, office)]
        if not deputies or any(f.first >= self.day for f in mine):
            return
        leader = self.one(deputies)
        people.assign_field(self.system, leader_id=leader, unit_id=unit, office_id=office,
                            valid_from=self.day)  # fmt: skip
        for f in mine:
            f.last = f.last or self.day - dt.timedelta(days=1)
        self.oracle.fields.append(facts.Field(self.day, None, leader, unit, office))
        self.acts["field"] += 1

    def do_duty(self) -> None:
        office = self.one(self.offices)
        who = self.one(self.staff(office))
        if who is None:
            return
        first, last = self.day, self.day + dt.timedelta(days=self.rng.choice((0, 1, 2)))
        kind = self.one(DutyKind.values)
        turn = organisation.DutyTurn(registry_office_id=office, person_id=who, kind=kind,
                                     first_day=first, last_day=last)  # fmt: skip
        people.assign_duty(self.system, turn=turn)
        self.oracle.turns.append(facts.Turn(first, last, who, kind, office))
        self.acts["duty"] += 1

    def do_switch(self) -> None:
        """Cả phòng cùng xem, on or off."""
        unit = self.agency.units[self.one(("TT", "KHTC", "CCTY-QLDB"))].pk
        on = not self.oracle.units[unit].all_members_see
        structure.set_sight(self.system, unit_id=unit, all_members_see=on)
        self.oracle.units[unit].all_members_see = on
        self.acts["switch"] += 1


NUMBERED = (PaperState.REGISTERED, PaperState.DISTRIBUTED, PaperState.FINISHED)
WEIGHTS = {
    "register": 14, "number": 4, "set_aside": 1, "join": 1, "send_to_office": 2, "restrict": 4,
    "propose": 9, "decide": 8, "withdraw": 1, "direct": 8, "enter": 2, "work": 8, "assign": 7,
    "take_back": 3, "move": 3, "stand_in": 4, "role": 4, "field": 2, "duty": 3, "switch": 2,
}  # fmt: skip
