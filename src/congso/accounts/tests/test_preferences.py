# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest
from django.test import Client

from congso.accounts.models import Person
from congso.accounts.services.preferences import PreferencesData, set_preferences
from congso.accounts.tests.factories import PersonFactory
from congso.audit.models import Detail, Entry
from congso.common.actor import Actor
from congso.common.policy import Denied

URL = "/accounts/preferences/"


def test_only_what_is_sent_changes(client: Client, person: Person) -> None:
    client.force_login(person)
    assert client.post(URL, {"theme": "dark"}, HTTP_HX_REQUEST="true").status_code == 204
    person.refresh_from_db()
    assert (person.theme, person.text_size, person.language) == ("dark", "", "vi")
    entry = Entry.objects.get(verb="person.preferences_changed")
    assert Detail.objects.get(entry=entry).before == {"theme": "light"}


def test_text_size_goes_back_to_normal_and_keys_go_off(client: Client, person: Person) -> None:
    client.force_login(person)
    client.post(URL, {"text_size": "xl", "keys_enabled": "off"})
    person.refresh_from_db()
    assert (person.text_size, person.keys_enabled) == ("xl", False)
    client.post(URL, {"text_size": ""})
    person.refresh_from_db()
    assert (person.text_size, person.keys_enabled) == ("", False)


@pytest.mark.parametrize("fields", [{"theme": "pink"}, {"language": "fr"}, {"text_size": "xxl"}])
def test_unknown_values_change_nothing(
    client: Client, person: Person, fields: dict[str, str]
) -> None:
    client.force_login(person)
    assert client.post(URL, fields).status_code == 422
    assert not Entry.objects.filter(verb="person.preferences_changed").exists()


@pytest.mark.parametrize(
    ("wished", "given"), [("/x/?a=1", "/x/?a=1"), ("https://evil.example/", "/accounts/profile/")]
)
def test_the_way_back_stays_on_this_site(
    client: Client, person: Person, wished: str, given: str
) -> None:
    client.force_login(person)
    assert client.post(URL, {"theme": "dark", "next": wished})["Location"] == given


def test_the_language_is_kept_for_the_signed_out_pages(client: Client, person: Person) -> None:
    client.force_login(person)
    assert client.post(URL, {"language": "en"}).cookies["django_language"].value == "en"


def test_pages_speak_the_language_of_the_account_then_of_the_browser(
    client: Client, person: Person
) -> None:
    english = {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9"}
    assert (
        "Sign in to the electronic office"
        in client.get("/accounts/login/", **english).content.decode()
    )
    assert "Đăng nhập Văn phòng điện tử" in client.get("/accounts/login/").content.decode()
    client.force_login(person)
    page = client.get("/accounts/profile/", **english)
    assert '<html lang="vi"' in page.content.decode()
    client.post(URL, {"language": "en"})
    assert '<html lang="en"' in client.get("/accounts/profile/").content.decode()


def test_preferences_are_ones_own(person: Person) -> None:
    colleague = Actor(person_id=PersonFactory(login="tamnv").pk)
    with pytest.raises(Denied):
        set_preferences(colleague, person=person, data=PreferencesData(theme="dark"))


def test_the_page_of_the_account_shows_what_is_set(client: Client, person: Person) -> None:
    person.theme = "dark"
    person.save()
    client.force_login(person)
    page = client.get("/accounts/profile/").content.decode()
    assert '<option value="dark" selected>' in page
    assert "Phạm Thị Ngọc Điệp" in page
