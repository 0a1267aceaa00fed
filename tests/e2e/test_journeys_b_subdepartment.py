# SPDX-License-Identifier: AGPL-3.0-or-later
"""A Chi cục's clerk: what the Department sends takes this book's number by one key; her leave."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from tests.e2e.at_work import STORY_DAY, Jobs, Visit, say, set_clock, worker
from tests.e2e.test_journey_incoming import choose, picture

from congso.common.actor import Actor
from congso.documents.enums import BookKind, State
from congso.documents.incoming import FileRef
from congso.documents.models import Document
from congso.documents.services import books, registry_watch
from congso.documents.tests.factories import make_document
from congso.filestore.services import keep_bytes
from congso.filestore.tests import samples
from congso.organisation.models import Absence, StandIn
from congso.organisation.tests.factories import Agency
from congso.routing.deadlines import Due
from congso.routing.models import Flow
from congso.routing.tests.factories import directed, lead

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SUBJECT = "V/v tăng cường các biện pháp phòng, chống bệnh dịch tả lợn Châu Phi tại xã Ân Hảo Đông"
LETTER = [
    "ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH", "Số: 7316/UBND-KT", SUBJECT,
    "Bình Định, ngày 24 tháng 11 năm 2026", "Kính gửi: Sở Nông nghiệp và Phát triển nông thôn.",
]  # fmt: skip
WORDS = "Giao Chi cục Thú y chủ trì; khoanh vùng, tiêu hủy lợn bệnh, báo cáo trước 17 giờ."
ROW = re.compile("dịch tả lợn Châu Phi")


@pytest.fixture
def jobs(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    set_clock(monkeypatch, 9, 5)
    with worker() as running:
        yield running


@pytest.fixture
def sent(agency: Agency, jobs: Jobs) -> Document:
    """The Department's paper with its file, directed to the Chi cục; her book goes on at 1904."""
    agency.branch_office.stamp_name = "Chi cục Thú y"
    agency.branch_office.save()
    books.open_book(
        agency.actor("ngantt"), office_id=agency.branch_office.pk, kind=BookKind.INCOMING,
        opening_number=1904, note="số trước đó ở sổ giấy, từ 01 đến 1903",
    )  # fmt: skip
    kept = keep_bytes(Actor.system("test"), samples.pdf(LETTER), "7316_UBND-KT.pdf")
    paper = make_document(
        agency.office, symbol="7316/UBND-KT", subject=SUBJECT, issuer_name="UBND tỉnh Bình Định",
        urgency=2, pages=1, signer_name="Nguyễn Tự Công Hoàng",
        files=(FileRef(kept.sha256, kept.size, kept.media_type, "7316_UBND-KT.pdf", "main"),),
    )  # fmt: skip
    due = Due.by_day(STORY_DAY + dt.timedelta(days=2))
    directed(agency, paper, lead(agency, "CCTY"), text=WORDS, due=due)
    return paper


