# SPDX-License-Identifier: AGPL-3.0-or-later
"""The arrival stamp on the papers of the demo story: letters, decisions, telegrams, scans."""

from __future__ import annotations

import datetime as dt
import hashlib

import pypdfium2
import pytest
from PIL import Image, ImageChops

from congso.common.printing.typesetting import font
from congso.documents.printing.free_space import Box
from congso.documents.printing.stamp import (
    HEIGHT_MM,
    WIDTH_MM,
    ArrivalStamp,
    stamp_place,
    stamped_copy,
)
from congso.operations.demo.paper_images import make_scan
from congso.operations.demo.papers_pdf import make_pdf, printed
from congso.operations.demo.plan import plan

pytestmark = [pytest.mark.unit, pytest.mark.requirement("B-12")]
MM = 72 / 25.4
STAMP = ArrivalStamp("Sở Nông nghiệp và Phát triển nông thôn", "8341", "24/11/2026")


@pytest.fixture(scope="module")
def papers() -> dict[int, bytes]:
    story = plan(dt.date(2026, 11, 25))
    return {n: make_pdf(printed(story.paper(n)), font()) for n in (1, 2, 5, 12)}


def _picture(pdf: bytes, scale: float) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil().convert("RGB")


def _changed_mm(before: bytes, after: bytes, scale: float = 4.0) -> Box:
    """The rectangle in which two first pages differ, in millimetres."""
    box = ImageChops.difference(_picture(before, scale), _picture(after, scale)).getbbox()
    assert box is not None
    return Box(*(side / scale / MM for side in box))


@pytest.mark.parametrize("n", [1, 2, 5, 12])
@pytest.mark.parametrize("is_scan", [False, True])
def test_the_stamp_covers_nothing_and_measures_right(
    papers: dict[int, bytes], n: int, is_scan: bool
) -> None:
    paper = make_scan(papers[n], seed=n) if is_scan else papers[n]
    digest = hashlib.sha256(paper).hexdigest()
    place = stamp_place(paper)
    copy = stamped_copy(paper, STAMP, place=place)
    assert hashlib.sha256(paper).hexdigest() == digest
    box = _changed_mm(paper, copy)
    assert abs(box.left - place[0]) < 0.5
    assert abs(box.top - place[1]) < 0.5
    assert abs(box.right - box.left - WIDTH_MM) < 0.5
    assert abs(box.bottom - box.top - HEIGHT_MM) < 0.5
    assert _dark_share(papers[n], box) == 0  # the clean page has nothing there


def _dark_share(paper: bytes, box: Box, scale: float = 4.0) -> float:
    sides = (side * MM * scale for side in (box.left, box.top, box.right, box.bottom))
    cut = _picture(paper, scale).convert("L").crop(tuple(round(side) for side in sides))
    return sum(cut.point(lambda tone: tone < 200 and 1).tobytes()) / (cut.width * cut.height)


def test_a_letter_is_stamped_near_its_head(papers: dict[int, bytes]) -> None:
    left, top = stamp_place(papers[2])
    assert 38 <= top <= 60  # beside the addressees, below the date: no room at the left
    assert left > 100
