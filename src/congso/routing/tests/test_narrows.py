# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists narrowed by state, unit in charge, leader who directed and deadline (B-51)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congso.common import clock
from congso.documents.models import Document
from congso.documents.services import restrict
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency
from congso.routing.models import Flow
from congso.routing.services import direct
from congso.routing.tests.factories import by_day, directed, lead, presented

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-51")]
ALL = "/documents/all/"


@pytest.fixture
def head(agency: Agency) -> Client:
    return client_of(agency, "khiemtg")


def shown(client: Client, **query: object) -> set[int]:
    answer = client.get(ALL, query)
    assert answer.context["wrong"] == []
    return {row.document.pk for row in answer.context["page"].rows}


def given(agency: Agency, unit: str, leader: str = "dinhlq", days: int = 9) -> Document:
    paper = make_document(agency.office)
    if leader == "dinhlq":
        directed(agency, paper, lead(agency, unit), due=by_day(days))
    else:
        proposal = presented(agency, paper, lead(agency, unit), leader=leader, due=by_day(days))
        direct.agree(agency.actor(leader), proposal_id=proposal.pk)
    return paper


def test_a_list_is_narrowed_by_state_unit_and_leader(agency: Agency, head: Client) -> None:
    mine, other = given(agency, "TT", leader="chauvtm"), given(agency, "KHTC")
    waiting = make_document(agency.office)
    unit, person = agency.units["TT"].pk, agency.people["chauvtm"].pk
    assert shown(head, unit=unit) == {mine.pk}
    assert shown(head, leader=person) == {mine.pk}
    assert shown(head, leader=agency.people["dinhlq"].pk, unit=unit) == set()
    assert shown(head, state="registered") == {waiting.pk}
    assert shown(head, state="distributed", q="kinh phi") == {mine.pk, other.pk}
    assert shown(head, unit=unit, q=mine.symbol) == {mine.pk}
    assert shown(head, unit=unit, q=other.symbol) == set()
    chips = head.get(ALL, {"unit": unit, "leader": person}).context["chips"]
    assert [name for name, _words in chips] == ["unit", "leader"]


def test_work_returned_by_a_unit_is_no_longer_in_its_charge(agency: Agency, head: Client) -> None:
    paper = given(agency, "TT")
    Flow.objects.filter(document=paper).update(
        state="returned", reason="Không đúng việc", ended_at=clock.now()
    )
    assert shown(head, unit=agency.units["TT"].pk) == set()


def test_overdue_and_due_soon_follow_the_work_and_the_papers_not_given_yet(
    agency: Agency, head: Client
) -> None:
    now = clock.now()
    late, soon, far, done, stopped = (given(agency, "TT") for _ in range(5))
    ungiven = make_document(agency.office)
    Document.objects.filter(pk=ungiven.pk).update(due_at=now - dt.timedelta(hours=1))
    Document.objects.filter(pk=stopped.pk).update(clock_stopped_at=now)
    for paper in (late, done, stopped):
        Flow.objects.filter(document=paper).update(due_at=now - dt.timedelta(hours=2))
    Flow.objects.filter(document=soon).update(due_at=now + dt.timedelta(minutes=1))
    Flow.objects.filter(document=done).update(state="done", finish_kind="answered", ended_at=now)
    assert shown(head, deadline="overdue") == {late.pk, ungiven.pk}
    assert shown(head, deadline="soon") == {soon.pk}
    assert far.pk not in shown(head, deadline="overdue", unit=agency.units["TT"].pk)


def test_a_restricted_paper_is_not_guessed_at_by_who_has_it(agency: Agency) -> None:
    paper = given(agency, "TT")
    restrict.restrict(
        agency.actor("khiemtg"), document_id=paper.pk, reader_ids=[agency.people["dinhlq"].pk]
    )
    clerk = client_of(agency, "diepptn")
    assert shown(clerk, q=str(paper.number)) == {paper.pk}  # its number and date only
    for hint in ({"unit": agency.units["TT"].pk}, {"leader": agency.people["dinhlq"].pk},
                 {"deadline": "soon"}, {"state": "distributed"}):  # fmt: skip
        assert shown(clerk, q=str(paper.number), **hint) == set()


def test_a_unit_of_another_office_is_said_to_be_none(agency: Agency) -> None:
    answer = client_of(agency, "ngantt").get(ALL, {"unit": agency.units["TT"].pk})
    assert [label for label, _error in answer.context["wrong"]] == ["Đơn vị chủ trì"]


def test_a_narrowed_list_costs_the_same_for_one_and_for_fifty(agency: Agency, head: Client) -> None:
    url = (
        f"{ALL}?unit={agency.units['TT'].pk}&leader={agency.people['dinhlq'].pk}&state=distributed"
    )
    costs = []
    for more in (1, 49):
        for _ in range(more):
            given(agency, "TT")
        head.get(url, HTTP_HX_REQUEST="true")
        with CaptureQueriesContext(connection) as asked:
            rows = head.get(url, HTTP_HX_REQUEST="true").context["page"].rows
        costs.append(len(asked))
    assert len(rows) == 50
    assert costs[0] == costs[1] <= 10
