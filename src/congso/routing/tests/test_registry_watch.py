# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only clerk is away: who is warned the day before, and of papers nobody registers."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.services import registry_watch
from congso.documents.services.register import receive_incoming, register
from congso.documents.services.transfer import send_to_office
from congso.documents.tests.factories import incoming_data, make_document
from congso.notifications.models import Notice
from congso.organisation import queries, queries_clerks
from congso.organisation.enums import Role
from congso.organisation.models import Absence, RoleGrant, StandIn
from congso.organisation.services import absences, people
from congso.organisation.services.clashes import Clash
from congso.organisation.tests.factories import Agency, make_agency
from congso.routing import listeners, notices

MONDAY = dt.date(2026, 11, 30)
FRIDAY = dt.date(2026, 11, 27)
SYSTEM = Actor.system("watch")


@pytest.fixture
def agency(db: None) -> Agency:
    queries.forget_calendar()
    return make_agency()


def away(agency: Agency, login: str, first: dt.date, last: dt.date, by: str = "") -> Absence:
    row = Absence(person=agency.people[login], first_day=first, last_day=last, note="nghỉ phép")
    return absences.announce(agency.actor(by or login), absence=row)


def substitute(agency: Agency, login: str, **changes: object) -> StandIn:
    given = {
        "absent": agency.people["ngantt"], "stand_in": agency.people[login], "valid_from": MONDAY,
        "valid_until": MONDAY, "may_register": True,
    }  # fmt: skip
    return people.appoint_stand_in(agency.actor("datqv"), stand_in=StandIn(**(given | changes)))


def warned(now: dt.datetime) -> list[str]:
    """Who is told by the warnings of that moment, by login."""
    before = Notice.objects.count()
    registry_watch.warn_unattended(SYSTEM, now=now)
    for entry in Entry.objects.filter(verb="registry_office.unattended"):
        listeners.registry_unattended(heard(entry.pk))
    told = Notice.objects.order_by("pk")[before:]
    return sorted(told.values_list("person__login", flat=True))


def test_the_head_is_warned_on_the_last_working_day_before(agency: Agency) -> None:
    away(agency, "ngantt", MONDAY, MONDAY + dt.timedelta(days=2))
    assert warned(clock.at(dt.date(2026, 11, 26), 9)) == []  # Thursday: Friday is kept
    assert warned(clock.at(FRIDAY, 9)) == ["datqv"]
    notice = Notice.objects.get()
    assert (notice.parameters["unit"], notice.parameters["day"]) == ("Chi cục Thú y", "30/11/2026")
    assert notice.url.endswith(f"?absent={agency.people['ngantt'].pk}")
    assert warned(clock.at(FRIDAY, 14)) == []  # once for a day
    assert warned(clock.at(dt.date(2026, 11, 28), 9)) == []  # Saturday
    assert warned(clock.at(MONDAY, 9)) == ["datqv"]  # of Tuesday


def test_with_a_substitute_nobody_is_warned(agency: Agency) -> None:
    away(agency, "ngantt", MONDAY, MONDAY)
    substitute(agency, "trivc")
    assert warned(clock.at(FRIDAY, 9)) == []
    assert queries_clerks.clerks_there(MONDAY)[agency.branch_office.pk] == {
        agency.people["trivc"].pk
    }


@pytest.mark.parametrize(
    "useless",
    [
        {"may_register": False},
        {"valid_from": MONDAY + dt.timedelta(days=1), "valid_until": MONDAY + dt.timedelta(days=1)},
    ],
)
def test_a_substitute_without_the_right_or_on_another_day_is_none(
    agency: Agency, useless: dict[str, object]
) -> None:
    away(agency, "ngantt", MONDAY, MONDAY)
    substitute(agency, "trivc", **useless)
    assert warned(clock.at(FRIDAY, 9)) == ["datqv"]