def test_the_clerk_of_the_chi_cuc_takes_it_in_by_one_key_and_sends_it_on(
    visit: Visit, agency: Agency, sent: Document
) -> None:
    page = visit("/", "ngantt")
    follow(page, "Chờ vào sổ")
    page.get_by_role("link", name=ROW).first.click()
    # nothing is typed: sender, symbol, day, signer and the direction have come along
    expect(page.get_by_label("Số, ký hiệu")).to_have_value("7316/UBND-KT")
    expect(page.get_by_label("Người ký")).to_have_value("Nguyễn Tự Công Hoàng")
    expect(page.get_by_label("Trích yếu")).to_have_value(SUBJECT)
    say(page, WORDS)
    expect(page.locator("[data-primary]")).to_be_focused()
    picture(page, "chi-cuc-arrives")
    page.keyboard.press("v")
    expect(page.locator(".toast")).to_contain_text("Đã vào sổ, số đến 1904")
    copy = Document.objects.get(office=agency.branch_office)
    assert (copy.number, copy.state, copy.source_id) == (1904, State.REGISTERED, sent.pk)
    assert copy.files.get().sha256 == sent.files.get().sha256  # the same bytes, no copy
    assert copy.due_at == Flow.objects.get(document=sent).due_at

    # the stamp of the Chi cục with the Chi cục's number, over the page as it came
    page.goto(f"/documents/{copy.uuid}/")
    stamp = page.get_by_role("img", name=re.compile("số đến 1904|số 1904|1904"))
    expect(stamp).to_be_visible(timeout=30_000)
    expect(stamp).to_contain_text("CHI CỤC THÚ Y")
    picture(page, "chi-cuc-stamp")

    # she proposes, the head of the Chi cục agrees inside: the Department only sees "taken in"
    page.get_by_role("link", name="Đề xuất phân phối").first.click()
    work = page.locator("#work")
    work.get_by_role("radio", name=re.compile("Quách Văn Đạt")).check()
    choose(work, "Chủ trì", "dich benh", "Phòng Quản lý dịch bệnh")
    work.get_by_label("Nội dung đề xuất").fill("Giao Phòng QLDB, báo cáo CCT trước 15 giờ.")
    work.get_by_role("button", name="Đề xuất với Văn phòng").click()
    say(page, "Đã chuyển đề xuất")

    head = visit("/", "datqv")
    follow(head, "Chờ phân phối")
    expect(head.get_by_role("heading", name=ROW, level=1)).to_be_visible()
    expect(head.locator("people-picker[name=lead] .it")).to_contain_text("Quản lý dịch bệnh")
    head.keyboard.press("Enter")
    say(head, "Không có văn bản chờ phân phối")
    follow(head, "Chờ ý kiến chỉ đạo")
    head.get_by_role("link", name=ROW).first.click()
    head.get_by_role("button", name="Đồng ý đề xuất").click()
    say(head, "Đã đồng ý đề xuất")

    room = visit("/", "trivc")
    follow(room, "Chờ phân công")
    room.get_by_role("link", name=ROW).first.click()
    say(room, "báo cáo CCT trước 15 giờ")

    office = visit(f"/documents/{sent.uuid}/", "khiemtg")
    tree = office.locator("section.sec", has=office.get_by_role("heading", name="Luồng xử lý"))
    expect(tree).to_contain_text("số đến 1904")
    expect(office.locator("body")).not_to_contain_text("báo cáo CCT trước 15 giờ")
    expect(office.locator("body")).not_to_contain_text("Phòng Quản lý dịch bệnh")


def follow(page: Page, words: str) -> None:
    """Open an entry of the menu."""
    page.get_by_role("navigation").get_by_role("link", name=re.compile(words)).first.click()


def prints_the_book(page: Page) -> bytes:
    follow(page, "Sổ và báo cáo")
    page.get_by_role("link", name=re.compile("Sổ đăng ký văn bản đến")).first.click()
    with page.expect_download() as given:
        page.get_by_role("main").locator("form button.p").first.click()
    return Path(given.value.path()).read_bytes()


