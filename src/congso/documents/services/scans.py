# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scan of a pile: split by label, each piece checked like an upload, matched with its paper."""

from __future__ import annotations

import datetime as dt
import io

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.batch_scan import Piece, split_scan
from congso.documents.enums import FileRole
from congso.documents.events import DocumentScanMatched
from congso.documents.incoming import FileRef, InvalidPaper
from congso.documents.models import Document, DocumentFile, NumberBlock, ScannedPiece
from congso.documents.policies import BLOCKS
from congso.documents.queries_books import code_of
from congso.documents.services.files import add_files
from congso.documents.services.locking import locked_for, save
from congso.filestore.services.keeping import keep
from congso.filestore.services.staging import discard, stage


def take_scan(
    actor: Actor, *, block_id: int, pdf: bytes, now: dt.datetime | None = None
) -> list[ScannedPiece]:
    """Split the scan of a block's sheets by label; nothing is matched before a clerk says so.

    Each piece becomes an upload of the clerk and passes the same check as any other, the mark of
    a secret paper included. Returns the pieces, doubtful ones first. Raises batch_scan.CannotRead
    or Denied. Takes seconds: call it outside a transaction.
    """
    block = NumberBlock.objects.get(pk=block_id)
    BLOCKS.require(actor, "scan", block)
    papers = Document.objects.filter(block=block).order_by("number")
    by_code = {code_of(paper): paper for paper in papers}
    split = split_scan(list(by_code), pdf)
    return [
        _save(actor, block, piece, by_code.get(piece.code), now or clock.now())
        for piece in split.pieces
    ]


@transaction.atomic
def match_piece(
    actor: Actor,
    *,
    piece_id: int,
    document_id: int | None = None,
    now: dt.datetime | None = None,
) -> DocumentFile:
    """Make the pages the main file of their paper; `document_id` where the label did not say.

    Returns the file's row. Raises InvalidPaper for a paper of another block or when it was
    settled before, filestore.NotChecked while the pages are being checked, WrongState or Denied.
    """
    now = now or clock.now()
    piece = _open_piece(piece_id)
    wanted = document_id or piece.document_id
    if wanted is None:
        raise InvalidPaper({"document_id": _("Choose the number these pages belong to.")})
    BLOCKS.require(actor, "scan", piece.block)
    kept = keep(actor, piece.staged_id or 0)
    document = locked_for(actor, "scan", wanted)
    if document.block_id != piece.block_id:
        raise InvalidPaper({"document_id": _("This number is not of this pile.")})
    name = f"Số đến {document.number_text}.pdf"
    file = FileRef(kept.sha256, kept.size, kept.media_type, name, FileRole.MAIN)
    rows = add_files(actor, document, [file], now)
    if not rows:
        raise InvalidPaper({"document_id": _("The paper has these pages already.")})
    _settle(actor, piece, document, now)
    save(document)
    audit.record(actor, DocumentScanMatched(document.pk, rows[0].pk))
    return rows[0]


@transaction.atomic
def drop_piece(actor: Actor, *, piece_id: int, now: dt.datetime | None = None) -> None:
    """Pages that are nobody's (a blank back side, a test page): erase them. Raises Denied."""
    piece = _open_piece(piece_id)
    BLOCKS.require(actor, "scan", piece.block)
    if piece.staged_id is not None:
        discard(actor, piece.staged_id)
    _settle(actor, piece, None, now or clock.now())


def _open_piece(piece_id: int) -> ScannedPiece:
    pieces = ScannedPiece.objects.select_for_update(of=("self",)).select_related("block")
    piece = pieces.get(pk=piece_id)
    if piece.settled_at is not None:
        raise InvalidPaper({"piece": _("These pages are settled already.")})
    return piece


def _save(
    actor: Actor, block: NumberBlock, piece: Piece, paper: Document | None, now: dt.datetime
) -> ScannedPiece:
    name = f"{piece.first_page}-{piece.last_page}.pdf"
    staged = stage(actor, name=name, stream=io.BytesIO(piece.pdf))
    return ScannedPiece.objects.create(
        block=block,
        document=paper,
        staged_id=staged.pk,
        first_page=piece.first_page,
        last_page=piece.last_page,
        doubts=[str(doubt) for doubt in piece.doubts],
        scanned_at=now,
    )


def _settle(actor: Actor, piece: ScannedPiece, document: Document | None, now: dt.datetime) -> None:
    piece.document, piece.staged_id = document, None
    piece.settled_at, piece.settled_by_id = now, actor.person_id
    piece.save(update_fields=("document", "staged_id", "settled_at", "settled_by"))
