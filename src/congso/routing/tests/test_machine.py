# SPDX-License-Identifier: AGPL-3.0-or-later
"""Random acts of everybody on one paper, and what must hold after each (B-07, B-08)."""

from __future__ import annotations

import itertools
import os
import random
from collections import Counter

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from congso.common import clock
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services import returns
from congso.documents.services.register import register
from congso.documents.tests.factories import make_document
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import make_agency
from congso.routing.deadlines import DueInThePast, DueTooLate
from congso.routing.enums import GONE, OPEN, OPEN_STAGES, FinishKind, Role, State, WorkKind
from congso.routing.models import Direction, Extension, Flow, Proposal
from congso.routing.parties import Slip, UnfitDirection
from congso.routing.queries.tree import tree_of
from congso.routing.services import assign, direct, extend, handle, propose, redirect
from congso.routing.tests.factories import (
    MORNING,
    by_day,
    differences,
    lead,
    party,
    proposal_data,
    tell_all,
)

REFUSALS = (
    Denied,
    WrongState,
    UnfitDirection,
    DueInThePast,
    DueTooLate,
    extend.AskedAlready,
    redirect.AlreadyRegistered,
    redirect.ParentGone,
    direct.SameLeader,
)
STEPS = int(os.environ.get("CONGSO_STEPS", "25"))
EXAMPLES = int(os.environ.get("CONGSO_EXAMPLES", "6"))

UNITS = ["TT", "KHTC", "VP", "CCTY"]
PEOPLE = ["tuntc", "tamnv", "tamnv2", "khoava", "bachnh", "duongntt"]
ACTORS = [
    "dinhlq", "chauvtm", "bachnh", "khiemtg", "diepptn", "dungctm", "tamnv", "tuntc", "lyhc",
    "khoava", "duongntt", "datqv", "trivc",
]  # fmt: skip
# Mostly whoever has the right, sometimes somebody else.
WHO = [None] * 30 + ACTORS
HEADS = {
    "TT": "dungctm", "KHTC": "lyhc", "VP": "khiemtg", "CCTY": "datqv", "BGĐ": "dinhlq",
    "CCTY-QLDB": "trivc", "CCTY-HCTH": "ngantt",
}  # fmt: skip
MEMBERS = {"TT": ["tamnv", "tuntc", "tamnv2"], "KHTC": ["khoava"], "VP": ["duongntt", "nhatch"],
           "CCTY-QLDB": ["hanhutm"]}  # fmt: skip
DAYS = [None, -1, 0, 2, 5, 9, 12]
PICK = list(range(31))
SEVERAL_UNITS = [*itertools.permutations(UNITS, 1), *itertools.permutations(UNITS, 2)]

ACTS = {
    "propose": {
        "login": WHO,
        "unit": UNITS,
        "leader": ["dinhlq", "chauvtm", "lyhc"],
        "now": [True, False],
        "days": DAYS,
    },
    "decide": {
        "login": WHO,
        "pick": PICK,
        "verb": ["agree", "agree", "withdraw", "present", "hand", "return"],
    },
    "direct": {
        "login": WHO,
        "units": SEVERAL_UNITS,
        "days": DAYS,
        "person": [None, *PEOPLE],
    },
    "assign": {
        "login": WHO,
        "pick": PICK,
        "person": PEOPLE,
        "days": DAYS,
        "helper": [None, *PEOPLE],
    },
    "work": {
        "login": WHO,
        "pick": PICK,
        "verb": ["accept", "start", "progress", "opinion", "finish", "finish", "return", "ask"],
    },
    "read": {"login": ACTORS},
    "extension": {"login": WHO, "pick": PICK, "grant": [True, False]},
    "redirect": {
        "login": WHO,
        "pick": PICK,
        "verb": ["take_back", "close", "reopen", "forward"],
        "unit": UNITS,
        "person": PEOPLE,
    },
    "other_office": {"verb": ["register", "return", "finish"]},
}
OFTEN = ("work", "work", "assign", "direct")
# One rule for all, so that no walk goes without some of them.
WEIGHTED = [*ACTS, *OFTEN, *OFTEN]


@pytest.fixture(autouse=True)
def _morning():
    """At one hour, as a date above that has passed binds no longer."""
    with clock.told(MORNING):
        yield


