# SPDX-License-Identifier: AGPL-3.0-or-later
"""policy_matrix.csv, written from VISIBILITY and PRACTICE, against the tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congso.common.actor import Actor
from congso.documents.tests.factories import make_document
from congso.organisation.models import Post
from congso.routing import policies
from congso.routing.enums import FinishKind, PartyRole, Way
from congso.routing.models import Flow
from congso.routing.services import direct, enter, extend, handle, propose
from congso.routing.services.enter import Entered
from congso.routing.tests.factories import (
    assigned,
    by_day,
    directed,
    lead,
    lead_flow,
    party,
    presented,
    proposal_data,
    slip,
)

WHO = {
    "Chánh VP": "khiemtg",
    "Văn thư": "diepptn",
    "Giám đốc": "dinhlq",
    "PGĐ phụ trách": "chauvtm",
    "PGĐ khác": "bachnh",
    "Thư ký GĐ": "nhatch",
    "Trưởng phòng": "dungctm",
    "Phó phòng": "tamnv",
    "Chuyên viên": "tuntc",
    "Người phối hợp": "lyhc",
    "Để biết": "duongntt",
    "Phòng khác": "khoava",
    "Chi cục": "datqv",
}
ROWS = list(
    csv.DictReader(
        (Path(__file__).parent / "policy_matrix.csv").read_text(encoding="utf-8").splitlines()
    )
)


class World:
    """One of everything the matrix speaks of."""

    def __init__(self, agency):
        self.agency = agency

    def paper_registered(self):
        return policies.PAPERS, make_document(self.agency.office)

    def paper_directed(self):
        flows = self._flows()
        return policies.PAPERS, flows["lead"].document

    def proposal_ready(self):
        paper = make_document(self.agency.office)
        made = propose.propose(self.agency.actor("khiemtg"), data=proposal_data(self.agency, paper))
        return policies.PROPOSALS, made

    def proposal_presented(self):
        return policies.PROPOSALS, presented(self.agency, make_document(self.agency.office))

    def proposal_returned(self):
        paper = self._flows()["lead"].document
        made = presented(self.agency, paper)
        return policies.PROPOSALS, direct.return_to_office(
            self.agency.actor("chauvtm"), proposal_id=made.pk, reason="Chưa cần"
        )

    def lead_sent(self):
        return policies.FLOWS, self._flows()["lead"]

    def cooperate_sent(self):
        return policies.FLOWS, self._flows()["cooperate"]

    def know_sent(self):
        return policies.FLOWS, self._flows()["know"]

    def child_sent(self):
        flow = self._flows()["lead"]
        made = assigned(self.agency, "dungctm", flow, lead(self.agency, person="tuntc"))
        return policies.FLOWS, lead_flow(made)

    def lead_done(self):
        flow = self._flows()["lead"]
        handle.finish(self.agency.actor("dungctm"), flow_id=flow.pk, kind=FinishKind.FILED)
        return policies.FLOWS, flow

    def extension_asked(self):
        flow = self._flows()["lead"]
        asked = extend.ask_extension(
            self.agency.actor("dungctm"), flow_id=flow.pk, until=by_day(9), reason="Chờ"
        )
        return policies.EXTENSIONS, asked

    def extension_asked_inside(self):
        flow = self._flows()["lead"]
        made = assigned(
            self.agency, "tamnv", flow, lead(self.agency, person="tuntc"), due=by_day(2)
        )
        asked = extend.ask_extension(
            self.agency.actor("tuntc"),
            flow_id=lead_flow(made).pk,
            until=by_day(4),
            reason="Chờ",
        )
        return policies.EXTENSIONS, asked

    def direction_of_a_leaver(self):
        made = self.direction_unconfirmed()
        Post.objects.filter(person=self.agency.people["chauvtm"]).delete()
        return made

    def direction_unconfirmed(self):
        paper = make_document(self.agency.office)
        entered = Entered(self.agency.people["chauvtm"].pk, Way.SPOKEN)
        made = enter.enter_direction(
            self.agency.actor("khiemtg"), slip=slip(paper, lead(self.agency, "TT")), entered=entered
        )
        return policies.DIRECTIONS, made

    def _flows(self):
        parties = (
            lead(self.agency, "TT"),
            party(self.agency, PartyRole.COOPERATE, "KHTC"),
            party(self.agency, PartyRole.KNOW, person="duongntt"),
        )
        made = directed(self.agency, make_document(self.agency.office), *parties, due=by_day(5))
        return {flow.role: flow for flow in made.flows.select_related("document")}


@pytest.mark.parametrize(("what", "state"), sorted({(row["what"], row["state"]) for row in ROWS}))
def test_matrix(agency, what, state):
    table, obj = getattr(World(agency), f"{what}_{state}")()
    rows = [row for row in ROWS if (row["what"], row["state"]) == (what, state)]
    wrong = [
        (row["action"], role, "may" if row[role] == "no" else "may not")
        for row in rows
        for role, login in WHO.items()
        if table.allows(agency.actor(login), row["action"], obj) != (row[role] == "yes")
    ]
    assert wrong == []


def test_nothing_at_all_without_a_post(agency):
    flow = lead_flow(directed(agency, make_document(agency.office)))
    Post.objects.filter(person=agency.people["dungctm"]).delete()
    for action in policies.FLOWS.actions:
        assert not policies.FLOWS.allows(agency.actor("dungctm"), action, flow)


def test_the_product_itself_does_no_persons_act(agency):
    flow = lead_flow(directed(agency, make_document(agency.office)))
    system = Actor.system("routing")
    may = {a for a in policies.FLOWS.actions if policies.FLOWS.allows(system, a, flow)}
    assert may == {"view", "accept", "return_flow", "finish", "close"}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(login=st.sampled_from(sorted(WHO.values())), action=st.sampled_from(policies.FLOWS.actions))
def test_lists_and_single_objects_agree(agency, login, action):
    if not Flow.objects.exists():
        first, _second = World(agency).child_sent()[1], World(agency).lead_done()
        assert first.is_open
        direct.agree(agency.actor("chauvtm"), proposal_id=World(agency).proposal_presented()[1].pk)
    actor = agency.actor(login)
    listed = set(policies.FLOWS.filter(Flow.objects.all(), actor, action))
    single = {flow for flow in Flow.objects.all() if policies.FLOWS.allows(actor, action, flow)}
    assert listed == single
