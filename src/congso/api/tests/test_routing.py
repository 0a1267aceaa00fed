# SPDX-License-Identifier: AGPL-3.0-or-later
"""The road of a paper by token: proposed, directed, assigned, handled, called back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from congso.api.tests.callers import Caller, caller_for, found, problem
from congso.audit.models import Entry
from congso.common import clock
from congso.documents.enums import Urgency
from congso.documents.models import Document
from congso.documents.services import restrict
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency
from congso.routing.models import Flow, Proposal
from congso.routing.tests.factories import directed, lead, lead_flow, party, presented


def _slip(agency: Agency, unit: str = "TT", **changes: Any) -> dict[str, Any]:
    parties = [{"role": "lead", "unit_id": agency.units[unit].pk}]
    return {"parties": parties, "text": "Giao Phòng chủ trì, báo cáo."} | changes


def _by_day(days: int) -> dict[str, str]:
    return {"kind": "day", "on": (clock.today() + dt.timedelta(days=days)).isoformat()}


def test_a_paper_goes_its_whole_road(
    chief: Caller, head: Caller, officer: Caller, agency: Agency, document: Document
) -> None:
    leader = caller_for(agency, "chauvtm")
    address = f"/documents/{document.uuid}"
    suggested = found(chief.get(address + "/suggestion"))
    assert suggested["why"]
    body = _slip(agency, leader_id=agency.people["chauvtm"].pk, due=_by_day(20))
    proposal = found(chief.post(address + "/proposals", body), 201)
    assert (proposal["stage"], proposal["leader"]["full_name"]) == ("presented", "Võ Thị Minh Châu")
    lists = {item["key"]: item["count"] for item in found(leader.get("/lists"))["items"]}
    assert lists["awaiting-direction"] == 1
    row = found(leader.get("/lists/awaiting-direction"))["items"][0]
    assert row["proposal_id"] == proposal["id"]
    direction = found(leader.post(f"/proposals/{proposal['id']}/agree", {}), 201)
    flow = direction["flows"][0]["flow"]
    assert (direction["way"], flow["state"]) == ("agreed", "sent")
    assert found(head.post(f"/flows/{flow['id']}/accept"))["state"] == "accepted"
    given = {"parties": [{"role": "lead", "person_id": officer.person_id}], "text": "Xử lý."}
    below = found(head.post(f"/flows/{flow['id']}/assign", given), 201)["flows"][0]["flow"]
    tree = found(officer.get(address + "/tree"))
    assert [holder["id"] for holder in tree["holders"]] == [below["id"]]
    report = {"text": "Đã lấy số liệu 6/8 huyện", "percent": 75}
    shown = found(officer.post(f"/flows/{below['id']}/progress", report))
    assert (shown["state"], shown["progress"][0]["percent"]) == ("in_progress", 75)
    done = officer.post(f"/flows/{below['id']}/finish", {"kind": "reference"})
    assert found(done)["state"] == "done"
    assert found(chief.get(address))["state"] == "finished"
    assert found(leader.get(address + "/trail"))["items"]


def test_two_leaders_one_proposal(director: Caller, agency: Agency, document: Document) -> None:
    proposal = presented(agency, document)
    leader = caller_for(agency, "chauvtm")
    etag = leader.get(f"/proposals/{proposal.pk}")["ETag"]
    found(director.post(f"/proposals/{proposal.pk}/agree", {}, If_Match=etag), 201)
    problem(leader.post(f"/proposals/{proposal.pk}/agree", {}, If_Match=etag), 412)
    assert problem(leader.post(f"/proposals/{proposal.pk}/agree", {}), 409)["code"] == "wrong_state"
    assert document.directions.count() == 1


def test_a_batch_leaves_urgent_ones(director: Caller, agency: Agency) -> None:
    plain = presented(agency, make_document(agency.office))
    urgent = presented(agency, make_document(agency.office, urgency=Urgency.VERY_URGENT))
    body = {"proposal_ids": [urgent.pk, plain.pk, 999_999]}
    items = found(director.post("/proposals/agree", body))["items"]
    assert [item["direction_id"] is not None for item in items] == [False, True, False]
    assert all(item["refusal"] for item in items if item["direction_id"] is None)
    assert Proposal.objects.get(pk=urgent.pk).stage == "presented"


def test_hand_return_withdraw(chief: Caller, director: Caller, agency: Agency) -> None:
    proposal = presented(agency, make_document(agency.office))
    other = {"leader_id": agency.people["bachnh"].pk}
    moved = found(director.post(f"/proposals/{proposal.pk}/hand-to-leader", other), 201)
    assert moved["leader"]["id"] == other["leader_id"]
    why = {"reason": "Chưa rõ đơn vị chủ trì"}
    back = found(director.post(f"/proposals/{moved['id']}/return", why))
    assert (back["stage"], back["return_reason"]) == ("returned", why["reason"])
    again = presented(agency, make_document(agency.office))
    assert found(chief.post(f"/proposals/{again.pk}/withdraw"))["stage"] == "superseded"


def test_broken_slips_are_refused_at_their_fields(
    director: Caller, agency: Agency, document: Document
) -> None:
    address = f"/documents/{document.uuid}/directions"
    unit = agency.units["TT"].pk
    cases = (
        ({"parties": [{"role": "cooperate", "unit_id": unit}]}, "lead"),
        ({"parties": [{"role": "lead"}]}, "parties"),
        ({"parties": [{"role": "lead", "unit_id": 999_999}]}, "unit_id"),
        ({"due": _by_day(-3)}, "due"),
        ({"due": {"kind": "hour"}}, "due.at"),
        ({"parties": [{"role": "lead", "unit_id": agency.units["CCTY-QLDB"].pk}]}, "parties"),
        ({"text": "x" * 4001}, "text"),
        ({"author_id": 1}, "author_id"),
    )
    for changes, field in cases:
        response = director.post(address, _slip(agency) | changes)
        assert [e["field"] for e in problem(response, 422)["errors"]] == [field], changes
    assert not document.directions.exists()


def test_who_may_not_direct_is_told_so(chief: Caller, clerk: Caller, agency: Agency) -> None:
    document = make_document(agency.office)
    for caller in (chief, clerk):
        problem(caller.post(f"/documents/{document.uuid}/directions", _slip(agency)), 403)
    assert not document.directions.exists()


def test_flows_of_papers_out_of_sight_do_not_exist(
    stranger: Caller, officer: Caller, agency: Agency, document: Document
) -> None:
    direction = directed(agency, document)
    flow = lead_flow(direction)
    proposal = presented(agency, make_document(agency.office))
    for caller in (stranger, officer):
        for path in (
            f"/flows/{flow.pk}",
            f"/directions/{direction.pk}",
            f"/proposals/{proposal.pk}",
        ):
            problem(caller.get(path), 404)
        why = {"reason": "Không phải việc của tôi"}
        for verb in ("return", "take-back", "close", "reopen"):
            problem(caller.post(f"/flows/{flow.pk}/{verb}", why), 404)
        problem(caller.post(f"/proposals/{proposal.pk}/return", why), 404)
    flow.refresh_from_db()
    assert flow.state == "sent"


def test_somebody_of_another_room_does_not_see_the_paper(
    agency: Agency, head: Caller, document: Document
) -> None:
    directed(agency, document, lead(agency, "KHTC"))
    problem(head.get(f"/documents/{document.uuid}"), 404)
    found(caller_for(agency, "lyhc").get(f"/documents/{document.uuid}"))


def test_opinion_extension_urge(
    director: Caller, head: Caller, agency: Agency, document: Document
) -> None:
    support = caller_for(agency, "lyhc")
    body = _slip(agency, due=_by_day(20))
    body["parties"].append({"role": "cooperate", "unit_id": agency.units["KHTC"].pk})
    direction = found(director.post(f"/documents/{document.uuid}/directions", body), 201)
    flows = {node["flow"]["role"]: node["flow"]["id"] for node in direction["flows"]}
    problem(support.post(f"/flows/{flows['cooperate']}/opinion", {"verdict": "comment"}), 422)
    said = {"verdict": "comment", "text": "Đề nghị bổ sung nguồn vốn"}
    shown = found(support.post(f"/flows/{flows['cooperate']}/opinion", said))
    assert (shown["state"], shown["opinion"]["text"]) == ("done", said["text"])
    asked = {"until": _by_day(40), "reason": "Chờ số liệu"}
    extended = found(head.post(f"/flows/{flows['lead']}/extensions", asked), 201)
    extension = extended["extensions"][0]
    problem(head.post(f"/extensions/{extension['id']}/grant", {}), 403)
    assert [e["id"] for e in found(director.get("/extensions"))["items"]] == [extension["id"]]
    granted = found(director.post(f"/extensions/{extension['id']}/grant", {"text": "Đồng ý"}))
    assert granted["due_at"] == extension["wanted_at"]
    urged = found(director.post(f"/flows/{flows['lead']}/urge", {"text": "Khẩn trương"}))
    assert [urge["text"] for urge in urged["urges"]] == ["Khẩn trương"]


def test_return_forward_take_back_close_reopen(
    director: Caller, head: Caller, agency: Agency
) -> None:
    flow = lead_flow(directed(agency, make_document(agency.office)))
    why = {"reason": "Gửi nhầm phòng"}
    assert found(head.post(f"/flows/{flow.pk}/return", why))["state"] == "returned"
    moved = {"unit_id": agency.units["KHTC"].pk, "reason": "Đúng chức năng"}
    fresh = found(director.post(f"/flows/{flow.pk}/forward", moved), 201)
    assert fresh["unit"]["id"] == moved["unit_id"]
    assert found(director.post(f"/flows/{fresh['id']}/close", why))["finish_kind"] == "closed"
    assert found(director.post(f"/flows/{fresh['id']}/reopen", why))["state"] == "in_progress"
    assert found(director.post(f"/flows/{fresh['id']}/take-back", why))["state"] == "taken_back"


def test_an_act_on_a_flow_that_has_moved_is_refused(
    head: Caller, agency: Agency, document: Document
) -> None:
    flow = lead_flow(directed(agency, document))
    etag = head.get(f"/flows/{flow.pk}")["ETag"]
    found(head.post(f"/flows/{flow.pk}/accept", None, If_Match=etag))
    problem(head.post(f"/flows/{flow.pk}/start", None, If_Match=etag), 412)
    assert Flow.objects.get(pk=flow.pk).state == "accepted"


def test_reading_closes_what_came_for_information(agency: Agency, document: Document) -> None:
    know = party(agency, "know", person="khoava")
    directed(agency, document, lead(agency, "TT"), know)
    reader = caller_for(agency, "khoava")
    assert len(found(reader.get("/lists/for-information"))["items"]) == 1
    assert len(found(reader.post(f"/documents/{document.uuid}/read"))["flow_ids"]) == 1
    assert found(reader.get("/lists/for-information"))["items"] == []


def test_a_spoken_direction_is_confirmed_by_its_leader_alone(
    chief: Caller, director: Caller, agency: Agency, document: Document
) -> None:
    body = _slip(agency, leader_id=director.person_id, way="spoken")
    made = found(chief.post(f"/documents/{document.uuid}/directions/entered", body), 201)
    assert (made["way"], made["author"]["id"]) == ("spoken", director.person_id)
    problem(chief.post(f"/directions/{made['id']}/confirm"), 403)
    assert found(director.post(f"/directions/{made['id']}/confirm"))["confirmed_at"]
    photo = body | {"way": "handwritten", "paper_date": clock.today().isoformat()}
    response = chief.post(f"/documents/{document.uuid}/directions/entered", photo)
    assert problem(response, 422)["errors"][0]["field"] == "photo"


def test_widening_a_restricted_paper_is_confirmed(
    director: Caller, head: Caller, agency: Agency, document: Document
) -> None:
    me = [director.person_id]
    restrict.restrict(agency.actor("dinhlq"), document_id=document.pk, reader_ids=me)
    address = f"/documents/{document.uuid}"
    refused = problem(director.post(address + "/directions", _slip(agency)), 409)
    assert refused["code"] == "confirm_widening"
    problem(head.get(address), 404)
    found(director.post(address + "/directions", _slip(agency, widen=True)), 201)
    assert found(head.get(address))["is_outline"] is False


@pytest.mark.parametrize("key", ["to-distribute", "to-confirm", "khong-co"])
def test_lists_of_others_do_not_exist(officer: Caller, key: str) -> None:
    problem(officer.get(f"/lists/{key}"), 404)


def test_counts_are_those_of_the_lists(chief: Caller, agency: Agency) -> None:
    make_document(agency.office)
    counts = found(chief.get("/counts"))["lists"]
    assert counts["to-distribute"] == 1
    assert len(found(chief.get("/lists/to-distribute"))["items"]) == 1


def test_phrases_are_kept_and_dropped_by_their_owner(
    director: Caller, officer: Caller, agency: Agency
) -> None:
    body = {"office_id": agency.office.pk, "text": "Báo cáo Giám đốc trước khi thực hiện."}
    phrase = found(director.post("/phrases", body), 201)
    problem(officer.post("/phrases", body), 403)
    problem(officer.delete(f"/phrases/{phrase['id']}"), 404)
    assert director.delete(f"/phrases/{phrase['id']}").status_code == 204
    assert found(director.get(f"/phrases?office_id={agency.office.pk}"))["items"] == []


def test_who_goes_to_a_meeting(director: Caller, agency: Agency, document: Document) -> None:
    body = {"people": [{"person_id": agency.people["lyhc"].pk}]}
    response = director.post(f"/documents/{document.uuid}/attendance", body)
    assert problem(response, 422)["errors"][0]["field"] == "people"
    assert Entry.objects.filter(verb="attendance.assigned").count() == 0
