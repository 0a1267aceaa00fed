# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people enter wrongly, through the pages: refused in words that say what to do instead.

`docs/bad-input.md` names the tests of every case. Each refusal is compared with what stood before:
no paper, number, file, direction or entry in the trail has come of it.
"""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.models import Book, Document, DocumentFile
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.web import client_of, entered
from congso.filestore import store
from congso.filestore.models import Blob, Staged
from congso.filestore.services import check_staged
from congso.filestore.tests import samples
from congso.organisation.models import StandIn
from congso.organisation.tests.factories import Agency, make_agency
from congso.routing.models import Direction, Flow, Proposal

pytestmark = pytest.mark.django_db
FORM = "/documents/register/"
KEPT = (Document, DocumentFile, Blob, Direction, Flow, Proposal)


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Any) -> None:
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def clerk(agency: Agency) -> Client:
    return client_of(agency, "diepptn")


def day(days: int) -> str:
    return f"{clock.today() + dt.timedelta(days=days):%d/%m/%Y}"


def _numbers() -> Any:
    return Book.objects.filter(last_number__gt=0).values_list("pk", "last_number")


def state() -> dict[str, Any]:
    """What is kept, counted; numbers taken in every book."""
    counts: dict[str, Any] = {model.__name__: model._default_manager.count() for model in KEPT}
    trail = Entry.objects.exclude(object_type="person")  # who signs in is written as well
    counts["trail"] = list(trail.values_list("pk", "verb").order_by("pk"))
    return {**counts, "numbers": sorted(_numbers())}


def errors_of(answer: Any) -> dict[str, str]:
    return {name: " ".join(texts) for name, texts in answer.context["form"].errors.items()}


def refused(agency: Agency, clerk: Client, **wrong: Any) -> dict[str, str]:
    """Post the clerk's form with one wrong entry; the errors, after looking that nothing came."""
    before = state()
    answer = clerk.post(FORM, entered(agency, **wrong), HTTP_HX_REQUEST="true")
    assert answer.status_code == 422
    assert state() == before
    # What was typed elsewhere stands in the form that comes back.
    assert "3187/STC-NS" in answer.content.decode()
    assert clerk.get(FORM).context["form"].expected == 1
    return errors_of(answer)


WRONG_DATES = [
    ("issued_on", "31/02/2026", "tháng 2/2026 có 28 ngày. Nhập dd/mm/yyyy."),
    ("arrived_on", "31/02/2026", "tháng 2/2026 có 28 ngày. Nhập dd/mm/yyyy."),
    ("due_on", "31/02/2027", "tháng 2/2027 có 28 ngày. Nhập dd/mm/yyyy."),
    ("issued_on", "29/02/2025", "tháng 2/2025 có 28 ngày. Nhập dd/mm/yyyy."),
    ("issued_on", "01/01/0000", "kiểm tra lại năm 0. Nhập dd/mm/yyyy."),
    ("arrived_on", "1/1/0", "Nhập dd/mm/yyyy."),
    ("issued_on", "32/13/2026", "Nhập dd/mm/yyyy."),
    ("issued_on", "hôm qua", "Nhập dd/mm/yyyy."),
]


@pytest.mark.parametrize(("name", "typed", "words"), WRONG_DATES)
def test_a_date_that_does_not_exist(
    agency: Agency, clerk: Client, name: str, typed: str, words: str
) -> None:
    assert words in refused(agency, clerk, **{name: typed})[name]


@pytest.mark.parametrize("days", [1, 400])
def test_an_arrival_in_the_future(agency: Agency, clerk: Client, days: int) -> None:
    errors = refused(agency, clerk, arrived_on=day(days))
    assert "không thể sau hôm nay. Nhập ngày văn bản đến." in errors["arrived_on"]


def test_a_deadline_before_today_on_the_paper(agency: Agency, clerk: Client) -> None:
    errors = refused(agency, clerk, due_on=day(-1))
    assert errors == {"due_on": "Hạn xử lý trước hôm nay. Nhập hôm nay hoặc một ngày sau."}


def test_a_subject_of_ten_thousand_characters(agency: Agency, clerk: Client) -> None:
    errors = refused(agency, clerk, subject="Về việc " * 1250)
    assert "rút gọn còn tối đa 500 ký tự" in errors["subject"]


@pytest.mark.parametrize(
    ("sign", "words"),
    [("\x07", "ký tự điều khiển. Nhập lại."), ("\u202e", "ký tự đảo chiều đọc. Nhập lại."),
     ("\u2066", "ký tự đảo chiều đọc. Nhập lại."), ("\x1b[31m", "ký tự điều khiển. Nhập lại.")],
)  # fmt: skip
@pytest.mark.parametrize("name", ["subject", "symbol", "signer_name"])
def test_control_and_bidi_characters(
    agency: Agency, clerk: Client, name: str, sign: str, words: str
) -> None:
    before = state()
    answer = clerk.post(FORM, entered(agency, **{name: f"Báo{sign}cáo"}), HTTP_HX_REQUEST="true")
    assert answer.status_code == 422
    assert words in errors_of(answer)[name]
    assert state() == before


