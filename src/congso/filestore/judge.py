# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file is, by its content and not by its name, and whether it is accepted.

The name only decides between kinds that content cannot tell apart (txt, csv, eml). Opens hostile
files: uploads are judged in the sandbox; only what the product or its operator brings is judged
in process.
"""

from __future__ import annotations

import io
import os
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO

import defusedxml.ElementTree as SafeTree
import pikepdf
import puremagic
import pypdfium2
from defusedxml.common import DefusedXmlException
from PIL import Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

from congso.filestore import kinds, plain_text
from congso.filestore.archives import examine, open_zip, read_member
from congso.filestore.compound import judge_compound
from congso.filestore.kinds import MAX_SIZE, Kind, Reason, Unacceptable, Verdict

MAX_PAGES = 5000
MAX_PIXELS = 50_000_000
MAX_FRAMES = 500
MAX_TEXT = 64 << 20
_HEAD = 4096

register_heif_opener()
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Bigger than the limit is an error here, not a warning.
warnings.simplefilter("error", Image.DecompressionBombWarning)

_PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!", b"L\x00\x00\x00\x01\x14\x02\x00",
    b"@echo off", b"\x00asm", b"dex\n",
)  # fmt: skip
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"}


def judge(stream: BinaryIO, name: str = "") -> Verdict:
    """Return what the seekable `stream` is. Raises Unacceptable with the reason."""
    size = stream.seek(0, os.SEEK_END)
    if size == 0:
        raise Unacceptable(Reason.EMPTY)
    if size > MAX_SIZE:
        raise Unacceptable(Reason.TOO_LARGE)
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.lower().startswith(tuple(magic.lower() for magic in _PROGRAMS)):
        raise Unacceptable(Reason.EXECUTABLE)
    return _judge_by(head)(stream, head, name)


_Judge = Callable[[BinaryIO, bytes, str], Verdict]


def _judge_by(head: bytes) -> _Judge:
    if head.lstrip(b"\xef\xbb\xbf\r\n\t \x00").startswith(b"%PDF-"):
        return _pdf
    for magic, judge_kind in _SIGNATURES:
        if head.startswith(magic):
            return judge_kind
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return _image
    return _text if plain_text.looks_like_text(head) else _unknown


def _unknown(stream: BinaryIO, head: bytes, _name: str) -> Verdict:
    try:
        best = puremagic.magic_string(head)[0].name
    except (puremagic.PureError, ValueError, IndexError):
        best = "?"
    raise Unacceptable(Reason.UNSUPPORTED, best)


# --- PDF


def _pdf(stream: BinaryIO, _head: bytes, _name: str) -> Verdict:
    pages = _pdf_pages(stream)
    stream.seek(0)
    try:
        with pikepdf.open(stream) as pdf:
            flags = _pdf_flags(pdf)
    except pikepdf.PasswordError as error:
        raise Unacceptable(Reason.ENCRYPTED) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, OSError) as error:
        raise Unacceptable(Reason.BROKEN, str(error)) from error
    return Verdict.of(kinds.PDF, *flags, pages=pages)


def _pdf_pages(stream: BinaryIO) -> int:
    try:
        pdf = pypdfium2.PdfDocument(stream, autoclose=False)
    except pypdfium2.PdfiumError as error:
        reason = Reason.ENCRYPTED if "password" in str(error).lower() else Reason.BROKEN
        raise Unacceptable(reason, str(error)) from error
    try:
        pages = len(pdf)
    finally:
        pdf.close()
    if pages == 0:
        raise Unacceptable(Reason.BROKEN, "no pages")
    if pages > MAX_PAGES:
        raise Unacceptable(Reason.TOO_MANY_PAGES)
    return pages


def _pdf_flags(pdf: pikepdf.Pdf) -> list[str]:
    """What a PDF may do beside being read (SECURITY.md T13)."""
    flags = ["owner_password"] if pdf.is_encrypted else []
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        flags += ["javascript"] if "/JavaScript" in names else []
        flags += ["embedded_file"] if "/EmbeddedFiles" in names else []
    actions = [pdf.Root.get("/OpenAction"), *(page.obj.get("/AA") for page in pdf.pages[:50])]
    kinds_of_action = {
        str(action.get("/S")) for action in actions if isinstance(action, pikepdf.Dictionary)
    }
    flags += ["javascript"] if "/JavaScript" in kinds_of_action else []
    flags += ["launch"] if "/Launch" in kinds_of_action else []
    return flags


# --- images


def _image(stream: BinaryIO, _head: bytes, _name: str) -> Verdict:
    try:
        with Image.open(stream, formats=("PNG", "JPEG", "TIFF", "HEIF")) as image:
            kind = _IMAGE_KINDS[image.format or ""]
            frames = getattr(image, "n_frames", 1)
            if frames > MAX_FRAMES:
                raise Unacceptable(Reason.TOO_MANY_PAGES)
            if image.width * image.height > MAX_PIXELS:
                raise Unacceptable(Reason.TOO_MANY_PIXELS)
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unacceptable(Reason.TOO_MANY_PIXELS, str(error)) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError) as error:
        raise Unacceptable(Reason.BROKEN, str(error)) from error
    return Verdict.of(kind, pages=frames)


_IMAGE_KINDS = {"PNG": kinds.PNG, "JPEG": kinds.JPEG, "MPO": kinds.JPEG, "TIFF": kinds.TIFF}
_IMAGE_KINDS["HEIF"] = kinds.HEIC


# --- zip and what is built on it

_OOXML_MAIN: tuple[tuple[str, Kind], ...] = (
    ("wordprocessingml.document.main+xml", kinds.DOCX),
    ("spreadsheetml.sheet.main+xml", kinds.XLSX),
    ("presentationml.presentation.main+xml", kinds.PPTX),
    ("presentationml.slideshow.main+xml", kinds.PPTX),
    ("ms-word.document.macroenabled.main+xml", kinds.DOCM),
    ("ms-excel.sheet.macroenabled.main+xml", kinds.XLSM),
    ("ms-powerpoint.presentation.macroenabled.main+xml", kinds.PPTM),
)
_ODF = {
    b"application/vnd.oasis.opendocument.text": kinds.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": kinds.ODS,
}
_PROGRAM_MEMBERS = {"META-INF/MANIFEST.MF", "AndroidManifest.xml"}
_SMALL = 4 << 20


def _zip(stream: BinaryIO, _head: bytes, _name: str) -> Verdict:
    size = stream.seek(0, os.SEEK_END)
    with open_zip(stream) as archive:
        names = set(archive.namelist())
        if not names:
            raise Unacceptable(Reason.EMPTY, "empty archive")
        if names & _PROGRAM_MEMBERS:
            raise Unacceptable(Reason.EXECUTABLE)
        examine(archive, size)
        if "[Content_Types].xml" in names:
            return _ooxml(archive, names)
        if "mimetype" in names:
            return _odf(archive, names)
    return Verdict.of(kinds.ZIP)


def _ooxml(archive: zipfile.ZipFile, names: set[str]) -> Verdict:
    types = _xml(read_member(archive, "[Content_Types].xml", _SMALL))
    content_types = [str(part.get("ContentType", "")).lower() for part in types.iter()]
    for ending, kind in _OOXML_MAIN:
        if any(content_type.endswith(ending.lower()) for content_type in content_types):
            return Verdict.of(kind, *_ooxml_flags(archive, names))
    raise Unacceptable(Reason.UNSUPPORTED, "office file of another kind")


def _ooxml_flags(archive: zipfile.ZipFile, names: set[str]) -> list[str]:
    lowered = {name.lower() for name in names}
    flags = ["macros"] if any(name.endswith("vbaproject.bin") for name in lowered) else []
    flags += ["ole_object"] if any("/embeddings/oleobject" in name for name in lowered) else []
    for name in names:
        if name.endswith(".rels"):
            flags += _relation_flags(_xml(read_member(archive, name, _SMALL)))
    return flags


def _relation_flags(relations: SafeTree.Element) -> list[str]:
    flags = []
    for relation in relations.iter():
        if relation.get("TargetMode") == "External":
            kind = str(relation.get("Type", "")).rsplit("/", 1)[-1]
            flags += {"attachedTemplate": ["remote_template"], "hyperlink": []}.get(
                kind, ["external_link"]
            )
    return flags


def _odf(archive: zipfile.ZipFile, names: set[str]) -> Verdict:
    kind = _ODF.get(read_member(archive, "mimetype", 200).strip())
    if kind is None:
        raise Unacceptable(Reason.UNSUPPORTED, "open document of another kind")
    if "META-INF/manifest.xml" in names:
        manifest = read_member(archive, "META-INF/manifest.xml", _SMALL)
        if b"encryption-data" in manifest:
            raise Unacceptable(Reason.ENCRYPTED)
    macros = any(name.startswith(("Basic/", "Scripts/")) for name in names)
    return Verdict.of(kind, *(["macros"] if macros else []))


def _xml(data: bytes) -> SafeTree.Element:
    try:
        return SafeTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unacceptable(Reason.DOCTYPE, str(error)) from error
    except (SafeTree.ParseError, ValueError, LookupError) as error:
        raise Unacceptable(Reason.BROKEN, str(error)) from error


# --- compound files and text


def _compound(stream: BinaryIO, _head: bytes, _name: str) -> Verdict:
    return judge_compound(stream)


def _rtf(stream: BinaryIO, _head: bytes, _name: str) -> Verdict:
    data = stream.read(MAX_TEXT)
    flags = ["ole_object"] if b"\\objdata" in data else []
    if re.search(rb"\\\*\\template\s+\\?\\?[a-z]+:", data):
        flags.append("remote_template")
    return Verdict.of(kinds.RTF, *flags)


_WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html|script|svg|iframe|body|head)\b", re.IGNORECASE)
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]?", re.MULTILINE)
_MAIL_HEADERS = {
    b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version",
    b"return-path", b"delivered-to", b"content-type", b"reply-to", b"dkim-signature",
}  # fmt: skip


def _text(stream: BinaryIO, head: bytes, name: str) -> Verdict:
    data = stream.read(MAX_TEXT + 1)
    if len(data) > MAX_TEXT:
        raise Unacceptable(Reason.TOO_LARGE, "text")
    suffix = PurePosixPath(name).suffix.lower()
    if _is_mail(head, named_so=suffix == ".eml"):
        return Verdict.of(kinds.EML)
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if start.startswith(b"<?xml") or (suffix == ".xml" and start.startswith(b"<")):
        return _markup(data)
    if start.startswith(b"<") and _WEB_PAGE.search(start):
        raise Unacceptable(Reason.WEB_PAGE)
    return _plain(data, named_csv=suffix == ".csv")


def _markup(data: bytes) -> Verdict:
    root = str(_xml(data).tag).rsplit("}", 1)[-1].lower()
    if root in {"html", "svg", "script"}:
        raise Unacceptable(Reason.WEB_PAGE, root)
    return Verdict.of(kinds.XML)


def _plain(data: bytes, *, named_csv: bool) -> Verdict:
    try:
        _decoded, encoding = plain_text.decode(data)
    except plain_text.NotText as error:
        raise Unacceptable(Reason.UNSUPPORTED, str(error)) from error
    flags = [] if encoding in {"utf-8", "utf-16"} else ["legacy_encoding"]
    return Verdict.of(kinds.CSV if named_csv else kinds.TXT, *flags)


def _is_mail(head: bytes, *, named_so: bool) -> bool:
    """A message begins with header lines; a note that begins "From: …" is none."""
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if not _HEADER.match(block):
        return False
    known = {match[1].lower() for match in _HEADER.finditer(block)} & _MAIL_HEADERS
    return len(known) >= (1 if named_so else 4)


_SIGNATURES: tuple[tuple[bytes, _Judge], ...] = (
    (b"PK\x03\x04", _zip),
    (b"PK\x05\x06", _zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _compound),
    (b"{\\rtf", _rtf),
    (b"\x89PNG\r\n\x1a\n", _image),
    (b"\xff\xd8\xff", _image),
    (b"II*\x00", _image),
    (b"MM\x00*", _image),
)


def judge_bytes(data: bytes, name: str = "") -> Verdict:
    """Judge a content that is in memory. Raises Unacceptable."""
    return judge(io.BytesIO(data), name)
