# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gỡ khẩn cấp: two people, then the bytes, text, pictures and index are gone; the line stays."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from congso.audit.models import Detail, Entry
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef, InvalidPaper
from congso.documents.incoming_lists import SECRET_REMOVALS
from congso.documents.listeners import text_known
from congso.documents.models import Document
from congso.documents.services.secret_removal import (
    ask_secret_removal,
    confirm_secret_removal,
    withdraw_secret_removal,
)
from congso.documents.tests.factories import make_document
from congso.documents.tests.proofs import verbs_of
from congso.documents.tests.web import client_of
from congso.filestore import places
from congso.filestore import services as filestore
from congso.filestore.models import Blob, BlobText, Removal
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
WORD = "quyhoachphongthu"
REASON = "Quét nhầm: có dấu MẬT ở góc trái"


@pytest.fixture
def agency(settings: Any, tmp_path: Path) -> Agency:
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    return make_agency()


@pytest.fixture
def paper(agency: Agency) -> Document:
    """A paper whose file is read, drawn and found by its words."""
    system = Actor.system("test")
    blob = filestore.keep_bytes(agency.actor("yenmt"), samples.pdf([f"Số {WORD}"]), "cv.pdf")
    file = FileRef(blob.sha256, blob.size, blob.media_type, "cv.pdf", FileRole.MAIN)
    document = make_document(agency.office, files=(file,))
    filestore.extract_text(system, blob.sha256)
    filestore.page_image(blob.sha256, 1)
    text_known(blob.sha256)
    assert WORD in indexed(document)
    return document


def indexed(document: Document) -> str:
    """All words by which the paper is found."""
    document.search_entry.refresh_from_db()
    entry = document.search_entry
    return " ".join(str(getattr(entry, f.attname)) for f in entry._meta.concrete_fields)


def act(agency: Agency, login: str, verb: str, paper: Document, **sent: Any) -> Any:
    """The form of the verb as the page sends it: every file of the paper ticked."""
    sent.setdefault("removed", list(paper.files.values_list("pk", flat=True)))
    return client_of(agency, login).post(
        reverse(f"documents:{verb}-secret-removal", args=[paper.uuid]), sent
    )


