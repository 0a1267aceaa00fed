# SPDX-License-Identifier: AGPL-3.0-or-later
"""R-64, R-08: who is told, once, and who is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from congso.accounts.services import persons
from congso.administration import listeners
from congso.administration.services import requests
from congso.administration.services.requests import ChangeData
from congso.audit.events import Heard
from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.notifications.models import Notice
from congso.organisation.models import StandIn
from congso.organisation.services import people
from congso.organisation.tests.factories import Agency


def say(listener: Callable[[Heard], None], verb: str) -> list[tuple[str, str]]:
    """Tell twice, as a queue may; what was written to whom."""
    event = heard(Entry.objects.get(verb=verb).pk)
    listener(event)
    listener(event)
    return list(Notice.objects.order_by("person__login").values_list("person__login", "tone"))


def test_a_leak_alarms_every_issuer_but_the_person(agency: Agency) -> None:
    persons.report_leak(agency.actor("hadtt"), person=agency.people["hadtt"])

    assert say(listeners.leak_reported, "person.leak_reported") == [("duongntt", "alarm")]


def test_a_request_goes_to_the_issuers_and_its_end_to_the_person(agency: Agency) -> None:
    tu = agency.people["tuntc"]
    row = requests.ask_change(
        agency.actor("tuntc"), person_id=tu.pk, data=ChangeData(phone="0256 382 2255")
    )
    assert say(listeners.request_asked, "account_request.ask") == [
        ("duongntt", "plain"), ("hadtt", "plain"),
    ]  # fmt: skip
    Notice.objects.all().delete()

    requests.refuse(agency.actor("duongntt"), request_id=row.pk, note="Thiếu căn cứ")

    assert say(listeners.request_refused, "account_request.refuse") == [("tuntc", "plain")]
    assert Notice.objects.get().parameters["note"] == "Thiếu căn cứ"


def test_who_stands_in_is_told(agency: Agency) -> None:
    today = clock.today()
    row = StandIn(
        absent=agency.people["dungctm"], stand_in=agency.people["tamnv"], valid_from=today,
        valid_until=today + dt.timedelta(days=3),
    )  # fmt: skip
    people.appoint_stand_in(agency.actor("dungctm"), stand_in=row)

    assert say(listeners.stand_in_appointed, "stand_in.appointed") == [("tamnv", "plain")]
