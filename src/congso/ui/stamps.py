# SPDX-License-Identifier: AGPL-3.0-or-later
"""The arrival stamp drawn over the picture of a page; the file itself is never changed."""

from dataclasses import dataclass

# 35 x 50 mm, the usual rubber stamp, in tenths of a millimetre
WIDTH, HEIGHT = 500, 350
CODE_SIZE, CODE_LEFT, CODE_TOP = 104, 374, 64
ROOM = 460  # between the sides of the frame
NARROW, WIDE = frozenset("IJ.,-'1"), frozenset("MW")


@dataclass(frozen=True, slots=True)
class NameLine:
    """One line of the agency's name: where its foot stands, its size, how long it may be."""

    text: str
    foot: int
    size: int
    length: int = 0


@dataclass(frozen=True, slots=True)
class ArrivalStampView:
    """Six lines, and the place of the upper left corner on the page, in millimetres."""

    agency: str
    number: str
    day: str
    passed_to: str = ""
    file_symbol: str = ""
    # A small QR code: the path of its dark modules, and how many modules wide it is.
    code: str = ""
    code_modules: int = 0
    left_mm: float = 11.0
    top_mm: float = 55.0
    page_width_mm: float = 210.0
    page_height_mm: float = 297.0

    @property
    def agency_lines(self) -> list[NameLine]:
        """The name on one line, or on two smaller ones that never leave the frame."""
        if _width(self.agency) * 30 <= ROOM:
            size = min(34, int(ROOM / max(_width(self.agency), 1)))
            return [NameLine(self.agency, 52, size)]
        halves = _halves(self.agency)
        longest = max(_width(half) for half in halves)
        size = max(16, min(24, int(ROOM / longest)))
        return [
            NameLine(half, foot, size, ROOM if _width(half) * size > ROOM else 0)
            for half, foot in zip(halves, (31, 56), strict=False)
        ]

    @property
    def line_end(self) -> int:
        """Where the line of the number ends: at the frame, or before the code."""
        return CODE_LEFT - 10 if self.code else 474

    @property
    def middle(self) -> int:
        """The middle of the room for the word of the stamp."""
        return CODE_LEFT // 2 if self.code else WIDTH // 2

    @property
    def code_place(self) -> str:
        """The SVG transform that puts the code beside the number."""
        scale = CODE_SIZE / max(self.code_modules, 1)
        return f"translate({CODE_LEFT} {CODE_TOP}) scale({scale:.3f})"

    @property
    def view_box(self) -> str:
        """The page in tenths of a millimetre, so the stamp keeps its scale at every zoom."""
        return f"0 0 {round(self.page_width_mm * 10)} {round(self.page_height_mm * 10)}"

    @property
    def place(self) -> str:
        """The SVG transform that puts the stamp; kept inside the page."""
        left = min(max(self.left_mm * 10, 0), self.page_width_mm * 10 - WIDTH)
        top = min(max(self.top_mm * 10, 0), self.page_height_mm * 10 - HEIGHT)
        return f"translate({round(left)} {round(top)})"


def _width(text: str) -> float:
    """About how wide capitals of a Times face are, in ems; rather too much than too little."""
    return sum(
        0.25 if letter == " " else 0.4 if letter in NARROW else 0.95 if letter in WIDE else 0.72
        for letter in text
    )


def _halves(text: str) -> list[str]:
    """Two lines as even as the words allow; one word alone stays one line."""
    words = text.split()
    cuts = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    if not cuts:
        return [text]
    return min(cuts, key=lambda lines: max(_width(line) for line in lines))
