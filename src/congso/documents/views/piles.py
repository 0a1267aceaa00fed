# SPDX-License-Identifier: AGPL-3.0-or-later
"""The scan of a pile: how far it is, its pieces, and what a clerk says about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect as go
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from congso.common.lifecycle import WrongState
from congso.common.numbers import read_number
from congso.common.policy import Denied
from congso.documents.batch_scan import UNREAD, CannotRead, refusal_of
from congso.documents.enums import Doubt, ScanState, State
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document, NumberBlock, ScannedPiece
from congso.documents.policies import BLOCKS
from congso.documents.services import scans
from congso.filestore.enums import CONFIRMABLE, UNSETTLED, StagedState
from congso.filestore.models import Staged
from congso.filestore.queries import held_files
from congso.filestore.services import NoPreview, NotChecked, RemovedBefore, picture_of_held
from congso.filestore.store import StoreFull
from congso.filestore.wording import NO_ROOM, sentence_for
from congso.ui.requests import SignedInRequest


@dataclass(frozen=True)
class Row:
    """A piece as the page shows it: what is doubtful, where its file stands."""

    piece: ScannedPiece
    file: Staged | None

    @property
    def doubts(self) -> list[str]:
        return [str(Doubt(doubt).label) for doubt in self.piece.doubts]

    @property
    def sentence(self) -> str:
        if self.file is None:
            return _("The pages have gone from the server. Throw them away and scan them again.")
        return "" if self.is_clean else sentence_for(self.file)

    @property
    def is_clean(self) -> bool:
        return self.file is not None and self.file.state == StagedState.CLEAN

    @property
    def asks(self) -> bool:
        return self.file is not None and self.file.state in CONFIRMABLE

    @property
    def waits(self) -> bool:
        return self.file is not None and self.file.state in UNSETTLED

    @property
    def may_be_divided(self) -> bool:
        """Doubtful pages may be those of two papers; a clerk has to be able to look at them."""
        is_open = self.is_clean or self.asks
        return is_open and bool(self.piece.doubts) and self.piece.last_page > self.piece.first_page

    @property
    def pages(self) -> list[tuple[int, int]]:
        """The pages of the pile, each with its place in the piece."""
        pile = range(self.piece.first_page, self.piece.last_page + 1)
        return [(number, place) for place, number in enumerate(pile, start=1)]


@require_POST
def take_scan(request: SignedInRequest, block_id: int) -> HttpResponse:
    """One scan of the whole pile: put aside here, split by a job."""
    block = block_of(request, block_id)
    upload = request.FILES.get("scan")
    if upload is None or not 0 < (upload.size or 0) <= scans.SCAN_MAX:
        return show_batch(request, block, _("Choose one PDF of at most 200 MB."))
    try:
        scans.ask_scan(request.actor, block_id=block.pk, stream=cast("BinaryIO", upload))
    except InvalidPaper as refused:
        return show_batch(request, block, _words(refused))
    except StoreFull:
        return show_batch(request, block, str(NO_ROOM))
    return go("documents:batch", block.pk)


@require_safe
def progress(request: SignedInRequest, block_id: int) -> HttpResponse:
    """What has changed since the page was shown: the scan, and pieces that were being checked."""
    block = block_of(request, block_id)
    if "scan" in request.GET and scans.under_way(block) is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    wanted = {read_number(text) for text in request.GET.get("waiting", "").split(",")}
    rows = _rows(request, _open_pieces(block).filter(pk__in=[pk for pk in wanted if pk]))
    changed = [row for row in rows if not row.waits]
    context = {
        "batch": block,
        "scan": scans.under_way(block),
        "waiting": [row for row in rows if row.waits],
        "changed": changed,
        "certain": _certain(request, block) if changed else 0,
        **_choices(request, block),
    }
    return render(request, "documents/_pile_progress.html", context)


@require_safe
def piece_page(request: SignedInRequest, piece_id: int, page: int) -> HttpResponse:
    """The picture of a page of a piece, to be looked at before it is confirmed and matched."""
    piece = _piece(request, piece_id)
    try:
        picture = picture_of_held(request.actor, piece.staged_id or 0, page)
    except NoPreview:
        raise Http404 from None
    response = HttpResponse(picture, content_type="image/webp")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def confirm(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """A clerk has looked: the pages bear no mark of a secret paper."""
    piece = _piece(request, piece_id)
    try:
        scans.confirm_piece(request.actor, piece_id=piece.pk)
    except InvalidPaper as refused:
        return show_batch(request, piece.block, _words(refused))
    except Denied:  # confirmed by a colleague a moment ago, or gone: the page shows which
        return go("documents:batch", piece.block_id)
    if request.headers.get("HX-Request"):
        row = _rows(request, [piece])[0]
        context = {"row": row, **_choices(request, piece.block)}
        return render(request, "documents/_piece.html", context)
    return go("documents:batch", piece.block_id)


@require_POST
def match(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """These pages are of this number."""
    piece = _piece(request, piece_id)
    wanted = read_number(request.POST.get("document"))
    try:
        scans.match_piece(request.actor, piece_id=piece.pk, document_id=wanted)
    except InvalidPaper as refused:
        return show_batch(request, piece.block, _words(refused))
    except (NotChecked, RemovedBefore) as refusal:
        return show_batch(request, piece.block, str(refusal.message))
    except StoreFull:
        return show_batch(request, piece.block, str(NO_ROOM))
    except (Denied, WrongState):
        return show_batch(
            request, piece.block, _("This number takes no more pages. Choose another.")
        )
    messages.success(request, _("The pages are with their number."))
    return go("documents:batch", piece.block_id)


@require_POST
def match_certain(request: SignedInRequest, block_id: int) -> HttpResponse:
    """All pages of which the label leaves no doubt go to their numbers."""
    block = block_of(request, block_id)
    try:
        count = scans.match_certain(request.actor, block_id=block.pk)
    except Denied:
        raise Http404 from None
    except StoreFull:
        return show_batch(request, block, str(NO_ROOM))
    done = ngettext("%(count)s paper has its pages.", "%(count)s papers have their pages.", count)
    messages.success(request, done % {"count": count})
    return go("documents:batch", block.pk)


@require_POST
def divide(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """From a page on the pages are another paper's, whose label was not read."""
    piece = _piece(request, piece_id)
    page = read_number(request.POST.get("at_page")) or 0
    try:
        scans.divide_piece(request.actor, piece_id=piece.pk, at_page=page)
    except InvalidPaper as refused:
        return show_batch(request, piece.block, _words(refused))
    except CannotRead as unread:
        return show_batch(request, piece.block, str(unread.message))
    except StoreFull:
        return show_batch(request, piece.block, str(NO_ROOM))
    return go("documents:batch", piece.block_id)


