# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of the demo papers: text layer, scans without one, sizes, old encodings, fonts."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from docx import Document
from PIL import Image

from congso.common.printing.fonts import (
    STYLES,
    FontSource,
    default_tinos_files,
    document_font,
    tinos_fonts_dir,
)
from congso.operations.demo.old_encodings import TCVN3, to_tcvn3, to_windows_1258
from congso.operations.demo.paper_files import PaperFile, files_of
from congso.operations.demo.paper_images import make_scan
from congso.operations.demo.papers_pdf import make_pdf, printed
from congso.operations.demo.plan import Plan, plan

pytestmark = pytest.mark.unit
PAGE_LIMIT = 400_000


@pytest.fixture(scope="module")
def story() -> Plan:
    return plan(date(2026, 11, 25))


@pytest.fixture(scope="module")
def font(tmp_path_factory: pytest.TempPathFactory) -> FontSource:
    return document_font(tmp_path_factory.mktemp("fonts"))


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    return unicodedata.normalize("NFC", " ".join(" ".join(pages).split()))


def _by_role(files: tuple[PaperFile, ...]) -> dict[str, PaperFile]:
    return {file.role: file for file in files}


def test_the_text_layer_has_every_word_with_its_marks(story: Plan, font: FontSource) -> None:
    for n in (1, 2, 5, 12, 31, 34):
        planned = story.paper(n)
        text = _text(make_pdf(printed(planned), font))
        assert planned.subject in text
        assert planned.symbol in text
        for paragraph in planned.body:
            assert paragraph.split(":")[0] in text, paragraph


def test_a_paper_of_the_party_has_the_head_of_the_party(story: Plan, font: FontSource) -> None:
    text = _text(make_pdf(printed(story.paper(12)), font))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "CỘNG HÒA XÃ HỘI" not in text


def test_the_pdf_is_the_same_on_every_run_and_says_pdf_a(story: Plan, font: FontSource) -> None:
    first = make_pdf(printed(story.paper(4)), font)
    assert first == make_pdf(printed(story.paper(4)), font)
    assert b"pdfaid:part" in first


def test_a_draft_bears_no_signature(story: Plan, font: FontSource) -> None:
    sheet = printed(story.paper(55))
    draft, signed = make_pdf(sheet, font, signed_look=False), make_pdf(sheet, font)
    assert len(draft) < len(signed)
    assert "Số: …" in _text(draft)


def test_a_scan_has_no_text_layer_and_is_repeatable(story: Plan, font: FontSource) -> None:
    pdf = make_pdf(printed(story.paper(30)), font)
    scan = make_scan(pdf, skew=1.0, noise=0.03, seed=5)
    assert _text(scan) == ""
    assert scan == make_scan(pdf, skew=1.0, noise=0.03, seed=5)
    assert scan != make_scan(pdf, skew=1.0, noise=0.03, seed=6)
    assert scan.startswith(b"%PDF-1.4")
    assert len(scan) < PAGE_LIMIT


@pytest.mark.parametrize("n", [22, 24, 28])
def test_papers_that_came_as_pictures(story: Plan, font: FontSource, n: int) -> None:
    main = files_of(story.paper(n), font)[0]
    assert len(main.data) < PAGE_LIMIT
    if main.media_type == "image/jpeg":
        picture = Image.open(io.BytesIO(main.data))
        assert picture.size == (1200, 1600)
    else:
        assert _text(main.data) == ""


def test_paper_four_has_three_annexes_that_open(story: Plan, font: FontSource) -> None:
    annexes = [file for file in files_of(story.paper(4), font) if file.role == "annex"]
    pdf, xlsx, docx = annexes
    assert "héc-ta" in _text(pdf.data)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.data)).active
    assert sheet is not None
    flooded = [row[2].value for row in sheet.iter_rows(min_row=6, max_row=16)]
    assert sum(flooded) == 1240
    words = "\n".join(p.text for p in Document(io.BytesIO(docx.data)).paragraphs)
    assert "III. NHU CẦU HỖ TRỢ" in words


def test_office_files_carry_no_clock(story: Plan, font: FontSource) -> None:
    first = files_of(story.paper(4), font)
    assert [f.data for f in first] == [f.data for f in files_of(story.paper(4), font)]
    for file in first[2:]:
        dates = {info.date_time[:3] for info in zipfile.ZipFile(io.BytesIO(file.data)).infolist()}
        assert dates == {(2026, 11, 25)}


def test_a_paper_that_also_came_by_post_has_the_scan_of_the_sheet(
    story: Plan, font: FontSource
) -> None:
    files = _by_role(files_of(story.paper(19), font))
    assert "kết luận thanh tra" in _text(files["main"].data)
    assert _text(files["paper_original"].data) == ""
    assert "paper_original" not in _by_role(files_of(story.paper(4), font))


def test_the_handwritten_direction_is_a_photo(story: Plan, font: FontSource) -> None:
    photo = _by_role(files_of(story.paper(21), font))["handwritten_direction"]
    assert Image.open(io.BytesIO(photo.data)).format == "JPEG"


def test_old_files_decode_back_to_their_words(story: Plan, font: FontSource) -> None:
    back = {code: letter for letter, code in TCVN3.items()}
    old = files_of(story.paper(50), font)[1].data
    text = "".join(back.get(byte, chr(byte)) for byte in old)
    assert "Phân bón tồn 42 tấn, trong đó 3,5 tấn bị ướt, vón cục" in text
    windows = files_of(story.paper(51), font)[1].data.decode("cp1258")
    assert "làm đất 2.150 ha, đạt 41% kế hoạch" in unicodedata.normalize("NFC", windows)


def test_every_vietnamese_letter_has_its_own_byte() -> None:
    letters = [unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy"
               for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")]  # fmt: skip
    letters.append("đ")
    assert len({to_tcvn3(letter) for letter in letters}) == len(letters)
    for letter in letters:
        assert unicodedata.normalize("NFC", to_windows_1258(letter).decode("cp1258")) == letter
    assert to_tcvn3("Việt Nam") == b"Vi\xd6t Nam"


def test_the_font_is_built_once_from_the_package(tmp_path: Path) -> None:
    if not default_tinos_files().is_dir():
        pytest.skip("the npm package with the font is not installed")
    folder = tinos_fonts_dir(tmp_path)
    built = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(built) == len(STYLES)
    assert tinos_fonts_dir(tmp_path) == folder
    assert built == {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_without_the_package_another_font_serves_and_is_named(tmp_path: Path) -> None:
    font = document_font(tmp_path, files=tmp_path / "nothing")
    assert font.origin in ("liberation", "embedded")
    with pytest.raises(FileNotFoundError):
        tinos_fonts_dir(tmp_path, files=tmp_path / "nothing")


def test_the_embedded_font_still_makes_a_paper_with_its_words(story: Plan) -> None:
    pdf = make_pdf(printed(story.paper(7)), FontSource("Libertinus Serif", None, "embedded"))
    assert story.paper(7).subject in _text(pdf)
