# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days that go otherwise: a sick officer, bút phê on paper, words on the phone, a meeting at two,
and the evening of the clerk."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.e2e.at_work import PHONE, STORY_DAY, Jobs, Visit, say, set_clock, worker
from tests.e2e.test_journey_incoming import choose, picture
from tests.e2e.test_journeys_b_subdepartment import follow

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State
from congso.documents.incoming import InvitationData
from congso.documents.models import Document
from congso.documents.services import annexes, blocks
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency
from congso.routing.deadlines import Due
from congso.routing.enums import State as FlowState
from congso.routing.models import Attendance, Direction, Flow
from congso.routing.services import propose
from congso.routing.tests.factories import (
    assigned,
    by_day,
    directed,
    lead,
    lead_flow,
    proposal_data,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOMORROW = STORY_DAY + dt.timedelta(days=1)
MISSING = "biểu 02, 03"


@pytest.fixture
def jobs(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    set_clock(monkeypatch, 8, 0)
    with worker() as running:
        yield running


def test_an_officer_is_sick_and_the_work_is_due_tomorrow(
    visit: Visit, agency: Agency, jobs: Jobs
) -> None:
    subject = "V/v góp ý dự thảo Nghị quyết về mức chi hỗ trợ giống cây, con sau thiên tai"
    paper = make_document(agency.office, subject=subject, symbol="30c/HĐND-KTNS")
    flow = lead_flow(directed(agency, paper, lead(agency, "TT"), due=by_day(2)))
    own = Due.by_day(TOMORROW)
    words = "Đ/c Tú dự thảo, trình tôi trước 10 giờ."
    assigned(agency, "dungctm", flow, lead(agency, person="tuntc"), text=words, due=own)
    former = Flow.objects.get(person=agency.people["tuntc"])

    page = visit("/", "dungctm")
    page.get_by_role("link", name="Cả đơn vị").click()
    page.locator("#desk-work").get_by_role("link", name=subject).first.click()
    tree = page.locator("section.sec", has=page.get_by_role("heading", name="Luồng xử lý"))
    mine = tree.locator("li", has_text="Ngô Thị Cẩm Tú").last
    mine.get_by_role("link", name="Thu hồi").click()
    work = page.locator("#work")
    work.get_by_label("Lý do").fill("Đ/c Tú ốm, nghỉ từ hôm nay (có giấy nghỉ của TYT phường)")
    work.get_by_role("button", name="Thu hồi").click()
    say(page, "Đã thu hồi")

    # given on at once: date and words stand as before, only the name is new
    page.get_by_role("link", name="Phân công", exact=True).click()
    work = page.locator("#work")
    expect(work.get_by_label("Hạn", exact=True)).to_have_value("26/11/2026")
    expect(work.get_by_label("Nội dung ý kiến")).to_have_value(words)
    choose(work, "Chủ trì", "vu tam", "Nguyễn Vũ Tâm")
    work.get_by_role("button", name="Phân công").click()
    say(page, "Đã phân công")
    fresh = Flow.objects.get(person=agency.people["tamnv2"])
    assert fresh.due_at == former.due_at
    former.refresh_from_db()
    assert former.state == FlowState.TAKEN_BACK

    # the history shows both, and why
    page.reload()
    tree = page.locator("section.sec", has=page.get_by_role("heading", name="Luồng xử lý"))
    for name in ("Ngô Thị Cẩm Tú", "Nguyễn Vũ Tâm", "Đ/c Tú ốm, nghỉ từ hôm nay"):
        expect(tree).to_contain_text(name)
    tree.scroll_into_view_if_needed()
    picture(page, "taken-back")
    sick = visit("/", "tuntc")
    expect(sick.locator("#desk-work")).not_to_contain_text(subject)
    say(visit("/notices/", "tuntc"), "bị thu hồi: Đ/c Tú ốm")
    expect(visit("/", "tamnv2").locator("#desk-work")).to_contain_text(subject)


def test_the_bút_phê_on_paper_counts_as_the_direction(
    visit: Visit, agency: Agency, jobs: Jobs, tmp_path: Path
) -> None:
    photo = tmp_path / "bút phê 24-11 (ảnh chụp).jpg"
    photo.write_bytes(samples.image("JPEG", size=(900, 1200)))
    paper = make_document(agency.office, subject="V/v gỡ thẻ vàng IUU, tàu cá mất kết nối VMS")
    page = visit(f"/documents/{paper.uuid}/", "diepptn")
    page.get_by_role("link", name="Nhập bút phê, chỉ đạo miệng").first.click()
    work = page.locator("#work")
    work.get_by_role("radio", name=re.compile("Nguyễn Hoàng Bách")).check()
    work.get_by_label("Ngày cho ý kiến").fill("24/11/2026")
    page.set_input_files("#id_photo", photo)
    # a photo in which nothing can be read: the clerk says that it bears no mark of a secret paper
    work.get_by_role("button", name="Xác nhận không có dấu mật").click(timeout=60_000)
    expect(work.locator(".file [role=status]")).to_have_text("Đã kiểm tra.")
    work.get_by_label("Nội dung ý kiến").fill("C/c Thú y xử lý ngay, b/c tôi")
    choose(work, "Chủ trì", "trong trot", "Phòng Trồng trọt")
    picture(page, "handwritten")
    work.get_by_role("button", name="Nhập ý kiến").click()
    say(page, "có giá trị như ý kiến chỉ đạo của lãnh đạo")
    say(page, "ghi theo bút phê giấy ngày 24/11/2026, người nhập: Phùng Thị Ngọc Diệp")
    say(page, "chưa xác nhận")
    page.get_by_text("Ảnh chụp bút phê").click()
    shown = page.locator("details.photo img")
    expect(shown).to_be_visible()
    page.wait_for_function("document.querySelector('details.photo img').naturalWidth > 0")

    # it counts at once: the room has the work, under the leader's name
    direction = Direction.objects.get()
    assert (direction.author.login, direction.entered_by.login) == ("bachnh", "diepptn")
    head = visit("/", "dungctm")
    follow(head, "Chờ phân công")
    head.get_by_role("link", name=re.compile("gỡ thẻ vàng IUU")).first.click()
    say(head, "C/c Thú y xử lý ngay, b/c tôi")
    say(head, "Nguyễn Hoàng Bách")


def test_a_leader_on_the_phone_confirms_by_one_tap(
    visit: Visit, agency: Agency, jobs: Jobs
) -> None:
    subject = "Báo cáo nhanh tình hình tàu cá BĐ-96388-TS mất liên lạc (cập nhật 06 giờ)"
    paper = make_document(agency.office, subject=subject, type_code="report", urgency=3)
    page = visit(f"/documents/{paper.uuid}/", "khiemtg")
    page.get_by_role("link", name="Nhập bút phê, chỉ đạo miệng").first.click()
    work = page.locator("#work")
    work.get_by_role("radio", name=re.compile("Lê Quang Định")).check()
    work.get_by_role("radio", name=re.compile("miệng")).check()
    work.get_by_label("Giờ chỉ đạo miệng").fill("07:40")
    work.get_by_label("Nội dung ý kiến").fill("Giao cho Khoa theo dõi, 30 phút báo tôi một lần")
    choose(work, "Chủ trì", "ke hoach", "Phòng Kế hoạch - Tài chính")
    work.get_by_role("button", name="Nhập ý kiến").click()
    say(page, "chỉ đạo miệng, người nhập: Trịnh Gia Khiêm")
    direction = Direction.objects.get()
    assert direction.given_at == clock.at(STORY_DAY, 7, 40)
    assert direction.confirmed_at is None
    # it works before it is confirmed, and what is not confirmed is listed
    expect(visit("/", "lyhc").locator("#desk-work")).to_contain_text(subject)
    say(visit("/documents/list/unconfirmed/", "khiemtg"), subject)

    leader = visit("/", "dinhlq", PHONE)
    leader.locator("#desk-work").get_by_role("link", name=subject).first.tap()
    confirm = leader.get_by_role("button", name="Xác nhận đây là ý kiến của tôi")
    expect(confirm).to_be_in_viewport()
    picture(leader, "confirm-phone")
    confirm.tap()
    say(leader, "Đã xác nhận")
    direction.refresh_from_db()
    assert direction.confirmed_at is not None
    expect(visit("/documents/list/unconfirmed/", "khiemtg").get_by_text(subject)).to_have_count(0)


def test_an_invitation_at_eight_for_two_o_clock(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    subject = "Họp nghe báo cáo phương án điều tiết nước hồ chứa mùa khô 2026-2027"
    paper = make_document(
        agency.office, subject=subject, symbol="318/GM-UBND", type_code="invitation",
        issuer_name="UBND tỉnh Bình Định", urgency=1, arrived_at=clock.at(STORY_DAY, 7, 55),
        invitation=InvitationData(
            clock.at(STORY_DAY, 14), "Phòng họp số 2, UBND tỉnh (số 01 Trần Phú)",
            "Phó Chủ tịch UBND tỉnh", "Giám đốc Sở NN và PTNT", "Báo cáo 05 hồ chứa",
        ),
    )  # fmt: skip
    page = visit(f"/documents/{paper.uuid}/", "khiemtg")
    expect(page.locator("header.dh")).to_contain_text("14:00")
    page.get_by_role("link", name="Phân công dự họp").first.click()
    work = page.locator("#work")
    say(page, "Phòng họp số 2, UBND tỉnh")
    choose(work, "Chuẩn bị tài liệu", "cam tu", "Ngô Thị Cẩm Tú")
    work.get_by_text("Dự thay, phát biểu").click()
    choose(work.locator("people-picker[name=instead]"), "", "bach", "Nguyễn Hoàng Bách")
    work.get_by_label("Dự thay cho").select_option(label="GĐ Lê Quang Định")
    work.get_by_label("Nội dung", exact=True).fill("Đi chung xe 77A-001.17, 13 giờ 15")
    picture(page, "attendance")
    work.get_by_role("button", name="Phân công").click()
    say(page, "Đã phân công và báo cho người dự")
    rows = {row.part: row for row in Attendance.objects.all()}
    assert rows["instead"].person.login == "bachnh"
    assert rows["instead"].instead_of.login == "dinhlq"

    # at once: each has it on the desk for today, in the list of meetings, and a notice
    leader = visit("/", "bachnh", PHONE)
    today = leader.locator("section.panel", has=leader.get_by_role("heading", name="Lịch họp"))
    expect(today).to_contain_text("14:00")
    expect(today).to_contain_text(subject)
    expect(today).to_contain_text("Dự thay: Nguyễn Hoàng Bách (dự thay Lê Quang Định)")
    picture(leader, "meeting-phone")
    say(visit("/notices/", "bachnh"), "họp")
    officer = visit("/", "tuntc")
    follow(officer, "Giấy mời")
    officer.get_by_role("link", name=subject).first.click()
    expect(officer.get_by_role("heading", name=subject, level=1)).to_be_visible()
    director = visit("/", "dinhlq")
    expect(director.locator("body")).to_contain_text("Dự thay: Nguyễn Hoàng Bách")


def test_the_evening_of_the_clerk(visit: Visit, agency: Agency, jobs: Jobs) -> None:
    clerk, office = agency.actor("diepptn"), agency.office
    waits = receive_incoming(
        Actor.system("test"), data=incoming_data(office, subject="V/v sâu keo mùa thu hại ngô")
    )
    make_document(office, actor=clerk, subject="V/v đăng ký nhu cầu biên chế năm 2027")
    ready = make_document(office, actor=clerk, subject="Tờ trình công nhận xã NTM nâng cao")
    propose.propose(agency.actor("khiemtg"), data=proposal_data(agency, ready), present_now=False)
    lacking = make_document(office, actor=clerk, subject="Tình hình bệnh DTLCP tại xã Ân Hảo Đông")
    directed(agency, lacking, lead(agency, "TT"))
    annexes.mark_missing(clerk, document_id=lacking.pk, note=MISSING)
    sent = make_document(office, actor=clerk, subject="V/v tiêm phòng vắc xin LMLM đợt 2")
    directed(agency, sent, lead(agency, "CCTY"))
    secret = make_document(
        office, actor=clerk, subject="Đơn tố cáo cán bộ phường", is_restricted=True,
        reader_ids=(agency.people["dinhlq"].pk,),
    )  # fmt: skip
    blocks.open_batch(clerk, office_id=office.pk, count=2)

    page = visit("/", "diepptn")
    page.get_by_role("link", name="Kiểm tra cuối ngày").click()
    expect(page.get_by_role("heading", name="Kiểm tra cuối ngày", level=1)).to_be_visible()
    say(page, "hôm nay đã vào sổ 5 văn bản")
    expected = {
        "to-register": (1, waits.subject),
        "to-distribute": (2, "biên chế năm 2027"),
        "to-present": (1, ready.subject),
        "to-fill-in": (2, "Số"),
        "missing": (1, MISSING),
        "sent": (1, "Chi cục Thú y"),
    }
    for key, (count, words) in expected.items():
        panel = page.locator(f"#{key}")
        expect(panel.locator("header b")).to_have_text(str(count))
        expect(panel).to_contain_text(words)
    expect(page.locator("body")).not_to_contain_text("tố cáo")
    assert str(secret.number) in page.locator("#to-distribute").inner_text()
    picture(page, "close-of-day")

    # what is missing is mended from here, and the page knows it
    page.locator("#to-register").get_by_role("link").first.click()
    expect(page.get_by_label("Trích yếu")).to_have_value(waits.subject)
    page.keyboard.press("v")
    expect(page.locator(".toast")).to_contain_text("Đã vào sổ")
    page.goto("/documents/close-of-day/")
    expect(page.locator("#to-register header b")).to_have_text("0")
    expect(page.locator("#to-distribute header b")).to_have_text("3")
    assert Document.objects.get(pk=waits.pk).state == State.REGISTERED
