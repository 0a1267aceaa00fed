# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a kept content is shown on a page: pictures of its pages, its text, or a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from congso.filestore.models import Blob
from congso.filestore.queries import PreviewKind, preview_kind, texts_of
from congso.filestore.services.previews import WIDTHS
from congso.filestore.wording import office_preview_note

SHOWN_AT_ONCE = 60
WIDE = 1000
A4 = (210.0, 297.0)


@dataclass(frozen=True)
class PageView:
    """One page: where its picture and its words are, and its size while they come."""

    number: int
    url: str
    srcset: str
    words_url: str
    width: int
    height: int


@dataclass(frozen=True)
class ContentView:
    """`kind` is pages, text or none; pages beyond the first sixty are read in the file itself."""

    kind: str
    pages: tuple[PageView, ...] = ()
    total: int = 0
    texts: tuple[str, ...] = field(default=())
    note: str = ""


def content_view(
    blob: Blob,
    picture_url: Callable[[int], str],
    words_url: Callable[[int], str] | None = None,
    *,
    as_text: bool = False,
) -> ContentView:
    """How `blob` is shown; `picture_url(n)` is where the picture of page n is had."""
    kind = preview_kind(blob)
    if as_text or kind is PreviewKind.TEXT:
        note = "" if as_text else office_preview_note()
        return ContentView("text", texts=tuple(texts_of(blob.sha256)), note=note)
    if kind is PreviewKind.NONE:
        return ContentView("none")
    total = max(blob.page_count or 1, 1)
    pages = tuple(
        _page(blob, number, picture_url(number), words_url(number) if words_url else "")
        for number in range(1, min(total, SHOWN_AT_ONCE) + 1)
    )
    return ContentView("pages", pages, total)


def _page(blob: Blob, number: int, url: str, words_url: str) -> PageView:
    across, down = A4
    if len(blob.page_sizes) >= number:
        across, down = blob.page_sizes[number - 1]
    srcset = ", ".join(f"{url}?w={width} {width}w" for width in WIDTHS[1:])
    return PageView(number, f"{url}?w=1200", srcset, words_url, WIDE, round(WIDE * down / across))
