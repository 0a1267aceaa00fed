# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from congso.accounts.models import FailedAttempt, Person
from congso.accounts.tests.factories import PASSWORD, PersonFactory
from congso.audit.models import Detail, Entry

SignIn = Callable[..., Any]


def text_of(response: Any) -> str:
    return response.content.decode()


def alerts(response: Any) -> list[str]:
    found = re.findall(r'role="alert">.*?<p>(.*?)</p>', text_of(response), re.DOTALL)
    return [text.strip() for text in found]


def test_the_page_has_the_two_fields_and_no_script_or_style_of_its_own(
    client: Client, db: None
) -> None:
    page = text_of(client.get("/accounts/login/"))
    assert re.findall(r'<input[^>]* name="(login|password)"', page) == ["login", "password"]
    scripts = re.findall(r"<script([^>]*)>", page)
    assert scripts
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)


def test_signing_in_leads_to_the_desk(client: Client, person: Person, sign_in: SignIn) -> None:
    response = sign_in(client, "diepptn")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert text_of(client.get("/")) == "desk of diepptn"


def test_signing_in_is_in_the_trail_with_address_and_browser_apart(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/128.0")
    entry = Entry.objects.get(verb="person.signed_in")
    assert (entry.person_id, entry.object_id, entry.via) == (person.pk, person.pk, "http")
    detail = Detail.objects.get(entry=entry).personal
    assert detail["agent"].endswith("Firefox/128.0")
    assert (detail["ip"], detail["how"]) == ("127.0.0.1", "password")


def test_a_wrong_password_says_how_many_tries_are_left(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn", "sai mật khẩu rồi")
    response = sign_in(client, "diepptn", "sai mật khẩu rồi")
    assert alerts(response) == [
        "Tên đăng nhập hoặc mật khẩu không đúng. "
        "Còn 3 lần thử trước khi tài khoản tạm khóa 15 phút."
    ]
    assert 'value="diepptn"' in text_of(response)
    assert "sai mật khẩu rồi" not in text_of(response)


def test_wrong_unknown_and_closed_look_the_same(db: None, sign_in: SignIn) -> None:
    PersonFactory(login="tamnv")
    PersonFactory(login="loanatk", is_active=False)
    pages = set()
    for login, password in (("tamnv", "sai"), ("loanatk", PASSWORD), ("khongcoo", PASSWORD)):
        page = text_of(sign_in(Client(), login, password)).replace(login, "LOGIN")
        pages.add(re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page))
    assert len(pages) == 1


def test_the_fifth_failure_locks_and_says_for_how_long(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    for _ in range(4):
        sign_in(client, "diepptn", "sai mật khẩu rồi")
    fifth, sixth = sign_in(client, "diepptn", "sai mật khẩu rồi"), sign_in(client, "diepptn")
    locked = [
        "Nhập sai quá nhiều lần: tài khoản tạm khóa 15 phút. Vẫn đăng nhập được bằng khóa bảo mật."
    ]
    assert alerts(fifth) == alerts(sixth) == locked
    assert text_of(client.get("/")) == "desk of nobody"


def test_diacritics_in_the_login_are_refused_and_reach_no_account(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    response = sign_in(client, "điepptn")
    assert alerts(response) == ["Tên đăng nhập viết bằng chữ thường và số, không dấu."]
    assert not FailedAttempt.objects.exists()


@pytest.mark.parametrize(
    ("wished", "given"),
    [
        ("/documents/incoming/", "/documents/incoming/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("http://testserver/x", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_only_addresses_of_this_site_are_followed(
    client: Client, person: Person, wished: str, given: str
) -> None:
    fields = {"login": "diepptn", "password": PASSWORD, "next": wished}
    assert client.post("/accounts/login/", fields)["Location"] == given


def test_a_session_gets_a_new_id_when_somebody_signs_in(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in(client, "diepptn")
    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "confirm-email/abc/",
        "password/set/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/1-abc/",
        "login/code/confirm/",
        "inactive/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_no_sign_up_and_no_reset_by_oneself(
    client: Client, person: Person, path: str, method: str
) -> None:
    assert getattr(client, method)(f"/accounts/{path}").status_code == 404
    client.force_login(person)
    assert getattr(client, method)(f"/accounts/{path}").status_code == 404


def test_the_lost_password_page_names_whom_to_call(client: Client, db: None, settings: Any) -> None:
    settings.CONGSO_OFFICE_CONTACT = "congso.accounts.tests.test_sign_in.contact"
    page = text_of(client.get("/accounts/lost-password/"))
    assert "Báo Văn phòng Sở cấp lại mật khẩu" in page
    assert "Ngô Thị Cẩm Tú" in page
    assert "máy lẻ 116" in page
    assert "<input" not in re.sub(
        r'<form class="lang".*?</form>|csrfmiddlewaretoken', "", page, flags=re.DOTALL
    ).replace('<input type="hidden" name="" ', "")


def contact() -> dict[str, str]:
    return {"name": "Ngô Thị Cẩm Tú", "title": "Chuyên viên Văn phòng Sở", "phone": "máy lẻ 116"}


def test_demo_accounts_are_listed_only_where_there_are_any(
    client: Client, db: None, settings: Any
) -> None:
    assert "Dữ liệu mẫu" not in text_of(client.get("/accounts/login/"))
    settings.CONGSO_DEMO_LOGINS = "congso.accounts.tests.test_sign_in.demo"
    page = text_of(client.get("/accounts/login/"))
    assert "Dữ liệu mẫu" in page
    assert "tucn" in page
    assert "congso-demo-2026" in page


def demo() -> dict[str, Any]:
    people = [{"login": "tucn", "name": "Ngô Thị Cẩm Tú", "title": "Chuyên viên"}]
    return {"password": "congso-demo-2026", "people": people}


def test_signing_out_asks_first_and_ends_the_session(
    client: Client, person: Person, sign_in: SignIn
) -> None:
    sign_in(client, "diepptn")
    assert client.get("/accounts/logout/").status_code == 200
    assert text_of(client.get("/")) == "desk of diepptn"
    client.post("/accounts/logout/")
    assert text_of(client.get("/")) == "desk of nobody"


def test_pages_of_signing_in_are_never_kept_by_browsers(client: Client, db: None) -> None:
    assert "no-store" in client.get("/accounts/login/")["Cache-Control"]
