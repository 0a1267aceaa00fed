# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hỏa tốc at 16:50 from a phone photo, one more after hours; the Director abroad."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.at_work import PHONE, STORY_DAY, Visit, add_file, say, set_clock, worker
from tests.e2e.test_journey_incoming import choose, picture

from congso.documents.enums import FileRole, State
from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.filestore.tests import samples
from congso.organisation.enums import DutyKind
from congso.organisation.models import DutyTurn
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency
from congso.routing.models import Direction, Flow
from congso.routing.tests.factories import lead, presented

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEGRAM = "Công điện ứng phó mưa lũ, vận hành hồ Định Bình, gỡ bỏ đăng chắn ở Thị Nại"
FAX = "V/v sơ tán dân vùng hạ du hồ Núi Một trước 22 giờ"


@pytest.fixture
def jobs(agency: Agency) -> Iterator[None]:
    forget_calendar()
    with worker():
        yield
    forget_calendar()


@pytest.fixture
def on_duty(agency: Agency) -> None:
    for login, phone in (("bachnh", "0905 617 048"), ("khiemtg", "0914 002 935")):
        agency.people[login].phone = phone
        agency.people[login].save()
    DutyTurn.objects.create(
        registry_office=agency.office, person=agency.people["bachnh"], kind=DutyKind.LEADER,
        first_day=STORY_DAY, last_day=STORY_DAY,
    )  # fmt: skip


def photo(folder: Path) -> Path:
    """What the phone made of the fax: a JPEG."""
    path = folder / "IMG_20261125_1648.jpg"
    lines = ["ỦY BAN NHÂN DÂN TỈNH", "CÔNG ĐIỆN", "Số: 12/CĐ-UBND", TELEGRAM[:40]]
    samples.page_picture(lines).save(path, "JPEG", quality=70)  # type: ignore[no-untyped-call]
    return path


def enter_express(page: Page, symbol: str, subject: str, hour: str) -> None:
    page.get_by_label("Hình thức nhận").select_option(label="Fax")
    page.get_by_role("combobox", name="Cơ quan ban hành").fill("Ủy ban nhân dân tỉnh")
    page.get_by_label("Số, ký hiệu").fill(symbol)
    page.get_by_label("Ngày văn bản").fill("25/11")
    page.get_by_label("Trích yếu").fill(subject)
    page.get_by_role("radio", name="Hỏa tốc").check()
    page.get_by_label("Hạn nơi gửi yêu cầu").fill("25/11")
    page.get_by_label("Giờ", exact=True).locator("visible=true").fill(hour)
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_url(re.compile(r"/documents/[0-9a-f-]{36}/$"))


def test_express_at_ten_to_five(
    visit: Visit, agency: Agency, jobs: None, on_duty: None, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, check_page: Any,
) -> None:  # fmt: skip
    set_clock(monkeypatch, 16, 50)
    page = visit("/documents/register/", "diepptn", PHONE)
    add_file(page, photo(tmp_path))
    enter_express(page, "12/CĐ-UBND", TELEGRAM, "20:00")
    expect(page.locator(".crumb")).to_contain_text("Hỏa tốc")
    expect(page.locator(".crumb")).to_contain_text("20:00")
    calls = page.locator("section.sec", has=page.get_by_role("heading", name="Gọi báo ngay"))
    expect(calls).to_contain_text("Nguyễn Hoàng Bách")
    assert calls.get_by_role("link", name="0905 617 048").get_attribute("href") == "tel:0905617048"
    expect(calls).to_contain_text("Trịnh Gia Khiêm")
    picture(page, "express-phone")
    check_page(page, "journey-express-390")
    paper = Document.objects.get()
    assert paper.files.get().media_type == "image/jpeg"

    head = visit("/", "khiemtg")
    notice = head.locator(".nt li", has_text="Hỏa tốc, vừa vào sổ")
    expect(notice).to_be_visible()
    notice.get_by_role("link").first.click()
    expect(head.get_by_role("heading", level=1, name=TELEGRAM)).to_be_visible()
    head.get_by_role("radio", name=re.compile("Võ Thị Minh Châu")).check()
    choose(head.get_by_role("form", name="Phân phối văn bản đến"), "Chủ trì", "trong", "Trồng trọt")
    head.get_by_role("button", name="Chấp nhận, sang văn bản tiếp").click()
    say(head, "Không có văn bản chờ phân phối")

    leader = visit("/", "chauvtm", PHONE)
    leader.locator("#desk-work .t a").first.tap()
    leader.get_by_role("button", name="Đồng ý đề xuất").tap()
    say(leader, "Đã đồng ý đề xuất")
    flow = Flow.objects.get(unit=agency.units["TT"])
    assert flow.due_at is not None
    assert flow.due_at.astimezone(dt.timezone(dt.timedelta(hours=7))).hour == 20
    # the call list is for a paper nobody has directed yet
    page.reload()
    expect(page.get_by_role("heading", name="Gọi báo ngay")).to_have_count(0)

    # the sheet itself comes the next morning: no new number
    set_clock(monkeypatch, 8, 10, STORY_DAY + dt.timedelta(days=1))
    clerk = visit(f"/documents/{paper.uuid}/", "yenmt")
    clerk.locator("summary[aria-label='Thao tác khác']").click()
    clerk.get_by_role("link", name="Ghép: văn bản đến thêm theo đường khác").click()
    dialog = clerk.get_by_role("dialog")
    dialog.get_by_label("Hình thức nhận").select_option(label="Bưu điện")
    scan = tmp_path / "12-CĐ-UBND bản giấy.pdf"
    scan.write_bytes(samples.pdf(["CÔNG ĐIỆN", TELEGRAM]))  # type: ignore[no-untyped-call]
    add_file(dialog, scan)
    dialog.get_by_role("button", name="Ghép").click()
    say(clerk, "Đã ghép, giữ nguyên số đến 1.")
    roads = clerk.locator(
        "section.sec", has=clerk.get_by_role("heading", name="Đến theo nhiều đường")
    )
    expect(roads).to_contain_text("Fax")
    expect(roads).to_contain_text("Bưu điện")
    assert Document.objects.get().number == 1
    assert list(paper.files.order_by("position").values_list("role", flat=True)) == [
        FileRole.MAIN, FileRole.ORIGINAL,
    ]  # fmt: skip


