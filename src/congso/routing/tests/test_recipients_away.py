# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever is on leave is seen to be so before he is given work, with who handles it instead."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from congso.common import clock
from congso.documents.tests.web import client_of
from congso.organisation.enums import Rank
from congso.organisation.models import Absence, StandIn
from congso.organisation.queries_absences import Away, away_on
from congso.organisation.tests.factories import make_person, make_post
from congso.routing import recipients
from congso.routing.tests.factories import directed, lead_flow

DAY = dt.timedelta(days=1)


def absent(person, first: int = 0, last: int = 3) -> Absence:
    today = clock.today()
    return Absence.objects.create(
        person=person, first_day=today + first * DAY, last_day=today + last * DAY, note="Nghỉ ốm"
    )


def substitute(agency, person: str, other: str, *, until: int = 5, **rights) -> None:
    today = clock.today()
    StandIn.objects.create(
        absent=agency.people[person], stand_in=agency.people[other],
        valid_from=today, valid_until=today + until * DAY, **rights,
    )  # fmt: skip


def test_who_is_away_until_when_and_who_handles(agency):
    people = {login: agency.people[login].pk for login in ("tuntc", "tamnv2", "tamnv", "dungctm")}
    today = clock.today()
    absent(agency.people["tuntc"])
    absent(agency.people["tamnv2"], 1, 4)  # from tomorrow
    absent(agency.people["tamnv"], -9, -1)  # back since today
    substitute(agency, "tuntc", "tamnv2")
    substitute(agency, "dungctm", "tamnv", until=0)
    assert away_on(today, people.values()) == {
        people["tuntc"]: Away(today + 3 * DAY, "Nguyễn Vũ Tâm"),
        people["dungctm"]: Away(today, "Nguyễn Văn Tâm"),
    }
    assert away_on(today + DAY, people.values())[people["tamnv2"]] == Away(today + 4 * DAY)


def test_who_stands_in_for_directing_only_handles_nothing(agency):
    substitute(agency, "tuntc", "tamnv2", may_handle=False, may_direct=True)
    assert away_on(clock.today(), [agency.people["tuntc"].pk]) == {}


@pytest.mark.parametrize("with_substitute", [True, False])
def test_the_head_is_warned_in_the_box_and_where_he_picks(agency, document, with_substitute):
    flow = lead_flow(directed(agency, document))
    absent(agency.people["tuntc"])
    if with_substitute:
        substitute(agency, "tuntc", "tamnv2")
    client = client_of(agency, "dungctm")
    url = reverse("routing:unit_recipients", args=[flow.pk])
    answer = client.get(url, {"q": "tam"}).json()["groups"][-1]["items"]
    assert [item["warn"] for item in answer] == [""] * len(answer)
    (found,) = client.get(url, {"q": "cam tu"}).json()["groups"][-1]["items"]
    day = f"{clock.today() + 3 * DAY:%d/%m}"
    instead = "Nguyễn Vũ Tâm xử lý thay" if with_substitute else "chưa có người làm thay"
    assert found["warn"] == f"nghỉ đến hết {day}, {instead}"
    assert "ốm" not in found["warn"]
    page = client.get(reverse("routing:assign", args=[flow.pk])).content.decode()
    assert f'data-warn="{found["warn"]}"' in page


def test_a_form_shown_again_and_the_queue_keep_the_warning(agency, document):
    absent(agency.people["tuntc"])
    who = f"person:{agency.people['tuntc'].pk}"
    client = client_of(agency, "khiemtg")
    page = client.post(
        reverse("routing:distribute", args=[document.uuid]), {"lead": who, "due_on": "31/02/2026"}
    ).content.decode()
    assert "chưa có người làm thay" in page
    url = reverse("routing:recipients", args=[document.uuid])
    (found,) = client.get(url, {"q": "ngo thi cam tu"}).json()["groups"][-1]["items"]
    assert "chưa có người làm thay" in found["warn"]


def test_a_leader_who_is_away_without_a_substitute_is_marked_among_the_leaders(agency):
    absent(agency.people["chauvtm"])
    with translation.override("vi"):
        names = dict(recipients.leaders(agency.office.pk))
    assert "chưa có người làm thay" in names[str(agency.people["chauvtm"].pk)]


def test_as_many_questions_for_fifty_as_for_one(agency):
    def asked() -> tuple[int, int]:
        found = recipients.of_office(agency.office.pk).people
        with CaptureQueriesContext(
            connection,
        ) as queries:
            words = recipients.warnings(value for value, _name, _note in found)
        return len(queries), len(words)

    absent(agency.people["tuntc"])
    first, one = asked()
    for number in range(50):
        person = make_person(f"nv{number}", f"Trần Văn Sáu {number}")
        make_post(person, agency.units["TT"], "Chuyên viên", rank=Rank.OFFICER)
        absent(person)
    then, many = asked()
    assert (one, many) == (1, 51)
    assert first == then == 2
