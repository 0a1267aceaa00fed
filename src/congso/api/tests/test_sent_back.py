# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper given back to the clerk by token, and looked over."""

from __future__ import annotations

from congso.api.tests.callers import Caller, caller_for, found, problem
from congso.audit.models import Entry
from congso.documents.models import Document
from congso.documents.services import restrict
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency
from congso.routing.models import SentBack
from congso.routing.tests.factories import directed

WHY = {"reason": "Trích yếu sai,\nthiếu trang 2"}


def test_a_paper_goes_back_and_waits_for_distribution_again(
    chief: Caller, clerk: Caller, document: Document
) -> None:
    address = f"/documents/{document.uuid}/send-back"
    first = found(chief.post(address, WHY, Idempotency_Key="tra"), 201)
    assert found(chief.post(address, WHY, Idempotency_Key="tra"), 201) == first
    assert (first["document"], first["reason"]) == (str(document.uuid), WHY["reason"])
    assert problem(chief.post(address, WHY), 409)["code"] == "wrong_state"
    assert found(clerk.get("/sent-back"))["items"] == [first]
    row = found(clerk.get("/lists/sent-back"))["items"][0]
    assert row["sent_back_id"] == first["id"]
    assert found(chief.get("/lists/to-distribute"))["items"] == []
    settled = found(clerk.post(f"/sent-back/{first['id']}/settle"))
    assert settled["settled_by"]["id"] == clerk.person_id
    assert found(clerk.get("/sent-back"))["items"] == []
    assert len(found(chief.get("/lists/to-distribute"))["items"]) == 1
    problem(clerk.post(f"/sent-back/{first['id']}/settle"), 403)
    assert Entry.objects.filter(verb="document.sent_back_settled").count() <= 1


def test_pages_of_papers_given_back(chief: Caller, clerk: Caller, agency: Agency) -> None:
    ids = [
        found(chief.post(f"/documents/{make_document(agency.office).uuid}/send-back", WHY), 201)[
            "id"
        ]
        for _one in range(3)
    ]
    first = found(clerk.get("/sent-back?limit=2"))
    second = found(clerk.get(f"/sent-back?limit=2&cursor={first['next']}"))
    assert [row["id"] for row in first["items"] + second["items"]] == ids
    assert second["next"] is None
    problem(clerk.get("/sent-back?cursor=x"), 422)


def test_it_is_the_offices_and_the_clerks_act(
    chief: Caller, clerk: Caller, officer: Caller, stranger: Caller, agency: Agency,
    document: Document,
) -> None:  # fmt: skip
    address = f"/documents/{document.uuid}/send-back"
    problem(clerk.post(address, WHY), 403)
    problem(officer.post(address, WHY), 404)
    problem(stranger.post(address, WHY), 404)
    problem(caller_for(agency, "khiemtg", "read", "documents").post(address, WHY), 403)
    assert not SentBack.objects.exists()
    back = found(chief.post(address, WHY), 201)["id"]
    problem(officer.post(f"/sent-back/{back}/settle"), 404)
    problem(stranger.post(f"/sent-back/{back}/settle"), 404)
    problem(caller_for(agency, "dinhlq").post(f"/sent-back/{back}/settle"), 403)
    assert found(stranger.get("/sent-back"))["items"] == []
    assert SentBack.objects.get().settled_at is None


def test_a_restricted_paper_given_back_is_for_its_readers(
    chief: Caller, clerk: Caller, agency: Agency, document: Document
) -> None:
    back = found(chief.post(f"/documents/{document.uuid}/send-back", WHY), 201)["id"]
    named = [agency.people[login].pk for login in ("dinhlq", "khiemtg")]
    restrict.restrict(agency.actor("dinhlq"), document_id=document.pk, reader_ids=named)
    assert found(clerk.get("/sent-back"))["items"] == []
    problem(clerk.post(f"/sent-back/{back}/settle"), 404)
    assert found(chief.post(f"/sent-back/{back}/settle"))["id"] == back


def test_what_does_not_fit_sends_nothing_back(
    chief: Caller, agency: Agency, document: Document
) -> None:
    address = f"/documents/{document.uuid}/send-back"
    for body in ({}, {"reason": ""}, {"reason": "  "}, {"reason": "a\x00b"}, WHY | {"at": "x"}):
        problem(chief.post(address, body), 422)
    problem(chief.post(address, WHY, If_Match='"99"'), 412)
    gone = make_document(agency.office)
    directed(agency, gone)
    response = chief.post(f"/documents/{gone.uuid}/send-back", WHY)
    problem(response, 403)
    assert not SentBack.objects.exists()
