# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the form is prefilled with, and why (UI.md 5; DOMAIN 5.2)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congso.common import clock
from congso.documents.enums import Urgency
from congso.documents.incoming import InvitationData
from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.organisation.queries import working_calendar
from congso.routing import words
from congso.routing.deadlines import Due
from congso.routing.queries.suggestion import (
    WHY_KEYWORD,
    WHY_NOTHING,
    WHY_PRECEDENT,
    suggestion,
)
from congso.routing.services import rules
from congso.routing.tests.factories import directed, lead, party

FLOOD = "V/v báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ trên cây lúa"
STAFF = "V/v cử cán bộ dự lớp bồi dưỡng kế toán trưởng năm 2026"


@pytest.fixture
def finance(agency):
    return agency.issuers["Sở Tài chính"].pk


def paper(agency, subject, issuer=None, **more):
    return make_document(agency.office, subject=subject, issuer_id=issuer, **more)


def test_the_last_papers_of_that_sender_show_the_way(agency, finance):
    for _ in range(3):
        directed(agency, paper(agency, FLOOD, finance), lead(agency, "TT"),
                 party(agency, "cooperate", "KHTC"))  # fmt: skip
    directed(agency, paper(agency, STAFF, finance), lead(agency, "KHTC"))
    like = paper(agency, "Về việc kinh phí khắc phục thiệt hại mưa lũ đối với cây lúa", finance)

    found = suggestion(like)

    assert found.lead_unit_id == agency.units["TT"].pk
    assert found.leader_id == agency.people["chauvtm"].pk  # TT is of her field
    assert found.supporting_ids == (agency.units["KHTC"].pk,)
    assert found.is_sure
    assert found.why == WHY_PRECEDENT
    assert found.why % found.why_values == (
        "3 like papers of Sở Tài chính went to Phòng Trồng trọt"
    )


def test_another_senders_papers_say_nothing(agency, finance):
    directed(agency, paper(agency, FLOOD, finance), lead(agency, "TT"))
    other = paper(agency, "V/v tổ chức hội thi", agency.issuers["Cục Thú y"].pk)
    found = suggestion(other)
    assert (found.lead_unit_id, found.why) == (None, WHY_NOTHING)
    assert found.leader_id == agency.people["dinhlq"].pk
    assert not found.is_sure


def test_rivals_make_it_unsure(agency, finance):
    directed(agency, paper(agency, FLOOD, finance), lead(agency, "TT"))
    directed(agency, paper(agency, FLOOD, finance), lead(agency, "KHTC"))
    assert not suggestion(paper(agency, FLOOD, finance)).is_sure


def test_key_words_and_names_of_units(agency):
    rules.set_unit_keywords(
        agency.actor("khiemtg"),
        office_id=agency.office.pk,
        unit_id=agency.units["CCTY"].pk,
        phrases=["dịch tả lợn", "Tiêm phòng"],
    )
    by_word = suggestion(paper(agency, "V/v phòng, chống DỊCH TẢ LỢN Châu Phi"))
    assert by_word.lead_unit_id == agency.units["CCTY"].pk
    assert by_word.leader_id == agency.people["bachnh"].pk
    assert by_word.why == WHY_KEYWORD
    assert by_word.why_values["phrase"] == "dịch tả lợn"
    by_name = suggestion(paper(agency, "V/v kế hoạch trồng trọt vụ Đông Xuân"))
    assert by_name.lead_unit_id == agency.units["TT"].pk
    assert not by_name.is_sure


def test_a_closed_unit_is_not_suggested(agency, finance):
    directed(agency, paper(agency, FLOOD, finance), lead(agency, "TT"))
    unit = agency.units["TT"]
    unit.valid_until = clock.today() - dt.timedelta(days=1)
    unit.save()
    assert suggestion(paper(agency, FLOOD, finance)).lead_unit_id is None


def test_deadlines(agency):
    now = clock.now()
    due = clock.at(clock.today() + dt.timedelta(days=12), 17)
    meets_at = clock.at(clock.today() + dt.timedelta(days=2), 14)
    meeting = paper(agency, "Họp giao ban", type_code="invitation",
                    invitation=InvitationData(meets_at))  # fmt: skip
    assert suggestion(paper(agency, FLOOD, due_at=due)).due == Due.by_day(clock.day_of(due))
    assert suggestion(meeting).due == Due.by_hour(meets_at)
    days = working_calendar().add_working_days(clock.today(), 7)
    assert suggestion(paper(agency, FLOOD)).due == Due.by_day(days)
    express = suggestion(paper(agency, FLOOD, urgency=Urgency.EXPRESS), now=now).due
    assert express.at is not None
    assert dt.timedelta(hours=3, minutes=58) < express.at - now <= dt.timedelta(hours=4)


def test_routine_kinds_may_go_straight(agency):
    made = paper(agency, FLOOD)
    assert not suggestion(made).may_go_straight
    rules.set_routine_kinds(
        agency.actor("khiemtg"), office_id=agency.office.pk, type_ids=[made.type_id]
    )
    assert suggestion(made).may_go_straight


def test_the_past_costs_no_further_query(agency, finance):
    made = paper(agency, FLOOD, finance)
    working_calendar()

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            suggestion(Document.objects.get(pk=made.pk))
        return len(captured)

    directed(agency, paper(agency, FLOOD, finance), lead(agency, "TT"))
    first = cost()
    for _ in range(4):
        directed(agency, paper(agency, FLOOD, finance), lead(agency, "TT"))
    assert cost() == first <= 8


@pytest.mark.unit
def test_words_that_tell():
    assert words.words_of("V/v báo cáo kinh phí hỗ trợ (mưa lũ).") == [
        "ho",
        "kinh",
        "lu",
        "mua",
        "phi",
        "tro",
    ]
    assert words.likeness({"a"}, set()) == 0.0
    assert words.likeness({"lu", "mua"}, {"lu", "mua"}) == 1.0