def test_a_substitute_who_is_away_himself_or_of_another_agency_is_none(agency: Agency) -> None:
    away(agency, "ngantt", MONDAY, MONDAY)
    away(agency, "trivc", MONDAY, MONDAY, by="datqv")
    substitute(agency, "trivc")
    substitute(agency, "yenmt")  # of the Department's registry
    assert warned(clock.at(FRIDAY, 9)) == ["datqv"]


def test_one_of_two_clerks_is_enough(agency: Agency) -> None:
    away(agency, "diepptn", MONDAY, MONDAY)
    assert warned(clock.at(FRIDAY, 9)) == []
    away(agency, "yenmt", MONDAY, MONDAY)
    assert warned(clock.at(FRIDAY, 14)) == ["dinhlq", "hadtt", "khiemtg"]


def test_a_duty_that_ends_counts_like_leave(agency: Agency) -> None:
    RoleGrant.objects.filter(person=agency.people["ngantt"], role=Role.CLERK).update(
        valid_until=FRIDAY
    )
    assert warned(clock.at(FRIDAY, 9)) == ["datqv"]


def test_days_away_are_one_s_own_or_the_head_s(agency: Agency) -> None:
    with pytest.raises(Denied):
        away(agency, "ngantt", MONDAY, MONDAY, by="trivc")
    with pytest.raises(Denied):  # the Department's Office does not settle the Chi cục's people
        away(agency, "ngantt", MONDAY, MONDAY, by="khiemtg")
    with pytest.raises(Clash):
        away(agency, "ngantt", MONDAY, FRIDAY)
    row = away(agency, "ngantt", MONDAY, MONDAY, by="datqv")
    with pytest.raises(Denied):
        absences.withdraw(agency.actor("trivc"), absence_id=row.pk)
    absences.withdraw(agency.actor("ngantt"), absence_id=row.pk)
    assert not Absence.objects.exists()
    assert Entry.objects.filter(verb__startswith="absence.").count() == 2
    with pytest.raises(Denied):
        absences.note_unattended(agency.actor("datqv"), office=agency.branch_office, day=MONDAY)


def test_the_office_hears_once_of_a_paper_four_working_hours_old(agency: Agency) -> None:
    source = make_document(agency.office, now=clock.at(FRIDAY, 8))
    copy = send_to_office(
        agency.actor("khiemtg"), document_id=source.pk, office_id=agency.branch_office.pk,
        due_at=None, note="", now=clock.at(FRIDAY, 14, 30),
    )  # fmt: skip
    # two and a half hours on Friday, the rest on Monday morning
    assert registry_watch.note_unregistered(SYSTEM, now=clock.at(MONDAY, 8, 59)) == 0
    assert registry_watch.note_unregistered(SYSTEM, now=clock.at(MONDAY, 9)) == 1
    assert registry_watch.note_unregistered(SYSTEM, now=clock.at(MONDAY, 10)) == 0
    notices.tell(heard(Entry.objects.get(verb="document.left_unregistered").pk))
    told = {notice.person.login: notice for notice in Notice.objects.select_related("person")}
    assert set(told) == {"datqv", "khiemtg", "hadtt"}
    assert told["datqv"].tone == told["khiemtg"].tone == "alarm"
    assert str(copy.uuid) in told["datqv"].url
    assert str(source.uuid) in told["khiemtg"].url  # never the inside of the other agency


def test_a_paper_registered_in_time_alarms_nobody(agency: Agency) -> None:
    data = incoming_data(agency.office, arrived_at=clock.at(FRIDAY, 8))
    paper = receive_incoming(SYSTEM, data=data, now=clock.at(FRIDAY, 8))
    register(agency.actor("diepptn"), document_id=paper.pk, now=clock.at(FRIDAY, 9))
    assert registry_watch.note_unregistered(SYSTEM, now=clock.at(MONDAY, 16)) == 0
    with pytest.raises(Denied):
        registry_watch.note_unregistered(agency.actor("diepptn"))
