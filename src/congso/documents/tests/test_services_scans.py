# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scan of a pile: pieces are checked like uploads and matched by a clerk's word."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.batch_scan import CannotRead
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document, DocumentFile, NumberBlock, ScannedPiece
from congso.documents.queries_books import labels
from congso.documents.services.blocks import open_batch
from congso.documents.services.scans import drop_piece, match_piece, take_scan
from congso.documents.tests.proofs import verbs_of
from congso.documents.tests.test_batch_scan import needs_reader, pile
from congso.filestore.enums import StagedState
from congso.filestore.models import Staged
from congso.filestore.services.checking import check_staged
from congso.filestore.services.keeping import NotChecked
from congso.filestore.services.staging import confirm_no_secret_mark
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


def checked(agency: Agency, piece: ScannedPiece) -> None:
    """The check has run, and the clerk has looked where the machine could not."""
    check_staged(Actor.system("check"), piece.staged_id or 0)
    staged = Staged.objects.get(pk=piece.staged_id)
    if staged.state == StagedState.TO_CONFIRM:
        confirm_no_secret_mark(agency.actor("yenmt"), staged.pk)


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


def test_who_does_not_scan(agency: Agency) -> None:
    block = block_of(agency, 1)
    for login in ("khiemtg", "ngantt", "tuntc"):
        with pytest.raises(Denied):
            take_scan(agency.actor(login), block_id=block.pk, pdf=b"")
    with pytest.raises(CannotRead):
        take_scan(agency.actor("yenmt"), block_id=block.pk, pdf=b"%PDF-")
    assert not Staged.objects.exists()
