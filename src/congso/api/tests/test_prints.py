# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prints of a paper by token: PDF for who sees it, each in its access history."""

from __future__ import annotations

import pytest

from congso.api.tests.callers import Caller, found, problem
from congso.audit.models import Entry
from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef
from congso.documents.models import Document
from congso.documents.services import envelopes, restrict
from congso.documents.services.returns import return_to_sender
from congso.documents.tests.factories import make_document
from congso.filestore import services as filestore
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency
from congso.reports.services import PRINTS
from congso.reports.tests.reading import text_of

pytestmark = pytest.mark.usefixtures("place")


@pytest.fixture
def paper(agency: Agency, place: object) -> Document:
    """A registered paper with a scan."""
    blob = filestore.keep_bytes(Actor.system("test"), samples.pdf("Trang một"), "cong-van.pdf")
    file = FileRef(blob.sha256, blob.size, blob.media_type, "cong-van.pdf", FileRole.MAIN)
    return make_document(agency.office, files=(file,))


def _printed() -> int:
    return Entry.objects.filter(verb="document.printed").count()


@pytest.mark.parametrize("what", ["handling_slip", "receipt", "stamped_copy"])
def test_a_print_goes_out_and_is_in_the_history(
    clerk: Caller, chief: Caller, paper: Document, what: str
) -> None:
    answer = clerk.get(f"/documents/{paper.uuid}/prints/{what}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{PRINTS[what][0]}-{paper.number_text}.pdf"'
    )
    assert answer["Cache-Control"] == "private, no-store"
    looks = found(chief.get(f"/documents/{paper.uuid}/access-history"))["items"]
    assert [(look["what"], look["via"]) for look in looks] == [("document.printed", "api")]


def test_the_slip_of_return_is_of_a_returned_paper(
    clerk: Caller, agency: Agency, paper: Document
) -> None:
    address = f"/documents/{paper.uuid}/prints/return_slip"
    problem(clerk.get(address), 404)
    return_to_sender(agency.actor("diepptn"), document_id=paper.pk, reason="Gửi nhầm nơi nhận")
    assert clerk.get(address).content.startswith(b"%PDF-")
    assert _printed() == 1


def test_without_a_scan_there_is_nothing_to_stamp(clerk: Caller, agency: Agency) -> None:
    bare = make_document(agency.office)
    problem(clerk.get(f"/documents/{bare.uuid}/prints/stamped_copy"), 404)
    problem(clerk.get(f"/documents/{bare.uuid}/prints/poster"), 422)
    problem(clerk.post(f"/documents/{bare.uuid}/prints/receipt"), 405)
    assert _printed() == 0


@pytest.mark.parametrize("what", list(PRINTS))
def test_who_does_not_see_the_paper_gets_no_print(
    clerk: Caller, officer: Caller, stranger: Caller, agency: Agency, paper: Document, what: str
) -> None:
    address = f"/documents/{paper.uuid}/prints/{what}"
    for caller in (officer, stranger):
        problem(caller.get(address), 404)
    named = [agency.people[login].pk for login in ("dinhlq", "khiemtg")]
    restrict.restrict(agency.actor("dinhlq"), document_id=paper.pk, reader_ids=named)
    problem(clerk.get(address), 404)
    assert _printed() == 0


def test_labels_of_a_pile_and_envelopes_of_a_day_are_printed_by_the_registry(
    clerk: Caller, officer: Caller, stranger: Caller, agency: Agency
) -> None:
    block = found(clerk.post("/blocks", {"office_id": agency.office.pk, "count": 2}), 201)["id"]
    data = envelopes.EnvelopeData(agency.office.pk, "Đảng ủy Khối", "Chi bộ 3")
    envelopes.pass_on(agency.actor("diepptn"), data=data)
    office = f"office_id={agency.office.pk}"
    for address, words in (
        (f"/blocks/{block}/labels", ("ĐẾN", "1", "2")),
        (f"/blocks/{block}/labels?skip=31", ("ĐẾN", "1", "2")),
        (f"/envelopes/sheet?{office}", ("Đảng ủy Khối", "Chi bộ 3")),
    ):
        response = clerk.get(address)
        assert response.status_code == 200, response.content
        assert response["Content-Type"] == "application/pdf"
        text = text_of(response.content)
        assert all(word in text for word in words), text
        problem(officer.get(address), 404)
        problem(stranger.get(address), 404)
    empty = clerk.get(f"/envelopes/sheet?{office}&day=2026-01-05")
    assert "Chi bộ 3" not in text_of(empty.content)
    problem(clerk.get(f"/blocks/{block}/labels?skip=100"), 422)
    problem(clerk.get(f"/envelopes/sheet?{office}&day=hôm nay"), 422)
    problem(clerk.get("/envelopes/sheet"), 422)
