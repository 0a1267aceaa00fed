# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the paper book; the scan of a pile, its pieces and what is said about them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field

from congso.api.schemas.types import Id, In, Number, Out, Reason, whole_number
from congso.documents.models import PileScan, ScannedPiece
from congso.documents.services.scans import words_of_scan
from congso.filestore.enums import CONFIRMABLE, StagedState
from congso.filestore.models import Staged
from congso.filestore.wording import sentence_for


class PaperNumbersIn(In):
    """The last number written into the paper book while the system was down, and why."""

    office_id: Id
    last_number: Number
    reason: Reason


class ScanIn(In):
    """A checked upload of the caller's: one PDF of all sheets of the pile, 200 MB at most."""

    upload: UUID


class MatchIn(In):
    """The paper the pages belong to; without it the one whose label was read."""

    document: UUID | None = None


class DivideIn(In):
    """The page of the pile at which another paper begins."""

    at_page: Annotated[int, Field(ge=1, le=10_000), BeforeValidator(whole_number)]


class ScanOut(Out):
    """How far a scan is; `message` says it, also why it was refused."""

    state: str
    message: str
    pieces_found: int
    asked_at: dt.datetime
    ended_at: dt.datetime | None


class PieceOut(Out):
    """Pages that belong together. `document`: whose label was read, or that it was matched with.

    `is_ready`: they may be matched; `needs_confirmation`: look at them and confirm first.
    """

    id: int
    block_id: int
    document: UUID | None
    first_page: int
    last_page: int
    doubts: list[str]
    is_ready: bool
    needs_confirmation: bool
    message: str
    settled_at: dt.datetime | None


class PileOut(Out):
    """The last scan of a pile and its pieces that are not settled, doubtful ones first."""

    scan: ScanOut | None
    pieces: list[PieceOut]
    certain: int


def scan_of(scan: PileScan) -> ScanOut:
    return ScanOut(
        state=scan.state,
        message=str(words_of_scan(scan)),
        pieces_found=scan.pieces_found,
        asked_at=scan.asked_at,
        ended_at=scan.ended_at,
    )


def piece_of(piece: ScannedPiece, file: Staged | None) -> PieceOut:
    """A piece and where its file stands; None where it has gone."""
    state = file.state if file else ""
    return PieceOut(
        id=piece.pk,
        block_id=piece.block_id,
        document=piece.document.uuid if piece.document else None,
        first_page=piece.first_page,
        last_page=piece.last_page,
        doubts=piece.doubts,
        is_ready=state == StagedState.CLEAN,
        needs_confirmation=state in CONFIRMABLE,
        message=_sentence(piece, file),
        settled_at=piece.settled_at,
    )


def _sentence(piece: ScannedPiece, file: Staged | None) -> str:
    if piece.settled_at is not None:
        return ""
    if file is None:
        return _("The pages have gone from the server. Throw them away and scan them again.")
    return "" if file.state == StagedState.CLEAN else sentence_for(file)
