# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work files by token: opened, found, filled, emptied, finished into, closed."""

from __future__ import annotations

import pytest

from congso.api.tests.callers import Caller, caller_for, found, problem
from congso.documents.models import Document
from congso.documents.services import restrict
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency
from congso.routing.tests.factories import directed, lead, lead_flow
from congso.workfiles.models import WorkFile

pytestmark = pytest.mark.requirement("R-48")
TITLE = "Hồ sơ phòng, chống hạn mặn 2026"


@pytest.fixture
def paper(agency: Agency) -> Document:
    """A paper the officer has to handle."""
    document = make_document(agency.office)
    directed(agency, document, lead(agency, person="tuntc"))
    return document


def opened(officer: Caller, **more: str) -> str:
    answer = officer.post("/work-files", {"title": TITLE, **more})
    made = found(answer, 201)
    assert answer["Location"] == f"/api/v1/work-files/{made['id']}"
    return f"/work-files/{made['id']}"


def test_a_file_goes_its_whole_road(
    officer: Caller, head: Caller, agency: Agency, paper: Document
) -> None:
    address = opened(officer, symbol="01.TT", retention="20")
    whole = found(officer.get(address))
    assert (whole["state"], whole["retention"], whole["contents"]) == ("in_progress", "20", [])
    assert whole["can"] == ["close", "put_in", "take_out"]
    rows = found(head.get("/work-files?q=chong han man"))["items"]
    assert [row["title"] for row in rows] == [TITLE]
    assert found(head.get("/work-files?q=bao"))["items"] == []
    filled = found(officer.post(address + "/contents", {"document": str(paper.uuid)}))
    assert [c["document"]["id"] for c in filled["contents"]] == [str(paper.uuid)]
    again = found(officer.post(address + "/contents", {"document": str(paper.uuid)}))
    assert again["papers"] == 1
    content = filled["contents"][0]["id"]
    problem(head.delete(f"{address}/contents/{content}"), 403)
    assert officer.delete(f"{address}/contents/{content}").status_code == 204
    problem(officer.delete(f"{address}/contents/{content}"), 404)
    assert found(officer.post(address + "/close"))["state"] == "closed"
    problem(officer.post(address + "/contents", {"document": str(paper.uuid)}), 403)
    assert found(head.get("/work-files?state=closed"))["items"][0]["papers"] == 0
    problem(officer.post(address + "/reopen"), 403)
    assert found(head.post(address + "/reopen"))["closed_at"] is None


def test_work_is_finished_into_a_file(officer: Caller, agency: Agency, paper: Document) -> None:
    flow = lead_flow(directed(agency, paper, lead(agency, person="tuntc")))
    address = opened(officer)
    how = {"kind": "filed", "work_file": address.rsplit("/", 1)[1]}
    done = found(officer.post(f"/flows/{flow.pk}/finish", how))
    assert (done["state"], done["finish_kind"]) == ("done", "filed")
    assert found(officer.get(address))["papers"] == 1
    other = lead_flow(directed(agency, make_document(agency.office), lead(agency, person="tuntc")))
    new = {"kind": "filed", "new_file": {"title": "Hồ sơ mở khi kết thúc"}}
    assert found(officer.post(f"/flows/{other.pk}/finish", new))["state"] == "done"
    assert WorkFile.objects.get(title="Hồ sơ mở khi kết thúc").contents.count() == 1


def test_a_finish_that_does_not_fit_changes_nothing(
    officer: Caller, agency: Agency, paper: Document
) -> None:
    flow = lead_flow(directed(agency, paper, lead(agency, person="tuntc")))
    foreign = opened(caller_for(agency, "khoava")).rsplit("/", 1)[1]
    mine = opened(officer).rsplit("/", 1)[1]
    new = {"title": "Hồ sơ mới"}
    for how, status in (
        ({"kind": "reference", "work_file": mine}, 422),
        ({"kind": "filed", "work_file": mine, "new_file": new}, 422),
        ({"kind": "filed", "work_file": foreign}, 404),
        ({"kind": "filed", "new_file": {"title": ""}}, 422),
        ({"kind": "filed", "new_file": {"title": "   "}}, 422),
    ):
        problem(officer.post(f"/flows/{flow.pk}/finish", how), status)
    flow.refresh_from_db()
    assert flow.state == "sent"
    assert WorkFile.objects.filter(contents__isnull=False).count() == 0


def test_who_does_not_see_the_file_learns_nothing(
    officer: Caller, agency: Agency, paper: Document
) -> None:
    address = opened(officer)
    stranger = caller_for(agency, "khoava")
    problem(stranger.get(address), 404)
    for verb in ("close", "reopen"):
        problem(stranger.post(f"{address}/{verb}"), 404)
    problem(stranger.post(address + "/contents", {"document": str(paper.uuid)}), 404)
    assert found(stranger.get("/work-files"))["items"] == []
    unseen = make_document(agency.office)
    problem(officer.post(address + "/contents", {"document": str(unseen.uuid)}), 404)


def test_a_restricted_paper_in_a_file_is_an_outline_for_the_others(
    officer: Caller, head: Caller, agency: Agency, paper: Document
) -> None:
    address = opened(officer)
    found(officer.post(address + "/contents", {"document": str(paper.uuid)}))
    readers = [agency.people[login].pk for login in ("tuntc", "dinhlq")]
    restrict.restrict(agency.actor("dinhlq"), document_id=paper.pk, reader_ids=readers)
    seen = found(head.get(address))["contents"][0]["document"]
    assert (seen["is_outline"], seen.get("subject")) == (True, None)
    assert found(officer.get(address))["contents"][0]["document"]["subject"] == paper.subject


def test_a_stale_version_is_refused_and_a_key_opens_once(officer: Caller, paper: Document) -> None:
    first = officer.post("/work-files", {"title": TITLE}, Idempotency_Key="khoa-1")
    second = officer.post("/work-files", {"title": TITLE}, Idempotency_Key="khoa-1")
    assert found(first, 201)["id"] == found(second, 201)["id"]
    assert WorkFile.objects.count() == 1
    address = f"/work-files/{found(first, 201)['id']}"
    version = officer.get(address)["ETag"]
    found(officer.post(address + "/contents", {"document": str(paper.uuid)}, If_Match=version))
    problem(officer.post(address + "/close", If_Match=version), 412)
    assert WorkFile.objects.get().state == "in_progress"


def test_pages_of_files_follow_one_another(officer: Caller) -> None:
    for number in range(3):
        found(officer.post("/work-files", {"title": f"Hồ sơ số {number}"}), 201)
    first = found(officer.get("/work-files?limit=2"))
    second = found(officer.get(f"/work-files?limit=2&cursor={first['next']}"))
    titles = [row["title"] for row in first["items"] + second["items"]]
    assert titles == ["Hồ sơ số 2", "Hồ sơ số 1", "Hồ sơ số 0"]
    assert second["next"] is None
    problem(officer.get("/work-files?cursor=x"), 422)
    problem(officer.get("/work-files?state=gone"), 422)


def test_reading_alone_opens_no_file(agency: Agency) -> None:
    problem(caller_for(agency, "tuntc", "read").post("/work-files", {"title": TITLE}), 403)
    assert not WorkFile.objects.exists()
