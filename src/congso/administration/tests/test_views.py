# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has which page, that pages cost the same for 1 and 50 rows, and acts by the browser."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from congso.accounts.models import Person
from congso.administration.models import AccountRequest
from congso.administration.services import requests
from congso.administration.services.requests import ChangeData
from congso.common import clock
from congso.organisation.enums import Role
from congso.organisation.models import (
    DutyTurn,
    ExternalAgency,
    LeaderField,
    Post,
    RegistryOffice,
    RoleGrant,
    SpecialDay,
    StandIn,
    Unit,
)
from congso.organisation.tests.factories import LONG_AGO, Agency, make_person, make_post, make_unit
from congso.routing.models import StockPhrase

Browser = Callable[[str], Client]
ISSUER = "duongntt"
OF_THE_ISSUER = ("accounts", "new-account", "import-accounts", "export-accounts", "units", "roles",
                 "outside", "add-external", "add-group", "calendar")  # fmt: skip
OF_HEADS = ("fields", "duty")
OF_EVERYBODY = ("stand-ins", "own-requests", "people")


@pytest.mark.parametrize("login", ["diepptn", "tuntc", "dungctm", "dinhlq", "khiemtg"])
@pytest.mark.parametrize("route", OF_THE_ISSUER)
def test_the_offices_pages_are_404_for_everybody_else(
    signed_in: Browser, login: str, route: str
) -> None:
    assert signed_in(login).get(reverse(f"administration:{route}")).status_code == 404


@pytest.mark.parametrize(
    ("login", "status"), [("dinhlq", 200), ("khiemtg", 200), (ISSUER, 200), ("tuntc", 404)]
)
@pytest.mark.parametrize("route", OF_HEADS)
def test_fields_and_duty_are_also_the_heads(
    signed_in: Browser, login: str, status: int, route: str
) -> None:
    assert signed_in(login).get(reverse(f"administration:{route}")).status_code == status


@pytest.mark.parametrize("route", [*OF_THE_ISSUER, *OF_HEADS, *OF_EVERYBODY])
def test_the_issuer_has_every_page(signed_in: Browser, route: str) -> None:
    assert signed_in(ISSUER).get(reverse(f"administration:{route}")).status_code == 200


@pytest.mark.parametrize("route", OF_EVERYBODY)
def test_standing_in_and_own_requests_are_everybodys(signed_in: Browser, route: str) -> None:
    assert signed_in("tuntc").get(reverse(f"administration:{route}")).status_code == 200


def test_the_it_administrator_has_none_of_them(agency: Agency, signed_in: Browser) -> None:
    RoleGrant.objects.create(
        person=agency.people["nhatch"], role=Role.IT_ADMIN, valid_from=LONG_AGO
    )
    client = signed_in("nhatch")

    for route in (*OF_THE_ISSUER, *OF_HEADS):
        assert client.get(reverse(f"administration:{route}")).status_code == 404


@pytest.mark.parametrize("act", ["lock", "unlock", "end-sessions", "report-leak"])
def test_acts_on_accounts_are_404_and_change_nothing(
    agency: Agency, signed_in: Browser, act: str
) -> None:
    person = agency.people["lyhc"]

    response = signed_in("khiemtg").post(reverse(f"administration:{act}", args=[person.pk]))

    assert response.status_code == 404
    person.refresh_from_db()
    assert (person.is_active, person.leak_reported_at) == (True, None)


def test_an_issuer_does_not_lock_himself(agency: Agency, signed_in: Browser) -> None:
    person = agency.people[ISSUER]

    response = signed_in(ISSUER).post(reverse("administration:lock", args=[person.pk]))

    assert response.status_code == 404
    person.refresh_from_db()
    assert person.is_active


# --- the same number of queries for one row and for fifty


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fifty_more(agency: Agency) -> None:
    """Fifty of everything that the pages list."""
    today = clock.today()
    for number in range(50):
        person = make_person(f"nguoithu{number}", f"Nguyễn Thị Người {number}")
        make_post(person, agency.units["KHTC"], "Chuyên viên")
        RoleGrant.objects.create(
            person=person, role=Role.ARCHIVIST, registry_office=agency.office, valid_from=today
        )
        StandIn.objects.create(
            absent=person, stand_in=agency.people["lyhc"], valid_from=today, valid_until=today
        )
        DutyTurn.objects.create(
            registry_office=agency.office, person=person, kind="officer",
            first_day=today, last_day=today,
        )  # fmt: skip
        unit = make_unit(f"PX{number}", f"Phòng thứ {number}", "room", agency.units["SNN"])
        LeaderField.objects.create(
            leader=agency.people["chauvtm"], unit=unit, registry_office=agency.office,
            valid_from=today,
        )  # fmt: skip
        ExternalAgency.objects.create(name=f"Ủy ban nhân dân xã số {number}", group="xã")
        SpecialDay.objects.create(day=today + dt.timedelta(days=400 + number), name="Nghỉ bù")
        StockPhrase.objects.create(office=agency.office, text=f"Giao đơn vị {number} xử lý")
        requests.ask_change(
            agency.actor(ISSUER), person_id=person.pk, data=ChangeData(phone=str(number))
        )


