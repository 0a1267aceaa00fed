# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the arrival stamp goes on a scanned or photographed paper: over nothing that is written."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from congso.documents.printing.stamp import (
    HEIGHT_MM,
    WIDTH_MM,
    ArrivalStamp,
    stamp_sheet,
    stamped_copy,
)

DOTS = 6  # to the millimetre
PAPER, INK = 225, 40
STAMP = ArrivalStamp(agency="SỞ NÔNG NGHIỆP VÀ PTNT", number="8341", day="25/11/2026")


def sheet(*blocks: tuple[float, float, float, float], size=(210, 297), paper: int = PAPER):
    """A page with lines of "writing" in these rectangles (left, top, right, bottom in mm)."""
    page = Image.new("L", (size[0] * DOTS, size[1] * DOTS), paper)
    draw = ImageDraw.Draw(page)
    for left, top, right, bottom in blocks:
        y = top
        while y < bottom:
            x = left
            while x < right - 2:
                draw.rectangle(
                    [x * DOTS, y * DOTS, (x + 1.2) * DOTS, (y + 2.4) * DOTS],
                    fill=paper - 185 if paper == PAPER else paper - 60,
                )
                x += 2.1
            y += 6
    return page


HEAD = (20, 15, 95, 38)
TITLE = (110, 15, 195, 38)
BODY = (25, 105, 195, 280)


def encoded(page: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    page.save(out, form)
    return out.getvalue()


def scan(page: Image.Image) -> bytes:
    """The page as a PDF whose one content is the picture."""
    out = io.BytesIO()
    page.convert("RGB").save(out, "PDF", resolution=DOTS * 25.4)
    return out.getvalue()


def covered(page: Image.Image, place: tuple[float, float]) -> float:
    """The share of letters under the stamp, by a reading of its own: strong local contrast."""
    left, top = (round(at * DOTS) for at in place)
    letters = ImageChops.subtract(page.filter(ImageFilter.GaussianBlur(40)), page)
    cut = letters.crop((left, top, left + round(WIDTH_MM * DOTS), top + round(HEIGHT_MM * DOTS)))
    return sum(1 for tone in cut.tobytes() if tone > 35) / (cut.width * cut.height)


def shaded(page: Image.Image) -> Image.Image:
    """A photograph: the lower left lies in a deep soft shadow."""
    light = (
        Image.linear_gradient("L").resize(page.size).point([255 - tone // 2 for tone in range(256)])
    )
    return ImageChops.multiply(page, light)


def on_a_table(page: Image.Image) -> Image.Image:
    """A photograph with a hand's breadth of dark table around the paper."""
    whole = Image.new("L", (page.width * 5 // 4, page.height * 5 // 4), 45)
    whole.paste(page, (page.width // 8, page.height // 8))
    return whole.resize(page.size)


TEXT_AT_THE_USUAL_PLACE = (20, 40, 120, 100)


@pytest.mark.parametrize("as_pdf", [True, False])
@pytest.mark.parametrize(
    "photograph", [lambda page: page, shaded, on_a_table], ids=["scan", "shadow", "table"]
)
def test_text_at_the_usual_place_is_not_covered(photograph, as_pdf: bool) -> None:
    page = photograph(sheet(HEAD, TITLE, TEXT_AT_THE_USUAL_PLACE, BODY))
    left, top, wide, high = stamp_sheet(scan(page) if as_pdf else encoded(page))
    assert (round(wide), round(high)) == (210, 297)
    assert covered(page, (left, top)) == 0
    assert 0 <= left <= wide - WIDTH_MM
    assert 0 <= top <= high - HEIGHT_MM


def test_the_decreed_place_is_kept_where_it_is_free() -> None:
    left, top, _wide, _high = stamp_sheet(encoded(shaded(sheet(HEAD, TITLE, BODY))))
    assert left < 65
    assert 38 <= top <= 70


def test_on_the_paper_not_on_the_table_beside_it() -> None:
    page = on_a_table(sheet(HEAD, TITLE, BODY))
    left, top, _wide, _high = stamp_sheet(encoded(page))
    cut = page.crop(tuple(round(at * DOTS) for at in (left, top, left + WIDTH_MM, top + HEIGHT_MM)))
    assert min(cut.tobytes()) > 120


def test_faint_writing_is_writing() -> None:
    page = sheet(TEXT_AT_THE_USUAL_PLACE, paper=224)
    left, top, _wide, _high = stamp_sheet(encoded(page))
    assert covered(page, (left, top)) == 0


def test_a_page_without_a_free_place_is_stamped_where_least_is_covered() -> None:
    rows = [(5, top, 206, top + 24) for top in range(4, 260, 28)]
    page = sheet(*rows, (5, 284, 206, 292))
    ImageDraw.Draw(page).rectangle([0, 256 * DOTS, 60 * DOTS, 284 * DOTS], fill=PAPER)
    left, top, _wide, _high = stamp_sheet(encoded(page))
    here = covered(page, (left, top))
    assert here < covered(page, (11, 55)) / 2
    assert here < covered(page, (155, 5)) / 2


def test_a_photograph_across_keeps_its_shape_and_prints_with_the_stamp() -> None:
    page = sheet((20, 15, 95, 38), (20, 100, 270, 190), size=(297, 210))
    picture = encoded(page, "JPEG")
    left, top, wide, high = stamp_sheet(picture)
    assert (round(wide), round(high)) == (297, 210)
    copy = pypdfium2.PdfDocument(stamped_copy(picture, STAMP))
    drawn = copy[0].render(scale=DOTS * 25.4 / 72).to_pil().convert("L").resize(page.size)
    box = ImageChops.difference(page, drawn).point([255 * (t > 90) for t in range(256)]).getbbox()
    assert box is not None
    assert abs(box[0] / DOTS - left) < 1.5
    assert abs(box[1] / DOTS - top) < 1.5
