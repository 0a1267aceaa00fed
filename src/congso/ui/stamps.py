# SPDX-License-Identifier: AGPL-3.0-or-later
"""The arrival stamp drawn over the picture of a page; the file itself is never changed."""

from dataclasses import dataclass

# 35 x 50 mm, the usual rubber stamp, in tenths of a millimetre
WIDTH, HEIGHT = 500, 350


@dataclass(frozen=True, slots=True)
class ArrivalStampView:
    """Six lines, and the place of the upper left corner on the page, in millimetres."""

    agency: str
    number: str
    day: str
    passed_to: str = ""
    file_symbol: str = ""
    left_mm: float = 11.0
    top_mm: float = 55.0
    page_width_mm: float = 210.0
    page_height_mm: float = 297.0

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
