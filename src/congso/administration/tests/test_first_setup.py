# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first set-up: only while the database is empty, only from here or with the code, once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client

from congso.accounts.models import Person
from congso.administration import middleware, setup_code
from congso.administration.services import first_setup
from congso.administration.services.first_setup import AgencyData, AlreadySetUp
from congso.audit.models import Entry
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.organisation.enums import Position, Role
from congso.organisation.models import Post, RegistryOffice, RoleGrant, Unit
from congso.organisation.policies import may_issue_accounts

SYSTEM = Actor.system("first_setup")
AGENCY = {
    "name": "Sở Nông nghiệp và Môi trường", "printed_superior": "Ủy ban nhân dân tỉnh Bình Định",
    "symbol": "SNNMT", "place": "Bình Định", "office_name": "Văn phòng Sở",
    "leadership_name": "Ban Giám đốc", "full_name": "Đỗ  Thị Thanh Hà", "gender": "female",
    "staff_kind": "official",
}  # fmt: skip
PASSWORD = "Thuyền về bến 2026"
FORM = {**AGENCY, "position": "deputy", "password1": PASSWORD, "password2": PASSWORD}


def data(**changes: Any) -> AgencyData:
    given = {**AGENCY, "title": "Phó Chánh Văn phòng", "is_head": False, "password": PASSWORD}
    return AgencyData(**{**given, **changes})


@pytest.fixture
def empty(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """An empty installation with the product's own middleware."""
    at = settings.MIDDLEWARE.index("congso.accounts.middleware.OwnLanguage") + 1
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:at], "congso.administration.middleware.FirstSetUp",
        *settings.MIDDLEWARE[at:],
    ]  # fmt: skip
    monkeypatch.setattr(setup_code, "path", lambda: tmp_path / "setup-code")
    middleware.forget()
    yield
    middleware.forget()


def test_one_act_makes_the_agency_and_its_first_account(db: None) -> None:
    person = first_setup.set_up(SYSTEM, data=data())

    assert person.login == "hadtt"
    assert person.full_name == "Đỗ Thị Thanh Hà"
    assert person.check_password(PASSWORD)
    assert not person.must_change_password
    kinds = list(Unit.objects.order_by("position").values_list("kind", "name"))
    assert kinds == [
        ("agency", "Sở Nông nghiệp và Môi trường"), ("leadership", "Ban Giám đốc"),
        ("office", "Văn phòng Sở"),
    ]  # fmt: skip
    office = RegistryOffice.objects.get()
    assert office.printed_name == "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"
    assert office.printed_parent == "ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH"
    assert office.symbols.get().symbol == "SNNMT"
    assert set(Unit.objects.values_list("office", flat=True)) == {office.pk}
    post = Post.objects.get(person=person)
    assert (post.unit.kind, post.position, post.title) == (
        "office", Position.DEPUTY, "Phó Chánh Văn phòng",
    )  # fmt: skip
    assert set(RoleGrant.objects.values_list("role", flat=True)) == {
        Role.ACCOUNT_ISSUER, Role.CONTACT,
    }  # fmt: skip
    assert may_issue_accounts(Actor(person_id=person.pk))
    assert Entry.objects.filter(verb="agency.set_up").count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"password": "ngắn quá 11"}, ValidationError),
        ({"password": "dothithanhha2026"}, ValidationError),
        ({"full_name": "李 小龙"}, ValueError),
    ],
)
def test_a_refusal_makes_nothing(db: None, changes: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        first_setup.set_up(SYSTEM, data=data(**changes))

    assert first_setup.is_empty()
    assert not Entry.objects.exists()


def test_an_organisation_is_never_touched(agency: Any) -> None:
    before = Unit.objects.count()

    with pytest.raises(AlreadySetUp):
        first_setup.set_up(SYSTEM, data=data())

    assert Unit.objects.count() == before


def test_only_the_product_sets_up(db: None) -> None:
    with pytest.raises(Denied):
        first_setup.set_up(Actor(person_id=None, via="http"), data=data())
    assert first_setup.is_empty()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_agency() -> None:
    outcomes: list[str] = []

    def one() -> None:
        try:
            first_setup.set_up(SYSTEM, data=data())
            outcomes.append("made")
        except AlreadySetUp:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["made", "refused"]
    assert Person.objects.count() == 1


def test_every_page_leads_to_the_set_up_while_there_is_no_agency(empty: None) -> None:
    client = Client()

    for url in ("/", "/accounts/login/", "/documents/", "/office/", "/portal/"):
        response = client.get(url)
        assert (response.status_code, response["Location"]) == (302, "/office/setup/")
    assert client.get("/office/setup/").status_code == 200
    assert client.get("/api/v1/documents").status_code == 503


def test_the_page_sets_up_once_and_is_gone(empty: None) -> None:
    setup_code.write()
    client = Client()

    response = client.post("/office/setup/", FORM)

    assert response.status_code == 200
    assert "hadtt" in response.text
    assert setup_code.read() == ""
    assert client.get("/office/setup/").status_code == 404
    assert client.post("/office/setup/", FORM).status_code == 404
    assert client.get("/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "10.68.1.20"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.68.1.20"},
        {"REMOTE_ADDR": "::1", "HTTP_FORWARDED": "for=10.68.1.20"},
    ],
)
def test_from_elsewhere_the_code_is_needed(empty: None, elsewhere: dict[str, str]) -> None:
    code = setup_code.write()
    client = Client(**elsewhere)

    assert client.post("/office/setup/", FORM).status_code == 422
    assert client.post("/office/setup/", {**FORM, "code": "0" * 20}).status_code == 422
    assert first_setup.is_empty()
    response = client.post("/office/setup/", {**FORM, "code": code.upper().replace("-", " ")})
    assert response.status_code == 200
    assert not first_setup.is_empty()


def test_codes_are_tried_five_times_at_most(empty: None) -> None:
    code = setup_code.write()
    client = Client(REMOTE_ADDR="10.68.1.20")
    for attempt in range(5):
        client.post("/office/setup/", {**FORM, "code": f"{attempt}" * 20})

    response = client.post("/office/setup/", {**FORM, "code": code})

    assert response.status_code == 422
    assert first_setup.is_empty()


def test_without_a_code_none_fits(empty: None) -> None:
    client = Client(REMOTE_ADDR="10.68.1.20")

    assert client.post("/office/setup/", {**FORM, "code": " "}).status_code == 422
    assert client.post("/office/setup/", {**FORM, "code": "-"}).status_code == 422
    assert first_setup.is_empty()


def test_two_different_passwords_are_told_at_the_field(empty: None) -> None:
    response = Client().post("/office/setup/", {**FORM, "password2": PASSWORD + "x"})

    assert response.status_code == 422
    assert 'id="id_password2-err"' in response.text
    assert first_setup.is_empty()


def test_the_start_says_the_code_once_there_is_none(
    empty: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("setup_code")
    said = capsys.readouterr().out

    assert setup_code.read() in said
    assert setup_code.path().stat().st_mode & 0o777 == 0o600
    first_setup.set_up(SYSTEM, data=data())
    call_command("setup_code")
    assert capsys.readouterr().out == ""
    assert setup_code.read() == ""
