# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the paper book and piles with their scan by token."""

from __future__ import annotations

import io
from typing import Any

import pytest

from congso.api.tests.callers import Caller, caller_for, entry, found, problem
from congso.audit.models import Entry
from congso.documents.models import Document, NumberBlock, PileScan, ScannedPiece
from congso.documents.queries_books import labels
from congso.documents.services import scans
from congso.documents.services.blocks import open_batch
from congso.documents.tests.factories import make_document
from congso.documents.tests.test_batch_scan import needs_reader, pile
from congso.filestore import services as filestore
from congso.filestore.models import Staged
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency

WHY = {"reason": "Mất điện, vào sổ giấy tạm"}


# --- numbers of the paper book


def test_numbers_of_the_paper_book_are_taken_filled_and_voided(
    chief: Caller, clerk: Caller, agency: Agency, document: Document
) -> None:
    body = WHY | {"office_id": agency.office.pk, "last_number": 4}
    block = found(chief.post("/blocks/paper-numbers", body, Idempotency_Key="giay"), 201)
    assert (block["purpose"], block["first_number"], block["last_number"], block["reason"]) == (
        "paper_book", 2, 4, WHY["reason"],
    )  # fmt: skip
    assert found(chief.post("/blocks/paper-numbers", body, Idempotency_Key="giay"), 201) == block
    rows = found(clerk.get("/documents/unfilled"))["items"]
    assert [row["number"] for row in rows] == ["2", "3", "4"]
    filled = found(clerk.post(f"/documents/{rows[0]['id']}/complete", entry()))
    assert (filled["number"], filled["state"]) == ("2", "registered")
    left = found(clerk.post(f"/blocks/{block['id']}/void-unfilled", {"reason": "Không dùng"}))
    assert [row["state"] for row in left["items"]] == ["registered", "void", "void"]
    assert found(clerk.get("/documents/unfilled"))["items"] == []
    assert found(clerk.post("/documents", entry(agency.office)), 201)["number"] == "5"


@pytest.mark.parametrize(
    "changes",
    [{"last_number": 1}, {"last_number": 502}, {"last_number": "4"}, {"reason": ""},
     {"reason": "  "}, {"office_id": 1_000_000}, {"count": 3}],
)  # fmt: skip
def test_paper_numbers_that_do_not_fit_take_none(
    chief: Caller, agency: Agency, document: Document, changes: dict[str, Any]
) -> None:
    body = WHY | {"office_id": agency.office.pk, "last_number": 4} | changes
    problem(chief.post("/blocks/paper-numbers", body), 422)
    assert not NumberBlock.objects.exists()
    document.book.refresh_from_db()
    assert document.book.last_number == 1


def test_paper_numbers_are_the_offices_to_take(
    clerk: Caller, officer: Caller, agency: Agency, document: Document
) -> None:
    body = WHY | {"office_id": agency.office.pk, "last_number": 4}
    for caller in (clerk, officer, caller_for(agency, "khiemtg", "read", "routing")):
        problem(caller.post("/blocks/paper-numbers", body), 403)
    assert not NumberBlock.objects.exists()


# --- the scan of a pile


@pytest.fixture
def block(agency: Agency, place: object) -> NumberBlock:
    return open_batch(agency.actor("diepptn"), office_id=agency.office.pk, count=2)


def _staged(agency: Agency, pdf: bytes, *, state: str = "clean", held: bool = False) -> Staged:
    """A checked upload, without running the check."""
    stream = io.BytesIO(pdf)
    made = filestore.stage(agency.actor("diepptn"), name="lô.pdf", stream=stream, held=held)
    Staged.objects.filter(pk=made.pk).update(state=state, media_type="application/pdf")
    return Staged.objects.get(pk=made.pk)


def _piece(
    agency: Agency, block: NumberBlock, *, state: str = "clean", number: int | None = 1,
    first: int = 1, **more: Any,
) -> ScannedPiece:  # fmt: skip
    held = _staged(agency, samples.pdf(f"Trang {first}", "Trang hai"), state=state, held=True)
    paper = Document.objects.filter(block=block, number=number).first()
    return ScannedPiece.objects.create(
        block=block, document=paper, staged_id=held.pk, first_page=first, last_page=first + 1,
        scanned_at=block.taken_at, **more,
    )  # fmt: skip


@needs_reader
def test_a_scan_is_handed_in_and_its_pieces_go_to_their_numbers(
    clerk: Caller, agency: Agency, block: NumberBlock
) -> None:
    address = f"/blocks/{block.pk}"
    assert found(clerk.get(address + "/scan")) == {"scan": None, "pieces": [], "certain": 0}
    first, second = (label.code for label in labels(block))
    upload = _staged(agency, pile([[first], [], [second]]))
    body = {"upload": str(upload.uuid)}
    asked = found(clerk.post(address + "/scan", body, Idempotency_Key="quet"), 201)
    assert asked["scan"]["state"] == "waiting"
    assert found(clerk.post(address + "/scan", body, Idempotency_Key="quet"), 201) == asked
    problem(clerk.get(f"/uploads/{upload.uuid}"), 404)
    scans.split_pile(PileScan.objects.get().pk)
    split = found(clerk.get(address + "/scan"))
    assert (split["scan"]["state"], split["scan"]["pieces_found"]) == ("done", 2)
    assert [(p["first_page"], p["last_page"], p["is_ready"]) for p in split["pieces"]] == [
        (1, 2, False), (3, 3, False),
    ]  # fmt: skip
    Staged.objects.update(state="clean", media_type="application/pdf")
    assert found(clerk.get(address + "/scan"))["certain"] == 2
    done = found(clerk.post(address + "/match"))
    assert (done["pieces"], done["certain"]) == ([], 0)
    papers = found(clerk.get(address + "/documents"))["items"]
    kept = [found(clerk.get(f"/documents/{paper['id']}"))["files"][0]["name"] for paper in papers]
    assert kept == ["Số đến 1.pdf", "Số đến 2.pdf"]
    assert Entry.objects.filter(verb="document.scan_matched").count() == 2


