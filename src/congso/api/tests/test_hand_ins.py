# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper that went past the registry, handed to the clerk by token."""

from __future__ import annotations

from typing import Any

import pytest

from congso.api.tests.callers import Caller, caller_for, entry, found, problem
from congso.api.tests.world_registry import checked_upload
from congso.documents.models import Document, HandIn
from congso.documents.services import restrict
from congso.organisation.tests.factories import Agency

PAPER = {
    "issuer_name": "Trung tâm Khuyến nông Quốc gia",
    "subject": "V/v “mời phối hợp”, tập huấn quy trình canh tác lúa phát thải thấp",
    "symbol": "77/TTKN-ĐT",
    "issued_on": "2026-11-02",
    "note": "Gửi thẳng tới phòng",
}


def body(agency: Agency, **changes: Any) -> dict[str, Any]:
    return PAPER | {"office_id": agency.office.pk} | changes


def test_the_clerk_gets_it_and_the_officer_sees_what_became_of_it(
    officer: Caller, clerk: Caller, agency: Agency
) -> None:
    upload = checked_upload(agency.actor("tuntc"), "thu-moi.pdf")
    sent = body(agency, files=[{"upload": str(upload.uuid), "role": "main"}])
    first = found(officer.post("/documents/handed-in", sent, Idempotency_Key="chuyen-1"), 201)
    again = officer.post("/documents/handed-in", sent, Idempotency_Key="chuyen-1")
    assert found(again, 201) == first
    assert (first["state"], first["number"], first["subject"]) == ("received", "", PAPER["subject"])
    document = Document.objects.get(uuid=first["document"])
    assert document.transfer_note.endswith(PAPER["note"])
    assert document.files.get().name == "thu-moi.pdf"
    waiting = found(clerk.get("/documents/waiting"))["items"]
    assert [row["id"] for row in waiting] == [first["document"]]
    number = found(clerk.post(f"/documents/{document.uuid}/register"))["number"]
    shown = found(officer.get("/documents/handed-in"))["items"]
    assert [(row["state"], row["number"]) for row in shown] == [("registered", number)]


def test_each_sees_what_he_handed_in_himself(officer: Caller, head: Caller, agency: Agency) -> None:
    made = [
        found(officer.post("/documents/handed-in", body(agency, symbol=f"{n}/TTKN")), 201)
        for n in (1, 2, 3)
    ]
    first = found(officer.get("/documents/handed-in?limit=2"))
    second = found(officer.get(f"/documents/handed-in?limit=2&cursor={first['next']}"))
    ids = [row["document"] for row in first["items"] + second["items"]]
    assert ids == [row["document"] for row in reversed(made)]
    assert second["next"] is None
    assert found(head.get("/documents/handed-in"))["items"] == []


def test_he_reads_what_he_wrote_whatever_the_clerk_entered(
    officer: Caller, clerk: Caller, agency: Agency
) -> None:
    made = found(officer.post("/documents/handed-in", body(agency)), 201)
    document = Document.objects.get(uuid=made["document"])
    found(clerk.post(f"/documents/{document.uuid}/register-entered",
                     entry(subject="V/v xử lý đơn tố cáo")))  # fmt: skip
    reader = agency.people["khiemtg"].pk
    restrict.restrict(agency.actor("dinhlq"), document_id=document.pk, reader_ids=[reader])
    row = found(officer.get("/documents/handed-in"))["items"][0]
    assert (row["state"], row["subject"]) == ("registered", PAPER["subject"])


@pytest.mark.parametrize(
    "changes",
    [{"issuer_name": ""}, {"issuer_name": " "}, {"subject": ""}, {"road": "exchange"},
     {"issued_on": "2126-01-01"}, {"office_id": 1_000_000}, {"symbol": "x" * 61},
     {"subject": "a\x00b"}, {"files": [{"upload": "00000000-0000-4000-8000-000000000000"}]},
     {"reader_ids": [1]}],
)  # fmt: skip
def test_what_does_not_fit_hands_nothing_in(
    officer: Caller, agency: Agency, changes: dict[str, Any]
) -> None:
    problem(officer.post("/documents/handed-in", body(agency, **changes)), 422)
    assert not Document.objects.exists()


def test_it_takes_a_post_in_the_office_and_a_token_for_papers(
    officer: Caller, stranger: Caller, agency: Agency
) -> None:
    problem(stranger.post("/documents/handed-in", body(agency)), 403)
    reader = caller_for(agency, "tuntc", "read", "routing")
    problem(reader.post("/documents/handed-in", body(agency)), 403)
    assert not HandIn.objects.exists()
