# SPDX-License-Identifier: AGPL-3.0-or-later
"""One scan of a pile, split by label: what is put together, and what is said to be doubtful."""

from __future__ import annotations

import io
import tempfile
from importlib.util import find_spec

import pypdfium2
import pytest
import segno
from PIL import Image, ImageDraw

from congso.documents.batch_scan import CannotRead, Piece, Split, assemble, cut_scan, read_scan
from congso.documents.enums import Doubt

A, B, C = (f"CSD{letter * 32}" for letter in "ABC")
OTHER = f"CSD{'F' * 32}"
needs_reader = pytest.mark.skipif(
    find_spec("zxingcpp") is None, reason="no reader of QR codes is installed"
)


def scanned(codes: list[str], pdf: bytes) -> Split:
    """A scan on the disk, read and cut."""
    with tempfile.TemporaryFile() as file:
        file.write(pdf)
        file.flush()
        read = read_scan(codes, file)
        return Split(tuple(cut_scan(read, file)), read.missing)


def plain(pieces: tuple[Piece, ...]) -> list[tuple[str, int, int, tuple[str, ...]]]:
    return [(p.code, p.first_page, p.last_page, p.doubts) for p in pieces]


@pytest.mark.unit
def test_a_label_begins_a_paper() -> None:
    split = assemble([A, B, C], [[A], [], [B], [C], [], []])
    assert plain(split.pieces) == [(A, 1, 2, ()), (B, 3, 3, ()), (C, 4, 6, ())]
    assert split.missing == ()


@pytest.mark.unit
def test_pages_before_the_first_label_come_first_as_doubtful() -> None:
    split = assemble([A, B], [[], [], [A], [B]])
    assert plain(split.pieces) == [("", 1, 2, (Doubt.NO_LABEL,)), (A, 3, 3, ()), (B, 4, 4, ())]


@pytest.mark.unit
def test_a_label_that_was_not_read_makes_the_one_before_doubtful() -> None:
    split = assemble([A, B, C], [[A], [], [C]])
    assert plain(split.pieces) == [(A, 1, 2, (Doubt.NEXT_MISSING,)), (C, 3, 3, ())]
    assert split.missing == (B,)


@pytest.mark.unit
def test_one_page_hides_nothing() -> None:
    split = assemble([A, B], [[A]])
    assert plain(split.pieces) == [(A, 1, 1, ())]
    assert split.missing == (B,)


@pytest.mark.unit
def test_labels_of_another_pile_twice_and_two_on_a_page() -> None:
    split = assemble([A, B, C], [[A], [OTHER], [], [A], [B, C]])
    assert plain(split.pieces) == [
        (A, 1, 1, (Doubt.TWICE,)),
        ("", 2, 3, (Doubt.UNKNOWN_LABEL,)),
        (A, 4, 4, (Doubt.TWICE,)),
        ("", 5, 5, (Doubt.TWO_LABELS,)),
    ]
    assert split.missing == (B, C)


@pytest.mark.unit
def test_other_codes_on_a_paper_are_no_labels() -> None:
    split = assemble([A, B], [[A, "https://example.test/x"], ["00020101021238"], [B]])
    assert plain(split.pieces) == [(A, 1, 2, ()), (B, 3, 3, ())]


def pile(pages: list[list[str]], *, tilt: float = 0.0) -> bytes:
    """A scan at 200 dpi: grey paper, some lines, labels of 15 mm where a stamp would stand."""
    sheets = [_sheet(codes, tilt) for codes in pages]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=200)
    return out.getvalue()


def _sheet(codes: list[str], tilt: float) -> Image.Image:
    sheet = Image.new("L", (1654, 2339), 235)
    pen = ImageDraw.Draw(sheet)
    for line in range(700, 2000, 60):
        pen.line((200, line, 1400, line), fill=40, width=6)
    for place, code in enumerate(codes):
        picture = io.BytesIO()
        segno.make(code, error="m").save(picture, kind="png", scale=4, border=4)
        label = Image.open(picture).convert("L").resize((140, 140))
        sheet.paste(label, (150 + 300 * place, 260))
    return sheet.rotate(tilt, fillcolor=235)


@needs_reader
@pytest.mark.parametrize("tilt", [0.0, 2.5, 180.0])
def test_a_real_scan_is_split(tilt: float) -> None:
    found = scanned([A, B, C], pile([[A], [], [B], [C]], tilt=tilt))
    assert plain(found.pieces) == [(A, 1, 2, ()), (B, 3, 3, ()), (C, 4, 4, ())]
    assert [len(pypdfium2.PdfDocument(piece.pdf)) for piece in found.pieces] == [2, 1, 1]


@needs_reader
def test_forty_sheets() -> None:
    codes = [f"CSD{number:032X}" for number in range(1, 41)]
    found = scanned(codes, pile([[code] for code in codes]))
    assert [piece.code for piece in found.pieces] == codes
    assert found.missing == ()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n1 0 obj <<", b"MZ" * 500])
def test_what_is_no_pdf_is_said(content: bytes) -> None:
    with pytest.raises(CannotRead) as refused:
        scanned([A], content)
    assert refused.value.reason == "broken"
