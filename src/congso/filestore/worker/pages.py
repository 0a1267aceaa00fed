# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of PDF and image files: how many, as pictures, and the words of a PDF with their places."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from congso.filestore import kinds
from congso.filestore.kinds import Reason, Unacceptable

MAX_SIDE = 6000
MAX_SIZES = 5000
MAX_PICTURE = 36_000_000
OCR_DPI = 300
Word = list[Any]  # [text, left, top, right, bottom] in thousandths of the page


@contextmanager
def pdf_document(stream: BinaryIO) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF. Raises Unacceptable when it is encrypted or broken."""
    try:
        document = pypdfium2.PdfDocument(stream)
    except pypdfium2.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        raise Unacceptable(Reason.ENCRYPTED if encrypted else Reason.BROKEN) from error
    try:
        yield document
    finally:
        document.close()


def picture(
    stream: BinaryIO, media_type: str, page: int, *, width: int | None, grey: bool
) -> Image.Image:
    """Return page `page` (from 1) as a picture `width` wide; at 300 dpi when no width is given.

    Raises Unacceptable when there is no such page or it cannot be drawn within the limits.
    """
    if media_type == kinds.PDF.media_type:
        return _pdf_picture(stream, page, width, grey=grey)
    if media_type in kinds.IMAGES:
        return _image_picture(stream, page, width, grey=grey)
    raise Unacceptable(Reason.UNSUPPORTED, media_type)


def encoded(image: Image.Image, form: str) -> bytes:
    """The picture as webp (for pages) or png (for OCR)."""
    out = io.BytesIO()
    if form == "webp":
        image.save(out, "WEBP", quality=80, method=2)
    else:
        image.save(out, "PNG", compress_level=1, dpi=(OCR_DPI, OCR_DPI))
    return out.getvalue()


def _pdf_picture(stream: BinaryIO, number: int, width: int | None, *, grey: bool) -> Image.Image:
    with pdf_document(stream) as document:
        if not 1 <= number <= len(document):
            raise Unacceptable(Reason.BROKEN, "no such page")
        page = document[number - 1]
        across, down = page.get_size()
        scale = width / across if width else OCR_DPI / 72
        scale = min(scale, MAX_SIDE / max(across, down), (MAX_PICTURE / (across * down)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=grey, may_draw_forms=True)
        drawn: Image.Image = bitmap.to_pil().copy()
        return drawn


def _image_picture(stream: BinaryIO, number: int, width: int | None, *, grey: bool) -> Image.Image:
    try:
        with Image.open(stream, formats=("PNG", "JPEG", "TIFF", "HEIF")) as image:
            if image.format == "JPEG" and width:
                image.draft("RGB", (width, width))
            image.seek(number - 1)
            upright = ImageOps.exif_transpose(image)
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise Unacceptable(Reason.BROKEN, str(error)) from error
    plain = _on_white(upright, "L" if grey else "RGB")
    wanted = width or _ocr_width(upright)
    if plain.width > wanted or (width is None and plain.width < wanted):
        height = max(1, round(plain.height * wanted / plain.width))
        if wanted * height > MAX_PICTURE:
            raise Unacceptable(Reason.TOO_MANY_PIXELS)
        plain = plain.resize((wanted, height), Image.Resampling.LANCZOS)
    return plain


def _on_white(image: Image.Image, mode: str) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", layer.size, "white")
        image.alpha_composite(layer)
    return image.convert(mode)


def _ocr_width(image: Image.Image) -> int:
    """The width at which letters are as high as tesseract likes: A4 across at 300 dpi."""
    return max(1600, min(2480, image.width)) if image.width < image.height else 2480


def page_texts(stream: BinaryIO) -> Iterator[str]:
    """Yield the text of each page of a PDF."""
    with pdf_document(stream) as document:
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            try:
                yield text_page.get_text_range(errors="ignore").replace("\r\n", "\n")
            finally:
                text_page.close()
                page.close()


def is_scan(stream: BinaryIO, number: int) -> bool:
    """Whether a picture covers most of the page: its text layer may have missed a stamp."""
    with pdf_document(stream) as document:
        page = document[number - 1]
        across, down = page.get_size()
        for index, item in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])):
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) > across * down / 2:
                return True
            if index > 200:
                break
    return False


def sizes(stream: BinaryIO, media_type: str) -> list[list[float]]:
    """Width and height of each page, for holding its place before the picture comes."""
    if media_type == kinds.PDF.media_type:
        with pdf_document(stream) as document:
            pages = range(min(len(document), MAX_SIZES))
            return [[round(side, 1) for side in document.get_page_size(at)] for at in pages]
    if media_type in kinds.IMAGES:
        return _frame_sizes(stream)
    return []


def _frame_sizes(stream: BinaryIO) -> list[list[float]]:
    with Image.open(stream, formats=("PNG", "JPEG", "TIFF", "HEIF")) as image:
        found = []
        for number in range(min(getattr(image, "n_frames", 1), MAX_SIZES)):
            image.seek(number)
            turned = image.getexif().get(0x0112, 1) in {5, 6, 7, 8}
            across, down = image.size
            found.append([float(down), float(across)] if turned else [float(across), float(down)])
        return found


def words(stream: BinaryIO, number: int) -> list[Word]:
    """The words of a PDF page with their boxes, for the text layer over its picture."""
    with pdf_document(stream) as document:
        page = document[number - 1]
        across, down = page.get_size()
        text_page = page.get_textpage()
        result: list[Word] = []
        letters: list[str] = []
        box: list[float] | None = None
        for index in range(min(text_page.count_chars(), 50_000)):
            code = pdfium.FPDFText_GetUnicode(text_page.raw, index)
            letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
            if letter.isspace():
                _end_word(result, letters, box, across, down)
                letters, box = [], None
                continue
            letters.append(letter)
            box = _joined(box, text_page.get_charbox(index, loose=True))
        _end_word(result, letters, box, across, down)
        return result


def _joined(box: list[float] | None, other: tuple[float, ...]) -> list[float]:
    left, bottom, right, top = other
    if box is None:
        return [left, bottom, right, top]
    return [min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)]


def _end_word(
    result: list[Word], letters: list[str], box: list[float] | None, across: float, down: float
) -> None:
    if box is None:
        return
    left, bottom, right, top = box
    places = (left / across, 1 - top / down, right / across, 1 - bottom / down)
    result.append(["".join(letters), *(round(1000 * min(max(at, 0), 1)) for at in places)])