def test_the_only_clerk_goes_on_leave(
    visit: Visit, agency: Agency, sent: Document, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Wednesday: she says that she is away from Thursday to Monday
    page = visit("/office/stand-ins/", "ngantt")
    page.get_by_text("Báo nghỉ của tôi").click()
    away = page.locator("form", has=page.locator("[name=away]"))
    away.get_by_label("Từ ngày").fill("26/11/2026")
    away.get_by_label("Ngày cuối").fill("30/11/2026")
    away.get_by_label("Lý do").fill("nghỉ phép năm")
    away.get_by_role("button", name="Ghi ngày nghỉ").click()
    say(page, "Đã ghi nhận ngày nghỉ")
    assert Absence.objects.get().person == agency.people["ngantt"]

    # nobody is named: the head is warned the day before, and named is done from the warning
    registry_watch.warn_unattended(Actor.system("watch"))
    jobs.tell()
    head = visit("/notices/", "datqv")
    warning = head.get_by_role("link", name=re.compile("ngày 26.11.2026 chưa có người vào sổ"))
    expect(warning).to_be_visible()
    warning.click()
    named = head.locator("form", has=head.locator("[name=other]"))
    expect(named.locator("people-picker[name=absent] .it")).to_contain_text("Thái Thị Ngân")
    expect(named.get_by_label("Từ ngày")).to_have_value("26/11/2026")
    expect(named.get_by_label("Vào sổ văn bản")).to_be_checked()
    choose(named, "Người được ủy quyền", "hanh", "Ung Thị Mỹ Hạnh")
    named.get_by_label("Quyết định").fill("Quyết định số 88/QĐ-CCTY ngày 25/11/2026")
    picture(head, "substitute")
    named.get_by_role("button", name="Ủy quyền").click()
    row = StandIn.objects.get()
    assert (row.stand_in.login, row.may_register) == ("hanhutm", True)
    assert (row.valid_from, row.valid_until) == (dt.date(2026, 11, 26), dt.date(2026, 11, 30))
    expect(head.locator("table", has_text="Lý do")).to_contain_text("Ung Thị Mỹ Hạnh")

    # minutes of the handing over: people, days, decision, the last number, what waits, the seal
    minutes = head.get_by_role("link", name="Biên bản bàn giao").first.get_attribute("href")
    answer = head.context.request.get(str(minutes))
    assert answer.headers["content-type"] == "application/pdf"
    text = text_of(answer.body())
    for words in ("Thái Thị Ngân", "Ung Thị Mỹ Hạnh", "26/11/2026", "30/11/2026", "88/QĐ-CCTY",
                  "Con dấu “Chi cục Thú y”", "chưa cấp số"):  # fmt: skip
        assert words in text, words
    assert visit("/", "trivc").context.request.get(str(minutes)).status == 404

    # Thursday: the substitute has the clerk's lists and registers in her place, both named
    set_clock(monkeypatch, 8, 0, dt.date(2026, 11, 26))
    page = visit("/", "hanhutm")
    follow(page, "Chờ vào sổ")
    page.get_by_role("link", name=ROW).first.click()
    expect(page.locator("[data-primary]")).to_be_focused()
    page.keyboard.press("v")
    expect(page.locator(".toast")).to_contain_text("Đã vào sổ, số đến 1904")
    assert Document.objects.get(office=agency.branch_office).registered_by.login == "hanhutm"
    assert "1904" in text_of(prints_the_book(page))

    # on Tuesday she is back: the substitute's day is over
    set_clock(monkeypatch, 8, 0, dt.date(2026, 12, 1))
    expect(visit("/", "hanhutm").get_by_role("link", name="Chờ vào sổ")).to_have_count(0)


def test_unregistered_for_four_working_hours_sounds_the_alarm(
    visit: Visit, agency: Agency, sent: Document, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Actor.system("watch")
    set_clock(monkeypatch, 14, 30)  # at 09:05 + 2:25 in the morning + 1:00 after noon: 3:25
    assert registry_watch.note_unregistered(watch) == 0
    set_clock(monkeypatch, 15, 6)
    assert registry_watch.note_unregistered(watch) == 1
    jobs.tell()
    page = visit("/notices/", "khiemtg")
    link = page.get_by_role("link", name=re.compile("Chi cục Thú y quá 4 giờ làm việc chưa vào sổ"))
    link.first.click()
    expect(page.get_by_role("heading", name=ROW, level=1)).to_be_visible()
    head = visit("/notices/", "datqv")
    say(head, "Quá 4 giờ làm việc chưa vào sổ")


def text_of(pdf: bytes) -> str:

    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", " ", " ".join(pages))
