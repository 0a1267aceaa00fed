# SPDX-License-Identifier: AGPL-3.0-or-later
"""New accounts, slips, leaks, the list and its export, sheets of people."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from congso.accounts.models import Person
from congso.accounts.services import persons
from congso.accounts.services.passwords import ISSUED_VALID
from congso.administration import queries, users_sheet
from congso.administration.services import export, imports, issuing
from congso.administration.services.issuing import AccountData
from congso.audit.models import Entry
from congso.common import clock
from congso.common.policy import Denied
from congso.organisation.enums import Position, Rank
from congso.organisation.models import Post
from congso.organisation.services.clashes import Clash
from congso.organisation.tests.factories import Agency

HEADS = ("Họ và tên", "Giới tính", "Đối tượng", "Đơn vị", "Chức danh", "Cấp", "Hiệu lực từ")


def account(agency: Agency, name: str, **changes: object) -> AccountData:
    given = {
        "full_name": name, "gender": "female", "staff_kind": "official",
        "unit_id": agency.units["TT"].pk, "title": "Chuyên viên",
    }  # fmt: skip
    return AccountData(**{**given, **changes})


def sheet(*rows: tuple[object, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    book = Workbook()
    book.active.append(["Danh sách công chức đề nghị cấp tài khoản"])
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_an_account_has_its_post_and_no_password_yet(agency: Agency) -> None:
    person = issuing.open_account(
        agency.actor("duongntt"), data=account(agency, "Trà Thị Ngọc Hân")
    )

    assert person.login == "hanttn"
    assert not person.has_usable_password()
    assert Post.objects.get(person=person).unit.code == "TT"


def test_a_second_head_makes_neither_account_nor_post(agency: Agency) -> None:
    wish = account(agency, "Âu Thị Kiều Loan", position=Position.HEAD, rank=Rank.UNIT_HEAD)

    with pytest.raises(Clash) as clash:
        issuing.open_account(agency.actor("duongntt"), data=wish)

    assert clash.value.constraint == "unit_one_head"
    assert not Person.objects.filter(login="loanatk").exists()


@pytest.mark.parametrize("login", ["dinhlq", "khiemtg", "diepptn", "tuntc"])
def test_only_the_issuer_makes_accounts_and_slips(agency: Agency, login: str) -> None:
    person = agency.people["lyhc"]
    before = person.password

    with pytest.raises(Denied):
        issuing.open_account(agency.actor(login), data=account(agency, "Y Blăng Niê"))
    with pytest.raises(Denied):
        issuing.issue_slips(agency.actor(login), person_ids=[person.pk])
    person.refresh_from_db()
    assert person.password == before
    assert not Person.objects.filter(login="nieyb").exists()


@pytest.mark.django_db(transaction=True)
def test_two_issuers_at_once_give_two_logins(agency: Agency) -> None:
    made: list[str] = []
    ready = threading.Barrier(2)

    def make(login: str) -> None:
        try:
            ready.wait()
            wish = account(agency, "Ôn Thị Quỳnh Như")
            made.append(issuing.open_account(agency.actor(login), data=wish).login)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=(who,)) for who in ("duongntt", "hadtt")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == ["nhuotq", "nhuotq2"]


def test_a_slip_shows_the_password_once_and_keeps_its_hash_only(agency: Agency) -> None:
    now = clock.now()
    (slip,) = issuing.issue_slips(
        agency.actor("duongntt"), person_ids=[agency.people["lyhc"].pk], now=now
    )

    person = agency.people["lyhc"]
    person.refresh_from_db()
    assert person.check_password(slip.password.replace("-", ""))
    assert person.must_change_password
    assert slip.expires_at == person.password_expires_at == now + ISSUED_VALID
    written = " ".join(Entry.objects.values_list("canonical", flat=True))
    assert slip.password not in written
    assert Entry.objects.filter(verb="person.slips_issued").count() == 1


def test_a_slip_opens_what_a_leak_has_closed_but_not_what_was_locked(agency: Agency) -> None:
    leaked, locked = agency.people["tuntc"], agency.people["lyhc"]
    persons.report_leak(agency.actor("tuntc"), person=leaked)
    persons.lock(agency.actor("duongntt"), person=locked)
    assert [row.person for row in queries.leaks(agency.actor("duongntt"))] == [leaked]

    issuing.issue_slips(agency.actor("duongntt"), person_ids=[leaked.pk, locked.pk])

    leaked.refresh_from_db()
    locked.refresh_from_db()
    assert (leaked.is_active, leaked.leak_reported_at) == (True, None)
    assert not locked.is_active
    assert queries.leaks(agency.actor("duongntt")) == []


def test_the_list_is_searched_without_accents_rank_first(agency: Agency) -> None:
    actor = agency.actor("duongntt")
    found = queries.account_page(queries.accounts(actor, text="nguyen tam")).rows

    assert [row.person.login for row in found] == ["tamnv", "tamnv2"]
    everybody = queries.account_page(queries.accounts(actor)).rows
    assert [row.person.login for row in everybody[:3]] == ["dinhlq", "bachnh", "chauvtm"]
    of_room = queries.accounts(actor, unit_id=agency.units["TT"].pk)
    assert {p.login for p in of_room} == {"dungctm", "tamnv", "tuntc", "tamnv2"}


def test_the_export_holds_open_accounts_as_text(agency: Agency) -> None:
    persons.change_person(
        agency.actor("duongntt"), person_id=agency.people["tuntc"].pk, full_name="=1+1 Tú"
    )
    persons.lock(agency.actor("duongntt"), person=agency.people["lyhc"])

    rows = list(
        load_workbook(io.BytesIO(export.account_list(agency.actor("duongntt")))).active.iter_rows()
    )

    logins = [row[4].value for row in rows[1:]]
    assert len(logins) == len(agency.people) - 1
    assert "lyhc" not in logins
    (cell,) = [row[1] for row in rows if row[4].value == "tuntc"]
    assert (cell.value, cell.data_type) == ("=1+1 Tú", "s")
    assert Entry.objects.get(verb="person.list_exported")


def test_the_export_is_the_issuers(agency: Agency) -> None:
    with pytest.raises(Denied):
        export.account_list(agency.actor("dinhlq"))
    assert not Entry.objects.filter(verb="person.list_exported").exists()


def test_a_sheet_is_read_by_its_headings_with_errors_by_row(agency: Agency) -> None:
    first = dt.datetime(2026, 12, 1)
    content = sheet(
        ("Nguyễn Vân Tâm", "Nữ", "viên chức", "Phòng Trồng trọt", "Kỹ sư", None, first),
        (None,) * 7,
        ("Đặng Đình Đức", "nam", "", "KHTC", "Chuyên viên", "trưởng", ""),
        ("李 小龙", "không rõ", "", "Phòng Ma", "", "", "32/13"),
        ("Ngô Thị Cẩm Tú", "nữ", "", "TT", "Chuyên viên", "", ""),
        ("Nguyễn Vấn Tâm", "nam", "", "TT", "Chuyên viên", "", ""),
    )  # fmt: skip

    rows = imports.preview(agency.actor("duongntt"), content=content)

    assert [(row.line, row.login, len(row.errors)) for row in rows] == [
        (3, "tamnv3", 0), (5, "ducdd", 1), (6, "", 5), (7, "", 1), (8, "tamnv4", 0),
    ]  # fmt: skip
    assert rows[0].valid_from == dt.date(2026, 12, 1)
    assert rows[0].collides


def test_a_bad_row_makes_nothing_at_all(agency: Agency) -> None:
    content = sheet(
        ("Trà Thị Ngọc Hân", "nữ", "", "TT", "Chuyên viên", "", ""),
        ("Lại Thị Xuân Mai", "nữ", "", "không có", "Chuyên viên", "", ""),
    )

    with pytest.raises(imports.BadRows):
        imports.import_people(agency.actor("duongntt"), content=content)

    assert not Person.objects.filter(login__in=("hanttn", "mailtx")).exists()


def test_a_good_sheet_makes_everybody_and_a_second_time_nobody(agency: Agency) -> None:
    content = sheet(
        ("Trà Thị Ngọc Hân", "nữ", "", "TT", "Chuyên viên", "", ""),
        ("Lại Thị Xuân Mai", "nữ", "nhân viên", "KHTC", "Nhân viên", "", ""),
    )

    made = imports.import_people(agency.actor("duongntt"), content=content)

    assert [person.login for person in made] == ["hanttn", "mailtx"]
    with pytest.raises(imports.BadRows):
        imports.import_people(agency.actor("duongntt"), content=content)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no sheet", sheet(heads=("Tên", "Tuổi"))])
def test_what_is_no_sheet_is_said_in_a_sentence(agency: Agency, content: bytes) -> None:
    with pytest.raises(users_sheet.UnreadableSheet):
        imports.preview(agency.actor("duongntt"), content=content)


def test_the_command_tries_first_and_tells_bad_rows(
    agency: Agency, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(sheet(("Trà Thị Ngọc Hân", "nữ", "", "TT", "Chuyên viên", "", "")))

    call_command("users_import", str(file), "--dry-run")
    assert "hanttn" in capsys.readouterr().out
    assert not Person.objects.filter(login="hanttn").exists()
    call_command("users_import", str(file))
    assert Person.objects.filter(login="hanttn").exists()
    with pytest.raises(CommandError):
        call_command("users_import", str(file))
    assert "3" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("users_import", str(tmp_path / "không có.xlsx"))


def test_a_leaked_password_comes_back_by_no_button(
    agency: Agency, signed_in: Callable[[str], Client]
) -> None:
    person = agency.people["tuntc"]
    persons.report_leak(agency.actor("tuntc"), person=person)

    with pytest.raises(persons.PasswordIsOut):
        persons.unlock(agency.actor("duongntt"), person=person)
    url = reverse("administration:unlock", args=[person.pk])
    with translation.override("vi"):
        page = signed_in("duongntt").post(url, follow=True)

    assert "Hãy cấp phiếu" in page.text
    person.refresh_from_db()
    assert not person.is_active
    assert person.leak_reported_at is not None


def test_a_long_sheet_asks_no_more_than_a_short_one(agency: Agency) -> None:
    def asked(count: int) -> int:
        names = ("Bùi", "Đoàn", "Quách", "Lưu", "Tô")
        rows = [
            (f"{names[i % 5]} Thị {['Lan', 'Mai', 'Cúc', 'Đào', 'Huệ'][i // 5]}", "nữ", "", "TT",
             "Chuyên viên", "", "")
            for i in range(count)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as queries_made:
            found = imports.preview(agency.actor("duongntt"), content=sheet(*rows))
        assert not any(row.errors for row in found)
        return len(queries_made)

    assert asked(2) == asked(25)
