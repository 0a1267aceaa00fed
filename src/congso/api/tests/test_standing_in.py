# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days away and stand-ins by token."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from congso.api.tests.callers import Caller, caller_for, found, problem
from congso.audit.models import Entry
from congso.common import clock
from congso.organisation.models import Absence, StandIn
from congso.organisation.services import people
from congso.organisation.tests.factories import Agency
from congso.reports.tests.reading import text_of


def day(ahead: int) -> str:
    return (clock.today() + dt.timedelta(days=ahead)).isoformat()


AWAY = {"note": "Nghỉ phép năm"}


def days(first: int, last: int) -> dict[str, str]:
    return {"first_day": day(first), "last_day": day(last)}


def test_one_says_that_one_is_away_and_takes_it_back(
    officer: Caller, director: Caller, head: Caller, agency: Agency
) -> None:
    sent = AWAY | days(1, 3)
    made = found(officer.post("/absences", sent, Idempotency_Key="nghi"), 201)
    assert found(officer.post("/absences", sent, Idempotency_Key="nghi"), 201) == made
    assert made["person"]["id"] == officer.person_id
    assert {name: made[name] for name in sent} == sent
    for caller in (officer, director):
        assert found(caller.get("/absences"))["items"] == [made]
    assert found(head.get("/absences"))["items"] == []  # a room's head settles nothing
    problem(head.delete(f"/absences/{made['id']}"), 404)
    assert officer.delete(f"/absences/{made['id']}").status_code == 204
    problem(officer.delete(f"/absences/{made['id']}"), 404)
    assert not Absence.objects.exists()
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if "absence" in verb] == [
        "absence.announced", "absence.withdrawn",
    ]  # fmt: skip


def test_heads_say_it_of_their_agency_and_nobody_of_others(
    director: Caller, officer: Caller, stranger: Caller, agency: Agency
) -> None:
    of_officer = days(0, 0) | {"person_id": officer.person_id}
    made = found(director.post("/absences", of_officer), 201)
    assert found(officer.get("/absences"))["items"] == [made]
    problem(stranger.post("/absences", of_officer), 403)
    problem(officer.post("/absences", days(0, 0) | {"person_id": director.person_id}), 403)
    problem(stranger.delete(f"/absences/{made['id']}"), 404)
    assert Absence.objects.count() == 1


def test_a_clerk_names_who_keeps_the_book_and_hands_it_over(
    clerk: Caller, officer: Caller, stranger: Caller, agency: Agency
) -> None:
    wanted = {
        "stand_in_id": officer.person_id, "valid_from": day(0), "valid_until": day(2),
        "may_register": True, "decision": "Giấy ủy quyền số 12",
    }  # fmt: skip
    made = found(clerk.post("/stand-ins", wanted, Idempotency_Key="thay"), 201)
    assert found(clerk.post("/stand-ins", wanted, Idempotency_Key="thay"), 201) == made
    assert (made["may_handle"], made["may_direct"], made["may_register"]) == (True, False, True)
    for caller in (clerk, officer):
        assert found(caller.get("/stand-ins"))["items"] == [made]
    assert found(stranger.get("/stand-ins"))["items"] == []
    minutes = clerk.get(f"/stand-ins/{made['id']}/minutes")
    assert minutes.status_code == 200
    assert minutes["Content-Type"] == "application/pdf"
    assert agency.people["tuntc"].full_name in text_of(minutes.content)
    assert Entry.objects.filter(verb="stand_in.handover_printed").count() == 1
    problem(stranger.get(f"/stand-ins/{made['id']}/minutes"), 404)
    problem(stranger.delete(f"/stand-ins/{made['id']}"), 404)
    problem(officer.delete(f"/stand-ins/{made['id']}"), 403)
    assert clerk.delete(f"/stand-ins/{made['id']}").status_code == 204
    assert not StandIn.objects.filter(valid_until__gte=clock.today()).exists()


def test_what_was_said_to_the_stand_in_names_both(
    head: Caller, agency: Agency, director: Caller
) -> None:
    wanted = {
        "absent_id": head.person_id, "stand_in_id": agency.people["tamnv"].pk,
        "valid_from": day(0), "valid_until": day(0),
    }  # fmt: skip
    made = found(director.post("/stand-ins", wanted), 201)
    assert made["absent"]["id"] == head.person_id
    assert found(head.get("/me"))["acts_for"] == []
    deputy = caller_for(agency, "tamnv")
    assert [row["person_id"] for row in found(deputy.get("/me"))["acts_for"]] == [head.person_id]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"valid_until": day(-1)}, "dates_in_order"), ({"valid_until": day(91)}, "length"),
     ({"stand_in_id": 1_000_000}, "unfit"), ({"stand_in_id": "x"}, "unfit"),
     ({"valid_from": "mai"}, "unfit"), ({"may_sign": True}, "unfit")],
)  # fmt: skip
def test_what_does_not_fit_names_nobody(
    officer: Caller, agency: Agency, changes: dict[str, Any], code: str
) -> None:
    wanted = {
        "stand_in_id": agency.people["tamnv2"].pk,
        "valid_from": day(0),
        "valid_until": day(0),
    }
    assert problem(officer.post("/stand-ins", wanted | changes), 422)["code"] == code
    problem(officer.post("/stand-ins", wanted | {"stand_in_id": officer.person_id}), 422)
    assert not StandIn.objects.exists()


def test_days_in_the_wrong_order_and_closed_accounts_are_refused(
    officer: Caller, agency: Agency
) -> None:
    assert problem(officer.post("/absences", days(2, 1)), 422)["code"] == "dates_in_order"
    gone = agency.people["tamnv2"]
    gone.is_active = False
    gone.save(update_fields=("is_active",))
    wanted = {"stand_in_id": gone.pk, "valid_from": day(0), "valid_until": day(0)}
    details = problem(officer.post("/stand-ins", wanted), 422)
    assert [error["field"] for error in details["errors"]] == ["stand_in_id"]
    assert not StandIn.objects.exists()


def test_it_takes_a_scope_of_its_own(agency: Agency) -> None:
    """Who is named as stand-in reads on after the token has ended."""
    row = StandIn(
        absent=agency.people["tuntc"], stand_in=agency.people["tamnv2"],
        valid_from=clock.today(), valid_until=clock.today(),
    )  # fmt: skip
    people.appoint_stand_in(agency.actor("tuntc"), stand_in=row)
    caller = caller_for(agency, "tuntc", "read", "documents", "routing")
    assert len(found(caller.get("/stand-ins"))["items"]) == 1
    for response in (
        caller.post("/absences", days(0, 0)),
        caller.post("/stand-ins", {"stand_in_id": 1, "valid_from": day(0), "valid_until": day(0)}),
        caller.delete(f"/stand-ins/{row.pk}"),
    ):
        assert problem(response, 403)["code"] == "scope"
    narrow = caller_for(agency, "tuntc", "stand_ins")
    found(narrow.post("/absences", days(0, 0)), 201)
    problem(narrow.get("/absences"), 403)