def test_pages_cost_the_same_for_one_row_and_for_fifty(agency: Agency, signed_in: Browser) -> None:
    issuer, head, leader = signed_in("hadtt"), signed_in("khiemtg"), signed_in("dinhlq")
    requests.ask_change(
        agency.actor(ISSUER), person_id=agency.people["tuntc"].pk, data=ChangeData(phone="1")
    )
    StandIn.objects.create(
        absent=agency.people["tuntc"], stand_in=agency.people["lyhc"],
        valid_from=clock.today(), valid_until=clock.today(),
    )  # fmt: skip
    urls = [
        *((issuer, reverse(f"administration:{name}")) for name in
          ("accounts", "units", "roles", "fields", "duty", "outside", "calendar", "stand-ins")),
        (issuer, reverse("administration:unit", args=[agency.units["KHTC"].pk])),
        (issuer, reverse("administration:people")),
        (leader, reverse("administration:fields")),
    ]  # fmt: skip
    before = [queries_of(client, url) for client, url in urls]
    rules = reverse("administration:rules")
    rules_before = queries_of(head, rules)

    fifty_more(agency)

    after = [queries_of(client, url) for client, url in urls]
    assert dict(zip(urls, after, strict=True)) == dict(zip(urls, before, strict=True))
    assert queries_of(head, rules) == rules_before


# --- acts by the browser


def test_making_an_account_with_its_slip_shows_the_password_once(
    signed_in: Browser, agency: Agency
) -> None:
    client = signed_in(ISSUER)
    form = {
        "full_name": "Trà Thị Ngọc Hân", "unit": agency.units["TT"].pk, "title": "Chuyên viên",
        "position": "member", "rank": "60", "staff_kind": "official", "gender": "female",
        "valid_from": f"{clock.today():%d/%m/%Y}",
    }  # fmt: skip

    response = client.post(reverse("administration:new-account"), {**form, "slip": "1"})

    person = Person.objects.get(login="hanttn")
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("no-store")
    assert "PHIẾU CẤP TÀI KHOẢN" in response.text
    assert "/accounts/login/" in response.text
    page = client.get(reverse("administration:account", args=[person.pk])).text
    secret = response.text.split('class="slip-secret">')[1].split("<")[0]
    assert person.check_password(secret.replace("-", ""))
    assert secret not in page


def test_a_collision_is_explained_while_typing(signed_in: Browser) -> None:
    response = signed_in(ISSUER).get(
        reverse("administration:propose-login"), {"full_name": "Ngọc Vinh Tâm"}
    )

    assert "tamnv3" in response.text
    assert "Nguyễn Văn Tâm" in response.text


def test_two_heads_of_a_unit_are_refused_with_a_sentence(
    signed_in: Browser, agency: Agency
) -> None:
    person, count = agency.people["tuntc"], Post.objects.count()
    form = {
        "unit": agency.units["KHTC"].pk, "title": "Trưởng phòng", "position": "head", "rank": "30",
        "valid_from": "01/12/2026",
    }  # fmt: skip

    response = signed_in(ISSUER).post(reverse("administration:appoint", args=[person.pk]), form)

    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert Post.objects.count() == count


def test_a_unit_is_renamed_from_a_day_and_not_backwards(signed_in: Browser, agency: Agency) -> None:
    unit = agency.units["TT"]
    url = reverse("administration:rename-unit", args=[unit.pk])
    client = signed_in(ISSUER)

    refused = client.post(url, {"name": "Phòng Cũ", "since": "01/01/2011"})
    good = client.post(url, {"name": "Phòng Trồng trọt và Bảo vệ thực vật", "since": "01/01/2027"})

    assert (refused.status_code, good.status_code) == (422, 302)
    names = [(row.name, row.valid_until) for row in unit.names.order_by("valid_from")]
    assert names == [
        ("Phòng Trồng trọt", dt.date(2026, 12, 31)),
        ("Phòng Trồng trọt và Bảo vệ thực vật", None),
    ]


