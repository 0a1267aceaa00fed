# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers by token: registered, read, found, corrected; seen as on the pages."""

from __future__ import annotations

import uuid

import pytest

from congso.api.tests.callers import Caller, caller_for, entry, found, problem
from congso.audit.models import Entry
from congso.common import clock
from congso.documents.enums import State
from congso.documents.incoming import FileRef
from congso.documents.models import Book, Document
from congso.documents.services import annexes
from congso.documents.services.claims import claim
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.filestore import services as filestore
from congso.filestore.queries import removed_among
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency
from congso.reports.tests.reading import everything_in


def _address(document: Document) -> str:
    return f"/documents/{document.uuid}"


def test_register_gives_the_next_number(clerk: Caller, agency: Agency) -> None:
    make_document(agency.office)
    response = clerk.post("/documents", entry(agency.office))
    paper = found(response, 201)
    assert (paper["number"], paper["state"]) == ("2", "registered")
    assert paper["subject"].startswith("V/v “rà soát”")
    assert paper["arrived_at"].endswith("Z")
    assert response["Location"] == f"/api/v1/documents/{paper['id']}"
    assert response["ETag"] == f'"{paper["version"]}"'
    assert found(clerk.get(f"/documents/{paper['id']}"))["number"] == "2"


def test_broken_rules_come_back_at_their_fields_in_vietnamese(
    clerk: Caller, agency: Agency
) -> None:
    response = clerk.post(
        "/documents", entry(agency.office, subject="x" * 501, symbol="", secrecy="secret")
    )
    errors = {e["field"]: e["message"] for e in problem(response, 422)["errors"]}
    assert set(errors) == {"subject", "symbol", "secrecy"}
    assert "số bí mật" in errors["secrecy"] or "mật" in errors["secrecy"]
    assert not Document.objects.exists()
    assert not Book.objects.filter(last_number__gt=0).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": 5}, "number"),
        ({"state": "finished"}, "state"),
        ({"arrived_at": "2026-11-24T08:00:00"}, "arrived_at"),
        ({"arrived_at": 1764000000}, "arrived_at"),
        ({"pages": "3"}, "pages"),
        ({"is_restricted": 1}, "is_restricted"),
        ({"subject": "có ký tự \x00 lạ"}, "subject"),
        ({"symbol": "12\u202e/STC"}, "symbol"),
        ({"type_id": 999_999}, "type_id"),
        ({"issuer_id": 999_999}, "issuer_id"),
        ({"road": "bồ câu"}, "road"),
        ({"reader_ids": [999_999], "is_restricted": True}, "reader_ids"),
        ({"files": [{"upload": str(uuid.uuid4())}]}, "files"),
    ],
)
def test_what_does_not_fit_the_schema_is_told(
    clerk: Caller, agency: Agency, changes: dict[str, object], field: str
) -> None:
    response = clerk.post("/documents", entry(agency.office, **changes))
    assert [e["field"] for e in problem(response, 422)["errors"]] == [field]
    assert not Document.objects.exists()


def test_nobody_registers_in_another_office(stranger: Caller, agency: Agency) -> None:
    assert problem(stranger.post("/documents", entry(agency.office)), 403)["code"] == "denied"
    assert not Document.objects.exists()


def test_a_paper_of_another_office_does_not_exist(
    stranger: Caller, officer: Caller, document: Document
) -> None:
    body = {"reason": "Ghi nhầm văn bản của Sở"}
    for caller in (stranger, officer):
        for path in ("", "/trail", "/tree", "/access-history", "/attendance", "/proposals"):
            assert problem(caller.get(_address(document) + path), 404)["code"] == "not_found"
        for verb in ("void", "return"):
            problem(caller.post(f"{_address(document)}/{verb}", body), 404)
        assert found(caller.get("/documents"))["items"] == []
        assert found(caller.get("/search?q=mua+lu"))["items"] == []
    absent = stranger.get(f"/documents/{uuid.uuid4()}")
    assert absent.content == stranger.get(_address(document)).content
    document.refresh_from_db()
    assert document.state == State.REGISTERED


def test_who_sees_but_may_not_is_told_so(director: Caller, document: Document) -> None:
    problem(director.post(f"{_address(document)}/return", {"reason": "Gửi nhầm"}), 403)
    document.refresh_from_db()
    assert document.state == State.REGISTERED


