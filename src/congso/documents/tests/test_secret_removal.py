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
from congso.documents.services.secret_removal import ask_secret_removal, confirm_secret_removal
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
