# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each role finds in the morning: the desk says what waits, in the words of that role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.e2e.at_work import PHONE, STORY_DAY, Visit, set_clock, worker
from tests.e2e.test_journey_incoming import picture

from congso.common import clock
from congso.documents.incoming import InvitationData
from congso.documents.services.transfer import send_to_office
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency
from congso.routing.services.attend import Goes, assign_attendance
from congso.routing.tests.factories import (
    assigned,
    by_day,
    directed,
    lead,
    lead_flow,
    party,
    presented,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = (1366, 768)
Waits = tuple[str, str]
ROLES = (
    # login, size, picture, what waits first
    ("khiemtg", WIDE, "desk-office", ("Chờ phân phối", "V/v khóa sổ, đối chiếu số dư cuối năm")),
    ("chauvtm", PHONE, "desk-leader-phone", ("Chờ ý kiến chỉ đạo", "phòng, chống hạn mặn")),
    ("dungctm", WIDE, "desk-head", ("Chờ phân công", "mã số vùng trồng bưởi da xanh")),
    ("tuntc", WIDE, "desk-officer", ("Chờ xử lý", "khảo nghiệm giống lúa ĐV108")),
    ("ngantt", WIDE, "desk-chi-cuc", ("Chờ vào sổ", "tiêm phòng vắc xin lở mồm long móng")),
)


@pytest.fixture
def morning(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Iterator[Agency]:
    set_clock(monkeypatch, 7, 40)
    with worker():
        _fill(agency)
        yield agency


def _fill(agency: Agency) -> None:
    office = agency.office
    before = clock.at(STORY_DAY - dt.timedelta(days=8), 9)
    for subject, urgency in (
        ("V/v khóa sổ, đối chiếu số dư cuối năm", 0), ("V/v tự đánh giá Chỉ số CCHC", 1),
    ):  # fmt: skip
        make_document(office, subject=subject, urgency=urgency, issuer_name="Kho bạc NN tỉnh")
    for subject, urgency in (
        ("Công điện về phòng, chống hạn mặn, cháy rừng", 3),
        ("V/v kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ", 2),
        ("V/v đăng ký nhu cầu biên chế công chức năm 2027", 0),
    ):
        presented(agency, make_document(office, subject=subject, urgency=urgency))
    for subject in ("Đề nghị cấp mã số vùng trồng bưởi da xanh", "V/v hỗ trợ giống lúa 320 ha"):
        paper = make_document(office, subject=subject, issuer_name="UBND huyện Hoài Nhơn")
        directed(agency, paper, lead(agency, "TT"), due=by_day(5))
    for subject, days in (
        ("V/v khảo nghiệm giống lúa ĐV108 tại Hoài Nhơn", 0), ("V/v sâu keo mùa thu hại ngô", 1),
    ):  # fmt: skip
        flow = lead_flow(directed(agency, _paper(agency, subject), lead(agency, "TT")))
        assigned(agency, "dungctm", flow, lead(agency, person="tuntc"), due=by_day(days))
    late = make_document(
        office, subject="Báo cáo nhanh vụ Đông Xuân", arrived_at=before, now=before
    )
    flow = lead_flow(directed(agency, late, lead(agency, "TT"), now=before, due=by_day(5, before)))
    assigned(agency, "dungctm", flow, lead(agency, person="tuntc"), now=before)
    helped = _paper(agency, "V/v góp ý dự thảo kế hoạch đầu tư công trung hạn")
    directed(agency, helped, lead(agency, "KHTC"), party(agency, "cooperate", "TT"))
    meeting = InvitationData(clock.at(STORY_DAY, 14), "Phòng họp số 2, UBND tỉnh")
    paper = make_document(
        office, subject="Họp nghe báo cáo phương án điều tiết nước hồ chứa mùa khô",
        type_code="invitation", invitation=meeting,
    )  # fmt: skip
    goes = [Goes(agency.people["chauvtm"].pk), Goes(agency.people["tuntc"].pk, "prepare")]
    assign_attendance(agency.actor("khiemtg"), document_id=paper.pk, people=goes)
    for subject in ("V/v tổ chức tiêm phòng vắc xin lở mồm long móng đợt 2", "V/v kiểm dịch Tết"):
        send_to_office(
            agency.actor("khiemtg"), document_id=_paper(agency, subject).pk,
            office_id=agency.branch_office.pk, due_at=None, note="Giao Chi cục Thú y",
        )  # fmt: skip


def _paper(agency: Agency, subject: str):  # type: ignore[no-untyped-def]
    return make_document(agency.office, subject=subject, issuer_name="Cục Thú y")


@pytest.mark.parametrize(("login", "size", "name", "waits"), ROLES, ids=[r[0] for r in ROLES])
def test_the_desk_says_what_waits(
    visit: Visit,
    morning: Agency,
    login: str,
    size: tuple[int, int],
    name: str,
    waits: tuple[str, str],
) -> None:
    page = visit("/", login, size)
    expect(page.get_by_role("heading", name="Bàn làm việc")).to_be_visible()
    work = page.locator("#desk-work")
    for words in waits:
        expect(work).to_contain_text(words)
    picture(page, name)
