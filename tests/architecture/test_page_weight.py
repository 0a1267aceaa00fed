# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list page makes a slow line carry: script and style, and the rows of another filter."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import make_agency

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"


def packed(content: bytes) -> int:
    """Bytes on the line by deflate, which is a little more than by brotli."""
    return len(zlib.compress(content, 9))


def test_script_and_style_of_a_page_stay_under_60_kilobytes() -> None:
    parts = {name: packed((DIST / name).read_bytes()) for name in ("app.css", "app.js")}
    assert sum(parts.values()) <= 60_000, parts


@pytest.mark.django_db
def test_fifty_rows_of_another_filter_stay_under_15_kilobytes() -> None:
    agency = make_agency()
    for _turn in range(50):
        make_document(agency.office)
    answer = client_of(agency, "diepptn").get(
        "/documents/all/", {"q": "kinh phí"}, headers={"HX-Request": "true"}
    )
    rows = answer.content
    assert rows.count(b'class="row') >= 50
    assert packed(rows) <= 15_000
