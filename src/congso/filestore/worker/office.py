# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts of office files without an office: OOXML, OpenDocument, RTF."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as SafeTree
import openpyxl

from congso.filestore.archives import open_zip, read_member
from congso.filestore.kinds import Reason, Unacceptable

MAX_PART = 200 << 20
MAX_CELLS = 500_000


def docx_text(stream: BinaryIO) -> str:
    """Headers first (stamps live there), then the body, then footers and notes."""
    with open_zip(stream) as archive:
        names = archive.namelist()
        wanted = [
            *_numbered(names, "word/header"),
            "word/document.xml",
            *_numbered(names, "word/footer"),
            *(name for name in ("word/footnotes.xml", "word/endnotes.xml") if name in names),
        ]
        return "\n".join(filter(None, (_paragraphs(_part(archive, name)) for name in wanted)))


def pptx_texts(stream: BinaryIO) -> list[str]:
    """The text of each slide."""
    with open_zip(stream) as archive:
        slides = _numbered(archive.namelist(), "ppt/slides/slide")
        return [_paragraphs(_part(archive, name)) for name in slides]


def xlsx_texts(stream: BinaryIO) -> list[str]:
    """The cells of each sheet, a line a row; of formulas the last value."""
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, ParseError, OSError) as error:
        raise Unacceptable(Reason.BROKEN, repr(error)) from error
    budget = MAX_CELLS
    texts = []
    for sheet in book.worksheets:
        lines = [sheet.title]
        for row in sheet.iter_rows(values_only=True):
            cells = [str(value) for value in row if value is not None]
            budget -= len(row)
            if cells:
                lines.append("\t".join(cells))
            if budget < 0:
                break
        texts.append("\n".join(lines))
    return texts


def odf_text(stream: BinaryIO) -> str:
    """Headers and footers of the styles, then paragraphs, headings and cells."""
    with open_zip(stream) as archive:
        names = [name for name in ("styles.xml", "content.xml") if name in archive.namelist()]
        return "\n".join(
            filter(None, ("\n".join(_odf_lines(_part(archive, name))) for name in names))
        )


def rtf_text(data: bytes) -> str:
    """The text of an RTF file: escapes resolved, groups that are no text left out."""
    page = re.search(rb"\\ansicpg(\d{3,5})", data)
    return _RtfReader(f"cp{page[1].decode()}" if page else "cp1252").read(data)


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        data = read_member(archive, name, MAX_PART)
        root: Element = SafeTree.fromstring(data, forbid_dtd=True)
    except (KeyError, ParseError, ValueError) as error:
        raise Unacceptable(Reason.BROKEN, repr(error)) from error
    return root


def _numbered(names: list[str], prefix: str) -> list[str]:
    """`prefix`1.xml, `prefix`2.xml … in the order of their numbers."""
    found = []
    for name in names:
        match = re.fullmatch(re.escape(prefix) + r"(\d+)\.xml", name)
        if match:
            found.append((int(match[1]), name))
    return [name for _number, name in sorted(found)]


def _local(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _paragraphs(root: Element) -> str:
    """Words of w:t and a:t; a line for each paragraph."""
    lines: list[str] = []
    line: list[str] = []
    for element in root.iter():
        kind = _local(element)
        if kind == "p":
            lines.append("".join(line))
            line = []
        elif kind == "t":
            line.append(element.text or "")
        elif kind == "tab":
            line.append("\t")
        elif kind in {"br", "cr"}:
            line.append("\n")
        elif kind == "noBreakHyphen":
            line.append("-")
    lines.append("".join(line))
    return "\n".join(text for text in lines if text.strip())


def _odf_lines(root: Element) -> Iterator[str]:
    for element in root.iter():
        if _local(element) in {"p", "h"}:
            text = "".join(_odf_words(element))
            if text.strip():
                yield text


def _odf_words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        kind = _local(child)
        if kind == "s":
            yield " "
        elif kind == "tab":
            yield "\t"
        elif kind == "line-break":
            yield "\n"
        elif kind not in {"annotation", "p"}:
            yield from _odf_words(child)
        yield child.tail or ""


_RTF_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])"
    rb"|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_RTF_NO_TEXT = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"themedata", b"listtable",
    b"listoverridetable", b"rsidtbl", b"generator", b"xmlnstbl", b"datastore", b"latentstyles",
    b"colorschememapping", b"fldinst",
}  # fmt: skip
_RTF_SIGNS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t",
    b"cell": "\t", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"bullet": "•",
    b"ldblquote": "“", b"rdblquote": "”",
}  # fmt: skip


class _RtfReader:
    """One pass over the tokens with a stack of groups."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self.text: list[str] = []
        self.stack: list[tuple[bool, int]] = []
        self.silent = False
        self.fallback = 1  # letters that follow \uN for old readers
        self.passing = 0

    def read(self, data: bytes) -> str:
        for token in _RTF_TOKEN.finditer(data):
            word, number, code, sign, brace, plain = token.groups()
            if brace:
                self._brace(brace)
            elif word:
                self._word(word, number)
            elif code:
                self._letters(bytes([int(code, 16)]))
            elif sign:
                self._sign(sign)
            elif plain:
                self._letters(plain)
        return "".join(self.text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            if len(self.stack) > 500:
                raise Unacceptable(Reason.BOMB, "depth")
            self.stack.append((self.silent, self.fallback))
        elif self.stack:
            self.silent, self.fallback = self.stack.pop()
        self.passing = 0

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word in _RTF_NO_TEXT:
            self.silent = True
        elif word == b"uc" and number:
            self.fallback = int(number)
        elif word == b"u" and number:
            self._put(chr(int(number) & 0xFFFF))
            self.passing = self.fallback
        elif word in _RTF_SIGNS:
            self._put(_RTF_SIGNS[word])

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.silent = True
        elif sign in b"\\{}":
            self._letters(sign)
        elif sign == b"~":
            self._put(" ")

    def _letters(self, data: bytes) -> None:
        passed = min(self.passing, len(data))
        self.passing -= passed
        try:
            self._put(data[passed:].decode(self.codec, "replace"))
        except LookupError:
            self._put(data[passed:].decode("cp1252", "replace"))

    def _put(self, text: str) -> None:
        if not self.silent:
            self.text.append(text)