def test_decomposed_letters_are_kept_composed_and_found(agency: Agency, clerk: Client) -> None:
    subject = "V/v phòng, chống dịch lở mồm long móng ở huyện Hoài Ân"
    typed = unicodedata.normalize("NFD", subject)
    assert typed != subject
    assert clerk.post(FORM, entered(agency, subject=typed)).status_code == 302
    assert Document.objects.get().subject == subject
    found = clerk.get(reverse("documents:all"), {"q": unicodedata.normalize("NFD", "lở mồm")})
    assert str(Document.objects.get().uuid) in found.content.decode()
    missed = clerk.get(reverse("documents:all"), {"q": unicodedata.normalize("NFD", "cà phê")})
    assert str(Document.objects.get().uuid) not in missed.content.decode()


@pytest.mark.parametrize("grade", ["secret", "top_secret", "most_secret"])
def test_a_secret_grade_is_refused_with_the_clause(
    agency: Agency, clerk: Client, grade: str
) -> None:
    errors = refused(agency, clerk, secrecy=grade)
    assert errors == {
        "secrecy": "Văn bản mật đăng ký ở sổ văn bản mật bằng giấy, không đưa lên hệ thống "
        "(Quy chế, Điều 2.2, 4.1)."
    }


# --- files


def upload(client: Client, name: str, data: bytes) -> Any:
    return client.post("/uploads/", {"file": SimpleUploadedFile(name, data)})


def settled(client: Client, name: str, data: bytes) -> str:
    """Send a file, let it be checked, and read what the form shows for it."""
    staged = Staged.objects.get(uuid=upload(client, name, data).json()["id"])
    check_staged(Actor.system("check"), staged.pk)
    page = reverse("documents:settle-file", args=[staged.uuid])
    return str(client.post(page, HTTP_HX_REQUEST="true").content.decode())


BAD_FILES: list[tuple[str, Callable[[], bytes], str]] = [
    ("cong van.pdf", lambda: b"MZ" + bytes(400),
     "Đây là tệp chương trình, dù mang tên khác. Hệ thống không nhận tệp chương trình."),
    ("khoa.pdf", samples.encrypted_pdf, "Tệp bị khóa bằng mật khẩu. Bỏ mật khẩu rồi tải lên lại."),
    ("hong.pdf", lambda: b"%PDF-1.7 broken",
     "Tệp hỏng, không mở được. Lưu lại tệp rồi tải lên lần nữa."),
    ("cut.pdf", lambda: samples.pdf(samples.LETTER)[:400],
     "Tệp hỏng, không mở được. Lưu lại tệp rồi tải lên lần nữa."),
    ("bom.docx", samples.bomb_word, "Tệp nén bung ra quá lớn. Gửi riêng từng tệp bên trong."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "words"), BAD_FILES, ids=[row[0] for row in BAD_FILES])
def test_a_file_that_cannot_be_taken(
    agency: Agency, clerk: Client, name: str, data: Callable[[], bytes], words: str
) -> None:
    before = state()
    answer = settled(clerk, name, data())
    assert words in answer
    assert 'name="files"' not in answer
    assert clerk.post(FORM, entered(agency)).status_code == 302
    assert not Document.objects.get().files.exists()
    assert Blob.objects.count() == before["Blob"]


def test_an_empty_file(agency: Agency, clerk: Client) -> None:
    before = state()
    answer = upload(clerk, "rong.pdf", b"")
    assert (answer.status_code, answer.json()["detail"]) == (
        415,
        "Tệp rỗng (0 byte). Chọn lại tệp.",
    )
    assert (state(), Staged.objects.count()) == (before, 0)


def test_the_same_file_twice_is_one_file_of_the_paper(agency: Agency, clerk: Client) -> None:
    data = samples.pdf(samples.LETTER)
    tokens = [
        answer.split('name="files" value="')[1].split('"')[0]
        for answer in (settled(clerk, "thu.pdf", data), settled(clerk, "ban sao.pdf", data))
    ]
    assert clerk.post(FORM, entered(agency, files=tokens)).status_code == 302
    assert [file.name for file in Document.objects.get().files.all()] == ["thu.pdf"]
    assert Blob.objects.count() == 1


