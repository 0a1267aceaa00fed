# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal whose deadline passed before the leader looked: no act that is only refused."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.common import clock
from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.notifications.models import Notice
from congso.organisation.tests.factories import Agency
from congso.routing import jobs, notices
from congso.routing.deadlines import Due
from congso.routing.models import Direction, Proposal
from congso.routing.tests.factories import by_day, lead, party, presented

AGREE = "Đồng ý đề xuất"
LAPSED = "Hạn đề xuất đã qua"


@pytest.fixture
def lapsed(agency: Agency, document: Document) -> Proposal:
    """A meeting of yesterday at half past nine, put before Châu three days ago."""
    ago = clock.now() - dt.timedelta(days=3)
    hour = clock.at(clock.today() - dt.timedelta(days=1), 9, 30)
    return presented(agency, document, due=Due.by_hour(hour), now=ago)


def test_the_page_offers_a_new_deadline_in_place_of_agreeing(
    agency: Agency, document: Document, lapsed: Proposal
) -> None:
    client = client_of(agency, "chauvtm")
    page = client.get(f"/documents/{document.uuid}/").content.decode()
    assert f"/documents/proposals/{lapsed.pk}/agree/" not in page
    assert LAPSED in page
    form = client.get(f"/documents/{document.uuid}/direct/")
    assert LAPSED in form.content.decode()
    assert "due_on" not in form.context["form"].initial
    sent = client.post(
        f"/documents/{document.uuid}/direct/",
        {
            **form.context["form"].initial,
            "due_kind": "day",
            "lead": f"unit:{agency.units['TT'].pk}",
        },
    )
    assert sent.status_code == 302
    assert Direction.objects.get().due_at is None


def test_whoever_agrees_all_the_same_is_led_to_the_form(
    agency: Agency, document: Document, lapsed: Proposal
) -> None:
    url = f"/documents/proposals/{lapsed.pk}/agree/"
    answer = client_of(agency, "chauvtm").post(url, follow=True)
    assert answer.redirect_chain == [(f"/documents/{document.uuid}/direct/", 302)]
    assert "ghi hạn mới" in answer.content.decode()
    assert not Direction.objects.exists()


def test_an_opinion_that_was_due_yesterday_counts(agency: Agency, document: Document) -> None:
    ago = clock.now() - dt.timedelta(days=5)
    owed = party(agency, "cooperate", "KHTC", due_at=by_day(-1).at)
    presented(agency, document, lead(agency, "TT"), owed, due=by_day(5), now=ago)
    client = client_of(agency, "chauvtm")
    assert LAPSED in client.get(f"/documents/{document.uuid}/").content.decode()
    initial = client.get(f"/documents/{document.uuid}/direct/").context["form"].initial
    assert "cooperate_on" not in initial
    assert initial["due_on"] == clock.day_of(by_day(5).at)


def test_it_cannot_be_chosen_among_several(
    agency: Agency, document: Document, lapsed: Proposal
) -> None:
    plain = make_document(agency.office, issuer_name="Sở Công Thương")
    today = presented(agency, plain, due=by_day(0))
    page = client_of(agency, "chauvtm").get("/documents/agree/").content.decode()
    assert f'value="{plain.uuid}"' in page
    assert f'value="{document.uuid}"' not in page
    paper = client_of(agency, "chauvtm").get(f"/documents/{plain.uuid}/").content.decode()
    assert f"/documents/proposals/{today.pk}/agree/" in paper
    assert AGREE in paper
    assert LAPSED not in paper


def test_the_office_is_told_once(agency: Agency, lapsed: Proposal) -> None:
    presented(agency, make_document(agency.office), due=by_day(2))
    for _turn in range(2):
        jobs.overdue()
    told = Notice.objects.filter(msgid=notices.LAPSED)
    assert sorted(told.values_list("person__login", flat=True)) == ["hadtt", "khiemtg"]
    assert f"/documents/{lapsed.document.uuid}/" in told[0].url
