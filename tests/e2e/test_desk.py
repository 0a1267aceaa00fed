# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of each role in a browser: seen light and dark, wide and narrow, without a fault."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency
from congso.routing.tests.factories import directed, lead, party, presented

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"1440": (1440, 900), "1366": (1366, 768), "1024": (1024, 768), "390": (390, 844)}


@pytest.fixture
def busy(agency: Agency) -> Agency:
    """Papers at every station of the road."""
    names = ("Sở Công Thương", "Sở Tài chính", "UBND huyện Tuy Phước", "Cục Thú y")
    papers = [make_document(agency.office, issuer_name=name) for name in names]
    presented(agency, papers[0])
    directed(agency, papers[1], lead(agency, "TT"), party(agency, "cooperate", "KHTC"))
    directed(agency, papers[2], lead(agency, person="tuntc"))
    return agency


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("login", ["chauvtm", "khiemtg", "dungctm", "diepptn"])
def test_the_desk_has_no_fault(
    busy: Agency, visit: Any, check_page: Any, login: str, theme: str, size: str
) -> None:
    page = visit("/", login, SIZES[size], theme)
    expect(page.get_by_role("heading", name="Bàn làm việc")).to_be_visible()
    check_page(page, f"desk-{login}-{size}-{theme}")


@pytest.mark.parametrize("size", ["1366", "390"])
@pytest.mark.parametrize(
    ("login", "path", "heading"),
    [
        ("diepptn", "/documents/close-of-day/", "Kiểm tra cuối ngày"),
        ("chauvtm", "/documents/agree/", "Đồng ý nhiều đề xuất"),
        ("chauvtm", "/documents/phrases/", "Câu ý kiến thường dùng"),
        ("tuntc", "/notices/", "Thông báo"),
    ],
)
def test_the_pages_beside_have_no_fault(
    busy: Agency, visit: Any, check_page: Any, login: str, path: str, heading: str, size: str
) -> None:
    page = visit(path, login, SIZES[size])
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    check_page(page, f"{heading}-{size}")


def test_the_head_turns_from_his_own_work_to_the_whole_unit(busy: Agency, visit: Any) -> None:
    page = visit("/", "dungctm")
    expect(page.locator("#desk-work li")).to_have_count(1)
    page.get_by_role("link", name="Cả đơn vị").click()
    expect(page.locator("#desk-work li")).to_have_count(2)
    expect(page.locator("#desk-work")).to_contain_text("Người xử lý: Ngô Thị Cẩm Tú")
