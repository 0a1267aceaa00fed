# SPDX-License-Identifier: AGPL-3.0-or-later
"""A work file as one PDF: its list of papers first, then their display copies (PRACTICE 2.8).

Only what the asker may read comes over; what does not is said on the list.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf

from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.common.printing.typesetting import typeset
from congso.documents.enums import Direction, FileRole
from congso.documents.models import Document, DocumentFile
from congso.documents.printing.stamp import CannotStamp, stamped_copy
from congso.filestore import kinds
from congso.filestore import queries as store
from congso.filestore import services as filestore
from congso.filestore.models import Blob
from congso.filestore.queries import PreviewKind, preview_kind
from congso.filestore.store import Absent
from congso.reports import wording
from congso.reports.printing.binding import (
    MOST_BYTES,
    CannotBind,
    Mark,
    Sheets,
    bound,
    sheets_of,
)
from congso.reports.registers import complainant_of
from congso.reports.stamped import stamp_of
from congso.workfiles import queries
from congso.workfiles.models import Content, WorkFile

TEMPLATE = Path(__file__).resolve().parent / "printing" / "work_file.typ"
PICTURE_WIDTH = 1600
MOST_PICTURES = 200  # pages of one file that is shown as pictures
CLOSED_TO_YOU = "Văn bản ngoài phạm vi được xem"
NO_FILE = "Chưa có tệp"
NO_PAGES = "không in được, xem tệp gốc"
REMOVED = "tệp đã gỡ"
TOO_MUCH = "tệp quá lớn, xem tệp gốc"


@dataclass
class Bundle:
    """One line of the list with the sheets that follow it."""

    content: Content
    is_open: bool
    parts: list[tuple[str, Sheets]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return sum(sheets.pages for _name, sheets in self.parts)


@dataclass(frozen=True)
class BoundFile:
    """The PDF, how many papers stand in its list, and those shown in full."""

    content: bytes
    count: int
    whole: tuple[int, ...]


def work_file_for(actor: Actor, uuid: str) -> WorkFile:
    """The work file the actor may see. Raises Denied."""
    found = queries.get_for(actor, "view", UUID(uuid))
    if found is None:
        raise Denied("view")
    return found


def bound_work_file(actor: Actor, uuid: str, progress: Callable[[int], None]) -> BoundFile:
    """The whole file, made of what the actor may read now. Raises Denied."""
    work_file = work_file_for(actor, uuid)
    bundles, left = [], MOST_BYTES
    for content, is_open in queries.contents_of(actor, work_file):
        bundle = Bundle(content, is_open)
        if is_open:
            left = _fill(bundle, left)
        bundles.append(bundle)
        progress(len(bundles))
    index = _index(work_file, bundles)
    whole = tuple(b.content.document_id for b in bundles if b.is_open)
    parts = [index, *(sheets.content for b in bundles for _name, sheets in b.parts)]
    return BoundFile(bound(parts, list(_marks(bundles, _pages(index)))), len(bundles), whole)


def _fill(bundle: Bundle, left: int) -> int:
    """Put in the sheets of a paper's files in order; returns how many bytes may still follow."""
    document = bundle.content.document
    files = list(document.files.order_by("position", "pk"))
    if not files:
        bundle.notes.append(NO_FILE)
    for file in files:
        try:
            for content in _shown(document, file, left):
                sheets = sheets_of(content)
                left -= len(sheets.content)
                bundle.parts.append((file.name, sheets))
        except Blob.DoesNotExist:
            bundle.notes.append(f"{file.name}: {REMOVED}")
        except _TooMuch:
            bundle.notes.append(f"{file.name}: {TOO_MUCH}")
        except (_NotShown, CannotBind, Absent, filestore.NoPreview):
            bundle.notes.append(f"{file.name}: {NO_PAGES}")
    return left


class _NotShown(Exception):
    """Not a file of pages."""


class _TooMuch(Exception):
    """The bound file would grow too large."""


def _shown(document: Document, file: DocumentFile, left: int) -> Iterator[bytes]:
    """The display copy of a file: the main one with the arrival stamp; pictures page by page."""
    blob = store.get_blob(file.sha256)
    if blob.size > left:
        raise _TooMuch
    if blob.media_type == kinds.PDF.media_type:
        with store.open_blob(file.sha256) as stream:
            yield _stamped(document, file, stream.read())
        return
    if preview_kind(blob) is not PreviewKind.PAGES:
        raise _NotShown
    for page in range(1, min(blob.page_count or 1, MOST_PICTURES) + 1):
        picture = filestore.page_image(file.sha256, page, PICTURE_WIDTH).read_bytes()
        yield _stamped(document, file, picture) if page == 1 else picture


def _stamped(document: Document, file: DocumentFile, content: bytes) -> bytes:
    is_arrival = document.direction == Direction.INCOMING and document.number is not None
    if file.role != FileRole.MAIN or not is_arrival:
        return content
    try:
        return stamped_copy(content, stamp_of(document))
    except CannotStamp:
        return content


def _index(work_file: WorkFile, bundles: list[Bundle]) -> bytes:
    """The list of papers. Its own length moves the pages it names: set twice."""
    first = typeset(TEMPLATE, _data(work_file, bundles, 1), tagged=False)
    pages = _pages(first)
    return typeset(TEMPLATE, _data(work_file, bundles, pages), tagged=False)


def _pages(pdf: bytes) -> int:
    """How many pages a file of our own making has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _data(work_file: WorkFile, bundles: list[Bundle], pages: int) -> dict[str, Any]:
    office = work_file.office
    keeper = f"Người lập hồ sơ: {work_file.keeper.full_name}, {work_file.unit.name}"
    symbol = f"Ký hiệu hồ sơ: {work_file.symbol}" if work_file.symbol else ""
    retention = f"Thời hạn bảo quản: {work_file.get_retention_display()}"
    return {
        "title": work_file.title,
        "agency": office.printed_name,
        "parent": office.printed_parent,
        "above": [line for line in (symbol, keeper, retention) if line],
        "rows": list(_rows(bundles, pages + 1)),
        "printed": f"In lúc {wording.moment(clock.now())}",
    }


def _rows(bundles: list[Bundle], page: int) -> Iterator[list[str]]:
    for bundle in bundles:
        document, ordinal = bundle.content.document, str(bundle.content.ordinal)
        if not bundle.is_open:
            number, came = wording.number(document), wording.day(document.arrived_on)
            yield [ordinal, number, came, "", "", "", CLOSED_TO_YOU]
            continue
        hidden = complainant_of(document)
        yield [
            ordinal,
            document.symbol,
            wording.day(document.issued_on),
            wording.type_and_subject(document, hidden),
            wording.author(document, hidden),
            str(page) if bundle.pages else "",
            "; ".join(bundle.notes),
        ]
        page += bundle.pages


def _marks(bundles: list[Bundle], page: int) -> Iterator[Mark]:
    yield Mark("Mục lục văn bản trong hồ sơ", 0)
    for bundle in bundles:
        if not bundle.parts:
            continue
        document = bundle.content.document
        yield Mark(
            f"{bundle.content.ordinal}. {document.type.name} {document.symbol}".strip(), page
        )
        name = ""
        for file_name, sheets in bundle.parts:
            if file_name != name and len(bundle.parts) > 1:
                yield Mark(file_name, page, is_below=True)
            name = file_name
            page += sheets.pages
