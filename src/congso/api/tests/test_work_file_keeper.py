# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another keeper of a work file, and words nobody will confirm, by token."""

from __future__ import annotations

from congso.api.tests.callers import Caller, found, problem
from congso.documents.models import Document
from congso.organisation.models import Post
from congso.organisation.tests.factories import Agency
from congso.routing.enums import Way
from congso.routing.services import enter
from congso.routing.services.enter import Entered
from congso.routing.tests.factories import lead, slip
from congso.workfiles import services


def test_a_file_is_given_to_another_keeper(
    agency: Agency, chief: Caller, clerk: Caller, stranger: Caller
) -> None:
    data = services.WorkFileData("Hồ sơ chỉnh lý tài liệu")
    file = services.open_file(agency.actor("duongntt"), data=data)
    address = f"/work-files/{file.uuid}/keeper"
    to = {"person_id": agency.people["nhatch"].pk}
    problem(stranger.post(address, to), 404)
    problem(clerk.post(address, to), 403)
    foreign = {"person_id": agency.people["lyhc"].pk}
    assert problem(chief.post(address, foreign), 422)["errors"][0]["field"] == "person_id"
    assert found(chief.post(address, to))["keeper"]["id"] == agency.people["nhatch"].pk


def test_words_of_a_leader_who_left_are_closed(
    agency: Agency, chief: Caller, clerk: Caller, document: Document
) -> None:
    words = enter.enter_direction(
        agency.actor("khiemtg"),
        slip=slip(document, lead(agency, "TT"), text="Giao Trồng trọt."),
        entered=Entered(agency.people["chauvtm"].pk, Way.SPOKEN),
    )
    address = f"/directions/{words.pk}/close-confirmation"
    why = {"reason": "PGĐ nghỉ hưu"}
    problem(chief.post(address, why), 403)
    Post.objects.filter(person=agency.people["chauvtm"]).delete()
    problem(clerk.post(address, why), 403)
    problem(chief.post(address, {"reason": " "}), 422)
    assert found(chief.post(address, why))["confirmed_at"] is None
    problem(chief.post(address, why), 403)