def test_what_is_no_scan_is_refused(
    clerk: Caller, officer: Caller, agency: Agency, block: NumberBlock
) -> None:
    address = f"/blocks/{block.pk}/scan"
    good = _staged(agency, samples.pdf("Trang một"))
    body = {"upload": str(good.uuid)}
    unchecked = _staged(agency, samples.pdf("Trang hai"), state="to_confirm")
    assert problem(clerk.post(address, {"upload": str(unchecked.uuid)}), 409)["code"] == (
        "not_checked"
    )
    picture = _staged(agency, samples.pdf("Trang ba"))
    Staged.objects.filter(pk=picture.pk).update(media_type="image/png")
    for wrong in ({"upload": str(picture.uuid)}, {"upload": "x"}, {}, body | {"reason": "x"}):
        problem(clerk.post(address, wrong), 422)
    foreign = caller_for(agency, "yenmt").post(address, body)
    assert problem(foreign, 422)["errors"][0]["field"] == "upload"
    problem(officer.post(address, body), 404)
    problem(caller_for(agency, "khiemtg").post(address, body), 403)
    assert not PileScan.objects.exists()
    found(clerk.post(address, body), 201)
    again = {"upload": str(_staged(agency, samples.pdf("Trang bốn")).uuid)}
    problem(clerk.post(address, again), 422)
    assert PileScan.objects.count() == 1
    assert Staged.objects.filter(uuid=again["upload"]).exists()


def test_a_piece_is_looked_at_confirmed_and_matched(
    clerk: Caller, agency: Agency, block: NumberBlock
) -> None:
    piece = _piece(agency, block, state="to_confirm", number=None, doubts=["no_label"])
    address = f"/pieces/{piece.pk}"
    shown = found(clerk.get(f"/blocks/{block.pk}/scan"))["pieces"][0]
    assert (shown["needs_confirmation"], shown["document"], shown["doubts"]) == (
        True, None, ["no_label"],
    )  # fmt: skip
    assert clerk.get(address + "/pages/1")["Content-Type"] == "image/webp"
    problem(clerk.get(address + "/pages/9"), 404)
    second = Document.objects.get(block=block, number=2)
    body = {"document": str(second.uuid)}
    assert problem(clerk.post(address + "/match", body), 409)["code"] == "not_checked"
    confirmed = found(clerk.post(address + "/confirm"))
    assert (confirmed["is_ready"], confirmed["needs_confirmation"]) == (True, False)
    problem(clerk.post(address + "/confirm"), 409)
    other = {"document": str(make_document(agency.office).uuid)}
    for wrong in ({}, other, {"document": "x"}, {"document_id": second.pk}):
        problem(clerk.post(address + "/match", wrong), 422)
    matched = found(clerk.post(address + "/match", body))
    assert (matched["document"], matched["settled_at"] is None) == (str(second.uuid), False)
    problem(clerk.post(address + "/match", body), 422)
    assert second.files.get().name == "Số đến 2.pdf"


def test_a_piece_is_divided_or_dropped(clerk: Caller, agency: Agency, block: NumberBlock) -> None:
    piece = _piece(agency, block, doubts=["next_missing"])
    address = f"/pieces/{piece.pk}"
    for page in (1, 3, 0, "2"):
        problem(clerk.post(address + "/divide", {"at_page": page}), 422)
    second = found(clerk.post(address + "/divide", {"at_page": 2}, Idempotency_Key="tach"), 201)
    assert (second["first_page"], second["last_page"], second["doubts"]) == (2, 2, ["not_read"])
    assert second["document"] == str(Document.objects.get(block=block, number=2).uuid)
    assert clerk.delete(f"/pieces/{second['id']}").status_code == 204
    problem(clerk.delete(f"/pieces/{second['id']}"), 422)
    assert not ScannedPiece.objects.get(pk=second["id"]).staged_id
    assert [p["id"] for p in found(clerk.get(f"/blocks/{block.pk}/scan"))["pieces"]] == [piece.pk]


def test_pieces_are_for_the_clerks_of_the_office(
    chief: Caller, officer: Caller, stranger: Caller, agency: Agency, block: NumberBlock
) -> None:
    piece = _piece(agency, block, state="to_confirm")
    address = f"/pieces/{piece.pk}"
    for caller, status in ((chief, 403), (officer, 404), (stranger, 404)):
        problem(caller.get(address + "/pages/1"), status)
        problem(caller.post(address + "/confirm"), status)
        problem(caller.post(address + "/match", {}), status)
        problem(caller.post(address + "/divide", {"at_page": 2}), status)
        problem(caller.delete(address), status)
        problem(caller.post(f"/blocks/{block.pk}/match"), status)
    problem(officer.get(f"/blocks/{block.pk}/scan"), 404)
    assert len(found(chief.get(f"/blocks/{block.pk}/scan"))["pieces"]) == 1
    piece.refresh_from_db()
    assert piece.settled_at is None
    assert found(caller_for(agency, "yenmt").post(address + "/confirm"))["is_ready"] is True
