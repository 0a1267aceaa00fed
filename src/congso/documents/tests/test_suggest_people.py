# SPDX-License-Identifier: AGPL-3.0-or-later
"""People are suggested at every key that is pressed: found without accents, few read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congso.accounts.models import Person
from congso.accounts.services import persons
from congso.common.actor import Actor
from congso.documents.issuers import suggest_people
from congso.organisation.tests.factories import Agency, make_agency, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def names(text: str, **more: int) -> list[str]:
    return [name for _pk, name, _post in suggest_people(text, **more)]


@pytest.mark.parametrize("typed", ["bui thi ai", "Ái Bùi", "aibt", "BÙI ái", "ui th"])
def test_a_person_is_found_by_scraps_of_name_and_login(agency: Agency, typed: str) -> None:
    make_person("aibt", "Bùi Thị Ái")
    assert "Bùi Thị Ái" in names(typed)
    assert names(f"{typed} xyz") == []
    assert names("%") == names("_") == []


def test_who_is_locked_is_not_suggested_and_a_new_name_is(agency: Agency) -> None:
    person = make_person("khongai", "Bùi Thị Ái")
    persons.change_person(Actor.system("test"), person_id=person.pk, full_name="Bùi Thị Diễm")
    assert names("khongai") == names("diem bui") == ["Bùi Thị Diễm"]
    assert "bui thi ai" not in Person.objects.get(pk=person.pk).folded
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert names("diem bui") == []


def test_a_key_pressed_reads_no_more_people_than_are_shown(agency: Agency) -> None:
    for number in range(30):
        make_person(f"hvn{number}", f"Hồ Văn Nào {number}")
    with CaptureQueriesContext(connection) as asked:
        assert len(names("ho van", limit=12)) == 12
    of_people = [query["sql"] for query in asked if 'FROM "accounts_person"' in query["sql"]]
    assert of_people
    assert all("LIMIT 12" in sql or " IN (" in sql for sql in of_people), of_people
