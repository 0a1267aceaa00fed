# SPDX-License-Identifier: AGPL-3.0-or-later
"""Urging all that is late from the list: only what one may urge, once a day, never oneself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from congso.common import clock
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency, make_agency
from congso.routing.models import Flow, Urge
from congso.routing.queries import desk
from congso.routing.tests.factories import assigned, by_day, directed, lead, lead_flow

pytestmark = pytest.mark.django_db
PAGE = "documents:list"


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def late(agency: Agency, unit: str, officer: str = "", head: str = "", days: int = 3) -> Flow:
    """Work given ten days ago that is past its day."""
    then = clock.now() - dt.timedelta(days=10)
    paper = make_document(agency.office, arrived_at=then - dt.timedelta(hours=1), now=then)
    flow = lead_flow(directed(agency, paper, lead(agency, unit), now=then, due=by_day(days, then)))
    if officer:
        assigned(agency, head, flow, lead(agency, person=officer), now=then)
    return flow


def urged(agency: Agency, login: str, **data: object) -> list[str]:
    before = set(Urge.objects.values_list("pk", flat=True))
    client_of(agency, login).post(reverse("routing:urge_late"), data)
    rows = Urge.objects.exclude(pk__in=before).select_related("flow__unit", "flow__person")
    return sorted(str(row.flow.person or row.flow.unit.code) for row in rows)


def test_the_office_urges_all_late_units_once_a_day(agency: Agency) -> None:
    late(agency, "TT")
    late(agency, "KHTC")
    late(agency, "TT", days=30)  # not late
    page = client_of(agency, "khiemtg").get(reverse(PAGE, args=["overdue"])).content.decode()
    assert "Đôn đốc 2 việc quá hạn" in page
    assert urged(agency, "khiemtg") == ["KHTC", "TT"]
    assert urged(agency, "khiemtg") == []
    page = client_of(agency, "khiemtg").get(reverse(PAGE, args=["overdue"])).content.decode()
    assert "Đôn đốc" not in page


def test_chosen_papers_only(agency: Agency) -> None:
    late(agency, "TT")
    flow = late(agency, "KHTC")
    assert urged(agency, "khiemtg", ids=[str(flow.document.uuid)]) == ["KHTC"]


def test_a_head_urges_his_people_and_nobody_urges_himself(agency: Agency) -> None:
    late(agency, "TT", "tuntc", "dungctm")
    assert urged(agency, "dungctm") == [str(agency.people["tuntc"])]
    assert urged(agency, "tuntc") == []
    page = client_of(agency, "tuntc").get(reverse(PAGE, args=["overdue"])).content.decode()
    assert "Đôn đốc" not in page
    assert not desk.late_to_urge(agency.actor("lyhc")).exists()
