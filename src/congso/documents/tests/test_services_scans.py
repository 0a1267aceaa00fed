# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scan of a pile: pieces are checked like uploads and matched by a clerk's word."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents import batch_scan
from congso.documents.batch_scan import refusal_of
from congso.documents.enums import ScanState
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document, DocumentFile, NumberBlock, PileScan, ScannedPiece
from congso.documents.queries_books import labels
from congso.documents.services import scans
from congso.documents.services.blocks import open_batch
from congso.documents.services.scans import (
    ask_scan,
    confirm_piece,
    divide_piece,
    drop_piece,
    match_certain,
    match_piece,
    split_pile,
)
from congso.documents.tests.proofs import verbs_of
from congso.documents.tests.test_batch_scan import needs_reader, pile
from congso.filestore.enums import StagedState
from congso.filestore.models import Staged
from congso.filestore.services import passing_path
from congso.filestore.services.checking import check_staged
from congso.filestore.services.keeping import NotChecked
from congso.filestore.services.staging import sweep
from congso.filestore.store import StoreFull
from congso.filestore.wording import NO_ROOM
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = [pytest.mark.django_db, needs_reader]


@pytest.fixture
def agency(settings: Any, tmp_path: Path) -> Agency:
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    return make_agency()


def block_of(agency: Agency, count: int = 3) -> NumberBlock:
    return open_batch(agency.actor("yenmt"), office_id=agency.office.pk, count=count)


def take_scan(actor: Actor, *, block_id: int, pdf: bytes, reason: str = "") -> list[ScannedPiece]:
    """A clerk uploads the scan, the job splits it; the pieces, doubtful ones first."""
    scan = ask_scan(actor, block_id=block_id, stream=io.BytesIO(pdf))
    split_pile(scan.pk)
    scan.refresh_from_db()
    assert (scan.state, scan.reason) == (ScanState.DONE, reason)
    pieces = ScannedPiece.objects.filter(block_id=block_id, settled_at=None)
    return sorted(pieces, key=lambda piece: (not piece.doubts, piece.first_page))


def checked(agency: Agency, piece: ScannedPiece, login: str = "yenmt") -> None:
    """The check has run, and a clerk has looked where the machine could not."""
    check_staged(Actor.system("check"), piece.staged_id or 0)
    staged = Staged.objects.get(pk=piece.staged_id)
    if staged.state == StagedState.TO_CONFIRM:
        confirm_piece(agency.actor(login), piece_id=piece.pk)


def test_each_piece_goes_to_its_number_after_the_check(agency: Agency) -> None:
    block = block_of(agency)
    first, second, third = (label.code for label in labels(block))
    clerk = agency.actor("yenmt")
    pieces = take_scan(clerk, block_id=block.pk, pdf=pile([[first], [], [second], [third]]))
    assert [(p.document.number, p.first_page, p.last_page, p.doubts) for p in pieces] == [
        (1, 1, 2, []), (2, 3, 3, []), (3, 4, 4, []),
    ]  # fmt: skip
    with pytest.raises(NotChecked):
        match_piece(clerk, piece_id=pieces[0].pk)
    assert not DocumentFile.objects.exists()
    checked(agency, pieces[0])
    row = match_piece(clerk, piece_id=pieces[0].pk)
    assert (row.document.number, row.role, row.name) == (1, "main", "Số đến 1.pdf")
    assert verbs_of(row.document) == ["document.scan_matched"]
    with pytest.raises(InvalidPaper):
        match_piece(clerk, piece_id=pieces[0].pk)


def test_a_doubtful_piece_is_matched_by_hand(agency: Agency) -> None:
    block = block_of(agency, 2)
    other = block_of(agency, 1)
    clerk = agency.actor("yenmt")
    stray, known = take_scan(clerk, block_id=block.pk, pdf=pile([[], [labels(block)[1].code]]))
    assert (stray.document, stray.doubts) == (None, ["no_label"])
    assert known.document.number == 2
    checked(agency, stray)
    with pytest.raises(InvalidPaper):
        match_piece(clerk, piece_id=stray.pk)
    elsewhere = Document.objects.get(block=other)
    with pytest.raises(InvalidPaper):
        match_piece(clerk, piece_id=stray.pk, document_id=elsewhere.pk)
    first = Document.objects.get(block=block, number=1)
    assert match_piece(clerk, piece_id=stray.pk, document_id=first.pk).document_id == first.pk


def test_pages_that_are_nobodys_are_erased(agency: Agency) -> None:
    block = block_of(agency, 1)
    clerk = agency.actor("yenmt")
    stray = take_scan(clerk, block_id=block.pk, pdf=pile([[], [labels(block)[0].code]]))[0]
    drop_piece(clerk, piece_id=stray.pk)
    assert Staged.objects.count() == 1
    stray.refresh_from_db()
    assert stray.settled_at is not None