def test_clerks_get_the_outline_of_a_restricted_paper(
    clerk: Caller, director: Caller, chief: Caller, agency: Agency
) -> None:
    reader = agency.people["dinhlq"].pk
    paper = make_document(
        agency.office, is_restricted=True, reader_ids=(reader,), subject="Đơn tố cáo ông X"
    )
    shown = found(clerk.get(_address(paper)))
    assert (shown["is_outline"], shown["number"], shown["subject"]) == (
        True,
        paper.number_text,
        None,
    )
    for path in (
        "/documents",
        "/documents?q=" + paper.number_text,
        f"/books/{paper.book_id}/documents",
    ):
        response = clerk.get(path)
        assert [row["is_outline"] for row in found(response)["items"]] == [True]
        assert "tố cáo" not in response.content.decode()
    assert found(clerk.get("/search?q=to+cao"))["items"] == []
    problem(clerk.get(_address(paper) + "/trail"), 404)
    problem(chief.get(_address(paper)), 404)
    assert found(director.get(_address(paper)))["subject"] == "Đơn tố cáo ông X"
    assert [r["id"] for r in found(director.get(_address(paper)))["readers"]] == [reader]


def test_the_petitioner_shows_to_the_named_list_only(
    clerk: Caller, director: Caller, agency: Agency
) -> None:
    body = entry(
        agency.office, type_code="petition", symbol="", issued_on=None, issuer_name="Công dân",
        complainant_name="Lò Thị Mẩy", is_restricted=True,
        reader_ids=[agency.people["dinhlq"].pk],
    )  # fmt: skip
    made = clerk.post("/documents", body)
    assert made.status_code == 201
    assert "Lò Thị Mẩy" not in made.content.decode()
    shown = found(director.get(f"/documents/{made.json()['id']}"))
    assert shown["complainant"] == {"name": "Lò Thị Mẩy", "address": ""}


def test_reading_is_written_into_the_access_history(director: Caller, document: Document) -> None:
    found(director.get(_address(document)))
    looks = found(director.get(_address(document) + "/access-history"))["items"]
    assert [(look["person"], look["via"]) for look in looks] == [("Lê Quang Định", "api")]


def test_lists_come_in_pages_without_gap_or_repeat(clerk: Caller, agency: Agency) -> None:
    made = [make_document(agency.office) for _turn in range(7)]
    seen, cursor = [], ""
    for _turn in range(10):
        page = found(clerk.get(f"/documents?limit=3&cursor={cursor}"))
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [str(paper.uuid) for paper in reversed(made)]


def test_a_cursor_is_of_its_list(clerk: Caller, agency: Agency) -> None:
    for _turn in range(3):
        make_document(agency.office)
    cursor = found(clerk.get("/documents?limit=1"))["next"]
    book = Book.objects.get()
    for path in (f"/books/{book.pk}/documents?cursor={cursor}", "/documents?cursor=tu-che"):
        assert problem(clerk.get(path), 422)["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=mua lu", 1),
        ("q=mua nang", 0),
        ("urgency=0", 1),
        ("urgency=3", 0),
        ("state=registered", 1),
        ("state=void", 0),
        ("issuer=Sở Tài chính", 1),
        ("arrived_from=2200-01-01", None),
        ("limit=0", None),
        ("limit=101", None),
        ("urgency=9", None),
        ("q=%00", None),
        ("tu_khoa=mua", None),
    ],
)
def test_filters_narrow_the_list(
    clerk: Caller, document: Document, query: str, count: int | None
) -> None:
    response = clerk.get(f"/documents?{query}")
    if count is None:
        problem(response, 422)
    else:
        assert len(found(response)["items"]) == count


def test_three_rows_cost_what_one_costs(
    clerk: Caller, agency: Agency, django_assert_max_num_queries
) -> None:
    make_document(agency.office)
    found(clerk.get("/documents"))
    with django_assert_max_num_queries(14):
        found(clerk.get("/documents"))
    for _turn in range(3):
        make_document(agency.office)
    with django_assert_max_num_queries(14):
        assert len(found(clerk.get("/documents"))["items"]) == 4


def test_a_waiting_paper_gets_its_number_by_one_key(clerk: Caller, agency: Agency) -> None:
    waiting = receive_incoming(agency.actor("diepptn"), data=incoming_data(agency.office))
    listed = found(clerk.get("/documents/waiting"))["items"]
    assert [row["id"] for row in listed] == [str(waiting.uuid)]
    paper = found(clerk.post(_address(waiting) + "/register"))
    assert (paper["state"], paper["number"]) == ("registered", "1")
    assert problem(clerk.post(_address(waiting) + "/register"), 409)["code"] == "wrong_state"
    assert Book.objects.get().last_number == 1