def test_express_after_hours_goes_to_the_leader_on_duty(
    visit: Visit, agency: Agency, jobs: None, on_duty: None, monkeypatch: pytest.MonkeyPatch,
    check_page: Any,
) -> None:  # fmt: skip
    set_clock(monkeypatch, 17, 20)
    clerk = visit("/documents/register/", "diepptn")
    enter_express(clerk, "13/CĐ-UBND", FAX, "22:00")
    expect(clerk.get_by_role("heading", name="Gọi báo ngay")).to_be_visible()

    leader = visit("/", "bachnh", PHONE)
    notice = leader.locator(".nt li", has_text="Hỏa tốc, vừa vào sổ: số đến 1")
    expect(notice).to_be_visible()
    notice.get_by_role("link").first.tap()
    expect(leader.get_by_role("heading", level=1, name=FAX)).to_be_visible()
    leader.get_by_role("link", name="Ghi ý kiến").tap()
    work = leader.locator("#work")
    choose(work, "Chủ trì", "ke hoach", "Kế hoạch - Tài chính")
    work.get_by_label("Nội dung ý kiến").fill("Cử người trực tại hồ, báo cáo 30 phút một lần.")
    check_page(leader, "journey-duty-390")
    work.get_by_role("button", name="Lưu ý kiến và chuyển").tap()
    say(leader, "Đã gửi ý kiến chỉ đạo.")
    given = Direction.objects.get()
    assert given.author == agency.people["bachnh"]
    assert Document.objects.get().state == State.DISTRIBUTED
    # nobody else is alarmed: another deputy has no notice and no sight of it
    other = visit("/", "chauvtm")
    expect(other.locator(".nt li", has_text="Hỏa tốc")).to_have_count(0)


def test_the_director_abroad(
    visit: Visit, agency: Agency, monkeypatch: pytest.MonkeyPatch, check_page: Any
) -> None:
    """Dates set by himself; his queue flows; he sees on his return what was done in his stead."""
    set_clock(monkeypatch, 7, 45)
    director = visit("/", "dinhlq")
    director.locator("details.me > summary").click()
    director.get_by_role("link", name="Ủy quyền").click()
    choose(director, "Người được ủy quyền", "minh chau", "Võ Thị Minh Châu")
    director.get_by_label("Từ ngày").first.fill("26/11/2026")
    director.get_by_label("Ngày cuối").first.fill("30/11/2026")
    director.get_by_label("Cho ý kiến chỉ đạo").first.check()
    director.get_by_role("button", name="Ủy quyền", exact=True).first.click()
    expect(director.get_by_role("row", name=re.compile("Võ Thị Minh Châu"))).to_contain_text(
        "26/11/2026"
    )
    check_page(director, "journey-stand-in")

    first = make_document(agency.office, subject="V/v quyết toán vốn ODA hợp phần Đăk Tô")
    second = make_document(agency.office, subject="V/v bổ nhiệm kế toán trưởng")
    presented(agency, first, lead(agency, "KHTC"), leader="dinhlq")
    presented(agency, second, lead(agency, "KHTC"), leader="dinhlq")
    # still here today: it is nobody else's
    assert visit("/", "chauvtm").locator("#desk-work", has_text="vốn ODA").count() == 0

    set_clock(monkeypatch, 9, 0, dt.date(2026, 11, 26))
    deputy = visit("/documents/list/awaiting-direction/", "chauvtm")
    deputy.get_by_role("link", name=re.compile("vốn ODA")).first.click()
    deputy.get_by_role("button", name="Đồng ý đề xuất").click()
    say(deputy, "Đã đồng ý đề xuất")
    direction = Direction.objects.get()
    assert (direction.author, direction.acting_for) == (
        agency.people["chauvtm"], agency.people["dinhlq"],
    )  # fmt: skip
    room = visit(f"/documents/{first.uuid}/", "lyhc")
    say(room, "xử lý thay (theo ủy quyền của Lê Quang Định)")

    set_clock(monkeypatch, 8, 0, dt.date(2026, 12, 1))
    back = visit("/", "dinhlq")
    done = back.locator("section", has=back.get_by_role("heading", name="Đã xử lý thay"))
    expect(done).to_contain_text("vốn ODA")
    expect(done).to_contain_text("Võ Thị Minh Châu xử lý thay (theo ủy quyền)")
    expect(done).not_to_contain_text("kế toán trưởng")
    expect(back.locator("#desk-work")).to_contain_text("bổ nhiệm kế toán trưởng")
    picture(back, "in-my-stead")
    answer = visit("/", "chauvtm").goto(f"/documents/{second.uuid}/")
    assert answer is not None
    assert answer.status == 404  # the dates are over