@pytest.mark.parametrize("state", [StagedState.TO_CONFIRM, StagedState.SECRET_SUSPECTED])
def test_a_colleague_of_the_registry_goes_on_with_the_pile(
    agency: Agency, state: StagedState
) -> None:
    block = block_of(agency, 1)
    piece = take_scan(
        agency.actor("yenmt"), block_id=block.pk, pdf=pile([[labels(block)[0].code]])
    )[0]
    Staged.objects.update(state=state, media_type="application/pdf")
    colleague = agency.actor("diepptn")
    with pytest.raises(NotChecked):
        match_piece(colleague, piece_id=piece.pk)
    for login in ("khiemtg", "ngantt", "tuntc"):
        with pytest.raises(Denied):
            confirm_piece(agency.actor(login), piece_id=piece.pk)
        with pytest.raises(Denied):
            drop_piece(agency.actor(login), piece_id=piece.pk)
    confirm_piece(colleague, piece_id=piece.pk)
    assert Entry.objects.get(verb="file.no_secret_mark_confirmed").person_id == colleague.person_id
    assert match_piece(colleague, piece_id=piece.pk).added_by_id == colleague.person_id


def test_a_pile_of_friday_is_matched_on_monday(agency: Agency, tmp_path: Path) -> None:
    block = block_of(agency, 1)
    clerk = agency.actor("yenmt")
    piece = take_scan(clerk, block_id=block.pk, pdf=pile([[labels(block)[0].code]]))[0]
    checked(agency, piece)
    monday = clock.now() + dt.timedelta(days=3)
    for path in (tmp_path / "staging").iterdir():
        os.utime(path, (0, 0))
    with time_machine.travel(monday):
        sweep(Actor.system("sweep"))
        assert match_piece(clerk, piece_id=piece.pk).document.number == 1


def test_pages_whose_file_has_gone_are_thrown_away_all_the_same(agency: Agency) -> None:
    block = block_of(agency, 1)
    clerk = agency.actor("yenmt")
    piece = take_scan(clerk, block_id=block.pk, pdf=pile([[labels(block)[0].code]]))[0]
    Staged.objects.all().delete()
    with pytest.raises(NotChecked):
        match_piece(clerk, piece_id=piece.pk)
    drop_piece(agency.actor("diepptn"), piece_id=piece.pk)
    piece.refresh_from_db()
    assert piece.settled_at is not None


@pytest.mark.parametrize(
    ("pdf", "is_there", "reason"),
    [(b"%PDF-", True, "broken"), (b"", False, "gone")],
)
def test_a_scan_that_cannot_be_read_is_refused(
    agency: Agency, tmp_path: Path, pdf: bytes, is_there: bool, reason: str
) -> None:
    block = block_of(agency, 1)
    scan = ask_scan(agency.actor("yenmt"), block_id=block.pk, stream=io.BytesIO(pdf))
    if not is_there:
        passing_path(scan.upload).unlink()
    split_pile(scan.pk)
    scan.refresh_from_db()
    assert (scan.state, scan.reason) == (ScanState.REFUSED, reason)
    assert not Staged.objects.exists()
    assert list((tmp_path / "staging").iterdir()) == []