def test_a_waiting_paper_is_mended_and_registered(clerk: Caller, agency: Agency) -> None:
    waiting = receive_incoming(agency.actor("diepptn"), data=incoming_data(agency.office))
    body = entry(subject="V/v khắc phục hậu quả bão số 13")
    paper = found(clerk.post(_address(waiting) + "/register-entered", body))
    assert (paper["number"], paper["subject"]) == ("1", "V/v khắc phục hậu quả bão số 13")


def test_a_claimed_paper_is_refused_with_the_name(clerk: Caller, agency: Agency) -> None:
    waiting = receive_incoming(agency.actor("diepptn"), data=incoming_data(agency.office))
    claim(agency.actor("yenmt"), document_id=waiting.pk)
    details = problem(clerk.post(_address(waiting) + "/register"), 409)
    assert details["code"] == "claimed"
    assert "Mai Thị Yến" in details["detail"]
    assert problem(clerk.post(_address(waiting) + "/claim"), 409)["code"] == "claimed"


def test_a_claim_is_taken_and_given_back(clerk: Caller, agency: Agency) -> None:
    waiting = receive_incoming(agency.actor("diepptn"), data=incoming_data(agency.office))
    other = caller_for(agency, "yenmt")
    found(clerk.post(_address(waiting) + "/claim"))
    problem(other.post(_address(waiting) + "/claim"), 409)
    assert clerk.post(_address(waiting) + "/release").status_code == 204
    found(other.post(_address(waiting) + "/claim"))


def test_a_closed_book_takes_no_number(clerk: Caller, agency: Agency, document: Document) -> None:
    Book.objects.filter(pk=document.book_id).update(state="closed")
    problem(clerk.post("/documents", entry(agency.office)), 403)
    assert Document.objects.count() == 1


def test_the_same_paper_is_found_and_joined(
    clerk: Caller, agency: Agency, document: Document
) -> None:
    path = f"/documents/duplicates?office_id={agency.office.pk}&symbol={document.symbol}"
    same = found(clerk.get(path + "&issuer_name=Sở Tài chính"))["items"]
    assert [row["id"] for row in same] == [str(document.uuid)]
    body = {"road": "post", "arrived_at": clock.now().isoformat(), "note": "Bản giấy"}
    paper = found(clerk.post(_address(document) + "/join", body))
    assert [a["note"] for a in paper["arrivals"]] == ["Bản giấy"]
    waiting = receive_incoming(agency.actor("diepptn"), data=incoming_data(agency.office))
    joined = found(clerk.post(_address(waiting) + "/join-into", {"document": str(document.uuid)}))
    assert (joined["id"], len(joined["arrivals"])) == (str(document.uuid), 2)


def test_duplicates_of_another_office_are_not_told(stranger: Caller, agency: Agency) -> None:
    problem(stranger.get(f"/documents/duplicates?office_id={agency.office.pk}"), 404)


def test_return_and_void_keep_the_line(clerk: Caller, agency: Agency) -> None:
    for verb, state in (("return", "returned"), ("void", "void")):
        paper = make_document(agency.office)
        problem(clerk.post(f"{_address(paper)}/{verb}", {"reason": ""}), 422)
        shown = found(clerk.post(f"{_address(paper)}/{verb}", {"reason": "Gửi nhầm nơi nhận"}))
        assert (shown["state"], shown["number"]) == (state, paper.number_text)
        assert shown["set_aside_reason"] == "Gửi nhầm nơi nhận"


def test_restricting_and_widening(
    director: Caller, officer: Caller, agency: Agency, document: Document
) -> None:
    me, other = agency.people["dinhlq"].pk, agency.people["tuntc"].pk
    address = _address(document)
    shown = found(director.post(address + "/restrict", {"reader_ids": [me]}))
    assert shown["is_restricted"] is True
    problem(officer.get(address), 404)
    body = {"reader_ids": [other]}
    details = problem(director.post(address + "/readers/add", body), 409)
    assert details["code"] == "confirm_widening"
    problem(officer.get(address), 404)
    found(director.post(address + "/readers/add", body | {"is_confirmed": True}))
    found(officer.get(address))
    found(director.post(address + "/readers/remove", body))
    problem(officer.get(address), 404)
    assert found(director.post(address + "/lift", {"is_confirmed": True}))["is_restricted"] is False


def test_missing_annex_is_marked_asked_and_mended(clerk: Caller, document: Document) -> None:
    address = _address(document)
    assert found(clerk.post(address + "/missing-annex", {"note": "Phụ lục II"}))["is_missing_annex"]
    found(clerk.post(address + "/annex-asked"))
    assert Entry.objects.filter(verb="document.annex_requested").count() == 1


