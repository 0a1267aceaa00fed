# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists, counters and the tree: the same number of queries for one row and for fifty (B-53)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congso.common import clock
from congso.documents.enums import Urgency
from congso.documents.incoming import InvitationData
from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.organisation.queries import working_calendar
from congso.routing.enums import FinishKind, PartyRole, Way
from congso.routing.models import Flow
from congso.routing.queries import desk, tree
from congso.routing.services import attend, direct, enter, extend, handle, propose, redirect
from congso.routing.services.attend import Goes
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
)


def to_one_leader(agency, paper):
    presented(agency, paper)


def ready(agency, paper):
    propose.propose(agency.actor("khiemtg"), data=proposal_data(agency, paper))


def sent_back(agency, paper):
    proposal = presented(agency, paper)
    direct.return_to_office(agency.actor("chauvtm"), proposal_id=proposal.pk, reason="Xem lại")


def spoken(agency, paper):
    entered = Entered(agency.people["chauvtm"].pk, Way.SPOKEN)
    made = proposal_data(agency, paper, lead(agency, "TT"))
    enter.enter_direction(agency.actor("khiemtg"), slip=made, entered=entered)


def to_room(agency, paper):
    parties = (
        lead(agency, "TT"),
        party(agency, PartyRole.COOPERATE, "KHTC"),
        party(agency, PartyRole.KNOW, person="duongntt"),
    )
    return directed(agency, paper, *parties, due=by_day(1))


def to_officer(agency, paper):
    return lead_flow(
        assigned(agency, "dungctm", lead_flow(to_room(agency, paper)), lead(agency, person="tuntc"))
    )


def finished(agency, paper):
    flow = to_officer(agency, paper)
    handle.finish(agency.actor("tuntc"), flow_id=flow.pk, kind=FinishKind.FILED)


def given_back(agency, paper):
    flow = lead_flow(to_room(agency, paper))
    handle.return_flow(agency.actor("dungctm"), flow_id=flow.pk, reason="Gửi nhầm")


def called_back(agency, paper):
    flow = lead_flow(to_room(agency, paper))
    redirect.take_back(agency.actor("khiemtg"), flow_id=flow.pk, reason="Gửi nhầm")


def asked_for_later(agency, paper):
    flow = lead_flow(to_room(agency, paper))
    extend.ask_extension(
        agency.actor("dungctm"), flow_id=flow.pk, until=by_day(2), reason="Chờ số liệu"
    )


def to_meeting(agency, paper):
    goes = [Goes(agency.people["tuntc"].pk)]
    attend.assign_attendance(agency.actor("khiemtg"), document_id=paper.pk, people=goes)


def nothing(agency, paper):
    pass


def later(actor):
    return desk.overdue(actor, now=clock.now() + dt.timedelta(days=9))


def soon(actor):
    return desk.due_soon(actor, days=2)


CASES = [
    # list, whose, how a paper gets there
    (desk.to_distribute, "khiemtg", nothing),
    (desk.to_distribute, "khiemtg", sent_back),
    (desk.to_present, "khiemtg", ready),
    (desk.presented, "khiemtg", to_one_leader),
    (desk.stranded, "khiemtg", called_back),
    (desk.awaiting_direction, "chauvtm", to_one_leader),
    (desk.unconfirmed, "chauvtm", spoken),
    (desk.unconfirmed_of_office, "khiemtg", spoken),
    (desk.followed, "dinhlq", to_room),
    (desk.extensions_to_decide, "dinhlq", asked_for_later),
    (desk.to_assign, "dungctm", to_room),
    (desk.mine_to_handle, "tuntc", to_officer),
    (desk.cooperating, "lyhc", to_room),
    (desk.for_information, "duongntt", to_room),
    (later, "dungctm", to_room),
    (soon, "dungctm", to_room),
    (desk.done, "tuntc", finished),
    (desk.taken_back, "dungctm", called_back),
    (desk.returned, "dinhlq", given_back),
    (desk.invitations, "tuntc", to_meeting),
]


