# SPDX-License-Identifier: AGPL-3.0-or-later
"""The jobs of the incoming desk by hand at the pages: keys and clicks asserted, seconds said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.e2e.at_work import PHONE, STORY_DAY, Jobs, Visit, say, set_clock, worker
from tests.e2e.stopwatch import Hands, note
from tests.e2e.test_journey_incoming import picture
from tests.e2e.test_register import LETTER

from congso.accounts.models import Person
from congso.common import clock
from congso.common.actor import Actor
from congso.config.env import MailEnv, WebEnv
from congso.documents.enums import State
from congso.documents.incoming import InvitationData
from congso.documents.models import Document
from congso.documents.services.register import receive_incoming
from congso.documents.services.transfer import send_to_office
from congso.documents.tests.factories import incoming_data, make_document
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency
from congso.routing.models import Attendance, Direction, Flow, Proposal, StockPhrase, Urge
from congso.routing.tests.factories import (
    assigned,
    by_day,
    directed,
    lead,
    lead_flow,
    party,
    presented,
)
from congso.workfiles.models import WorkFile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUBJECTS = (
    "V/v sâu keo mùa thu hại ngô tại xã Ân Hảo Đông", "V/v rầy nâu, đạo ôn lúa vụ Đông Xuân",
    "V/v khảo nghiệm giống lúa ĐV108 tại Hoài Nhơn", "V/v mã số vùng trồng bưởi da xanh",
)  # fmt: skip


@pytest.fixture
def jobs(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    set_clock(monkeypatch, 8, 0)
    with worker() as running:
        yield running


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "3187_STC-NS.pdf"
    path.write_bytes(samples.pdf(LETTER))
    return path


def test_a_paper_that_came_by_itself_is_registered(
    visit: Visit, agency: Agency, jobs: Jobs
) -> None:
    data = incoming_data(agency.office, symbol="745/BC-CCKL", issuer_name="Chi cục Kiểm lâm")
    waiting = receive_incoming(Actor.system("test"), data=data)
    page = visit(f"/documents/{waiting.uuid}/register/", "diepptn")
    expect(page.locator("[data-primary]")).to_be_focused()
    hands = Hands(page)
    hands.press("v")
    expect(page.locator(".toast")).to_contain_text("Đã vào sổ, số đến")
    note(1, "clerk registers: arrived by network or mail", hands, "8 s")
    assert (hands.keys, hands.clicks) == (1, 0)
    assert hands.seconds < 20


def test_a_clean_scan_is_registered(visit: Visit, agency: Agency, jobs: Jobs, letter: Path) -> None:
    page = visit("/documents/register/", "diepptn")
    hands = Hands(page)
    page.set_input_files("#id_files", letter)
    expect(page.locator("[name=symbol]")).to_have_value("3187/STC-NS", timeout=60_000)
    expect(page.locator("people-picker[name=issuer] .it")).to_contain_text("Sở Tài chính")
    expect(page.locator(".pages img").first).to_be_visible()
    hands.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Đã vào sổ, số đến")
    note(2, "clerk registers: clean scan", hands, "20 s, ≤ 30 keystrokes")
    assert hands.keys <= 30
    assert hands.seconds < 60


def test_a_bad_scan_is_typed(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    page = visit("/documents/register/", "diepptn")
    expect(page.locator("#id_issuer")).to_be_focused()
    hands = Hands(page)
    hands.type("so tai")
    expect(page.locator("[role=option]").first).to_contain_text("Sở Tài chính")
    hands.press("Enter", "Tab")
    hands.type("3187/STC-NS")
    hands.press("Tab")
    hands.type("20/11")
    hands.press("Tab")
    hands.type("V/v rà soát, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ")
    hands.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Đã vào sổ, số đến")
    note(3, "clerk registers: bad scan, all typed", hands, "60 s")
    paper = Document.objects.get()
    assert paper.issued_on == dt.date(2026, 11, 20)
    assert hands.keys <= 100
    assert hands.clicks == 0
    assert hands.seconds < 60


def test_the_chi_cuc_registers_again_by_one_key(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    paper = make_document(agency.office, subject="V/v tiêm phòng LMLM đợt 2", issuer_name="Cục TY")
    send_to_office(
        agency.actor("khiemtg"), document_id=paper.pk, office_id=agency.branch_office.pk,
        due_at=None, note="Giao Chi cục Thú y",
    )  # fmt: skip
    copy = Document.objects.get(office=agency.branch_office)
    page = visit(f"/documents/{copy.uuid}/register/", "ngantt")
    expect(page.locator("[data-primary]")).to_be_focused()
    hands = Hands(page)
    hands.press("v")
    expect(page.locator(".toast")).to_contain_text("Đã vào sổ, số đến")
    note(4, "Chi cục clerk registers a paper of the Department", hands, "1 key, 3 s, 0 letters")
    assert (hands.keys, hands.clicks) == (1, 0)
    assert hands.seconds < 15


def test_the_office_distributes_forty(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    for subject in SUBJECTS * 2:
        like = make_document(agency.office, subject=subject, issuer_name="Sở Công Thương")
        directed(agency, like, lead(agency, "TT"))
    for number in range(40):
        make_document(
            agency.office, subject=f"{SUBJECTS[number % 4]}, đợt {number + 2}",
            issuer_name="Sở Công Thương",
        )  # fmt: skip
    page = visit("/documents/distribute/", "khiemtg")
    hands = Hands(page)
    for number in range(40):
        left = 39 - number
        expect(page.locator("people-picker[name=lead] .it")).to_contain_text("Trồng trọt")
        hands.press("Enter")
        if left:
            expect(page.locator(".lhead")).to_contain_text(f"Đã xong {number + 1}/40")
    say(page, "Không có văn bản chờ phân phối")
    note(5, "Office distributes the morning's 40 papers, all agreed to", hands, "10 min, 15 s each")
    assert Proposal.objects.filter(stage="presented", leader__login="chauvtm").count() == 40
    assert (hands.keys, hands.clicks) == (40, 0)
    assert hands.seconds < 300


def test_a_leader_agrees_by_two_taps(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    presented(agency, make_document(agency.office, subject=SUBJECTS[0], urgency=2))
    page = visit("/", "chauvtm", PHONE)
    hands = Hands(page)
    hands.tap(page.locator("#desk-work .t a").first)
    hands.tap(page.get_by_role("button", name="Đồng ý đề xuất"))
    say(page, "Đã đồng ý đề xuất")
    note(6, "leader agrees to the proposal (phone)", hands, "2 taps, 8 s")
    assert hands.taps == 2
    assert hands.seconds < 30


def test_a_leader_directs_in_his_own_words(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    words = "Báo cáo tôi trước khi gửi"
    StockPhrase.objects.create(office=agency.office, owner=agency.people["chauvtm"], text=words)
    presented(agency, make_document(agency.office, subject=SUBJECTS[1]))
    page = visit("/", "chauvtm", PHONE)
    hands = Hands(page)
    hands.tap(page.locator("#desk-work .t a").first)
    hands.tap(page.get_by_role("link", name="Ghi ý kiến"))
    hands.tap(page.get_by_role("button", name=words))
    hands.tap(page.locator("#work [data-primary]"))
    say(page, "Đã gửi ý kiến chỉ đạo")
    note(7, "leader's own direction with a stock phrase (phone)", hands, "4 taps, 20 s")
    assert hands.taps == 4
    assert words in Direction.objects.get(way="written").text
    assert hands.seconds < 40


def test_a_leader_agrees_to_twenty(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    for number in range(20):
        subject = f"{SUBJECTS[number % 4]}, số {number}"
        presented(agency, make_document(agency.office, subject=subject))
    presented(agency, make_document(agency.office, subject="HỎA TỐC: ứng phó bão", urgency=3))
    page = visit("/", "chauvtm")
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Đồng ý nhiều đề xuất"))
    hands.click(page.get_by_label("Chọn tất cả"))
    expect(page.locator("[name=ids]:checked")).to_have_count(20)
    hands.click(page.get_by_role("button", name="Đồng ý các đề xuất đã chọn"))
    say(page, "Đã đồng ý 20 đề xuất")
    note(8, "leader agrees to 20 papers at once, the express one stays", hands, "3 min")
    assert Direction.objects.filter(way="agreed").count() == 20
    assert Proposal.objects.filter(stage="presented").count() == 1
    assert hands.clicks == 3
    assert hands.seconds < 60


def test_who_is_late_is_urged_by_two_clicks(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    then = clock.at(STORY_DAY - dt.timedelta(days=15), 9)
    for unit in ("TT", "KHTC", "TT"):
        paper = make_document(agency.office, arrived_at=then, now=then)
        directed(agency, paper, lead(agency, unit), now=then, due=by_day(4, then))
    page = visit("/", "khiemtg")
    hands = Hands(page)
    hands.click(page.get_by_role("navigation", name="Việc đang chờ").get_by_text("Quá hạn"))
    hands.click(page.get_by_role("button", name="Đôn đốc 3 việc quá hạn"))
    say(page, "Đã đôn đốc 3 việc")
    note(10, "who is late, urge", hands, "2 clicks; a whole list 3 clicks")
    assert Urge.objects.count() == 3
    assert hands.clicks == 2


def test_an_account_with_its_slip(visit: Visit, agency: Agency, jobs: Jobs, settings: Any) -> None:
    settings.CONGSO_ENV.mail = MailEnv(mail_domain="snnptnt.binhdinh.gov.vn")
    settings.CONGSO_ENV.web = WebEnv()
    page = visit("/office/", "duongntt")
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Cấp tài khoản").first)
    hands.click(page.get_by_label("Họ và tên"))
    hands.type("Ksor Y Bhăm Đặng Thị Ánh")
    expect(page.locator("#login-proposal")).to_contain_text(re.compile("anh"))
    page.get_by_label("Đơn vị").select_option(label="Phòng Trồng trọt (TT)")
    hands.clicks += 2  # the box and the line in it
    hands.click(page.get_by_role("button", name="Cấp và in phiếu"))
    say(page, "Ksor Y Bhăm Đặng Thị Ánh")
    expect(page.locator("body")).to_contain_text(re.compile("mật khẩu", re.IGNORECASE))
    note(11, "account with its slip", hands, "30 s")
    picture(page, "slip")
    assert Person.objects.filter(full_name="Ksor Y Bhăm Đặng Thị Ánh").count() == 1
    assert hands.clicks <= 6
    assert hands.seconds < 60


def test_a_head_assigns_ten(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    for number in range(10):
        paper = make_document(agency.office, subject=f"{SUBJECTS[number % 4]}, số {number}")
        directed(agency, paper, lead(agency, "TT"))
    page = visit("/documents/list/to-assign/", "dungctm")
    hands = Hands(page)
    hands.click(page.locator("[data-rows] .row").first)
    for name in ["Ngô Thị Cẩm Tú", "Nguyễn Vũ Tâm"] * 5:
        hands.click(page.get_by_role("link", name="Phân công", exact=True))
        hands.click(page.locator("#work").get_by_role("button", name=name))
        expect(page.locator("people-picker[name=lead] .it")).to_contain_text(name)
        hands.click(page.locator("#work [data-primary]"))
        expect(page.locator(".toast").first).to_contain_text("Đã phân công")
        expect(page.locator("#work [data-primary]")).to_have_count(0)
    note(12, "head of a room assigns 10 papers", hands, "2 min")
    assert Flow.objects.filter(person__login="tuntc").count() == 5
    assert Flow.objects.filter(person__login="tamnv2").count() == 5
    assert hands.clicks == 31
    assert hands.seconds < 180


def test_the_officer_s_day_and_a_finish_with_filing(
    visit: Visit, agency: Agency, jobs: Jobs
) -> None:
    paper = make_document(agency.office, subject=SUBJECTS[2])
    flow = lead_flow(directed(agency, paper, lead(agency, "TT"), due=by_day(0)))
    assigned(agency, "dungctm", flow, lead(agency, person="tuntc"))
    page = visit("/", "tuntc")
    hands = Hands(page)
    expect(page.locator("#desk-work")).to_contain_text("khảo nghiệm giống lúa ĐV108")
    expect(page.locator("#desk-work")).to_contain_text("Hôm nay")
    note(13, "officer: what must I do today", hands, "0 clicks")
    assert (hands.keys, hands.clicks) == (0, 0)
    page.locator("#desk-work").get_by_role("link", name=SUBJECTS[2]).first.click()
    expect(page.get_by_role("link", name="Kết thúc", exact=True)).to_be_visible()
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Kết thúc", exact=True))
    hands.click(page.locator("#work").get_by_role("button", name="Kết thúc"))
    say(page, "Đã kết thúc")
    note(14, "officer finishes with filing", hands, "2 clicks")
    assert WorkFile.objects.get().title == "khảo nghiệm giống lúa ĐV108 tại Hoài Nhơn"
    assert hands.clicks == 2


def test_a_handwritten_direction_is_entered(
    visit: Visit, agency: Agency, jobs: Jobs, tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_0417.jpg"
    photo.write_bytes(samples.image("JPEG", size=(900, 1200)))
    parties = (lead(agency, "TT"), party(agency, "cooperate", "KHTC"))
    paper = make_document(agency.office, subject=SUBJECTS[3])
    presented(agency, paper, *parties, leader="dinhlq")
    page = visit(f"/documents/{paper.uuid}/", "diepptn")
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Nhập bút phê, chỉ đạo miệng").first)
    # leader, recipients and words stand as proposed; the photo is what has to be brought
    expect(page.get_by_role("radio", name=re.compile("Lê Quang Định"))).to_be_checked()
    page.set_input_files("#id_photo", photo)
    hands.clicks += 2  # the button and the file in the dialog of the machine
    hands.click(page.get_by_role("button", name="Xác nhận không có dấu mật"))
    hands.click(page.locator("#work").get_by_role("button", name="Nhập ý kiến"))
    say(page, "có giá trị như ý kiến chỉ đạo của lãnh đạo")
    note(15, "clerk enters a handwritten bút phê", hands, "20 s")
    assert Direction.objects.get().author.login == "dinhlq"
    assert hands.clicks == 5
    assert hands.seconds < 60


def test_the_evening_and_the_month_s_book(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    for number in range(12):
        make_document(agency.office, subject=f"{SUBJECTS[number % 4]}, số {number}")
    page = visit("/", "diepptn")
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Kiểm tra cuối ngày"))
    expect(page.locator("#to-distribute header b")).to_have_text("12")
    note(16, "clerk's close of day", hands, "2 min")
    assert hands.clicks == 1
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Sổ và báo cáo").first)
    hands.click(page.get_by_role("link", name="Sổ đăng ký văn bản đến"))
    with page.expect_download() as given:
        hands.click(page.get_by_role("main").locator("form button.p").first)
    assert Path(given.value.path()).read_bytes().startswith(b"%PDF")
    note(17, "print of the month's book", hands, "1 min")
    assert hands.clicks == 3
    assert hands.seconds < 60


def test_who_attends_a_meeting(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    paper = make_document(
        agency.office, subject="Họp phương án điều tiết nước hồ chứa", type_code="invitation",
        invitation=InvitationData(clock.at(STORY_DAY, 14), "Phòng họp số 2, UBND tỉnh"),
    )  # fmt: skip
    page = visit(f"/documents/{paper.uuid}/", "khiemtg")
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Phân công dự họp").first)
    hands.click(page.locator("#work label", has_text="PGĐ Võ Thị Minh Châu").first)
    box = page.locator("people-picker[name=prepare]")
    hands.click(box.get_by_role("combobox"))
    hands.type("cam tu")
    hands.click(box.get_by_role("option", name=re.compile("Ngô Thị Cẩm Tú")).first)
    hands.click(page.locator("#work [data-primary]"))
    say(page, "Đã phân công và báo cho người dự")
    note(18, "giấy mời: who attends, who prepares", hands, "30 s")
    assert Attendance.objects.count() == 2
    assert hands.clicks == 5
    assert hands.seconds < 60
    assert Document.objects.get().state == State.REGISTERED
