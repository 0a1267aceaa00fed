# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages these journeys pass, looked at by a machine: each width, light and dark, no fault."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.at_work import STORY_DAY, Visit, set_clock
from tests.e2e.test_desk import SIZES

from congso.common import clock
from congso.documents.incoming import InvitationData
from congso.documents.tests.factories import make_document
from congso.organisation.models import Absence, StandIn
from congso.organisation.services import absences, people
from congso.organisation.tests.factories import Agency
from congso.routing.tests.factories import by_day, directed, lead, presented

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THURSDAY = STORY_DAY + dt.timedelta(days=1)


@pytest.fixture
def storied(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Agency:
    """Somebody away with and without a substitute, late work, a near number, an invitation."""
    set_clock(monkeypatch, 9, 0)
    for login, by in (("ngantt", "ngantt"), ("hanhutm", "datqv")):
        row = Absence(person=agency.people[login], first_day=THURSDAY, last_day=THURSDAY)
        absences.announce(agency.actor(by), absence=row)
    given = {"absent": agency.people["ngantt"], "stand_in": agency.people["trivc"]}
    days = {"valid_from": THURSDAY, "valid_until": THURSDAY, "may_register": True}
    people.appoint_stand_in(agency.actor("datqv"), stand_in=StandIn(**given, **days))
    then = clock.at(STORY_DAY - dt.timedelta(days=15), 9)
    late = make_document(agency.office, symbol="3187/STC-NS", arrived_at=then, now=then)
    directed(agency, late, lead(agency, "TT"), now=then, due=by_day(4, then))
    presented(agency, make_document(agency.office))
    directed(agency, make_document(agency.office), lead(agency, "TT"))
    make_document(
        agency.office, subject="Họp phương án điều tiết nước", type_code="invitation",
        invitation=InvitationData(clock.at(STORY_DAY, 14), "Phòng họp số 2, UBND tỉnh"),
    )  # fmt: skip
    return agency


def opened(page: Page, link: str) -> None:
    """The form of an act beside the paper, also from the menu "…" of a phone."""
    if not page.get_by_role("link", name=link, exact=True).first.is_visible():
        page.get_by_role("toolbar").locator("details.menu.e > summary").click()
    page.get_by_role("toolbar").locator("a:visible", has_text=link).first.click()
    expect(page.locator("#work form")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_have_no_fault(
    visit: Visit, storied: Agency, check_page: Any, size: str, theme: str
) -> None:
    def look(path: str, login: str, words: str) -> Page:
        page = visit(path, login, SIZES[size], theme)
        expect(page.locator("body")).to_contain_text(words)
        return page

    check_page(look("/office/stand-ins/", "datqv", "Biên bản bàn giao"), f"away-{size}-{theme}")
    page = look("/documents/list/overdue/", "khiemtg", "Đôn đốc 1 việc quá hạn")
    check_page(page, f"urge-{size}-{theme}")
    page = look("/documents/all/?q=3178/STC-NS", "khiemtg", "Gần giống nhất")
    check_page(page, f"near-{size}-{theme}")
    check_page(look("/documents/agree/", "chauvtm", "Chọn tất cả"), f"agree-{size}-{theme}")


@pytest.mark.parametrize("size", ["390", "1366"])
@pytest.mark.parametrize(
    ("login", "subject", "link"),
    [
        ("khiemtg", "Họp phương án", "Phân công dự họp"),
        ("khiemtg", "Họp phương án", "Nhập bút phê, chỉ đạo miệng"),
        ("dungctm", "kinh phí hỗ trợ", "Phân công"),
    ],
)
def test_the_button_of_an_open_form_is_at_hand(
    visit: Visit, storied: Agency, check_page: Any, size: str, login: str, subject: str, link: str
) -> None:
    page = visit("/documents/all/", login, SIZES[size])
    page.locator("[data-rows] .row", has_text=subject).first.click()
    expect(page.get_by_role("heading", level=1, name=subject)).to_be_visible()
    opened(page, link)
    if size == "390":  # the bar below gives way to the form's own buttons
        expect(page.locator("#work [data-primary]")).to_be_in_viewport()
        expect(page.locator(".abar")).to_be_hidden()
    check_page(page, f"form-{login}-{link[:9]}-{size}")
