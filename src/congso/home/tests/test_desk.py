# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: counters equal their lists for every role, groups by deadline, cost, what is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from congso.common import clock
from congso.documents import lists
from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.home import counts
from congso.home.work import work_of
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency, make_agency
from congso.routing.deadlines import Due
from congso.routing.models import Flow
from congso.routing.tests.factories import assigned, directed, lead, lead_flow, party, presented

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "dinhlq", "chauvtm", "bachnh", "khiemtg", "diepptn", "nhatch", "dungctm", "tuntc", "lyhc",
    "khoava", "datqv", "ngantt", "hanhutm",
)  # fmt: skip


@pytest.fixture
def agency() -> Agency:
    forget_calendar()
    return make_agency()


def papers(agency: Agency, count: int) -> list[Document]:
    return [make_document(agency.office, issuer_name=f"Cục Thú y {n}") for n in range(count)]


@pytest.fixture
def busy(agency: Agency) -> Agency:
    """Papers at every station of the road."""
    new, before, given, on, other = papers(agency, 5)
    presented(agency, before)
    directed(agency, given, lead(agency, "TT"), party(agency, "cooperate", "KHTC"))
    further = directed(agency, on, lead(agency, "TT"), party(agency, "know", "KHTC"))
    assigned(agency, "dungctm", lead_flow(further), lead(agency, person="tuntc"))
    directed(agency, other, lead(agency, "CCTY"))
    assert new.number
    return agency


@pytest.mark.parametrize("login", EVERYBODY)
def test_every_counter_is_the_length_of_its_list(busy: Agency, login: str) -> None:
    found = counts.of_lists(busy.actor(login))
    for item in counts.offered(busy.actor(login)):
        if item.counted:
            assert found[item.key] == len(item.page(busy.actor(login)).rows), item.key
    shown = counts.for_actor(busy.actor(login))
    assert shown["in"] == sum(found.values())


def test_each_role_finds_its_own_work(busy: Agency) -> None:
    wanted = {
        "khiemtg": {"to-distribute": 1},
        "chauvtm": {"awaiting-direction": 1},
        "dungctm": {"to-assign": 1},
        "tuntc": {"to-do": 1},
        "lyhc": {"supporting": 1, "for-information": 1, "to-assign": 1},
        "ngantt": {"to-register": 1},
    }
    for login, expected in wanted.items():
        found = counts.of_lists(busy.actor(login))
        assert {key: found[key] for key in expected} == expected, login


def set_due(flow: Flow, moment: Any) -> None:
    Flow.objects.filter(pk=flow.pk).update(due_kind="hour", due_at=moment)


def test_work_is_grouped_by_deadline_and_urgent_first(agency: Agency) -> None:
    now = clock.now()
    flows = [
        lead_flow(directed(agency, paper, lead(agency, person="tuntc")))
        for paper in papers(agency, 3)
    ]
    set_due(flows[0], now - dt.timedelta(days=3))
    late_urgent = make_document(agency.office, issuer_name="UBND tỉnh", urgency=3)
    urgent = lead_flow(directed(agency, late_urgent, lead(agency, person="tuntc")))
    set_due(urgent, now - dt.timedelta(days=1))
    set_due(flows[1], now + dt.timedelta(days=40))
    Flow.objects.filter(pk=flows[2].pk).update(due_kind="none", due_at=None)
    groups = {group.key: group for group in work_of(agency.actor("tuntc")).groups}
    assert list(groups) == ["late", "later", "none"]
    late = [entry.row.document.pk for entry in groups["late"].entries]
    assert late == [late_urgent.pk, flows[0].document_id]


def test_a_paper_on_two_lists_is_shown_once(agency: Agency) -> None:
    flow = lead_flow(directed(agency, *papers(agency, 1), lead(agency, person="tuntc")))
    set_due(flow, clock.now() - dt.timedelta(days=1))
    work = work_of(agency.actor("tuntc"))
    assert [entry.list.key for group in work.groups for entry in group.entries] == ["to-do"]


def test_the_whole_unit_shows_what_others_hold(agency: Agency) -> None:
    direction = directed(agency, *papers(agency, 1), lead(agency, "TT"), due=Due.regular())
    assigned(agency, "dungctm", lead_flow(direction), lead(agency, person="tuntc"))
    assert work_of(agency.actor("dungctm")).groups == []
    (group,) = work_of(agency.actor("dungctm"), whole_unit=True).groups
    assert "Ngô Thị Cẩm Tú" in group.entries[0].row.note


def test_a_leader_sees_proposals_first_with_who_is_to_lead(agency: Agency) -> None:
    presented(agency, *papers(agency, 1))
    work = work_of(agency.actor("chauvtm"))
    assert work.first_count == 1
    assert "Phòng Trồng trọt" in work.first[0].row.note


def desk_cost(agency: Agency, login: str) -> int:
    client = client_of(agency, login)
    client.get("/")
    with CaptureQueriesContext(connection) as counted:
        assert client.get("/").status_code == 200
    return len(counted)


@pytest.mark.parametrize("login", ["khiemtg", "dinhlq", "tuntc"])
def test_the_desk_costs_the_same_for_one_and_for_many(agency: Agency, login: str) -> None:
    def add(count: int) -> None:
        for paper in papers(agency, count):
            if login == "dinhlq":
                presented(agency, paper, leader="dinhlq")
            elif login == "tuntc":
                directed(agency, paper, lead(agency, person="tuntc"))

    add(2)
    one = desk_cost(agency, login)
    add(5)
    assert desk_cost(agency, login) == one
    assert one <= 45


def test_opening_the_desk_notes_the_receipt(agency: Agency) -> None:
    flow = lead_flow(directed(agency, *papers(agency, 1), lead(agency, person="tuntc")))
    assert flow.received_at is None
    client_of(agency, "tuntc").get("/")
    flow.refresh_from_db()
    assert flow.received_at is not None
    assert flow.read_at is None


def test_the_page_speaks_vietnamese_and_refreshes_its_middle(busy: Agency) -> None:
    with translation.override("vi"):
        client = client_of(busy, "chauvtm")
        page = client.get("/").content.decode()
        assert "Cần xử lý" in page
        assert 'data-count="in-awaiting-direction"' in page
        part = client.get("/?part=work", HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    assert "Phòng Trồng trọt" in part


def test_only_clerks_close_the_day(busy: Agency) -> None:
    page = client_of(busy, "diepptn").get("/documents/close-of-day/")
    assert page.status_code == 200
    evening = page.context["evening"]
    assert (evening.blocks["to-distribute"].count, evening.blocks["sent"].count) == (1, 1)
    assert evening.registered_today == 5
    for login in ("khiemtg", "tuntc", "dinhlq"):
        assert client_of(busy, login).get("/documents/close-of-day/").status_code == 404


def test_lists_that_wait_seldom_stay_out_of_the_menu(agency: Agency) -> None:
    keys = [item.key for item in lists.offered_to(agency.actor("khiemtg"))]
    assert "stranded" in keys
    page = client_of(agency, "khiemtg").get("/").content.decode()
    menu = page[page.index('id="menu"') : page.index("</nav>", page.index('id="menu"'))]
    assert "/documents/list/stranded/" not in menu
