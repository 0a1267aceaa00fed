# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading back what was made."""

from __future__ import annotations

import html
import io
import unicodedata
import zipfile

import openpyxl
import pypdfium2
from openpyxl.worksheet.worksheet import Worksheet


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, composed, white space collapsed."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    return [unicodedata.normalize("NFC", " ".join(text.split())) for text in texts]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def sheet_of(xlsx: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(xlsx)).active


def table_rows(xlsx: bytes, first_head: str) -> list[tuple[object, ...]]:
    """Head and rows below it."""
    rows = list(sheet_of(xlsx).iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if row and row[0] == first_head)
    return rows[start:]


def everything_in(content: bytes) -> str:
    """All text anywhere in the file, decompressed: for searching what must not be there."""
    if content.startswith(b"%PDF"):
        return text_of(content) + content.decode("latin-1")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        return html.unescape(" ".join(parts))
