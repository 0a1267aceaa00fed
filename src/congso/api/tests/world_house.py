# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is away, who stands in, what went past the registry, rules: each with a good request."""

from __future__ import annotations

import datetime as dt

from congso.api.tests.world_registry import Request
from congso.common import clock
from congso.documents.models import Document
from congso.documents.services import hand_in
from congso.documents.tests.factories import incoming_data, make_document
from congso.organisation.enums import Position, Rank
from congso.organisation.models import Absence, StandIn
from congso.organisation.services import absences, people
from congso.organisation.tests.factories import Agency, make_person, make_post
from congso.routing.enums import Way
from congso.routing.models import RoutineKind
from congso.routing.services import enter
from congso.routing.tests.factories import lead, slip


class HouseWorld:
    """What is settled about people and for the distribution of an office."""

    def __init__(self, agency: Agency, *, blank: Document) -> None:
        self.agency, self.blank = agency, blank
        self._absent()
        self._leaver()

    def requests(self) -> dict[str, Request]:
        """One good request for each operation."""
        return {**self._rules(), **self._standing_in()}

    def _absent(self) -> None:
        """A clerk away next week, who hands books and seal over for those days."""
        agency = self.agency
        clerk, person = agency.actor("diepptn"), agency.people["diepptn"]
        first = clock.today() + dt.timedelta(days=7)
        self.days = {"first_day": first.isoformat(), "last_day": first.isoformat()}
        away = Absence(person=person, first_day=first, last_day=first, note="Nghỉ phép")
        self.absence = absences.announce(clerk, absence=away)
        row = StandIn(
            absent=person, stand_in=agency.people["yenmt"], valid_from=first, valid_until=first,
            may_register=True,
        )  # fmt: skip
        self.stand_in = people.appoint_stand_in(clerk, stand_in=row)
        hand_in.hand_in(agency.actor("tuntc"), data=incoming_data(agency.office))
        kinds = RoutineKind.objects.filter(office=agency.office).values_list("type_id", flat=True)
        self.kinds = list(kinds)

    def _leaver(self) -> None:
        """Words of a deputy director who left before he confirmed them."""
        agency = self.agency
        person = make_person("phongvd", "Vũ Đình Phong")
        post = make_post(
            person, agency.units["BGĐ"], "Phó Giám đốc", Position.DEPUTY, Rank.DEPUTY_DIRECTOR
        )
        self.words = enter.enter_direction(
            agency.actor("khiemtg"),
            slip=slip(make_document(agency.office), lead(agency, "TT")),
            entered=enter.Entered(person.pk, Way.SPOKEN, spoken_at=clock.now()),
        )
        post.valid_until = clock.today() - dt.timedelta(days=1)
        post.save(update_fields=("valid_until",))

    def _rules(self) -> dict[str, Request]:
        """What the Office settles for its distribution."""
        office = {"office_id": self.agency.office.pk}
        unit = office | {"unit_id": self.agency.units["TT"].pk}
        anything, kinds = {"If-Match": "*"}, {"type_ids": self.kinds}
        words = {"phrases": ["dịch hại", "cây trồng"]}
        return {
            "close_confirmation": Request(
                "khiemtg", {"direction_id": self.words.pk}, {"reason": "Đã nghỉ hưu"}
            ),
            "get_routine_kinds": Request("khiemtg", office),
            "set_routine_kinds": Request("khiemtg", office, kinds, headers=anything),
            "get_unit_keywords": Request("khiemtg", unit),
            "set_unit_keywords": Request("khiemtg", unit, words, headers=anything),
        }

    def _standing_in(self) -> dict[str, Request]:
        """Days away, who stands in, what went past the registry, sheets in print."""
        office, stand_in = {"office_id": self.agency.office.pk}, {"stand_in_id": self.stand_in.pk}
        named = {"stand_in_id": self.agency.people["lyhc"].pk}
        days = {"valid_from": self.days["first_day"], "valid_until": self.days["last_day"]}
        paper = {"issuer_name": "Sở Tài chính", "subject": "Mời phối hợp"}
        return {
            "list_absences": Request("diepptn"),
            "announce_absence": Request("diepptn", body=dict(self.days)),
            "withdraw_absence": Request("diepptn", {"absence_id": self.absence.pk}),
            "list_stand_ins": Request("diepptn"),
            "appoint_stand_in": Request("diepptn", body=named | days),
            "end_stand_in": Request("diepptn", stand_in),
            "print_handover_minutes": Request("diepptn", stand_in),
            "list_handed_in": Request("tuntc"),
            "hand_in_document": Request("tuntc", body=office | paper),
            "print_pile_labels": Request("diepptn", {"block_id": self.blank.block_id}),
            "print_envelope_sheet": Request("diepptn", query=office),
        }