def test_sent_to_the_other_office_it_waits_there(
    chief: Caller, stranger: Caller, agency: Agency, document: Document
) -> None:
    body = {"office_id": agency.branch_office.pk, "note": "Đề nghị Chi cục thực hiện"}
    shown = found(chief.post(_address(document) + "/send-to-office", body))
    assert [copy["state"] for copy in shown["copies"]] == ["received"]
    waiting = found(stranger.get("/documents/waiting"))["items"]
    assert [row["subject"] for row in waiting] == [document.subject]
    assert waiting[0]["id"] != str(document.uuid)
    same = {"office_id": agency.office.pk}
    assert problem(chief.post(_address(document) + "/send-to-office", same), 409)


def test_correction_needs_the_version_seen(clerk: Caller, document: Document) -> None:
    address = _address(document)
    etag = clerk.get(address)["ETag"]
    body = entry(symbol=document.symbol, subject="V/v đã sửa", reason="Gõ nhầm trích yếu")
    assert problem(clerk.put(address, body), 428)["code"] == "no_version"
    assert problem(clerk.put(address, body, If_Match='"99"'), 412)["code"] == "stale"
    response = clerk.put(address, body, If_Match=etag)
    assert found(response)["subject"] == "V/v đã sửa"
    assert response["ETag"] != etag
    problem(clerk.put(address, body, If_Match=etag), 412)


def test_an_act_on_what_has_changed_is_refused(clerk: Caller, document: Document) -> None:
    address = _address(document)
    etag = clerk.get(address)["ETag"]
    found(clerk.post(address + "/missing-annex", {"note": "Thiếu trang 2"}))
    body = {"reason": "Số lấy nhầm"}
    problem(clerk.post(address + "/void", body, If_Match=etag), 412)
    document.refresh_from_db()
    assert document.state == State.REGISTERED
    found(clerk.post(address + "/void", body, If_Match=clerk.get(address)["ETag"]))


def test_the_trail_speaks_the_language_of_the_account(
    clerk: Caller, agency: Agency, document: Document
) -> None:
    agency.people["diepptn"].language = "en"
    agency.people["diepptn"].save()
    steps = found(clerk.get(_address(document) + "/trail"))["items"]
    assert steps[0]["text"] == "registered the paper with number 1"
    assert problem(clerk.get(f"/documents/{uuid.uuid4()}"), 404)["title"] == "Not found"


def test_books_piles_and_inserted_numbers(clerk: Caller, chief: Caller, agency: Agency) -> None:
    block = found(clerk.post("/blocks", {"office_id": agency.office.pk, "count": 3}), 201)
    assert (block["first_number"], block["last_number"]) == (1, 3)
    blank = found(clerk.get(f"/blocks/{block['id']}/documents"))["items"]
    assert [row["number"] for row in blank] == ["1", "2", "3"]
    assert len(found(clerk.get("/documents/unfilled"))["items"]) == 3
    body = entry(subject="V/v nhập sau khi lấy số")
    assert found(clerk.post(f"/documents/{blank[0]['id']}/complete", body))["number"] == "1"
    why = {"reason": "Không dùng tới"}
    found(clerk.post(f"/blocks/{block['id']}/void-unfilled", why))
    inserted = entry(agency.office, after_number=1, reason="Sót văn bản")
    problem(clerk.post("/documents/inserted", inserted), 403)
    assert found(chief.post("/documents/inserted", inserted), 201)["number"] == "1a"
    book = found(clerk.get("/books"))["items"][0]
    assert (book["last_number"], book["expected_number"]) == (3, 4)
    lines = found(clerk.get(f"/books/{book['id']}/documents"))["items"]
    assert [row["number"] for row in lines] == ["3", "2", "1a", "1"]


