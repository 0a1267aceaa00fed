# SPDX-License-Identifier: AGPL-3.0-or-later
"""Specimen seals and made-up signatures as SVG outlines: vector, small, no text layer of their own.

The seal is openly a specimen: it says BẢN MẪU and bears no emblem.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from random import Random

from fontTools.misc.transform import Transform
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

RED = "#d61a28"
BLUE = "#1f3fae"
_RADIUS = 74.0  # of the baseline of the ring text, in a 200 x 200 box


@lru_cache(maxsize=4)
def _font(path: Path) -> TTFont:
    return TTFont(path)


def _outline(font: TTFont, char: str, transform: Transform) -> str:
    name = font.getBestCmap().get(ord(char))
    if name is None:
        return ""
    glyphs = font.getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda v: f"{v:.1f}".rstrip("0").rstrip("."))
    glyphs[name].draw(TransformPen(pen, transform))
    return str(pen.getCommands())


def _advance(font: TTFont, char: str) -> float:
    name = font.getBestCmap().get(ord(char), ".notdef")
    return float(font["hmtx"][name][0]) / float(font["head"].unitsPerEm)


def _ring(font: TTFont, text: str, size: float) -> str:
    scale = size / font["head"].unitsPerEm
    spread = [_advance(font, char) * size + 1.2 for char in text]
    angle = -sum(spread) / _RADIUS / 2
    paths = []
    for char, width in zip(text, spread, strict=True):
        middle = angle + width / _RADIUS / 2
        transform = (
            Transform()
            .translate(100, 100)
            .rotate(middle)
            .translate(-width / 2, -_RADIUS)
            .scale(scale, -scale)
        )
        paths.append(_outline(font, char, transform))
        angle += width / _RADIUS
    return "".join(paths)


def _line(font: TTFont, text: str, size: float, baseline: float) -> str:
    scale = size / font["head"].unitsPerEm
    left = 100 - sum(_advance(font, char) for char in text) * size / 2
    paths = []
    for char in text:
        transform = Transform().translate(left, baseline).scale(scale, -scale)
        paths.append(_outline(font, char, transform))
        left += _advance(font, char) * size
    return "".join(paths)


@lru_cache(maxsize=256)
def seal_svg(name: str, bold_font: Path | None) -> str:
    """Return the specimen seal of an agency; without a font file only its rings."""
    rings = "".join(
        f'<circle cx="100" cy="100" r="{r}" fill="none" stroke="{RED}" stroke-width="{w}"/>'
        for r, w in ((96, 3.4), (91, 1.2), (62, 1.6))
    )
    text = ""
    if bold_font is not None:
        font = _font(bold_font)
        size = min(17.0, 2 * math.pi * _RADIUS * 0.78 / max(1, len(name)) / 0.78)
        text = _ring(font, name, size) + _line(font, "BẢN", 27, 98) + _line(font, "MẪU", 27, 129)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" opacity="0.88">'
        f'{rings}<path d="{text}" fill="{RED}"/></svg>'
    )


@lru_cache(maxsize=256)
def signature_svg(signer: str) -> str:
    """Return a scribble in blue ink that belongs to this name, the same on every run."""
    rng = Random(f"signature {signer}")
    x, y = rng.uniform(6, 30), rng.uniform(48, 66)
    lift = rng.uniform(0.6, 1.25)
    commands = [f"M{x:.1f} {y:.1f}"]
    for stroke in range(rng.randint(4, 9)):
        dx, rise = rng.uniform(12, 30), rng.uniform(14, 42) * lift * (1 if stroke % 2 else -1)
        commands.append(
            f"C{x + dx * 0.2:.1f} {y + rise:.1f} {x + dx * 1.1:.1f} {y + rise * 1.1:.1f} "
            f"{x + dx:.1f} {y + rng.uniform(-6, 6):.1f}"
        )
        x, y = x + dx * rng.uniform(0.55, 0.95), y + rng.uniform(-5, 5)
    tail = rng.uniform(30, 70)
    commands.append(
        f"C{x + 20:.1f} {y + 30:.1f} {x - tail:.1f} {y + 36:.1f} {x - 70:.1f} {y + 20:.1f}"
    )
    commands.append(f"S{x:.1f} {y + 4:.1f} {min(212, x + 45):.1f} {y - 12:.1f}")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 110">'
        f'<path d="{" ".join(commands)}" fill="none" stroke="{BLUE}" stroke-width="2.3" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
