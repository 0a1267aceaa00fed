# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where on a page a stamp covers nothing. Works on ink and on the text layer; no Django.

The page becomes a grid of square millimetres, each inked or free. Sums over rectangles are read
from a table of running sums, so every place is tried.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PIL import ImageChops, ImageFilter

PIXELS_A_MM = 3
MARGIN_MM = 1  # free air around the stamp
EDGE_MM = 4  # printers and scanners do not reach the edge
HEAD_MM = 38  # above stand the agency, the national title, number and date
BODY_MM = 150  # the stamp belongs above this, near the head
LEFT_MM = 65  # a stamp that begins left of this stands at the left
IDEAL_MM = 12  # from the left edge, where hands put it
CORNER_MM = 5.0
SPECKS = 0.12  # share of a square millimetre that may be dust of a scan
AROUND_MM = 5  # of so far around it, letters differ from their paper, however it is lit
FAINT = 20  # by so many tones at least
TABLE = 0.55  # what is darker than this share of the paper's light is what the paper lies on
COVERED = 12.0  # what covering a square millimetre of ink costs, beside the place
FULL = 0.5  # a place with more ink than this is no place


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


class InkMap:
    """Which square millimetres of a page are not free."""

    def __init__(self, rows: list[list[bool]]) -> None:
        self.height, self.width = len(rows), len(rows[0]) if rows else 0
        self._sums = _running_sums(rows, self.width)

    def inked(self, left: int, top: int, right: int, bottom: int) -> int:
        """How many cells of the rectangle are inked; the part outside the page counts as free."""
        left, top = max(left, 0), max(top, 0)
        right, bottom = min(right, self.width), min(bottom, self.height)
        if right <= left or bottom <= top:
            return 0
        sums = self._sums
        return sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left]


def ink_map(
    picture: Any,
    texts: Iterable[Box],
    width_mm: float,
    height_mm: float,
    *,
    shadows_are_free: bool = False,
) -> InkMap:
    """The map of a page drawn in grey (PIL) at PIXELS_A_MM, with its words' boxes.

    Letters are what is darker than the paper around them; a shadow on a photographed paper is
    taken for ink as well unless `shadows_are_free`, the table it lies on always.
    """
    grey = picture.convert("L")
    table = _table(grey) if shadows_are_free else _threshold(grey)
    paper = grey.filter(ImageFilter.BoxBlur(AROUND_MM * PIXELS_A_MM))
    letters = ImageChops.subtract(paper, grey).point([255 * (tone > FAINT) for tone in range(256)])
    dark = ImageChops.lighter((paper if shadows_are_free else grey).point(table), letters)
    cells = dark.reduce(PIXELS_A_MM)
    limit = round(SPECKS * 255)
    data = cells.tobytes()
    width, height = cells.size
    rows = [[data[y * width + x] > limit for x in range(width)] for y in range(height)]
    for box in texts:
        _mark(rows, box)
    return InkMap([row[: round(width_mm) + 1] for row in rows[: round(height_mm) + 1]])


def best_place(
    ink: InkMap, width_mm: float, height_mm: float, *, stamp: tuple[float, float]
) -> tuple[float, float]:
    """The free place of lowest cost (see _cost); the emptiest when none is quite free, and the
    upper right corner when the whole page is full.
    """
    wide, high = round(stamp[0]), round(stamp[1])
    best: tuple[float, int, int] | None = None
    for top in range(EDGE_MM, round(height_mm) - EDGE_MM - high + 1):
        for left in range(EDGE_MM, round(width_mm) - EDGE_MM - wide + 1):
            cost = _cost(left, top)
            if best is not None and cost >= best[0]:
                continue
            around = (
                left - MARGIN_MM, top - MARGIN_MM,
                left + wide + MARGIN_MM, top + high + MARGIN_MM,
            )  # fmt: skip
            if not ink.inked(*around):
                best = (cost, left, top)
    if best is None:
        return _emptiest(ink, width_mm, height_mm, stamp)
    return float(best[1]), float(best[2])


def is_free(ink: InkMap, place: tuple[float, float], stamp: tuple[float, float]) -> bool:
    """Whether a stamp at this place covers nothing."""
    left, top = round(place[0]), round(place[1])
    return not ink.inked(left, top, left + round(stamp[0]), top + round(stamp[1]))


def _emptiest(
    ink: InkMap, width_mm: float, height_mm: float, stamp: tuple[float, float]
) -> tuple[float, float]:
    """The place where the stamp covers least, margins of the sheet included."""
    wide, high = round(stamp[0]), round(stamp[1])
    places = (
        (ink.inked(left, top, left + wide, top + high), left, top)
        for top in range(max(round(height_mm) - high, 0) + 1)
        for left in range(max(round(width_mm) - wide, 0) + 1)
    )
    corner = (max(width_mm - stamp[0] - CORNER_MM, 0.0), CORNER_MM)
    found = min(places, key=lambda p: COVERED * p[0] + _cost(p[1], p[2]), default=None)
    if found is None or found[0] > FULL * wide * high:
        return corner
    return float(found[1]), float(found[2])


def _cost(left: int, top: int) -> float:
    """Below number and subject at the left; else below the date; else below; else above."""
    if HEAD_MM <= top <= BODY_MM:
        if left <= LEFT_MM:
            return (top - HEAD_MM) + 0.3 * abs(left - IDEAL_MM)
        return 300.0 + (top - HEAD_MM) + 0.3 * abs(left - 130)
    if top > BODY_MM:
        return 600.0 + (top - BODY_MM) + 0.3 * abs(left - IDEAL_MM)
    return 1200.0 + (HEAD_MM - top) + 0.3 * abs(left - IDEAL_MM)


def _threshold(grey: Any) -> list[int]:
    """A table for `point`: 255 for ink, 0 for paper, whatever the paper's own grey."""
    counts = grey.histogram()
    tones = [tone for tone, count in enumerate(counts) if count]
    paper = max(tones, key=lambda tone: counts[tone])
    if paper < 128:  # mostly dark: a photograph; what is lighter than the paper is free
        paper = round(statistics.mean(tones))
    return [255 if tone < paper - 45 else 0 for tone in range(256)]


def _table(grey: Any) -> list[int]:
    """A table for `point`: 255 for what is much darker than the light of the paper."""
    counts = grey.histogram()
    left, light = sum(counts) * 0.1, 255
    while light > 0 and (left := left - counts[light]) > 0:
        light -= 1
    return [255 if tone < TABLE * light else 0 for tone in range(256)]


def _mark(rows: list[list[bool]], box: Box) -> None:
    for y in range(max(int(box.top), 0), min(int(box.bottom) + 1, len(rows))):
        row = rows[y]
        for x in range(max(int(box.left), 0), min(int(box.right) + 1, len(row))):
            row[x] = True


def _running_sums(rows: list[list[bool]], width: int) -> list[list[int]]:
    above = [0] * (width + 1)
    sums = [above]
    for row in rows:
        line, so_far = [0] * (width + 1), 0
        for x, inked in enumerate(row):
            so_far += inked
            line[x + 1] = above[x + 1] + so_far
        sums.append(line)
        above = line
    return sums
