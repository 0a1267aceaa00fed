# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the paper book; one scan of a pile, split into pieces that go to their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from congso.api import references
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, content, delete, get, nothing, post
from congso.api.problems import unfit
from congso.api.schemas.piles import (
    DivideIn,
    MatchIn,
    PaperNumbersIn,
    PieceOut,
    PileOut,
    ScanIn,
    piece_of,
    scan_of,
)
from congso.api.schemas.registry import BlockOut, block_of
from congso.api.schemas.types import IdInPath
from congso.common.actor import Actor
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document, NumberBlock, ScannedPiece
from congso.documents.policies import BLOCKS
from congso.documents.services import blocks, scans
from congso.filestore import queries as store
from congso.filestore import services as filestore
from congso.filestore.enums import CONFIRMABLE, StagedState
from congso.filestore.kinds import PDF
from congso.filestore.models import Staged

router = Router(tags=["registry"])
BLOCK, PIECE = "/blocks/{int:block_id}", "/pieces/{int:piece_id}"
NO_UPLOAD = _("There is no such upload of yours. Upload the file again.")
ERRORS = (404, 409, 507)
Page = Annotated[int, Field(ge=1, le=10_000)]


@post(router, "/blocks/paper-numbers", BlockOut, scope=Scope.DOCUMENTS, status=201)
def reserve_paper_numbers(request: HttpRequest, pile: PaperNumbersIn) -> HttpResponse:
    """Take the numbers of the paper book that was kept while the system was down.

    Each has its blank paper; fill it in, or void what was not used.
    """
    references.require(office_id=pile.office_id)
    block = blocks.reserve_paper_numbers(
        actor_of(request),
        office_id=pile.office_id,
        last_number=pile.last_number,
        reason=pile.reason,
    )
    return answer(block_of(block), status=201)


@get(router, BLOCK + "/scan", PileOut, errors=(404,))
def get_scan(request: HttpRequest, block_id: IdInPath) -> HttpResponse:
    """How far the scan of a pile is, and the pieces that wait for a word."""
    actor = actor_of(request)
    return _shown(actor, _block(actor, block_id))


@post(router, BLOCK + "/scan", PileOut, scope=Scope.DOCUMENTS, status=201, errors=ERRORS)
def scan_pile(request: HttpRequest, block_id: IdInPath, scan: ScanIn) -> HttpResponse:
    """Hand in the scan of all sheets; ask GET until it is split. The upload is used up."""
    actor = actor_of(request)
    block = _block(actor, block_id)
    BLOCKS.require(actor, "scan", block)
    upload = _upload(actor, scan.upload)
    try:
        with filestore.passing_path(upload.uuid).open("rb") as stream:
            scans.ask_scan(actor, block_id=block.pk, stream=stream)
    except FileNotFoundError:  # swept away a moment ago
        raise unfit({"upload": NO_UPLOAD}) from None
    filestore.discard(actor, upload.pk)
    return _shown(actor, block, status=201)


@post(router, BLOCK + "/match", PileOut, scope=Scope.DOCUMENTS, errors=ERRORS)
def match_certain_pieces(request: HttpRequest, block_id: IdInPath) -> HttpResponse:
    """All pieces of which the label leaves no doubt go to their numbers."""
    actor = actor_of(request)
    block = _block(actor, block_id)
    scans.match_certain(actor, block_id=block.pk)
    return _shown(actor, block)


