# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing contents out: safe headers, ranges, and never more than a piece in memory."""

import asyncio
import inspect

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory

from congso.filestore import services
from congso.filestore.models import Blob
from congso.filestore.responses import download_response, page_image_response
from congso.filestore.tests import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]
TEXT = "".join(f"Dòng {number}\n" for number in range(20_000)).encode()


@pytest.fixture
def blob(system):
    return services.keep_bytes(system, TEXT, "a.txt")


def get(**headers):
    return RequestFactory().get("/", headers=headers)


def body(response):
    return b"".join(response.streaming_content)


def test_a_download_runs_nowhere(blob):
    response = download_response(get(), blob, "Báo cáo “hạn hán”.txt")

    assert body(response) == TEXT
    assert response.status_code == 200
    assert response["Content-Length"] == str(len(TEXT))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''B%C3%A1o%20c")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Content-Type"] == "application/octet-stream"
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_a_name_cannot_write_headers(blob):
    response = download_response(get(), blob, 'a"\r\nSet-Cookie: x=1\u202e.txt')

    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Disposition"] == 'attachment; filename="aSet-Cookie x=1.txt"'


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=100-", 100, len(TEXT) - 1),
        ("bytes=-5", len(TEXT) - 5, len(TEXT) - 1),
        ("bytes=10-99999999999", 10, len(TEXT) - 1),
        ("bytes=-99999999999", 0, len(TEXT) - 1),
    ],
)
def test_a_range_is_a_part(blob, asked, first, last):
    response = download_response(get(Range=asked), blob, "a.txt")

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(TEXT)}"
    assert body(response) == TEXT[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={len(TEXT)}-", "bytes=9-3", "bytes=-0"])
def test_a_range_outside_is_416(blob, asked):
    response = download_response(get(Range=asked), blob, "a.txt")

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(TEXT)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "nonsense"])
def test_what_is_no_single_range_gives_the_whole(blob, asked):
    assert download_response(get(Range=asked), blob, "a").status_code == 200


def test_a_range_of_another_content_gives_the_whole(blob):
    response = download_response(get(**{"Range": "bytes=0-1", "If-Range": '"other"'}), blob, "a")

    assert response.status_code == 200


def test_inline_is_for_pdf_and_pictures_only(blob, system):
    pdf = services.keep_bytes(system, samples.pdf(samples.LETTER), "a.pdf")

    shown = download_response(get(), pdf, "a.pdf", inline=True)["Content-Disposition"]
    text = download_response(get(), blob, "a.txt", inline=True)["Content-Disposition"]

    assert shown.startswith("inline")
    assert text.startswith("attachment")


def test_under_asgi_the_pieces_come_one_by_one(blob):
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    response = download_response(ASGIRequest(scope, None), blob, "a.txt")

    assert response.is_async
    assert inspect.isasyncgen(response._iterator)

    async def read():
        return [piece async for piece in response]

    pieces = asyncio.run(read())
    assert b"".join(pieces) == TEXT
    assert max(map(len, pieces)) <= 1 << 18


def test_a_removed_content_is_gone(blob):
    Blob.objects.update(removed_at=blob.created_at)

    with pytest.raises(Blob.DoesNotExist):
        download_response(get(), blob, "a.txt")


def test_a_picture_stays_with_its_reader(system):
    blob = services.keep_bytes(system, samples.pdf(samples.LETTER), "a.pdf")
    picture = services.page_image(blob.sha256, 1, 240)

    response = page_image_response(get(), picture)

    assert response["Content-Type"] == "image/webp"
    assert response.content == picture.read_bytes()
    assert "private" in response["Cache-Control"]
    again = page_image_response(get(**{"If-None-Match": response["ETag"]}), picture)
    assert (again.status_code, again.content) == (304, b"")