def shown(row) -> str:
    """What a list shows of a row, following every relation it shows."""
    paper = getattr(row, "document", None)
    if paper is None:
        paper = row.flow.document if hasattr(row, "flow") else row
    return f"{paper.type.name} {paper.number_text} {paper.symbol}"


def measured(actor, query) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        if query is desk.taken_back:  # the paper is out of sight: nothing of it is shown
            rows = [f"{row.unit.name} {row.direction.author.full_name}" for row in query(actor)]
        else:
            rows = [shown(row) for row in query(actor)]
    return len(captured), len(rows)


@pytest.mark.requirement("B-53")
@pytest.mark.parametrize(
    ("query", "login", "arrange"), CASES, ids=lambda x: getattr(x, "__name__", x)
)
def test_a_list_of_fifty_costs_what_a_list_of_one_does(agency, query, login, arrange, settings):
    meeting = InvitationData(clock.now() + dt.timedelta(days=2))
    more = {"type_code": "invitation", "invitation": meeting} if arrange is to_meeting else {}

    def papers(count):
        for _ in range(count):
            arrange(agency, make_document(agency.office, **more))

    working_calendar()
    papers(1)
    one, rows = measured(agency.actor(login), query)
    assert rows == 1
    papers(4 if arrange in (finished, asked_for_later) else 6)
    many, rows = measured(agency.actor(login), query)
    assert rows > 4
    assert one == many <= 2
    assert query(agency.actor(login)).count() == rows
    # to everybody else it stays closed
    assert not query(agency.actor("hanhutm")).exists()


def test_urgent_first_then_by_deadline(agency):
    quiet = make_document(agency.office)
    express = make_document(agency.office, urgency=Urgency.EXPRESS)
    early = make_document(agency.office)
    directed(agency, quiet)
    directed(agency, express)
    directed(agency, early, due=by_day(3))
    found = [flow.document for flow in desk.to_assign(agency.actor("dungctm"))]
    assert found == [express, early, quiet]


# --- the tree


def test_the_tree_says_who_holds_it_since_when_and_until_when(agency, document):
    direction = to_room(agency, document)
    officer = lead_flow(
        assigned(agency, "dungctm", lead_flow(direction), lead(agency, person="tuntc"))
    )
    directed(agency, document, lead(agency, "KHTC"), text="Phần kinh phí.")
    handle.read(agency.actor("tuntc"), document_id=document.pk)

    with CaptureQueriesContext(connection) as captured:
        found = tree.tree_of(document)
        drawn = [(n.name, n.role, n.state, n.read_at is not None) for n in found.nodes()]
        authors = [branch.direction.author.full_name for branch in found.branches]
    assert len(captured) <= 4
    assert authors == ["Lê Quang Định"] * 2
    assert drawn == [
        ("Phòng Trồng trọt", "lead", "in_progress", True),
        ("Ngô Thị Cẩm Tú", "lead", "sent", True),
        ("Phòng Kế hoạch - Tài chính", "cooperate", "sent", False),
        ("Ninh Thị Thùy Dương", "know", "sent", False),
        ("Phòng Kế hoạch - Tài chính", "lead", "sent", False),
    ]
    holders = tree.holder_now(document)
    assert [node.name for node in holders] == ["Ngô Thị Cẩm Tú", "Phòng Kế hoạch - Tài chính"]
    assert (holders[0].since, holders[0].until) == (officer.sent_at, officer.due_at)
    assert len(tree.opinions_of(found.nodes())) == 1


def test_before_a_direction_the_tree_is_the_plan(agency, document):
    presented(agency, document, lead(agency, "TT"), party(agency, PartyRole.KNOW, "KHTC"))
    found = tree.tree_of(document)
    assert found.branches == []
    assert [(n.name, n.state) for n in found.planned] == [
        ("Phòng Trồng trọt", tree.PLANNED),
        ("Phòng Kế hoạch - Tài chính", tree.PLANNED),
    ]
    assert found.proposal.leader.full_name == "Võ Thị Minh Châu"
    assert found.holders() == []


