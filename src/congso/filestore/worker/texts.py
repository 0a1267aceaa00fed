# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of a file, page by page, by its kind."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
from collections.abc import Callable
from email.header import decode_header, make_header
from email.message import Message
from typing import Any, BinaryIO

import defusedxml.ElementTree as SafeTree

from congso.filestore import kinds, plain_text
from congso.filestore.kinds import Kind, Reason, Unacceptable
from congso.filestore.worker import office, pages
from congso.filestore.worker.sheet97 import sheet_texts
from congso.filestore.worker.word97 import word_text

MAX_LETTERS = 20_000_000
FIRST_PAGE = 4000  # letters; kinds without pages have about so many on one
MAX_HEADER = 128 << 10
MAX_PARTS = 1000


class Unavailable(Exception):
    """Text of this kind cannot be had with what is installed here."""


def texts(stream: BinaryIO, media_type: str) -> list[str]:
    """Return the text of each page, in NFC; kinds without pages give one.

    Images give an empty list: their text needs OCR. Raises Unavailable, Unacceptable.
    """
    read = _READERS.get(media_type)
    if read is None:
        raise Unavailable(media_type)
    found, left = [], MAX_LETTERS
    for text in read(stream):
        found.append(_tidy(text[:left]))
        left -= len(text)
        if left <= 0:
            break
    return found


def first_text(stream: BinaryIO, media_type: str) -> str | None:
    """Return the text of the first page, None where it needs OCR. Raises as `texts` does."""
    if media_type == kinds.PDF.media_type:
        return _tidy(next(pages.page_texts(stream), "")) or None
    found = texts(stream, media_type)
    return found[0][:FIRST_PAGE] if found else None


def _tidy(text: str) -> str:
    """NFC, without what PostgreSQL refuses (NUL) and lone halves of letters."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if (letter >= " " and not 0xD800 <= ord(letter) < 0xE000) or letter in "\n\t"
    )


def _plain(stream: BinaryIO) -> list[str]:
    return [plain_text.decode(stream.read())[0]]


def _markup(stream: BinaryIO) -> list[str]:
    root = SafeTree.fromstring(stream.read(), forbid_dtd=True)
    return ["\n".join(text.strip() for text in root.itertext() if text.strip())]


def _mail(stream: BinaryIO) -> list[str]:
    """The head lines people read, then the plain parts. compat32: the other policy can be slow."""
    raw = stream.read()
    if len(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]) > MAX_HEADER:
        raise Unacceptable(Reason.TOO_HARD, "header")
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    lines = [f"{name}: {_header(message, name)}" for name in ("From", "To", "Date", "Subject")]
    bodies = []
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            raise Unacceptable(Reason.TOO_HARD, "parts")
        if part.get_content_type() == "text/plain" and part.get_filename() is None:
            bodies.append(_body(part))
    return ["\n".join([*lines, "", *bodies])]


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, ""))[:2000]
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, UnicodeError):
        return value


def _body(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "replace")


def _single(read: Callable[[BinaryIO], str]) -> Callable[[BinaryIO], list[str]]:
    return lambda stream: [read(stream)]


_TABLE: dict[tuple[Kind, ...], Callable[[BinaryIO], Any]] = {
    (kinds.PDF,): pages.page_texts,
    (kinds.DOCX, kinds.DOCM): _single(office.docx_text),
    (kinds.XLSX, kinds.XLSM): office.xlsx_texts,
    (kinds.PPTX, kinds.PPTM): office.pptx_texts,
    (kinds.ODT, kinds.ODS): _single(office.odf_text),
    (kinds.RTF,): _single(lambda stream: office.rtf_text(stream.read())),
    (kinds.DOC,): _single(word_text),
    (kinds.XLS,): sheet_texts,
    (kinds.TXT, kinds.CSV): _plain,
    (kinds.XML,): _markup,
    (kinds.EML,): _mail,
    (kinds.PNG, kinds.JPEG, kinds.TIFF, kinds.HEIC): lambda _stream: [],
}
_READERS = {kind.media_type: read for row, read in _TABLE.items() for kind in row}
