# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files by token: streamed in, checked, kept with their paper, handed out through its right."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from congso.api.tests.callers import BASE, Caller, caller_for, entry, found, problem
from congso.audit.models import Entry
from congso.documents.models import Document
from congso.filestore.models import Staged
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency

pytestmark = pytest.mark.usefixtures("place")


def _upload(
    caller: Caller, data: bytes, name: str = "công văn.pdf", **headers: str
) -> HttpResponse:
    given = {key.replace("_", "-"): value for key, value in headers.items()}
    return Client().post(
        BASE + "/uploads",
        {"file": SimpleUploadedFile(name, data, content_type="text/html")},
        headers={"Authorization": f"Bearer {caller.secret}", **given},
    )


def _checked(upload: dict[str, object], state: str = "clean") -> None:
    """What the check would have found."""
    Staged.objects.filter(uuid=upload["id"]).update(state=state, media_type="application/pdf")


def test_an_upload_is_kept_with_its_paper(clerk: Caller, officer: Caller, agency: Agency) -> None:
    data = samples.pdf("Trang một", "Trang hai")
    upload = found(_upload(clerk, data), 201)
    assert (upload["name"], upload["size"], upload["is_ready"]) == (
        "công văn.pdf",
        len(data),
        False,
    )
    body = entry(agency.office, files=[{"upload": upload["id"], "role": "main"}])
    assert problem(clerk.post("/documents", body), 409)["code"] == "not_checked"
    assert not Document.objects.exists()
    _checked(upload)
    paper = found(clerk.post("/documents", body), 201)
    assert [(f["name"], f["role"]) for f in paper["files"]] == [("công văn.pdf", "main")]
    place = f"/documents/{paper['id']}/files/{paper['files'][0]['id']}"
    got = clerk.get(place + "/content")
    assert b"".join(got.streaming_content) == data
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert Entry.objects.filter(verb="document.downloaded").count() == 1
    part = clerk.get(place + "/content", Range="bytes=4-7")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, data[4:8])
    for path in ("/content", "/pages/1"):
        problem(officer.get(place + path), 404)
    problem(clerk.get(place + "/pages/99"), 404)


def test_an_upload_is_kept_or_stays_with_a_refused_paper(clerk: Caller, agency: Agency) -> None:
    upload = found(_upload(clerk, samples.pdf("x")), 201)
    _checked(upload)
    body = entry(agency.office, files=[{"upload": upload["id"]}], subject=" ")
    problem(clerk.post("/documents", body), 422)
    assert found(clerk.get(f"/uploads/{upload['id']}"))["is_ready"] is True
    found(clerk.post("/documents", body | {"subject": "V/v gửi lại"}), 201)
    problem(clerk.get(f"/uploads/{upload['id']}"), 404)


def test_uploads_are_their_owners(clerk: Caller, agency: Agency) -> None:
    other = caller_for(agency, "yenmt")
    upload = found(_upload(clerk, samples.pdf("x")), 201)
    _checked(upload)
    problem(other.get(f"/uploads/{upload['id']}"), 404)
    problem(other.delete(f"/uploads/{upload['id']}"), 404)
    body = entry(agency.office, files=[{"upload": upload["id"]}])
    assert problem(other.post("/documents", body), 422)["errors"][0]["field"] == "files"
    assert clerk.delete(f"/uploads/{upload['id']}").status_code == 204
    problem(clerk.get(f"/uploads/{upload['id']}"), 404)


def test_a_suspected_mark_is_confirmed_by_the_owner(clerk: Caller) -> None:
    upload = found(_upload(clerk, samples.pdf("x")), 201)
    problem(clerk.post(f"/uploads/{upload['id']}/confirm"), 409)
    _checked(upload, "secret_suspected")
    shown = found(clerk.get(f"/uploads/{upload['id']}"))
    assert (shown["needs_confirmation"], shown["is_ready"]) == (True, False)
    assert found(clerk.post(f"/uploads/{upload['id']}/confirm"))["is_ready"] is True


def test_a_repeat_of_an_upload_is_one(clerk: Caller) -> None:
    data = samples.pdf("x")
    first = found(_upload(clerk, data, Idempotency_Key="tep-1"), 201)
    again = _upload(clerk, data, Idempotency_Key="tep-1")
    assert found(again, 201) == first
    assert Staged.objects.count() == 1
    other = _upload(clerk, samples.pdf("khác"), Idempotency_Key="tep-1")
    assert problem(other, 422)["code"] == "key_reused"
    assert Staged.objects.count() == 1


def test_what_is_no_file_is_refused(clerk: Caller, agency: Agency) -> None:
    assert problem(_upload(clerk, b""), 422)["errors"][0]["field"] == "file"
    assert problem(clerk.post("/uploads", {"file": "x"}), 415)["code"] == "media_type"
    two = Client().post(
        BASE + "/uploads",
        {"a": SimpleUploadedFile("a", b"a"), "b": SimpleUploadedFile("b", b"b")},
        headers={"Authorization": f"Bearer {clerk.secret}"},
    )
    assert problem(two, 415)["code"] == "one_at_a_time"
    broken = Client().generic(
        "POST", BASE + "/uploads", b"khong phai", content_type="multipart/form-data",
        headers={"Authorization": f"Bearer {clerk.secret}"},
    )  # fmt: skip
    problem(broken, 400)
    assert not Staged.objects.exists()
    problem(clerk.get(f"/uploads/{uuid.uuid4()}"), 404)


def test_a_register_and_a_list_are_made_as_files(
    clerk: Caller, officer: Caller, agency: Agency
) -> None:
    paper = found(clerk.post("/documents", entry(agency.office)), 201)
    run = found(clerk.post("/exports", {"format": "xlsx"}), 201)
    assert (run["state"], run["rows"]) == ("done", 1)
    content = clerk.get(f"/exports/{run['id']}/content")
    assert b"".join(content.streaming_content)[:2] == b"PK"
    problem(officer.get(f"/exports/{run['id']}"), 404)
    problem(officer.get(f"/exports/{run['id']}/content"), 404)
    body = {"book_id": paper["book_id"], "format": "xlsx"}
    assert found(clerk.post("/registers/tracking", body), 201)["report"] == "tracking"
    problem(officer.post("/registers/tracking", body), 404)
    assert found(officer.post("/exports", {"format": "xlsx"}), 201)["rows"] == 0