@require_POST
def drop(request: SignedInRequest, piece_id: int) -> HttpResponse:
    """These pages are nobody's."""
    piece = _piece(request, piece_id)
    try:
        scans.drop_piece(request.actor, piece_id=piece.pk)
    except InvalidPaper as refused:
        return show_batch(request, piece.block, _words(refused))
    return go("documents:batch", piece.block_id)


def block_of(request: SignedInRequest, block_id: int) -> NumberBlock:
    """The block, for who may see it. Raises Http404."""
    found = BLOCKS.filter(NumberBlock.objects.all(), request.actor, "view")
    block = found.filter(pk=block_id).select_related("office", "book").first()
    if block is None:
        raise Http404
    return block


def show_batch(request: SignedInRequest, block: NumberBlock, problem: str = "") -> HttpResponse:
    """The page of a block; with a problem it answers 422."""
    request.nav_key = "in-batches"
    choices = _choices(request, block)
    rows = sorted(
        _rows(request, _open_pieces(block)),
        key=lambda row: (not row.piece.doubts, row.piece.first_page),
    )
    last = block.scans.order_by("-pk").first()
    context = {
        "batch": block,  # in a template `block` is its own
        "blank": [paper for paper in choices["papers"] if paper.state == State.BLANK],
        "rows": rows,
        "waiting": [row for row in rows if row.waits],
        "scan": scans.under_way(block),
        "refused": refusal_of(last.reason) if last and last.state == ScanState.REFUSED else "",
        "is_unread": bool(last and last.reason == UNREAD),
        "certain": _certain(request, block),
        "problem": problem,
        **choices,
    }
    status = 422 if problem else 200
    return render(request, "documents/batch.html", context, status=status)


def _certain(request: SignedInRequest, block: NumberBlock) -> int:
    """How many pieces may be matched without a look at each."""
    if not BLOCKS.allows(request.actor, "scan", block):
        return 0
    return len(scans.certain_pieces(request.actor, block.pk))


def _choices(request: SignedInRequest, block: NumberBlock) -> dict[str, Any]:
    return {
        "papers": list(Document.objects.filter(block=block).order_by("number")),
        "may_scan": BLOCKS.allows(request.actor, "scan", block),
    }


def _open_pieces(block: NumberBlock) -> QuerySet[ScannedPiece]:
    pieces = ScannedPiece.objects.filter(block=block, settled_at__isnull=True)
    return pieces.select_related("document")


def _rows(request: SignedInRequest, pieces: Iterable[ScannedPiece]) -> list[Row]:
    found = list(pieces)
    files = held_files(request.actor, [piece.staged_id for piece in found if piece.staged_id])
    return [Row(piece, files.get(piece.staged_id or 0)) for piece in found]


def _piece(request: SignedInRequest, piece_id: int) -> ScannedPiece:
    blocks = BLOCKS.filter(NumberBlock.objects.all(), request.actor, "scan").values("pk")
    pieces = ScannedPiece.objects.filter(block__in=blocks)
    pieces = pieces.select_related("block__office", "block__book", "document")
    piece = pieces.filter(pk=piece_id).first()
    if piece is None:
        raise Http404
    return piece


def _words(refused: InvalidPaper) -> str:
    return " ".join(str(text) for text in refused.errors.values())