@get(
    router, PIECE + "/pages/{int:page}", None, errors=(404,), extra=content("image/webp")
)  # fmt: skip
def get_piece_page(request: HttpRequest, piece_id: IdInPath, page: Page) -> HttpResponse:
    """The picture of a page of a piece, counted in the piece; for who scans."""
    actor = actor_of(request)
    piece = _piece(actor, piece_id)
    BLOCKS.require(actor, "scan", piece.block)
    picture = filestore.picture_of_held(actor, piece.staged_id or 0, page)
    response = HttpResponse(picture, content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@post(router, PIECE + "/confirm", PieceOut, scope=Scope.DOCUMENTS)
def confirm_piece(request: HttpRequest, piece_id: IdInPath) -> HttpResponse:
    """A clerk has looked: the pages bear no mark of a secret paper."""
    actor = actor_of(request)
    piece = _piece(actor, piece_id)
    BLOCKS.require(actor, "scan", piece.block)
    file = _files(actor, [piece]).get(piece.staged_id or 0)
    if file is not None and file.state not in CONFIRMABLE:
        raise filestore.NotChecked
    scans.confirm_piece(actor, piece_id=piece.pk)
    return _one(actor, piece.pk)


@post(router, PIECE + "/match", PieceOut, scope=Scope.DOCUMENTS, errors=ERRORS)
def match_piece(request: HttpRequest, piece_id: IdInPath, wanted: MatchIn) -> HttpResponse:
    """Make the pages the main file of their paper."""
    actor = actor_of(request)
    piece = _piece(actor, piece_id)
    BLOCKS.require(actor, "scan", piece.block)
    paper = _paper_of(piece, wanted.document) if wanted.document else None
    try:
        scans.match_piece(actor, piece_id=piece.pk, document_id=paper)
    except InvalidPaper as refused:
        names = {"document_id": "document"}
        raise unfit({names.get(n, n): text for n, text in refused.errors.items()}) from refused
    return _one(actor, piece.pk)


@post(router, PIECE + "/divide", PieceOut, scope=Scope.DOCUMENTS, status=201, errors=ERRORS)
def divide_piece(request: HttpRequest, piece_id: IdInPath, where: DivideIn) -> HttpResponse:
    """From a page on the pages are another paper's; answers with that second piece."""
    actor = actor_of(request)
    piece = _piece(actor, piece_id)
    second = scans.divide_piece(actor, piece_id=piece.pk, at_page=where.at_page)
    return _one(actor, second.pk, status=201)


@delete(router, PIECE, scope=Scope.DOCUMENTS)
def drop_piece(request: HttpRequest, piece_id: IdInPath) -> HttpResponse:
    """These pages are nobody's: erase them."""
    actor = actor_of(request)
    scans.drop_piece(actor, piece_id=_piece(actor, piece_id).pk)
    return nothing()


def _block(actor: Actor, block_id: int) -> NumberBlock:
    return BLOCKS.filter(NumberBlock.objects.all(), actor, "view").get(pk=block_id)


def _piece(actor: Actor, piece_id: int) -> ScannedPiece:
    seen = BLOCKS.filter(NumberBlock.objects.all(), actor, "view").values("pk")
    return ScannedPiece.objects.select_related("block").get(pk=piece_id, block__in=seen)


def _paper_of(piece: ScannedPiece, wanted: UUID) -> int:
    found = Document.objects.filter(block=piece.block_id, uuid=wanted).first()
    if found is None:
        raise unfit({"document": _("This number is not of this pile.")})
    return found.pk


def _upload(actor: Actor, wanted: UUID) -> Staged:
    """The caller's own checked PDF. Raises a 422 for others, NotChecked."""
    found = store.staged_of(actor, [str(wanted)])
    if not found:
        raise unfit({"upload": NO_UPLOAD})
    if found[0].state != StagedState.CLEAN:
        raise filestore.NotChecked
    if found[0].media_type != PDF.media_type or found[0].size > scans.SCAN_MAX:
        raise unfit({"upload": _("Choose one PDF of at most 200 MB.")})
    return found[0]


def _files(actor: Actor, pieces: Sequence[ScannedPiece]) -> dict[int, Staged]:
    return store.held_files(actor, [piece.staged_id for piece in pieces if piece.staged_id])


def _shown(actor: Actor, block: NumberBlock, *, status: int = 200) -> HttpResponse:
    last = block.scans.order_by("-pk").first()
    waiting = block.pieces.filter(settled_at__isnull=True).select_related("document")
    pieces = sorted(waiting, key=lambda piece: (not piece.doubts, piece.first_page))
    files = _files(actor, pieces)
    certain = 0
    if BLOCKS.allows(actor, "scan", block):
        certain = len(scans.certain_pieces(actor, block.pk))
    body = PileOut(
        scan=scan_of(last) if last else None,
        pieces=[piece_of(piece, files.get(piece.staged_id or 0)) for piece in pieces],
        certain=certain,
    )
    return answer(body, status=status)


def _one(actor: Actor, piece_id: int, *, status: int = 200) -> HttpResponse:
    piece = ScannedPiece.objects.select_related("document").get(pk=piece_id)
    file = _files(actor, [piece]).get(piece.staged_id or 0)
    return answer(piece_of(piece, file), status=status)
