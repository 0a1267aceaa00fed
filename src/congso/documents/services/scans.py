# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scan of a pile: split by label, each piece checked like an upload, matched with its paper.

Pieces are held for the registry office: any of its clerks looks, confirms, matches, throws away.
"""

from __future__ import annotations

import datetime as dt
import io
from contextlib import suppress
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.batch_scan import (
    GONE,
    UNREAD,
    Piece,
    Split,
    cut_scan,
    read_scan,
    refusal_of,
)
from congso.documents.batch_scan import (
    CannotRead as CannotRead,
)
from congso.documents.enums import Doubt, FileRole, ScanState, State
from congso.documents.events import DocumentScanMatched
from congso.documents.incoming import FileRef, InvalidPaper
from congso.documents.models import Document, DocumentFile, NumberBlock, PileScan, ScannedPiece
from congso.documents.policies import BLOCKS
from congso.documents.queries_books import code_of
from congso.documents.services.files import add_files
from congso.documents.services.locking import locked_for, save
from congso.filestore import services as filestore
from congso.filestore.enums import StagedState
from congso.filestore.models import Staged
from congso.filestore.queries import held_files
from congso.filestore.services import discard, keep, stage
from congso.filestore.store import StoreFull

SCAN_MAX = 200 * 1024 * 1024
GIVEN_UP = dt.timedelta(days=1)  # by then its file has been swept away


def ask_scan(
    actor: Actor, *, block_id: int, stream: BinaryIO, now: dt.datetime | None = None
) -> PileScan:
    """Put the scan of a block's sheets aside and queue its splitting.

    Raises InvalidPaper while another scan of the pile is being split, filestore.StoreFull or
    Denied; then nothing is left behind.
    """
    block = NumberBlock.objects.get(pk=block_id)
    BLOCKS.require(actor, "scan", block)
    upload = filestore.take_passing(stream)
    try:
        return _queue(actor, block, upload, now or clock.now())
    except BaseException:
        filestore.erase_passing(upload)
        raise


def split_pile(scan_id: int, now: dt.datetime | None = None) -> None:
    """Split a scan by label; nothing is matched before a clerk says so. Safe to repeat.

    Each piece becomes a held upload and passes the same check as any other, the mark of a secret
    paper included. What cannot be read is refused in words on the page of the pile.
    """
    scan = PileScan.objects.select_related("block").get(pk=scan_id)
    if scan.ended_at is not None:
        return
    try:
        with filestore.passing_path(scan.upload).open("rb") as file:
            _split(scan, file, now or clock.now())
    except FileNotFoundError:
        _end(scan, ScanState.REFUSED, now, "gone")
    except CannotRead as unread:
        _end(scan, ScanState.REFUSED, now, unread.reason)
    except StoreFull:
        _end(scan, ScanState.REFUSED, now, "no_room")
    filestore.erase_passing(scan.upload)


def under_way(block: NumberBlock, now: dt.datetime | None = None) -> PileScan | None:
    """The scan that is being split; one whose job failed for a day is given up."""
    since = (now or clock.now()) - GIVEN_UP
    return block.scans.filter(ended_at__isnull=True, asked_at__gte=since).first()


def words_of_scan(scan: PileScan) -> str | Promise:
    """How far a scan is, in words; why it was refused."""
    if scan.state == ScanState.REFUSED:
        return refusal_of(scan.reason)
    return ScanState(scan.state).label


def confirm_piece(actor: Actor, *, piece_id: int) -> Staged:
    """A clerk has looked at the pages: they bear no mark of a secret paper.

    Returns the file. Raises InvalidPaper when the piece was settled before, Denied, also where
    the file asks nothing or has gone.
    """
    with transaction.atomic():
        piece = _open_piece(piece_id)
        BLOCKS.require(actor, "scan", piece.block)
        return filestore.confirm_no_secret_mark(actor, piece.staged_id or 0, held=True)


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
    kept = keep(actor, piece.staged_id or 0, held=True)
    document = locked_for(actor, "scan", wanted)
    if document.block_id != piece.block_id:
        raise InvalidPaper({"document_id": _("This number is not of this pile.")})
    name = _name(piece, document)
    file = FileRef(kept.sha256, kept.size, kept.media_type, name, FileRole.MAIN)
    rows = add_files(actor, document, [file], now)
    if not rows:
        raise InvalidPaper({"document_id": _("The paper has these pages already.")})
    _settle(actor, piece, document, now)
    save(document)
    audit.record(actor, DocumentScanMatched(document.pk, rows[0].pk))
    return rows[0]


def match_certain(actor: Actor, *, block_id: int, now: dt.datetime | None = None) -> int:
    """Match all pieces at once of which the label leaves no doubt and the check asks nothing.

    Each in a transaction of its own: one that a colleague settled a moment ago, or whose number
    takes no more pages, stays as it is. Returns how many were matched. Raises Denied.
    """
    BLOCKS.require(actor, "scan", NumberBlock.objects.get(pk=block_id))
    count = 0
    for piece in certain_pieces(actor, block_id):
        with suppress(InvalidPaper, filestore.NotChecked, WrongState, Denied):
            match_piece(actor, piece_id=piece.pk, now=now)
            count += 1
    return count


def certain_pieces(actor: Actor, block_id: int) -> list[ScannedPiece]:
    """The open pieces with a read label, no doubt, and a clean file."""
    pieces = ScannedPiece.objects.filter(
        block=block_id, settled_at__isnull=True, document__isnull=False, doubts=[]
    )
    found = list(pieces.order_by("first_page"))
    files = held_files(actor, [piece.staged_id for piece in found if piece.staged_id])
    clean = {pk for pk, file in files.items() if file.state == StagedState.CLEAN}
    return [piece for piece in found if piece.staged_id in clean]


@transaction.atomic
def divide_piece(
    actor: Actor, *, piece_id: int, at_page: int, now: dt.datetime | None = None
) -> ScannedPiece:
    """A label was not read: from `at_page` of the pile on the pages are another paper's.

    Both parts are checked anew; the second proposes the next number that has no pages. Returns
    the second. Raises InvalidPaper for a page outside, when settled before or when the file has
    gone, CannotRead, StoreFull or Denied.
    """
    piece = _open_piece(piece_id)
    BLOCKS.require(actor, "scan", piece.block)
    if not piece.first_page < at_page <= piece.last_page:
        raise InvalidPaper({"at_page": _("Choose a page at which another paper begins.")})
    here = at_page - piece.first_page
    last = piece.last_page - piece.first_page + 1
    parts = (Piece("", 1, here), Piece("", here + 1, last))
    first, second = _cut_held(actor, piece, Split(parts, ()))
    discard(actor, piece.staged_id or 0, held=True)
    piece.staged_id, piece.last_page = first, at_page - 1
    piece.doubts = [doubt for doubt in piece.doubts if doubt != Doubt.NEXT_MISSING]
    rest = ScannedPiece.objects.create(
        block=piece.block,
        document=_next_without_pages(piece),
        staged_id=second,
        first_page=at_page,
        last_page=piece.first_page + last - 1,
        doubts=[str(Doubt.NOT_READ)],
        scanned_at=now or clock.now(),
    )
    piece.save(update_fields=("staged_id", "last_page", "doubts"))
    return rest


def _cut_held(actor: Actor, piece: ScannedPiece, split: Split) -> list[int]:
    """The parts of a piece as held uploads of their own."""
    try:
        with filestore.path_of_held(actor, piece.staged_id or 0).open("rb") as file:
            parts = [(f"{part.first_page}.pdf", part.pdf) for part in cut_scan(split, file)]
    except (filestore.NoPreview, FileNotFoundError) as gone:
        raise InvalidPaper({"piece": GONE}) from gone
    return [stage(actor, name=name, stream=io.BytesIO(pdf), held=True).pk for name, pdf in parts]


def _next_without_pages(piece: ScannedPiece) -> Document | None:
    """The number behind that of the piece, where no pages are known to be its."""
    if piece.document is None or piece.document.number is None:
        return None
    following = Document.objects.filter(
        block=piece.block_id, number=piece.document.number + 1, state=State.BLANK
    )
    return following.filter(scanned_pieces__isnull=True, files__isnull=True).first()


@transaction.atomic
def drop_piece(actor: Actor, *, piece_id: int, now: dt.datetime | None = None) -> None:
    """Pages that are nobody's (a blank back side, a test page): erase them. Raises Denied.

    Also where the file has gone before: then only the row is settled.
    """
    piece = _open_piece(piece_id)
    BLOCKS.require(actor, "scan", piece.block)
    if piece.staged_id in held_files(actor, [piece.staged_id or 0]):
        discard(actor, piece.staged_id or 0, held=True)
    _settle(actor, piece, None, now or clock.now())


def _open_piece(piece_id: int) -> ScannedPiece:
    pieces = ScannedPiece.objects.select_for_update(of=("self",)).select_related("block")
    piece = pieces.get(pk=piece_id)
    if piece.settled_at is not None:
        raise InvalidPaper({"piece": _("These pages are settled already.")})
    return piece


@transaction.atomic
def _queue(actor: Actor, block: NumberBlock, upload: UUID, now: dt.datetime) -> PileScan:
    NumberBlock.objects.select_for_update().get(pk=block.pk)
    if under_way(block, now) is not None:
        raise InvalidPaper(
            {"scan": _("A scan of this pile is being split. Wait until it is done.")}
        )
    stuck = block.scans.filter(ended_at__isnull=True)
    stuck.update(state=ScanState.REFUSED, reason="gone", ended_at=now)
    scan = PileScan.objects.create(
        block=block, upload=upload, asked_by_id=actor.person_id or 0, asked_at=now
    )
    enqueue("documents.split_pile", scan_id=scan.pk, lock=f"pile:{block.pk}")
    return scan


def _split(scan: PileScan, file: BinaryIO, now: dt.datetime) -> None:
    papers = Document.objects.filter(block=scan.block).order_by("number")
    by_code = {code_of(paper): paper for paper in papers}
    _go_on(scan, ScanState.READING)
    split = read_scan(list(by_code), file)
    _go_on(scan, ScanState.CUTTING)
    with transaction.atomic():  # all pieces or none: a repeat after a crash begins anew
        count = 0
        for piece in cut_scan(split, file):
            _save(scan, piece, by_code.get(piece.code), now)
            count += 1
        scan.pieces_found = count
        _end(scan, ScanState.DONE, now, "" if split.is_read else UNREAD)


def _go_on(scan: PileScan, state: ScanState) -> None:
    scan.state = state
    scan.save(update_fields=("state",))


def _end(scan: PileScan, state: ScanState, now: dt.datetime | None, reason: str = "") -> None:
    scan.state, scan.reason, scan.ended_at = state, reason[:20], now or clock.now()
    scan.save(update_fields=("state", "reason", "ended_at", "pieces_found"))


def _save(scan: PileScan, piece: Piece, paper: Document | None, now: dt.datetime) -> None:
    uploader = Actor(person_id=scan.asked_by_id, via="job")
    name = f"{piece.first_page}-{piece.last_page}.pdf"
    staged = stage(uploader, name=name, stream=io.BytesIO(piece.pdf), held=True)
    ScannedPiece.objects.create(
        block=scan.block,
        document=paper,
        staged_id=staged.pk,
        first_page=piece.first_page,
        last_page=piece.last_page,
        doubts=[str(doubt) for doubt in piece.doubts],
        scanned_at=now,
    )


def _name(piece: ScannedPiece, document: Document) -> str:
    """What the file is called; a further one of the same number also says its pages."""
    if not document.scanned_pieces.filter(settled_at__isnull=False).exists():
        return f"Số đến {document.number_text}.pdf"
    pages = str(piece.first_page)
    if piece.last_page > piece.first_page:
        pages += f"-{piece.last_page}"
    return f"Số đến {document.number_text}, trang {pages} của lô.pdf"


def _settle(actor: Actor, piece: ScannedPiece, document: Document | None, now: dt.datetime) -> None:
    piece.document, piece.staged_id = document, None
    piece.settled_at, piece.settled_by_id = now, actor.person_id
    piece.save(update_fields=("document", "staged_id", "settled_at", "settled_by"))
