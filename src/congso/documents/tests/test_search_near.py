# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a search that finds little may have meant; never more than the person may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from congso.common import clock
from congso.documents.models import Document
from congso.documents.search import Filters
from congso.documents.search_near import near
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 2, tzinfo=dt.UTC)


@pytest.fixture
def agency(monkeypatch: pytest.MonkeyPatch) -> Agency:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return make_agency()


def paper(agency: Agency, **changes: Any) -> Document:
    arrived = changes.pop("arrived_at", NOW - dt.timedelta(days=3))
    return make_document(agency.office, arrived_at=arrived, now=arrived, **changes)


def found(agency: Agency, text: str, login: str = "diepptn", **more: Any) -> list[str]:
    filters = more.pop("filters", Filters())
    rows = near(agency.actor(login), text, filters, **more)
    return [row.document.symbol for row in rows]


@pytest.mark.parametrize(
    "text", ["3178/STC-NS", "số 3178 Sở Tài chính", "3189/STC", "9187/stc-ns", "3181 tài chính"]
)
def test_a_digit_wrong_or_two_exchanged_still_leads_there(agency: Agency, text: str) -> None:
    paper(agency, symbol="3187/STC-NS")
    paper(agency, symbol="3187/SNV-TCBC", issuer_name="Sở Nội vụ", subject="V/v biên chế")
    assert found(agency, text) == ["3187/STC-NS"]


def test_two_digits_wrong_lead_nowhere(agency: Agency) -> None:
    paper(agency, symbol="3187/STC-NS")
    assert found(agency, "3296") == []
    assert found(agency, "3296 nội vụ") == []


def test_a_sender_and_a_month(agency: Agency) -> None:
    october = clock.at(dt.date(2026, 10, 14), 9)
    paper(agency, symbol="2904/SNV-CCHC", issuer_name="Sở Nội vụ", arrived_at=october)
    paper(agency, symbol="2951/SNV-TCBC", issuer_name="Sở Nội vụ")
    paper(agency, symbol="1188/STC-NS", arrived_at=october)
    assert found(agency, "sở nội vụ tháng 10") == ["2904/SNV-CCHC"]
    assert found(agency, "Nội vụ T11/2026") == ["2951/SNV-TCBC"]
    assert found(agency, "nội vụ thg 10/2025") == []
    last_year = clock.at(dt.date(2025, 12, 3), 9)
    paper(agency, symbol="3300/SNV-VP", issuer_name="Sở Nội vụ", arrived_at=last_year)
    assert found(agency, "sở nội vụ tháng 12") == ["3300/SNV-VP"]  # this one has not begun


def test_most_of_the_words_are_enough_and_more_of_them_go_first(agency: Agency) -> None:
    paper(agency, symbol="1/A", subject="V/v phòng trừ bệnh đạo ôn hại lúa và chuột đầu vụ")
    paper(agency, symbol="2/A", subject="V/v phòng trừ chuột hại lúa")
    paper(agency, symbol="3/A", subject="V/v khóa sổ cuối năm")
    assert found(agency, "đạo ôn chuột lúa phòng trừ Hoài") == ["1/A", "2/A"]
    assert found(agency, "chuột Hoài Nhơn An Lão") == []


def test_what_stands_above_is_not_repeated(agency: Agency) -> None:
    first = paper(agency, symbol="3187/STC-NS")
    paper(agency, symbol="3178/STC-NS")
    assert found(agency, "3187/STC-NS", shown=[first.pk]) == ["3178/STC-NS"]


def test_rights_and_filters_hold(agency: Agency) -> None:
    paper(agency, symbol="3187/STC-NS", urgency=1)
    reader = (agency.people["dinhlq"].pk,)
    paper(agency, symbol="3186/STC-NS", is_restricted=True, reader_ids=reader)
    assert found(agency, "3178/STC-NS", "tuntc") == []
    assert found(agency, "3188/STC-NS") == ["3187/STC-NS"]
    assert found(agency, "3188/STC-NS", "dinhlq") == ["3186/STC-NS", "3187/STC-NS"]
    assert found(agency, "3178/STC-NS", filters=Filters(urgency=3)) == []
    assert found(agency, "thiệt hại kinh phí Hoài Ân", "tuntc") == []


def test_the_page_says_that_it_is_only_close(agency: Agency) -> None:
    paper(agency, symbol="3187/STC-NS")
    client = client_of(agency, "diepptn")
    page = client.get(reverse("documents:all"), {"q": "3178/STC-NS"}).content.decode()
    assert "Gần giống nhất" in page
    assert "3187/" in page
    sure = client.get(reverse("documents:all"), {"q": "kinh phí"}).content.decode()
    assert "Gần giống" not in sure
