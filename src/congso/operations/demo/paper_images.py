# SPDX-License-Identifier: AGPL-3.0-or-later
"""Image files of the demo: scans, a handwritten sheet, phone photos. The same on every run."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from random import Random

import img2pdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from congso.common.printing.fonts import FontSource
from congso.operations.demo.plan import PlannedPaper

A4_INCHES = (8.2677, 11.6929)
PAPER = (247, 244, 236)
INK = (28, 48, 132)
_ITALIC_FILES = ("Tinos-400-italic.ttf", "LiberationSerif-Italic.ttf")
AnyFont = ImageFont.FreeTypeFont | ImageFont.ImageFont


def pages_as_images(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Render every page of a PDF. Raises pypdfium2.PdfiumError on a broken file."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def _jpeg(image: Image.Image, quality: int, dpi: int) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=True)
    return stream.getvalue()


def image_pdf(images: Sequence[Image.Image], *, dpi: int, jpeg_quality: int) -> bytes:
    """Return an image-only A4 PDF, as a scanner makes it: no text layer.

    The header says 1.4, the least that Decree 30 (Annex I, digitising) asks; the internal writer
    of img2pdf puts no random file id, so the bytes are the same on every run.
    """
    layout = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))
    pages = [_jpeg(image, jpeg_quality, dpi) for image in images]
    writer = img2pdf.Engine.internal
    data = bytes(img2pdf.convert(pages, layout_fun=layout, nodate=True, engine=writer))
    return data.replace(b"%PDF-1.3", b"%PDF-1.4", 1)


def _noise(size: tuple[int, int], rng: Random) -> Image.Image:
    """Grain of a scanner: one random tile laid over the page."""
    edge = 512
    tile = Image.frombytes("L", (edge, edge), rng.randbytes(edge * edge))
    tile = tile.filter(ImageFilter.GaussianBlur(0.8))
    grain = Image.new("L", size, 128)
    shift = rng.randrange(edge)
    for left in range(-shift, size[0], edge):
        for top in range(-shift, size[1], edge):
            grain.paste(tile, (left, top))
    return grain


def _scanned(page: Image.Image, skew: float, noise: float, rng: Random) -> Image.Image:
    page = ImageChops.multiply(page, Image.new("RGB", page.size, PAPER))
    if skew:
        page = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=PAPER)
    if noise > 0:
        grain = _noise(page.size, rng)
        page = Image.blend(page, Image.merge("RGB", (grain,) * 3), noise)
        page = ImageEnhance.Contrast(page).enhance(1 + noise)
    return page


def make_scan(
    pdf_bytes: bytes,
    *,
    skew: float = 0.4,
    noise: float = 0.02,
    dpi: int = 200,
    jpeg_quality: int = 42,
    seed: int = 1,
) -> bytes:
    """Return the pages of a PDF as a scanner would give them (colour, image only).

    ``skew`` in degrees, ``noise`` from 0 to about 0.2. The same arguments give the same bytes.
    """
    rng = Random(seed)
    pages = pages_as_images(pdf_bytes, dpi)
    scanned = [_scanned(page, skew + rng.uniform(-0.15, 0.15), noise, rng) for page in pages]
    return image_pdf(scanned, dpi=dpi, jpeg_quality=jpeg_quality)


def _dirty(page: Image.Image, rng: Random) -> Image.Image:
    """Grey bands, a fold and a dark edge: a tired scanner and a wet sheet."""
    shade = Image.new("L", page.size, 255)
    draw = ImageDraw.Draw(shade)
    width, height = page.size
    for _ in range(5):
        left = rng.randrange(width)
        draw.rectangle((left, 0, left + rng.randint(3, 40), height), fill=rng.randint(205, 240))
    fold = height // 2 + rng.randint(-40, 40)
    draw.line((0, fold, width, fold + rng.randint(-8, 8)), fill=150, width=3)
    draw.rectangle((0, 0, rng.randint(20, 45), height), fill=120)
    shade = shade.filter(ImageFilter.GaussianBlur(4))
    return ImageChops.multiply(page, Image.merge("RGB", (shade,) * 3))


def make_bad_scan(pdf_bytes: bytes, *, seed: int = 24) -> bytes:
    """Return a skewed, grey, grainy scan in which OCR has a hard time."""
    rng = Random(seed)
    pages = [
        _dirty(_scanned(page, 2.7, 0.13, rng), rng).convert("L")
        for page in pages_as_images(pdf_bytes, 150)
    ]
    soft = [page.filter(ImageFilter.GaussianBlur(0.7)) for page in pages]
    return image_pdf(soft, dpi=150, jpeg_quality=38)


def _hand_font(font: FontSource, size: int) -> AnyFont:
    if font.directory is not None:
        for name in _ITALIC_FILES:
            path: Path = font.directory / name
            if path.is_file():
                return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)


def _write_word(layer: Image.Image, word: str, at: tuple[float, float], font: AnyFont,
                rng: Random) -> float:  # fmt: skip
    """Write one word letter by letter, each a little out of line; return where it ends."""
    left, base = at
    draw = ImageDraw.Draw(layer)
    drift = rng.uniform(-0.35, 0.35)
    for char in word:
        y = base + rng.uniform(-2.2, 2.2)
        draw.text((left, y), char, font=font, fill=rng.randint(215, 255))
        left += font.getlength(char) * rng.uniform(0.88, 1.0)
        base += drift
    return left


def _wobble(layer: Image.Image, rng: Random, cell: int = 64, reach: float = 3.2) -> Image.Image:
    """Bend the writing by a random mesh so that no two letters are alike."""
    width, height = layer.size
    columns, rows = width // cell + 1, height // cell + 1
    offsets = [
        [(rng.uniform(-reach, reach), rng.uniform(-reach, reach)) for _ in range(columns + 1)]
        for _ in range(rows + 1)
    ]

    def corner(row: int, column: int) -> tuple[float, float]:
        dx, dy = offsets[row][column]
        return column * cell + dx, row * cell + dy

    mesh = []
    for row in range(rows):
        for column in range(columns):
            box = (column * cell, row * cell, min((column + 1) * cell, width),
                   min((row + 1) * cell, height))  # fmt: skip
            quad = (*corner(row, column), *corner(row + 1, column),
                    *corner(row + 1, column + 1), *corner(row, column + 1))  # fmt: skip
            mesh.append((box, quad))
    return layer.transform(layer.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _slant(layer: Image.Image, shear: float) -> Image.Image:
    middle = layer.height / 2
    matrix = (1, shear, -shear * middle, 0, 1, 0)
    return layer.transform(layer.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)


def handwritten(
    size: tuple[int, int], lines: Sequence[str], font: AnyFont, rng: Random, *, left: int, top: int,
    right: int, step: int,
) -> Image.Image:  # fmt: skip
    """Return a mask (white on black) of these paragraphs written by hand within the margins."""
    layer = Image.new("L", size, 0)
    y = float(top)
    for paragraph in lines:
        x = left + step * rng.uniform(0.8, 1.4)
        for word in paragraph.split():
            if x + font.getlength(word) * 0.95 > right:
                x, y = left + rng.uniform(-6, 10), y + step + rng.uniform(-2, 3)
            x = _write_word(layer, word, (x, y + rng.uniform(-2, 2)), font, rng)
            x += font.getlength(" ") * rng.uniform(0.9, 1.6)
        y += step * rng.uniform(1.0, 1.15)
    return _wobble(_slant(layer, 0.04), rng)


def _petition_lines(planned: PlannedPaper) -> list[str]:
    citizen = planned.paper.details.get("citizen", {})
    day = planned.issued
    return [
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Độc lập - Tự do - Hạnh phúc",
        "ĐƠN KIẾN NGHỊ",
        f"Kính gửi: {', '.join(planned.paper.to)}",
        *planned.body,
        f"{citizen.get('address', '')}, ngày {day.day} tháng {day.month} năm {day.year}",
        f"Người làm đơn: {planned.paper.signer.name}",
    ]


def _ruled_sheet(size: tuple[int, int], step: int) -> Image.Image:
    sheet = Image.new("RGB", size, (246, 243, 232))
    draw = ImageDraw.Draw(sheet)
    for y in range(150, size[1] - 60, step):
        draw.line((60, y, size[0] - 50, y), fill=(196, 206, 224), width=2)
    draw.line((150, 40, 150, size[1] - 40), fill=(226, 160, 160), width=2)
    return sheet


def make_handwriting(planned: PlannedPaper, font: FontSource, *, seed: int = 28) -> bytes:
    """Return a sheet of ruled paper written by hand, as an image-only PDF of one page."""
    rng = Random(seed)
    dpi, step = 150, 62
    size = (round(A4_INCHES[0] * dpi), round(A4_INCHES[1] * dpi))
    sheet = _ruled_sheet(size, step)
    hand = _hand_font(font, 42)
    mask = handwritten(size, _petition_lines(planned), hand, rng, left=170, top=102,
                       right=size[0] - 60, step=step)  # fmt: skip
    sheet.paste(INK, (0, 0), mask.filter(ImageFilter.GaussianBlur(0.6)))
    page = _scanned(sheet, 0.8, 0.02, rng)
    return image_pdf([page], dpi=dpi, jpeg_quality=55)


def _coefficients(
    target: Sequence[tuple[float, float]], source: Sequence[tuple[float, float]]
) -> list[float]:
    """Solve the eight numbers of a perspective that maps ``target`` back to ``source``."""
    rows = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u])
        rows.append([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda r: abs(rows[r][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for other in range(8):
            if other != column and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [
                    a - factor * b for a, b in zip(rows[other], rows[column], strict=True)
                ]
    return [row[8] for row in rows]


def _on_table(page: Image.Image, rng: Random) -> Image.Image:
    width, height = 1200, 1600
    table = Image.new("RGB", (width, height), (112, 84, 62))
    corners = [(70 + rng.randint(0, 40), 90 + rng.randint(0, 40)),
               (width - 110 + rng.randint(0, 40), 60 + rng.randint(0, 30)),
               (width - 40 - rng.randint(0, 30), height - 90), (30, height - 60)]  # fmt: skip
    w, h = page.size
    matrix = _coefficients(corners, [(0, 0), (w, 0), (w, h), (0, h)])
    flat = page.transform((width, height), Image.Transform.PERSPECTIVE, matrix,
                          Image.Resampling.BICUBIC)  # fmt: skip
    mask = Image.new("L", page.size, 255).transform(
        (width, height), Image.Transform.PERSPECTIVE, matrix, Image.Resampling.BILINEAR
    )
    table.paste(flat, (0, 0), mask)
    return table


def _lit(photo: Image.Image) -> Image.Image:
    """Light from a window on one side and a dark far corner, drawn small and stretched."""
    small = Image.new("L", (24, 32))
    for x in range(24):
        for y in range(32):
            window = 255 - 3.4 * x - 1.1 * y
            corner = 0.06 * ((x - 6) ** 2 + (y - 9) ** 2)
            small.putpixel((x, y), int(max(90, window - corner)))
    shade = small.resize(photo.size, Image.Resampling.BICUBIC)
    warm = shade.point(lambda value: int(value * 0.95))
    return ImageChops.multiply(photo, Image.merge("RGB", (shade, shade, warm)))


def make_phone_photo(pdf_bytes: bytes, *, seed: int = 22, page: int = 0) -> bytes:
    """Return one page photographed with a phone on a desk: JPEG, askew, unevenly lit."""
    return photo_of(pages_as_images(pdf_bytes, 150)[page], seed=seed)


def photo_of(sheet: Image.Image, *, seed: int) -> bytes:
    """Return a photo (JPEG) of a sheet lying on a desk."""
    rng = Random(seed)
    photo = _lit(_on_table(_scanned(sheet, 0, 0.03, rng), rng))
    return _jpeg(photo.filter(ImageFilter.GaussianBlur(0.5)), 68, 72)


def make_direction_photo(
    pdf_bytes: bytes, text: str, font: FontSource, *, initials: str, seed: int = 21
) -> bytes:
    """Return a photo of page 1 with the leader's words written in the free space below."""
    rng = Random(seed)
    page = pages_as_images(pdf_bytes, 150)[0]
    hand = _hand_font(font, 36)
    mask = handwritten(page.size, [text, initials], hand, rng, left=190, top=1385,
                       right=1050, step=56)  # fmt: skip
    page.paste(INK, (0, 0), mask)
    return photo_of(page, seed=seed)