def test_two_people_and_the_files_are_gone(
    agency: Agency, paper: Document, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    assert act(agency, "yenmt", "ask", paper, reason=REASON).status_code == 302
    sha256 = paper.files.get().sha256
    assert places.store().open(sha256).read(5) == b"%PDF-"
    assert SECRET_REMOVALS.source(agency.actor("dinhlq")).get() == paper

    with django_capture_on_commit_callbacks(execute=True):
        assert act(agency, "dinhlq", "confirm", paper, confirmed="on").status_code == 302
        text_known(sha256)  # the job that was queued
    assert list(places.store().names()) == []
    assert not BlobText.objects.exists()
    assert not list(tmp_path.rglob("*.webp"))
    assert WORD not in indexed(paper)
    assert Blob.objects.get().removed_at is not None
    assert not SECRET_REMOVALS.source(agency.actor("dinhlq")).exists()
    page = client_of(agency, "yenmt").get(reverse("documents:detail", args=[paper.uuid]))
    assert "đã gỡ khẩn cấp" in page.content.decode()
    paper.refresh_from_db()
    assert (paper.number, paper.state) == (1, "registered")


@pytest.mark.parametrize("login", ["khiemtg", "dinhlq"])
def test_one_person_alone_cannot(agency: Agency, paper: Document, login: str) -> None:
    sha256 = paper.files.get().sha256
    if login == "khiemtg":
        ask_secret_removal(agency.actor(login), document_id=paper.pk, reason=REASON)
    else:  # the director does not ask on this page; let him be the one who asked all the same
        filestore.request_removal(agency.actor(login), sha256=sha256, reason=REASON)
    with pytest.raises(InvalidPaper):
        confirm_secret_removal(agency.actor(login), document_id=paper.pk, is_confirmed=True)
    answer = act(agency, login, "confirm", paper, confirmed="on")
    assert answer.status_code in (200, 422)
    assert "người thứ hai" in answer.content.decode()
    assert not SECRET_REMOVALS.source(agency.actor(login)).exists()
    assert places.store().open(sha256).read(5) == b"%PDF-"
    assert Removal.objects.get().confirmed_at is None


def test_who_neither_asks_nor_confirms(agency: Agency, paper: Document) -> None:
    for login in ("ngantt", "tuntc", "chauvtm"):
        with pytest.raises(Denied):
            ask_secret_removal(agency.actor(login), document_id=paper.pk, reason=REASON)
    ask_secret_removal(agency.actor("yenmt"), document_id=paper.pk, reason=REASON)
    for login in ("yenmt", "diepptn", "tuntc", "ngantt"):
        with pytest.raises(Denied):
            confirm_secret_removal(agency.actor(login), document_id=paper.pk, is_confirmed=True)
        assert act(agency, login, "confirm", paper, confirmed="on").status_code == 404
    assert Blob.objects.get().removed_at is None


def test_a_reason_first_and_nothing_to_confirm_before(agency: Agency, paper: Document) -> None:
    clerk, chief = agency.actor("yenmt"), agency.actor("khiemtg")
    with pytest.raises(InvalidPaper):
        ask_secret_removal(clerk, document_id=paper.pk, reason="  ")
    with pytest.raises(InvalidPaper):
        confirm_secret_removal(chief, document_id=paper.pk, is_confirmed=True)
    ask_secret_removal(clerk, document_id=paper.pk, reason=REASON)
    with pytest.raises(InvalidPaper):
        ask_secret_removal(chief, document_id=paper.pk, reason=REASON)
    with pytest.raises(InvalidPaper):
        confirm_secret_removal(chief, document_id=paper.pk, is_confirmed=False)
    assert Blob.objects.get().removed_at is None


def test_the_trail_keeps_the_fact_only(agency: Agency, paper: Document) -> None:
    ask_secret_removal(agency.actor("yenmt"), document_id=paper.pk, reason=REASON)
    confirm_secret_removal(agency.actor("khiemtg"), document_id=paper.pk, is_confirmed=True)
    assert verbs_of(paper)[-2:] == [
        "document.secret_removal_asked", "document.secret_removal_done",
    ]  # fmt: skip
    told = " ".join(Entry.objects.values_list("canonical", flat=True))
    told += json.dumps(list(Detail.objects.values("before", "after")), ensure_ascii=False)
    assert "dấu MẬT" not in told


def test_the_menu_offers_what_one_may(agency: Agency, paper: Document) -> None:
    detail = reverse("documents:detail", args=[paper.uuid])
    ask = reverse("documents:ask-secret-removal", args=[paper.uuid])
    confirm = reverse("documents:confirm-secret-removal", args=[paper.uuid])
    chief, clerk = client_of(agency, "khiemtg"), client_of(agency, "yenmt")
    assert confirm not in chief.get(detail).content.decode()
    assert ask in clerk.get(detail).content.decode()
    ask_secret_removal(agency.actor("yenmt"), document_id=paper.pk, reason=REASON)
    assert confirm in chief.get(detail).content.decode()
    assert confirm not in clerk.get(detail).content.decode()
    assert (
        "Gỡ khẩn cấp"
        in chief.get(reverse("documents:list", args=["secret-removals"])).content.decode()
    )


# --- single files, taking the request back


@pytest.fixture
def two_files(agency: Agency) -> Document:
    """A paper with a main file and an annex."""
    files = []
    for name, role in (("cv.pdf", FileRole.MAIN), ("bieu-01.pdf", FileRole.ANNEX)):
        blob = filestore.keep_bytes(agency.actor("yenmt"), samples.pdf([f"Trang {name}"]), name)
        files.append(FileRef(blob.sha256, blob.size, blob.media_type, name, role))
    return make_document(agency.office, files=tuple(files))


def ids(paper: Document, *names: str) -> list[int]:
    return list(paper.files.filter(name__in=names).values_list("pk", flat=True))


def removed(paper: Document) -> set[str]:
    gone = Blob.objects.filter(removed_at__isnull=False).values("sha256")
    return set(paper.files.filter(sha256__in=gone).values_list("name", flat=True))


def test_only_the_named_file_goes(agency: Agency, two_files: Document) -> None:
    annex = ids(two_files, "bieu-01.pdf")
    assert act(agency, "yenmt", "ask", two_files, reason=REASON, removed=annex).status_code == 302
    form = client_of(agency, "khiemtg").get(
        reverse("documents:confirm-secret-removal", args=[two_files.uuid])
    )
    assert [c[0] for c in form.context["form"].fields["removed"].choices] == [str(annex[0])]
    page = form.content.decode()
    assert "bieu-01.pdf (Phụ lục" in page
    assert "Mai Thị Yến đề nghị lúc" in page
    assert REASON in page
    assert act(
        agency, "khiemtg", "confirm", two_files, confirmed="on", removed=annex
    ).status_code == 302  # fmt: skip
    assert removed(two_files) == {"bieu-01.pdf"}


def test_the_second_person_may_leave_a_file_out(agency: Agency, two_files: Document) -> None:
    ask_secret_removal(agency.actor("yenmt"), document_id=two_files.pk, reason=REASON)
    main = ids(two_files, "cv.pdf")
    chief = agency.actor("khiemtg")
    confirm_secret_removal(chief, document_id=two_files.pk, is_confirmed=True, file_ids=main)
    assert removed(two_files) == {"cv.pdf"}
    assert SECRET_REMOVALS.source(chief).get() == two_files  # the annex still waits
    confirm_secret_removal(chief, document_id=two_files.pk, is_confirmed=True)
    assert removed(two_files) == {"cv.pdf", "bieu-01.pdf"}


def test_a_file_that_was_not_asked_for_cannot_be_confirmed(
    agency: Agency, two_files: Document
) -> None:
    ask_secret_removal(
        agency.actor("yenmt"), document_id=two_files.pk, reason=REASON,
        file_ids=ids(two_files, "cv.pdf"),
    )  # fmt: skip
    annex = ids(two_files, "bieu-01.pdf")
    answer = act(agency, "khiemtg", "confirm", two_files, confirmed="on", removed=annex)
    assert answer.status_code == 422
    with pytest.raises(InvalidPaper):
        confirm_secret_removal(
            agency.actor("khiemtg"), document_id=two_files.pk, is_confirmed=True, file_ids=annex
        )
    assert removed(two_files) == set()


def test_files_of_another_paper_and_none_are_refused(
    agency: Agency, paper: Document, two_files: Document
) -> None:
    clerk = agency.actor("yenmt")
    others = list(paper.files.values_list("pk", flat=True))
    for wrong in (others, [0], []):
        with pytest.raises(InvalidPaper):
            ask_secret_removal(clerk, document_id=two_files.pk, reason=REASON, file_ids=wrong)
    assert act(agency, "yenmt", "ask", two_files, reason=REASON, removed=[]).status_code == 422
    assert not Removal.objects.exists()


def test_who_asked_takes_it_back_and_it_can_be_asked_anew(agency: Agency, paper: Document) -> None:
    withdraw = reverse("documents:withdraw-secret-removal", args=[paper.uuid])
    detail = reverse("documents:detail", args=[paper.uuid])
    clerk = client_of(agency, "yenmt")
    assert withdraw not in clerk.get(detail).content.decode()
    ask_secret_removal(agency.actor("yenmt"), document_id=paper.pk, reason=REASON)
    assert withdraw in clerk.get(detail).content.decode()
    assert clerk.post(withdraw).status_code == 302
    assert Removal.objects.get().withdrawn_at is not None
    assert not SECRET_REMOVALS.source(agency.actor("dinhlq")).exists()
    with pytest.raises(InvalidPaper):
        confirm_secret_removal(agency.actor("dinhlq"), document_id=paper.pk, is_confirmed=True)
    assert Blob.objects.get().removed_at is None
    assert verbs_of(paper)[-2:] == [
        "document.secret_removal_asked", "document.secret_removal_withdrawn",
    ]  # fmt: skip
    trail = clerk.get(reverse("documents:trail", args=[paper.uuid])).content.decode()
    assert "đã rút đề nghị gỡ văn bản mật" in trail
    assert clerk.post(withdraw).status_code == 404
    ask_secret_removal(agency.actor("diepptn"), document_id=paper.pk, reason=REASON)
    confirm_secret_removal(agency.actor("dinhlq"), document_id=paper.pk, is_confirmed=True)
    assert removed(paper) == {"cv.pdf"}


@pytest.mark.parametrize("login", ["diepptn", "khiemtg", "dinhlq", "tuntc", "ngantt"])
def test_nobody_else_takes_the_request_back(agency: Agency, paper: Document, login: str) -> None:
    ask_secret_removal(agency.actor("yenmt"), document_id=paper.pk, reason=REASON)
    with pytest.raises(Denied):
        withdraw_secret_removal(agency.actor(login), document_id=paper.pk)
    assert act(agency, login, "withdraw", paper).status_code == 404
    with pytest.raises(Denied):
        filestore.withdraw_removal(agency.actor(login), Removal.objects.get().pk)
    assert Removal.objects.get().withdrawn_at is None


def test_what_is_confirmed_is_not_taken_back(agency: Agency, paper: Document) -> None:
    ask_secret_removal(agency.actor("yenmt"), document_id=paper.pk, reason=REASON)
    confirm_secret_removal(agency.actor("khiemtg"), document_id=paper.pk, is_confirmed=True)
    with pytest.raises(Denied):
        withdraw_secret_removal(agency.actor("yenmt"), document_id=paper.pk)