def test_a_deep_tree_costs_four_queries(agency, document):
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    deputy = lead_flow(assigned(agency, "dungctm", flow, lead(agency, person="tamnv")))
    for _ in range(5):
        below = lead_flow(assigned(agency, "tamnv", deputy, lead(agency, person="tuntc")))
        redirect.forward(
            agency.actor("dungctm"), flow_id=below.pk, to=lead(agency, person="tamnv2")
        )
    with CaptureQueriesContext(connection) as captured:
        nodes = list(tree.tree_of(document).nodes())
    assert len(captured) == 4
    assert len(nodes) == 12
    assert {n.name for n in tree.holder_now(document)} == {"Nguyễn Vũ Tâm"}


OLD_PAPERS = """
INSERT INTO documents_document ({columns})
SELECT {values} FROM documents_document, generate_series(1, %s) n WHERE id = %s
"""
OLD_WORK = """
WITH paper AS (
    SELECT id, row_number() OVER () - 1 AS place, count(*) OVER () AS papers
      FROM documents_document),
given AS (
    INSERT INTO routing_direction (document_id, author_id, author_title, way, text, given_at,
        photo_sha256, photo_name, work_kind, due_kind)
    SELECT paper.id, %(author)s, '', 'written', 'x', now() - make_interval(mins => n),
           '', '', 'answer', 'none'
      FROM generate_series(1, %(count)s) n JOIN paper ON place = n %% papers
    RETURNING id, document_id, author_id, given_at)
INSERT INTO routing_flow (direction_id, document_id, office_id, giver_id, unit_id, person_id, role,
    owes_opinion, when_needed, state, version, sent_at, ended_at, reason, finish_kind, finish_note,
    copy_number, due_kind)
SELECT id, document_id, %(office)s, author_id, %(unit)s, %(person)s, 'lead', false, false, 'done',
       1, given_at, given_at, '', 'filed', '', '', 'none' FROM given
"""


def flows_read(rows) -> int:
    """How many flows the database looks at for a list, kept or thrown away."""
    (found,) = json.loads(rows.explain(analyze=True, format="json"))
    nodes, looked_at = [found["Plan"]], 0
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node.get("Relation Name") == "routing_flow":
            a_time = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            looked_at += a_time * node["Actual Loops"]
    return looked_at


def test_old_work_costs_nothing(agency, document):
    """Among twenty thousand handled flows a list of open ones reads the open ones."""
    for _ in range(3):
        to_officer(agency, make_document(agency.office))
        to_one_leader(agency, make_document(agency.office))
        given_back(agency, make_document(agency.office))
    place = {"office": agency.office.pk, "unit": agency.units["TT"].pk}
    people = {"author": agency.people["dinhlq"].pk, "person": agency.people["tamnv2"].pk}
    columns = {f.column: f.column for f in Document._meta.concrete_fields if not f.primary_key}
    values = columns | {"uuid": "gen_random_uuid()", "number": "1000 + n"}
    copied = OLD_PAPERS.format(columns=", ".join(columns), values=", ".join(values.values()))
    with connection.cursor() as cursor:
        cursor.execute(copied, [4_000, document.pk])
        cursor.execute(OLD_WORK, {**place, **people, "count": 20_000})
        # Every table, or the planner would heed what it has measured of other tests.
        cursor.execute("ANALYZE")
    lists = (
        desk.mine_to_handle(agency.actor("tuntc")),
        desk.to_assign(agency.actor("dungctm")),
        desk.done(agency.actor("tuntc")),
        desk.returned(agency.actor("dinhlq")),
        desk.overdue(agency.actor("dinhlq")),
        desk.taken_back(agency.actor("tuntc")),
    )
    for rows in lists:
        assert flows_read(rows) <= 50, rows.explain()
    assert flows_read(Flow.objects.filter(reason="none such")) > 20_000  # the measure can fail