def test_the_inserted_numbers_of_a_month(
    clerk: Caller, chief: Caller, officer: Caller, stranger: Caller, agency: Agency
) -> None:
    found(clerk.post("/documents", entry(agency.office)), 201)
    why = {"after_number": 1, "reason": "Sót văn bản"}
    found(chief.post("/documents/inserted", entry(agency.office, **why)), 201)
    hidden = {"is_restricted": True, "reader_ids": [agency.people["dinhlq"].pk]}
    found(chief.post("/documents/inserted", entry(agency.office, **why, **hidden)), 201)
    address = f"/inserted-numbers?month={clock.today().isoformat()}"
    first, second = found(clerk.get(address))["items"]
    assert (first["document"]["number"], first["reason"]) == ("1a", "Sót văn bản")
    assert first["inserted_by"]["id"] == chief.person_id
    assert (second["document"]["number"], second["document"]["is_outline"]) == ("1b", True)
    assert (second["reason"], second["inserted_by"]) == (None, None)
    assert second["document"].get("subject") is None
    for caller in (officer, stranger):
        assert found(caller.get(address))["items"] == []
    assert found(clerk.get("/inserted-numbers?month=2020-01-01"))["items"] == []
    problem(clerk.get("/inserted-numbers"), 422)
    wanted = {"office_id": agency.office.pk, "month": clock.today().isoformat(), "format": "xlsx"}
    file = found(clerk.post("/exports/inserted-numbers", wanted), 201)
    assert (file["report"], file["state"], file["rows"]) == ("inserted", "done", 2)
    content = clerk.get(f"/exports/{file['id']}/content")
    sheet = everything_in(b"".join(content.streaming_content))
    assert "Sót văn bản" in sheet
    assert sheet.count("Sót văn bản") < 2
    for caller in (officer, stranger):
        problem(caller.post("/exports/inserted-numbers", wanted), 403)
    problem(clerk.post("/exports/inserted-numbers", wanted | {"month": "11/2026"}), 422)


def test_a_receipt_waits_and_is_handed_over(
    clerk: Caller, chief: Caller, officer: Caller, agency: Agency
) -> None:
    made = found(clerk.post("/documents", entry(agency.office)), 201)
    assert made["receipt"]["state"] == "waiting"
    assert "hand_receipt" in made["can"]
    address = f"/documents/{made['id']}/receipt-handed"
    problem(chief.post(address), 403)
    problem(officer.post(address), 404)
    listed = found(clerk.get("/lists/receipts"))["items"]
    assert [row["document"]["id"] for row in listed] == [made["id"]]
    done = found(clerk.post(address))
    assert (done["receipt"]["state"], bool(done["receipt"]["handed_at"])) == ("handed", True)
    problem(clerk.post(address), 422)
    assert found(clerk.get("/lists/receipts"))["items"] == []


def test_single_files_are_removed_by_two_and_the_request_is_taken_back(
    clerk: Caller, chief: Caller, agency: Agency, document: Document
) -> None:
    blobs = [
        filestore.keep_bytes(agency.actor("diepptn"), samples.pdf(f"Trang {n}"), f"{n}.pdf")
        for n in (1, 2)
    ]
    refs = [FileRef(b.sha256, b.size, b.media_type, f"{n}.pdf") for n, b in enumerate(blobs)]
    clerk_actor = agency.actor("diepptn")
    annexes.add_annexes(clerk_actor, document_id=document.pk, files=refs, is_complete=True)
    first, second = document.files.order_by("position")
    address = f"/documents/{document.uuid}/secret-removal"
    asked = {"reason": "Có dấu MẬT", "file_ids": [first.pk]}
    found(clerk.post(address + "/ask", asked))
    problem(chief.post(address + "/withdraw"), 403)
    found(clerk.post(address + "/withdraw"))
    problem(chief.post(address + "/confirm", {"is_confirmed": True}), 422)
    found(clerk.post(address + "/ask", asked))
    problem(clerk.post(address + "/confirm", {"is_confirmed": True}), 403)
    problem(chief.post(address + "/confirm", {"is_confirmed": False}), 422)
    wrong = {"is_confirmed": True, "file_ids": [second.pk]}
    problem(chief.post(address + "/confirm", wrong), 422)
    found(chief.post(address + "/confirm", {"is_confirmed": True}))
    gone = removed_among([first.sha256, second.sha256])
    assert gone == {first.sha256}


def test_books_of_another_office_do_not_exist(
    stranger: Caller, officer: Caller, document: Document
) -> None:
    for caller in (stranger, officer):
        problem(caller.get(f"/books/{document.book_id}"), 404)
        problem(caller.get(f"/books/{document.book_id}/documents"), 404)
        assert document.book_id not in [b["id"] for b in found(caller.get("/books"))["items"]]


def test_envelopes_are_handed_on_and_come_back(
    clerk: Caller, stranger: Caller, agency: Agency
) -> None:
    body = {"office_id": agency.office.pk, "sender": "Đảng ủy Khối", "addressee": "Chi bộ 3"}
    made = found(clerk.post("/envelopes", body | {"addressee_kind": "party"}), 201)
    problem(stranger.get(f"/envelopes/{made['id']}"), 404)
    assert [e["id"] for e in found(clerk.get("/envelopes"))["items"]] == [made["id"]]
    registered = clerk.post(f"/envelopes/{made['id']}/register", entry())
    assert found(registered, 201)["number"] == "1"
    again = clerk.post(f"/envelopes/{made['id']}/register", entry())
    assert problem(again, 409)["code"] == "wrong_state"