def test_a_unit_with_people_is_not_closed(signed_in: Browser, agency: Agency) -> None:
    unit = agency.units["TT"]

    response = signed_in(ISSUER).post(
        reverse("administration:close-unit", args=[unit.pk]), {"last_day": "31/12/2026"}
    )

    assert response.status_code == 422
    unit.refresh_from_db()
    assert unit.valid_until is None


def test_switches_and_symbol_of_a_registry_office(signed_in: Browser, agency: Agency) -> None:
    client, unit = signed_in(ISSUER), agency.units["SNN"]
    client.post(
        reverse("administration:change-registry", args=[unit.pk]),
        {"printed_name": "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "clerk_may_propose": "on"},
    )
    client.post(
        reverse("administration:change-symbol", args=[unit.pk]),
        {"symbol": "SNNMT", "since": "01/03/2027"},
    )

    office = RegistryOffice.objects.get(unit=unit)
    assert (office.clerk_may_propose, office.office_may_send_straight) == (True, False)
    symbols = list(office.symbols.order_by("valid_from").values_list("symbol", "valid_until"))
    assert symbols == [("SNN", dt.date(2027, 2, 28)), ("SNNMT", None)]


def test_the_absent_person_names_his_stand_in_and_comes_back(
    signed_in: Browser, agency: Agency
) -> None:
    client, today = signed_in("dungctm"), clock.today()
    url = reverse("administration:stand-ins")
    form = {
        "own": "1", "stand_in": agency.people["tamnv"].pk, "valid_from": f"{today:%d/%m/%Y}",
        "valid_until": f"{today + dt.timedelta(days=5):%d/%m/%Y}", "may_handle": "on",
    }  # fmt: skip

    assert client.post(url, form).status_code == 302
    row = StandIn.objects.get()
    assert (row.absent.login, row.stand_in.login, row.may_direct) == ("dungctm", "tamnv", False)
    too_long = {**form, "valid_until": f"{today + dt.timedelta(days=91):%d/%m/%Y}"}
    assert client.post(url, too_long).status_code == 422
    assert (
        signed_in("tuntc").post(reverse("administration:end-stand-in", args=[row.pk])).status_code
        == 404
    )
    assert StandIn.objects.count() == 1
    client.post(reverse("administration:end-stand-in", args=[row.pk]))
    assert not StandIn.objects.filter(valid_until__gte=today).exists()


def test_a_head_names_stand_ins_of_his_own_agency_only(signed_in: Browser, agency: Agency) -> None:
    form = {
        "other": "1", "stand_in": agency.people["tamnv"].pk, "valid_from": "01/12/2026",
        "valid_until": "05/12/2026", "may_handle": "on",
    }  # fmt: skip
    client, url = signed_in("khiemtg"), reverse("administration:stand-ins")

    assert client.post(url, {**form, "absent": agency.people["lyhc"].pk}).status_code == 302
    assert client.post(url, {**form, "absent": agency.people["trivc"].pk}).status_code == 404
    assert [row.absent.login for row in StandIn.objects.all()] == ["lyhc"]


def test_a_head_of_a_sub_department_settles_only_his_own_fields(
    signed_in: Browser, agency: Agency
) -> None:
    client, url = signed_in("datqv"), reverse("administration:fields")
    form = {
        "leader": agency.people["datqv"].pk, "unit": agency.units["CCTY-QLDB"].pk,
        "valid_from": "01/12/2026",
    }  # fmt: skip
    before = LeaderField.objects.count()

    assert client.post(url, {**form, "office": agency.office.pk}).status_code == 422
    assert LeaderField.objects.count() == before
    assert client.post(url, {**form, "office": agency.branch_office.pk}).status_code == 302
    assert LeaderField.objects.count() == before + 1


def test_a_leaver_loses_posts_by_the_day_and_the_account_after_it(
    signed_in: Browser, agency: Agency
) -> None:
    person, today = agency.people["chauvtm"], clock.today()
    yesterday = today - dt.timedelta(days=1)

    response = signed_in(ISSUER).post(
        reverse("administration:leave", args=[person.pk]), {"last_day": f"{yesterday:%d/%m/%Y}"}
    )

    assert response.status_code == 302
    person.refresh_from_db()
    assert not person.is_active
    assert Post.objects.get(person=person).valid_until == yesterday
    assert LeaderField.objects.get(leader=person).valid_until == yesterday


def test_a_change_is_asked_by_the_person_and_approved_by_the_office(
    signed_in: Browser, agency: Agency
) -> None:
    signed_in("tuntc").post(reverse("administration:own-requests"), {"phone": "0256 382 2255"})
    row = AccountRequest.objects.get()

    page = signed_in(ISSUER).get(reverse("administration:accounts")).text
    assert reverse("administration:request", args=[row.pk]) in page
    assert (
        signed_in("lyhc").get(reverse("administration:request", args=[row.pk])).status_code == 404
    )
    empty = signed_in(ISSUER).post(reverse("administration:refuse", args=[row.pk]), {"note": " "})
    assert empty.status_code == 422
    signed_in(ISSUER).post(reverse("administration:approve", args=[row.pk]))

    assert Person.objects.get(login="tuntc").phone == "0256 382 2255"


def test_a_sheet_is_looked_at_before_it_makes_accounts(signed_in: Browser, agency: Agency) -> None:
    book, target = Workbook(), io.BytesIO()
    book.active.append(["Họ và tên", "Giới tính", "Đơn vị", "Chức danh"])
    book.active.append(["Trà Thị Ngọc Hân", "nữ", "TT", "Chuyên viên"])
    book.save(target)
    url, client = reverse("administration:import-accounts"), signed_in(ISSUER)

    def file() -> io.BytesIO:
        copy = io.BytesIO(target.getvalue())
        copy.name = "ds.xlsx"
        return copy

    looked = client.post(url, {"file": file()})
    assert "hanttn" in looked.text
    assert not Person.objects.filter(login="hanttn").exists()
    client.post(url, {"file": file(), "make": "1"})
    assert Person.objects.filter(login="hanttn").exists()


def test_the_rules_of_an_office_are_kept_by_who_runs_it(signed_in: Browser, agency: Agency) -> None:
    office = agency.office
    url = reverse("administration:keep-phrase", args=[office.pk])

    assert signed_in("khiemtg").post(url, {"text": "Giao chủ trì xử lý"}).status_code == 302
    assert signed_in("tuntc").post(url, {"text": "Tự ý"}).status_code == 404
    assert signed_in("dinhlq").post(url, {"text": "Báo cáo tôi trước 16 giờ"}).status_code == 302
    owners = dict(StockPhrase.objects.values_list("text", "owner__login"))
    assert owners == {"Giao chủ trì xử lý": None, "Báo cáo tôi trước 16 giờ": "dinhlq"}


def test_the_tree_shows_closed_units_only_when_asked(signed_in: Browser, agency: Agency) -> None:
    unit = make_unit("PCU", "Phòng Thủy lợi cũ", "room", agency.units["SNN"])
    Unit.objects.filter(pk=unit.pk).update(valid_until=dt.date(2020, 1, 1))
    client, url = signed_in(ISSUER), reverse("administration:units")

    assert (
        "Phòng Thủy lợi cũ"
        not in client.get(url).text.split('class="unit-tree"')[1].split("<form")[0]
    )
    assert "Phòng Thủy lợi cũ" in client.get(url, {"closed": "1"}).text


def test_boxes_for_slips_stand_only_where_a_slip_waits(signed_in: Browser, agency: Agency) -> None:
    page, box = reverse("administration:accounts"), 'type="checkbox" name="person"'
    Person.objects.update(password=make_password("x" * 12))
    none = signed_in(ISSUER).get(page).content.decode()
    assert box not in none
    assert "Cấp phiếu cho những người đã chọn" not in none
    assert none.count("<th ") > 0
    assert 'class="tick"' not in none
    person = make_person("themmoi", "Lý Thêm Mới")
    Person.objects.filter(pk=person.pk).update(password=make_password(None))
    some = signed_in(ISSUER).get(page, {"q": "them moi"}).content.decode()
    assert some.count(box) == 1
    assert some.count('class="tick"') == 2


def test_the_account_of_everybody_opens_whatever_his_duties(
    signed_in: Browser, agency: Agency
) -> None:
    client = signed_in("duongntt")
    for login, person in agency.people.items():
        page = client.get(reverse("administration:account", args=[person.pk]))
        assert page.status_code == 200, login
        assert person.full_name in page.text
    clerk = client.get(reverse("administration:account", args=[agency.people["diepptn"].pk]))
    assert "Sở Nông nghiệp và Phát triển nông thôn</td>" in clerk.text