def test_a_job_done_twice_splits_once(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    block = block_of(agency, 2)
    pdf = pile([[label.code] for label in labels(block)])
    scan = ask_scan(agency.actor("yenmt"), block_id=block.pk, stream=io.BytesIO(pdf))
    with monkeypatch.context() as patched:
        patched.setattr(scans, "_end", _crash)
        with pytest.raises(RuntimeError):
            split_pile(scan.pk)
    assert not ScannedPiece.objects.exists()
    split_pile(scan.pk)
    split_pile(scan.pk)
    assert (ScannedPiece.objects.count(), PileScan.objects.get().pieces_found) == (2, 2)


def _crash(*_: object) -> None:
    raise RuntimeError


def test_a_scan_whose_job_died_does_not_block_the_pile(agency: Agency) -> None:
    block = block_of(agency, 1)
    clerk = agency.actor("yenmt")
    first = ask_scan(clerk, block_id=block.pk, stream=io.BytesIO(b"%PDF-"))
    with time_machine.travel(clock.now() + dt.timedelta(days=2)):
        assert scans.under_way(block) is None
        second = ask_scan(clerk, block_id=block.pk, stream=io.BytesIO(b"%PDF-"))
        assert scans.under_way(block) == second
    first.refresh_from_db()
    assert (first.state, first.reason) == (ScanState.REFUSED, "gone")


def test_a_full_disk_is_said(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    block = block_of(agency, 1)
    pdf = pile([[labels(block)[0].code]])
    scan = ask_scan(agency.actor("yenmt"), block_id=block.pk, stream=io.BytesIO(pdf))
    monkeypatch.setattr(scans, "stage", _full)
    split_pile(scan.pk)
    scan.refresh_from_db()
    assert (scan.state, scan.reason) == (ScanState.REFUSED, "no_room")
    assert refusal_of(scan.reason) == NO_ROOM
    assert not ScannedPiece.objects.exists()


def _full(*_: object, **__: object) -> None:
    raise StoreFull


def test_one_scan_of_a_pile_at_a_time(agency: Agency, tmp_path: Path) -> None:
    block = block_of(agency, 1)
    ask_scan(agency.actor("yenmt"), block_id=block.pk, stream=io.BytesIO(b"%PDF-"))
    with pytest.raises(InvalidPaper):
        ask_scan(agency.actor("diepptn"), block_id=block.pk, stream=io.BytesIO(b"%PDF-"))
    assert len(list((tmp_path / "staging").iterdir())) == 1


def test_who_does_not_scan(agency: Agency) -> None:
    block = block_of(agency, 1)
    for login in ("khiemtg", "ngantt", "tuntc"):
        with pytest.raises(Denied):
            ask_scan(agency.actor(login), block_id=block.pk, stream=io.BytesIO(b"%PDF-"))
    assert not PileScan.objects.exists()


def test_pieces_without_doubt_are_matched_together(agency: Agency) -> None:
    block = block_of(agency, 4)
    one, two, three, four = (label.code for label in labels(block))
    clerk = agency.actor("yenmt")
    take_scan(clerk, block_id=block.pk, pdf=pile([[], [one], [two], [three], [], [four]]))
    pieces = {piece.first_page: piece for piece in ScannedPiece.objects.all()}
    Staged.objects.update(state=StagedState.CLEAN, media_type="application/pdf")
    Staged.objects.filter(pk=pieces[3].staged_id).update(state=StagedState.TO_CONFIRM)
    for login in ("khiemtg", "ngantt", "tuntc"):
        with pytest.raises(Denied):
            match_certain(agency.actor(login), block_id=block.pk)
    ScannedPiece.objects.filter(pk=pieces[6].pk).update(doubts=["twice"])
    assert match_certain(agency.actor("diepptn"), block_id=block.pk) == 2
    given = DocumentFile.objects.order_by("document__number")
    assert [file.document.number for file in given] == [1, 3]
    left = ScannedPiece.objects.filter(settled_at=None).order_by("first_page")
    assert [piece.first_page for piece in left] == [1, 3, 6]
    assert match_certain(agency.actor("diepptn"), block_id=block.pk) == 0


def test_pages_behind_an_unread_label_are_divided(agency: Agency) -> None:
    block = block_of(agency, 3)
    one, _two, three = (label.code for label in labels(block))
    clerk = agency.actor("yenmt")
    hidden = take_scan(clerk, block_id=block.pk, pdf=pile([[one], [], [], [three]]))[0]
    assert (hidden.first_page, hidden.last_page, hidden.doubts) == (1, 3, ["next_missing"])
    checked(agency, hidden)
    for page in (1, 4):
        with pytest.raises(InvalidPaper):
            divide_piece(clerk, piece_id=hidden.pk, at_page=page)
    with pytest.raises(Denied):
        divide_piece(agency.actor("khiemtg"), piece_id=hidden.pk, at_page=3)
    rest = divide_piece(agency.actor("diepptn"), piece_id=hidden.pk, at_page=3)
    hidden.refresh_from_db()
    assert (hidden.document.number, hidden.last_page, hidden.doubts) == (1, 2, [])
    assert (rest.document.number, rest.first_page, rest.last_page) == (2, 3, 3)
    assert rest.doubts == ["not_read"]
    for piece in (hidden, rest):  # each part is an upload of its own, checked again
        with pytest.raises(NotChecked):
            match_piece(clerk, piece_id=piece.pk)
        checked(agency, piece)
        assert match_piece(clerk, piece_id=piece.pk).document_id == piece.document_id
    assert not Staged.objects.filter(pk=hidden.staged_id).exists()


def test_a_machine_without_a_reader_gives_every_page_by_itself(
    agency: Agency, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "zxingcpp.py").write_text("raise ImportError")
    monkeypatch.setattr(batch_scan, "_SOURCE", f"{tmp_path}:{batch_scan._SOURCE}")
    block = block_of(agency, 2)
    clerk = agency.actor("yenmt")
    pieces = take_scan(clerk, block_id=block.pk, pdf=pile([[], [], []]), reason="unread")
    assert [(p.document, p.first_page, p.last_page) for p in pieces] == [
        (None, 1, 1), (None, 2, 2), (None, 3, 3),
    ]  # fmt: skip
    assert {tuple(piece.doubts) for piece in pieces} == {("not_read",)}
    first = Document.objects.get(block=block, number=1)
    names = []
    for piece in pieces[:2]:
        checked(agency, piece)
        names.append(match_piece(clerk, piece_id=piece.pk, document_id=first.pk).name)
    assert names == ["Số đến 1.pdf", "Số đến 1, trang 2 của lô.pdf"]