class Paper(RuleBasedStateMachine):
    """One paper of the Sở with everybody pulling at it."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        forget_calendar()
        self.agency = make_agency()
        self.document = make_document(self.agency.office)
        self.texts: dict[int, tuple[object, ...]] = {}

    @initialize(directed=st.sampled_from([True, True, False]))
    def begin(self, directed):
        if directed:
            parties = (lead(self.agency, "TT"), party(self.agency, Role.COOPERATE, "KHTC"))
            made = Slip(self.document.pk, parties, "Chỉ đạo", by_day(9))
            direct.direct(self.agency.actor("dinhlq"), slip=made)

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def attempt(self, act, *args, **kwargs):
        """Acts may be refused; then nothing has changed."""
        before = self.picture()
        try:
            with transaction.atomic():
                result = act(*args, **kwargs)
        except REFUSALS:
            assert self.picture() == before
            return None
        connection.check_constraints()
        return result

    def picture(self):
        return (
            list(Flow.objects.order_by("pk").values_list("pk", "state", "version", "due_at")),
            list(Proposal.objects.order_by("pk").values_list("pk", "stage")),
            Direction.objects.count(),
            Document.objects.get(pk=self.document.pk).state,
        )

    def holder(self, flow):
        return flow.person.login if flow.person else HEADS[flow.unit.code]

    def some_flow(self, pick):
        """Mostly an open one."""
        rows = Flow.objects.filter(state__in=OPEN) if pick % 5 else Flow.objects.all()
        return self.one_of(rows, pick)

    def one_of(self, rows, pick):
        rows = list(rows.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def due(self, days):
        return None if days is None else by_day(days)

    @rule(data=st.data(), kind=st.sampled_from(WEIGHTED))
    def act(self, data, kind):
        drawn = {name: st.sampled_from(choices) for name, choices in ACTS[kind].items()}
        getattr(self, kind)(**data.draw(st.fixed_dictionaries(drawn), label=kind))

    # --- the Office and the leaders

    def propose(self, login, unit, leader, now, days):
        data = proposal_data(
            self.agency, self.document, lead(self.agency, unit), leader=leader, due=self.due(days)
        )
        self.attempt(
            propose.propose, self.agency.actor(login or "khiemtg"), data=data, present_now=now
        )

    def decide(self, login, pick, verb):
        found = self.one_of(Proposal.objects.all(), pick)
        if found is None:
            return
        leader = found.leader.login if found.leader else "dinhlq"
        office = "khiemtg" if verb in ("withdraw", "present") else leader
        actor, pk = self.agency.actor(login or office), found.pk
        if verb == "agree":
            self.attempt(direct.agree, actor, proposal_id=pk)
        elif verb == "withdraw":
            self.attempt(propose.withdraw, actor, proposal_id=pk)
        elif verb == "present":
            self.attempt(propose.present, actor, proposal_id=pk)
        elif verb == "hand":
            to = self.agency.people["bachnh"].pk
            self.attempt(direct.hand_to_leader, actor, proposal_id=pk, leader_id=to)
        else:
            self.attempt(direct.return_to_office, actor, proposal_id=pk, reason="Xem lại")

    def direct(self, login, units, days, person):
        first, *others = units
        parties = [lead(self.agency, first)]
        parties += [party(self.agency, Role.COOPERATE, unit) for unit in others]
        if person:
            parties.append(party(self.agency, Role.KNOW, person=person))
        made = Slip(self.document.pk, tuple(parties), "Chỉ đạo", self.due(days))
        self.attempt(direct.direct, self.agency.actor(login or "dinhlq"), slip=made)

    # --- recipients

    def assign(self, login, pick, person, days, helper):
        flow = self.some_flow(pick)
        if flow is None:
            return
        fitting = MEMBERS.get(flow.unit.code, ["tuntc"])
        if login is None:
            person, helper = fitting[pick % len(fitting)], helper and fitting[0]
        parties = [lead(self.agency, person=person)]
        if helper and helper != person:
            parties.append(party(self.agency, Role.COOPERATE, person=helper))
        made = Slip(self.document.pk, tuple(parties), "Giao", self.due(days))
        self.attempt(
            assign.assign, self.agency.actor(login or self.holder(flow)), flow_id=flow.pk, slip=made
        )

    def work(self, login, pick, verb):
        flow = self.some_flow(pick)
        if flow is None:
            return
        actor = self.agency.actor(login or self.holder(flow))
        acts = {
            "accept": (handle.accept, {}),
            "start": (handle.start, {}),
            "progress": (handle.report_progress, {"text": "Đang làm"}),
            "opinion": (handle.give_opinion, {"verdict": "agree"}),
            "finish": (handle.finish, {"kind": FinishKind.FILED}),
            "return": (handle.return_flow, {"reason": "Gửi nhầm"}),
            "ask": (extend.ask_extension, {"until": by_day(11), "reason": "Chờ"}),
        }
        act, more = acts[verb]
        self.attempt(act, actor, flow_id=flow.pk, **more)

    def read(self, login):
        self.attempt(handle.read, self.agency.actor(login), document_id=self.document.pk)

    def extension(self, login, pick, grant):
        found = self.one_of(Extension.objects.filter(state="asked"), pick)
        if found is None:
            return
        actor = self.agency.actor(login or found.flow.giver.login)
        if grant:
            self.attempt(extend.grant_extension, actor, extension_id=found.pk)
        else:
            self.attempt(extend.refuse_extension, actor, extension_id=found.pk, reason="Không")

    # --- givers

    def redirect(self, login, pick, verb, unit, person):
        flow = self.one_of(Flow.objects.all(), pick)
        if flow is None:
            return
        actor = self.agency.actor(login or flow.giver.login)
        if verb == "forward":
            to = lead(self.agency, person=person) if flow.parent_id else lead(self.agency, unit)
            self.attempt(redirect.forward, actor, flow_id=flow.pk, to=to, reason="Chuyển")
        else:
            act = getattr(redirect, verb)
            self.attempt(act, actor, flow_id=flow.pk, reason="Lý do")

    # --- the Chi cục

    def other_office(self, verb):
        copy = Document.objects.filter(source=self.document).order_by("-pk").first()
        if copy is None:
            return
        clerk = self.agency.actor("ngantt")
        if verb == "register":
            self.attempt(register, clerk, document_id=copy.pk)
        elif verb == "return":
            self.attempt(returns.return_to_sender, clerk, document_id=copy.pk, reason="Nhầm nơi")
        else:
            parties = (party(self.agency, Role.KNOW, "CCTY-QLDB"),)
            made = Slip(copy.pk, parties, "", work_kind=WorkKind.TO_KNOW)
            self.attempt(direct.direct, self.agency.actor("datqv"), slip=made)
        tell_all()

    # --- what must hold

    @invariant()
    def one_lead_a_direction(self):
        for direction in Direction.objects.exclude(work_kind=WorkKind.TO_KNOW):
            leads = direction.flows.filter(role=Role.LEAD)
            assert leads.exists()
            assert leads.exclude(state__in=GONE).count() <= 1

    @invariant()
    def texts_never_change(self):
        fields = ("pk", "text", "author_id", "due_at", "given_at")
        now = {row[0]: row for row in Direction.objects.values_list(*fields)}
        assert {pk: now[pk] for pk in self.texts} == self.texts
        self.texts = now

    @invariant()
    def a_parent_is_done_if_and_only_if_its_leads_are(self):
        for parent in Flow.objects.filter(children__role=Role.LEAD).distinct():
            leads = parent.children.filter(role=Role.LEAD).exclude(state__in=GONE)
            states = set(leads.values_list("state", flat=True))
            if states and parent.state in OPEN:
                assert states != {State.DONE}
            if parent.state == State.DONE:
                assert states <= {State.DONE, State.RETURNED}
            if parent.state in (*GONE, State.RETURNED):
                assert states <= {State.DONE}

    @invariant()
    def the_paper_is_done_if_and_only_if_its_top_leads_are(self):
        document = Document.objects.get(pk=self.document.pk)
        top = Flow.objects.filter(document=document, parent__isnull=True, role=Role.LEAD)
        states = set(top.exclude(state__in=GONE).values_list("state", flat=True))
        waits = Proposal.objects.filter(document=document, stage__in=OPEN_STAGES).exists()
        finished = document.state == PaperState.FINISHED
        if states and not waits:
            assert finished == (states == {State.DONE})
        if finished:
            assert states == {State.DONE}

    @invariant()
    def nobody_supports_a_lead_that_is_over(self):
        for flow in Flow.objects.filter(role=Role.COOPERATE, state__in=OPEN):
            lead_states = set(
                Flow.objects.filter(direction=flow.direction_id, role=Role.LEAD)
                .exclude(state__in=GONE)
                .values_list("state", flat=True)
            )
            assert State.DONE not in lead_states

    @invariant()
    def dates_never_lie_after_the_one_above(self):
        for flow in Flow.objects.filter(parent__due_at__isnull=False).select_related("parent"):
            assert flow.due_at is None or flow.due_at <= flow.parent.due_at

    @invariant()
    def who_sees_is_what_is_derived(self):
        assert differences(self.document) == []
        for copy in Document.objects.filter(source=self.document):
            assert differences(copy) == []

    @invariant()
    def at_most_one_open_proposal(self):
        assert Proposal.objects.filter(stage__in=OPEN_STAGES).count() <= 1

    @invariant()
    def every_flow_stands_in_the_tree_once(self):
        drawn = [node.flow.pk for node in tree_of(self.document).nodes()]
        flows = Flow.objects.filter(document=self.document)
        assert sorted(drawn) == sorted(flows.values_list("pk", flat=True))


@pytest.mark.requirement("B-08")
def test_random_acts(db):
    run_state_machine_as_test(
        Paper,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="CONGSO_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )


INVARIANTS = [
    name for name, value in vars(Paper).items() if hasattr(value, "hypothesis_stateful_invariant")
]


@pytest.mark.requirement("B-08")
@pytest.mark.parametrize("seed", range(int(os.environ.get("CONGSO_SEEDS", "2"))))
def test_a_long_walk(db, seed):
    """Without Hypothesis's taste for the simple: dense acts, everything checked after each."""
    chance = random.Random(seed)
    walk = Paper()
    walk.begin(directed=True)
    done = Counter()
    for _ in range(80):
        kind = chance.choice(WEIGHTED)
        before = walk.picture()
        choices = {name: chance.choice(values) for name, values in ACTS[kind].items()}
        getattr(walk, kind)(**choices)
        done[kind] += walk.picture() != before
        for name in INVARIANTS:
            getattr(walk, name)()
    walk.teardown()
    # A walk in which nothing happens would prove nothing.
    assert done["work"] and sum(done.values()) >= 12, done  # noqa: PT018
