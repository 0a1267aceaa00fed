# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that carry a content. The view has checked the right; these see to safe headers.

A content is handed out as a download that no browser runs (SECURITY.md T04, T13): attachment,
nosniff, and a policy that makes its origin opaque should it be opened all the same.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

from congso.filestore import kinds, queries
from congso.filestore.models import Blob
from congso.filestore.names import clean_name

CHUNK = 1 << 18
POLICY = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def download_response(
    request: HttpRequest, blob: Blob, name: str, *, inline: bool = False
) -> HttpResponseBase:
    """The content under `name`, whole or the single range asked for.

    `inline` is honoured for pictures and PDF only. Raises Blob.DoesNotExist after a removal,
    store.Absent when the bytes are lost.
    """
    stream = queries.open_blob(blob.sha256)
    first, last, status = _range_of(request, blob)
    if status == 416:
        stream.close()
        return _guarded(HttpResponse(status=416, headers={"Content-Range": f"bytes */{blob.size}"}))
    pieces = _pieces(stream, first, last)
    body = _from_threads(pieces) if isinstance(request, ASGIRequest) else pieces
    response = StreamingHttpResponse(body, status=status, content_type=_content_type(blob))
    response["Content-Length"] = last - first + 1
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{blob.sha256}"'
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{blob.size}"
    shown = inline and (blob.media_type in kinds.IMAGES or blob.media_type == kinds.PDF.media_type)
    disposition = content_disposition_header(not shown, clean_name(name))
    response["Content-Disposition"] = disposition or "attachment"
    patch_cache_control(response, private=True, no_store=True)
    return _guarded(response)


def page_image_response(request: HttpRequest, picture: Path) -> HttpResponseBase:
    """The picture of a page, kept by the reader's own browser, which asks each time."""
    tag = f'"{picture.parent.name[:32]}-{picture.stem}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(picture.read_bytes(), content_type="image/webp")
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)  # a right that ended ends at once
    return _guarded(response)


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response._csp_config = {}  # type: ignore[attr-defined]
    return response


def _content_type(blob: Blob) -> str:
    """Text goes out as bytes: its encoding is as it was, and no browser needs to guess."""
    return "application/octet-stream" if blob.media_type.startswith("text/") else blob.media_type


def _range_of(request: HttpRequest, blob: Blob) -> tuple[int, int, int]:
    """First and last byte (RFC 9110 14.2) and 200, 206 or 416. Several ranges give the whole."""
    whole = (0, blob.size - 1, 200)
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    same = request.headers.get("If-Range") in (None, f'"{blob.sha256}"')
    if asked is None or not same or not (asked[1] or asked[2]):
        return whole
    if asked[1]:
        first = int(asked[1])
        last = min(int(asked[2]), blob.size - 1) if asked[2] else blob.size - 1
    else:
        first, last = max(blob.size - int(asked[2]), 0), blob.size - 1
    return (first, last, 206) if first <= last else (0, 0, 416)


def _pieces(stream: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with stream:
        stream.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


async def _from_threads(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The same pieces, each read in a thread, so that the loop never waits for the disk."""
    while (chunk := await asyncio.to_thread(next, pieces, None)) is not None:
        yield chunk