def test_a_full_disk_is_507_with_a_page_that_says_so(
    agency: Agency, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state()
    real = os.statvfs

    def full(path: Any) -> os.statvfs_result:
        figures = list(real(path))
        figures[4] = 0
        return os.statvfs_result(figures)

    with monkeypatch.context() as patched:
        patched.setattr(store.os, "statvfs", full)
        answer = clerk.post(
            "/uploads/", {"file": SimpleUploadedFile("a.pdf", b"%PDF")}, HTTP_ACCEPT="text/html"
        )
    assert answer.status_code == 507
    assert "hết chỗ" in answer.content.decode().lower()
    assert (state(), Staged.objects.count()) == (before, 0)
    assert upload(clerk, "a.pdf", b"%PDF-1.7").status_code == 201  # room again: it heals itself


# --- two at once, other rooms


def test_two_clerks_on_one_paper(agency: Agency, clerk: Client) -> None:
    paper = receive_incoming(Actor.system("test"), data=incoming_data(agency.office))
    page = f"/documents/{paper.uuid}/register/"
    other = client_of(agency, "yenmt")
    assert other.post(reverse("documents:claim", args=[paper.uuid])).status_code < 300
    assert "Mai Thị Yến đang vào sổ" in clerk.get(page).content.decode()
    before = state()
    meanwhile = clerk.post(page, entered(agency), HTTP_HX_REQUEST="true")
    assert meanwhile.status_code == 422
    assert "Mai Thị Yến" in meanwhile.content.decode()
    assert state() == before
    assert other.post(page, entered(agency)).status_code == 302
    done = state()
    assert clerk.post(page, entered(agency)).status_code == 404  # it waits no longer
    assert state() == done
    assert [(d.pk, d.number) for d in Document.objects.all()] == [(paper.pk, 1)]


@pytest.mark.parametrize("login", ["tuntc", "hanhutm", "ngantt"])
@pytest.mark.parametrize("name", ["", "trail/", "register/", "direct/", "distribute/", "void/"])
def test_the_address_of_another_rooms_paper_is_404(agency: Agency, login: str, name: str) -> None:
    paper = make_document(agency.office, subject="V/v điều động công chức năm 2026")
    client = client_of(agency, login)
    before = state()
    for answer in (
        client.get(f"/documents/{paper.uuid}/{name}"),
        client.post(f"/documents/{paper.uuid}/{name}"),
    ):
        assert answer.status_code in (404, 405)
        assert "điều động" not in answer.content.decode()
    assert client.get(f"/documents/{paper.uuid}/{name}").status_code in (404, 405)
    assert state() == before


# --- directions


def direct(agency: Agency, paper: Document, **fields: Any) -> Any:
    """The Director's direction as his form sends it."""
    sent = {"text": "Giao xử lý, báo cáo Giám đốc.", "work_kind": "answer", "due_kind": "none"}
    return client_of(agency, "dinhlq").post(f"/documents/{paper.uuid}/direct/", {**sent, **fields})


def refused_direction(agency: Agency, **fields: Any) -> dict[str, str]:
    paper = make_document(agency.office)
    before = state()
    answer = direct(agency, paper, **fields)
    assert answer.status_code == 422
    assert "Giao xử lý, báo cáo Giám đốc." in answer.content.decode()
    assert state() == before
    return errors_of(answer)


def test_a_deadline_before_today_in_a_direction(agency: Agency) -> None:
    unit = f"unit:{agency.units['TT'].pk}"
    errors = refused_direction(agency, lead=unit, due_kind="day", due_on=day(-1))
    assert errors == {"due_on": "Hạn xử lý trước hôm nay. Nhập hôm nay hoặc một ngày sau."}


def test_a_unit_that_closed_last_month(agency: Agency) -> None:
    unit = agency.units["TT"]
    unit.valid_until = clock.today() - dt.timedelta(days=30)
    unit.save()
    errors = refused_direction(agency, lead=f"unit:{unit.pk}")
    assert errors["lead"] == (
        f"Phòng Trồng trọt đã giải thể ngày {day(-30)}. Chọn đơn vị tiếp nhận công việc."
    )


@pytest.mark.parametrize("other", ["cooperate", "know"])
def test_a_recipient_named_twice(agency: Agency, other: str) -> None:
    unit = f"unit:{agency.units['KHTC'].pk}"
    errors = refused_direction(agency, lead=unit, **{other: [unit]})
    assert errors["lead"] == "Có người hoặc đơn vị được chọn hai lần. Bỏ bớt một chỗ."


def test_the_director_is_away(agency: Agency) -> None:
    paper = make_document(agency.office)
    page = f"/documents/{paper.uuid}/distribute/"
    office = client_of(agency, "khiemtg")
    today = clock.today()
    StandIn.objects.create(
        absent=agency.people["dinhlq"], stand_in=agency.people["bachnh"],
        valid_from=today, valid_until=today, may_direct=True,
    )  # fmt: skip
    told = "GĐ Lê Quang Định (đi vắng, Nguyễn Hoàng Bách chỉ đạo thay)"
    assert told in office.get(page).content.decode()
    fields = {
        "lead": f"unit:{agency.units['KHTC'].pk}", "work_kind": "answer", "due_kind": "none",
        "leader": str(agency.people["dinhlq"].pk), "text": "Đề nghị giao Phòng KHTC",
    }  # fmt: skip
    assert office.post(page, fields).status_code == 302
    proposal = Proposal.objects.get()
    agreed = client_of(agency, "bachnh").post(f"/documents/proposals/{proposal.pk}/agree/")
    assert agreed.status_code == 302
    given = Direction.objects.get()
    assert (given.author.login, given.acting_for.login) == ("bachnh", "dinhlq")
