# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of file that are accepted, and why a file is not. No Django: the sandbox reads this."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type and the extensions a name may carry, the usual one first."""

    media_type: str
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        return self.extensions[0]


MAX_SIZE = 500 << 20
_OOXML = "application/vnd.openxmlformats-officedocument"
_MACRO = "macroEnabled.12"

PDF = Kind("application/pdf", ("pdf",))
DOCX = Kind(f"{_OOXML}.wordprocessingml.document", ("docx",))
XLSX = Kind(f"{_OOXML}.spreadsheetml.sheet", ("xlsx",))
PPTX = Kind(f"{_OOXML}.presentationml.presentation", ("pptx",))
DOCM = Kind(f"application/vnd.ms-word.document.{_MACRO}", ("docm",))
XLSM = Kind(f"application/vnd.ms-excel.sheet.{_MACRO}", ("xlsm",))
PPTM = Kind(f"application/vnd.ms-powerpoint.presentation.{_MACRO}", ("pptm",))
DOC = Kind("application/msword", ("doc",))
XLS = Kind("application/vnd.ms-excel", ("xls",))
ODT = Kind("application/vnd.oasis.opendocument.text", ("odt",))
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",))
RTF = Kind("application/rtf", ("rtf", "doc"))
PNG = Kind("image/png", ("png",))
JPEG = Kind("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
TIFF = Kind("image/tiff", ("tif", "tiff"))
HEIC = Kind("image/heic", ("heic", "heif"))
ZIP = Kind("application/zip", ("zip",))
EML = Kind("message/rfc822", ("eml",))
TXT = Kind("text/plain", ("txt", "log", "md"))
CSV = Kind("text/csv", ("csv",))
XML = Kind("application/xml", ("xml",))

KINDS = (
    PDF, DOCX, XLSX, PPTX, DOCM, XLSM, PPTM, DOC, XLS, ODT, ODS, RTF,
    PNG, JPEG, TIFF, HEIC, ZIP, EML, TXT, CSV, XML,
)  # fmt: skip
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}
IMAGES = frozenset(kind.media_type for kind in (PNG, JPEG, TIFF, HEIC))
OFFICE = frozenset(
    kind.media_type for kind in (DOCX, XLSX, PPTX, DOCM, XLSM, PPTM, DOC, XLS, ODT, ODS, RTF)
)


class Reason(enum.StrEnum):
    """Why a file is not accepted. What people read is in `refusals`."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    ONE_AT_A_TIME = "one_at_a_time"
    EXECUTABLE = "executable"
    EXECUTABLE_INSIDE = "executable_inside"
    WEB_PAGE = "web_page"
    UNSUPPORTED = "unsupported"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    BOMB = "bomb"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    DOCTYPE = "doctype"
    TOO_HARD = "too_hard"


class Unacceptable(Exception):
    """The file is not accepted. `detail` is for the log, never for people."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is, by its content.

    `flags` may hold: macros, remote_template, ole_object, external_link, javascript, launch,
    embedded_file, owner_password, legacy_encoding.
    """

    media_type: str
    extension: str
    flags: tuple[str, ...] = field(default=())
    pages: int | None = None

    @classmethod
    def of(cls, kind: Kind, *flags: str, pages: int | None = None) -> Verdict:
        return cls(kind.media_type, kind.extension, tuple(sorted(set(flags))), pages)

    @property
    def kind(self) -> Kind:
        return BY_MEDIA_TYPE[self.media_type]
