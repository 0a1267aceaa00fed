# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file in a list: what is known about it, in the words of the page."""

from dataclasses import dataclass

_ICONS = {
    "pdf": "file-type-pdf",
    "doc": "file-type-doc",
    "docx": "file-type-doc",
    "odt": "file-type-doc",
    "xls": "file-type-xls",
    "xlsx": "file-type-xls",
    "ods": "file-type-xls",
    "csv": "file-type-xls",
    "ppt": "file-type-ppt",
    "pptx": "file-type-ppt",
    "jpg": "photo",
    "jpeg": "photo",
    "png": "photo",
    "tif": "photo",
    "tiff": "photo",
    "heic": "photo",
    "zip": "file-zip",
    "rar": "file-zip",
    "7z": "file-zip",
    "eml": "mail",
}
_TAIL = 12


@dataclass(frozen=True, slots=True)
class FileView:
    """`signature`: "", valid, invalid, unsigned; `scan`: "", clean, waiting, infected, off."""

    name: str
    size: int = 0
    pages: int = 0
    main: bool = False
    view_url: str = ""
    download_url: str = ""
    remove_url: str = ""
    signature: str = ""
    scan: str = ""
    note: str = ""

    @property
    def icon(self) -> str:
        """The icon of the kind of file, by its ending."""
        return file_icon(self.name)

    @property
    def head(self) -> str:
        """The part of a long name that may be cut, so that ending and last letters stay."""
        return self.name[:-_TAIL] if len(self.name) > 2 * _TAIL else self.name

    @property
    def tail(self) -> str:
        """The part that is never cut."""
        return self.name[-_TAIL:] if len(self.name) > 2 * _TAIL else ""


def file_icon(name: str) -> str:
    """The icon name for a file name."""
    return _ICONS.get(name.rpartition(".")[2].lower(), "file")
