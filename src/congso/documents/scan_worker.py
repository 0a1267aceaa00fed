# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads and cuts a scanned pile in a limited process: `python -m congso.documents.scan_worker`.

The PDF is the standard input; the answer is one line of JSON, then the bytes of the pieces. No
Django, no database, no network (see filestore.worker_process for the limits).
"""

from __future__ import annotations

import io
import sys
from importlib import import_module
from typing import Any, BinaryIO

import pypdfium2

from congso.filestore import worker_process
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.worker.pages import pdf_document

DPI = 150
MAX_SIDE = 3000
MAX_PAGES = 1000
Answer = tuple[dict[str, Any], bytes]


def codes(stream: BinaryIO) -> Answer:
    """The texts of the QR codes on each page, in the order of the pages.

    A machine without a reader says so (`unread`), and how many pages there are.
    """
    reader = _reader()
    with pdf_document(stream) as document:
        if len(document) > MAX_PAGES:
            raise Unacceptable(Reason.TOO_MANY_PAGES)
        if reader is None:
            return {"pages": [[] for _page in document], "unread": True}, b""
        return {"pages": [_codes_on(page, reader) for page in document]}, b""


def _reader() -> Any | None:
    try:
        return import_module("zxingcpp")
    except ImportError:
        return None


def _codes_on(page: pypdfium2.PdfPage, reader: Any) -> list[str]:
    read = reader.read_barcodes(_drawn(page), formats=reader.BarcodeFormat.QRCode)
    page.close()
    return sorted({code.text for code in read if code.valid})


def cut(stream: BinaryIO, *, ranges: list[list[int]]) -> Answer:
    """Pages first..last (from 1) of each range as a PDF of its own, one after the other."""
    pieces = []
    with pdf_document(stream) as document:
        for first, last in ranges:
            piece = pypdfium2.PdfDocument.new()
            piece.import_pages(document, pages=list(range(first - 1, last)))
            out = io.BytesIO()
            piece.save(out)
            piece.close()
            pieces.append(out.getvalue())
    return {"lengths": [len(piece) for piece in pieces]}, b"".join(pieces)


def _drawn(page: pypdfium2.PdfPage) -> Any:
    scale = min(DPI / 72, MAX_SIDE / max(page.get_size()))
    return page.render(scale=scale, grayscale=True).to_pil()


if __name__ == "__main__":
    worker_process.TASKS.clear()
    worker_process.TASKS.update({"codes": codes, "cut": cut})
    worker_process.main(sys.argv)
