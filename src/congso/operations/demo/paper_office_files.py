# SPDX-License-Identifier: AGPL-3.0-or-later
"""Word, Excel and old text files of the demo papers, repeatable to the byte."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from congso.operations.demo.old_encodings import to_tcvn3, to_windows_1258
from congso.operations.demo.papers_pdf import PrintedPaper
from congso.operations.demo.phrases import PLACES
from congso.operations.demo.texts import date_in_words

_FONT = "Times New Roman"
# Hectares of rice under water in the story, by district; the others have none.
FLOODED = {
    "huyện Tuy Phước": 320,
    "thị xã An Nhơn": 285,
    "huyện Phù Cát": 240,
    "huyện Phù Mỹ": 180,
    "huyện Hoài Nhơn": 115,
    "huyện Tây Sơn": 100,
}
_COLUMNS = (
    ("TT", 6), ("Địa phương", 28), ("Diện tích lúa bị ngập (ha)", 14),
    ("Trong đó trên 70% (ha)", 14), ("Giống cần hỗ trợ (kg)", 14),
    ("Kinh phí huyện đã chi (triệu đồng)", 16), ("Đề nghị tỉnh hỗ trợ (triệu đồng)", 16),
    ("Ghi chú", 18),
)  # fmt: skip


def fixed_zip(data: bytes, day: date) -> bytes:
    """Return the same zip with every member dated ``day``: office files without a clock in them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return out.getvalue()


def _line(document: Any, text: str, *, bold: bool = False, italic: bool = False,
          centre: bool = False, size: int = 14) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(1.27)


def _blank_document(title: str, day: date) -> Any:
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(14)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.7)
    section.top_margin = section.bottom_margin = Cm(2)
    properties = document.core_properties
    properties.title, properties.author = title, ""
    properties.created = properties.modified = datetime.combine(day, time(8))
    return document


def _docx_bytes(document: Any, day: date) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return fixed_zip(stream.getvalue(), day)


def _letter_head(document: Any, paper: PrintedPaper) -> None:
    table = document.add_table(rows=2, cols=2)
    left = "\n".join(part for part in (paper.head.parent, *paper.head.lines) if part)
    cells = (
        (left, True, False),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", True, False),
        (f"Số: {paper.symbol or '…'}", False, False),
        (f"{paper.head.place}, {date_in_words(paper.issued)}", False, True),
    )
    for cell, (text, bold, italic) in zip(table._cells, cells, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(12)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def make_docx(paper: PrintedPaper) -> bytes:
    """Return the paper as a Word file, as its drafter would send it for opinions."""
    document = _blank_document(f"{paper.type_name} {paper.symbol}".strip(), paper.issued)
    _letter_head(document, paper)
    if not paper.is_letter:
        _line(document, paper.type_name.upper(), bold=True, centre=True)
    _line(document, paper.subject, bold=not paper.is_letter, centre=True)
    if paper.to:
        _line(document, f"Kính gửi: {'; '.join(paper.to)}.", centre=True)
    for text in paper.body:
        _line(document, text, bold=text.isupper(), centre=text.isupper())
    _line(document, "\n".join(paper.capacity), bold=True, centre=True)
    _line(document, paper.signer, bold=True, centre=True)
    _line(document, "Nơi nhận:\n" + "\n".join(f"- {r};" for r in paper.recipients), size=11)
    return _docx_bytes(document, paper.issued)


def make_outline_docx(title: str, day: date) -> bytes:
    """Return the outline of a report to be filled in (annex of paper 4)."""
    document = _blank_document(title, day)
    _line(document, "ĐỀ CƯƠNG BÁO CÁO", bold=True, centre=True)
    _line(document, "Kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ", bold=True, centre=True)
    for heading, hint in (
        (
            "I. TÌNH HÌNH THIỆT HẠI",
            "Nêu diện tích, số lượng, mức độ thiệt hại theo từng đối tượng.",
        ),
        ("II. KẾT QUẢ KHẮC PHỤC", "Nguồn lực địa phương đã huy động; số hộ đã được hỗ trợ."),
        ("III. NHU CẦU HỖ TRỢ", "Số liệu theo Biểu 01; thuyết minh định mức áp dụng."),
        ("IV. KIẾN NGHỊ", "Kiến nghị cụ thể với UBND tỉnh và các sở."),
    ):
        _line(document, heading, bold=True)
        _line(document, hint, italic=True)
        _line(document, "…")
    return _docx_bytes(document, day)


def _fill_form(sheet: Worksheet) -> None:
    thin = Side(style="thin")
    for column, (title, width) in enumerate(_COLUMNS, start=1):
        cell = sheet.cell(row=5, column=column, value=title)
        cell.font = Font(name=_FONT, size=12, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, place in enumerate(PLACES, start=6):
        area = FLOODED.get(place, 0)
        over = round(area * 0.7)
        values = (row - 5, f"UBND {place}", area, over, area * 100, None, f"=E{row}*0.018", None)
        for column, value in enumerate(values, start=1):
            sheet.cell(row=row, column=column, value=value).font = Font(name=_FONT, size=12)
    last = 5 + len(PLACES)
    sheet.cell(row=last + 1, column=2, value="Tổng cộng").font = Font(name=_FONT, bold=True)
    for letter in "CDEFG":
        sheet[f"{letter}{last + 1}"] = f"=SUM({letter}6:{letter}{last})"
    for line in sheet.iter_rows(min_row=5, max_row=last + 1, max_col=len(_COLUMNS)):
        for framed in line:
            framed.border = Border(left=thin, right=thin, top=thin, bottom=thin)


def make_xlsx(title: str, day: date) -> bytes:
    """Return the damage form (Biểu 01) by district, with sums as formulas."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has one worksheet")
    sheet.title = "Bieu 01"
    for row, text in enumerate(
        ("Biểu 01", title.upper(), "(Kèm theo công văn của Sở Tài chính)"), 1
    ):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_COLUMNS))
        title_cell = sheet.cell(row=row, column=1, value=text)
        title_cell.alignment = Alignment(horizontal="center")
        title_cell.font = Font(name=_FONT, size=13, bold=row < 3, italic=row == 3)
    _fill_form(sheet)
    book.properties.creator = ""
    book.properties.created = book.properties.modified = datetime.combine(day, time(8))
    stream = io.BytesIO()
    book.save(stream)
    return _settle_xlsx(stream.getvalue(), day)


def _settle_xlsx(data: bytes, day: date) -> bytes:
    """openpyxl writes the hour of saving into docProps/core.xml; put the day's there."""
    stamp = f"{day.isoformat()}T08:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                head, tag, rest = content.partition(b"<dcterms:modified")
                opening, gt, tail = rest.partition(b">")
                content = head + tag + opening + gt + stamp + tail[tail.index(b"<") :]
            target.writestr(name, content)
    return fixed_zip(out.getvalue(), day)


def plain_text(paper: PrintedPaper) -> str:
    """Return the whole paper as plain text, line by line."""
    head = "\n".join(part for part in (paper.head.parent, *paper.head.lines) if part)
    lines = [
        head,
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {paper.symbol}    {paper.head.place}, {date_in_words(paper.issued)}",
        "",
        paper.type_name.upper(),
        paper.subject,
        "",
        *(f"Kính gửi: {to}" for to in paper.to),
        *paper.body,
        "",
        *paper.capacity,
        paper.signer,
    ]
    return "\r\n".join(lines) + "\r\n"


def make_old_text(paper: PrintedPaper, encoding: str) -> bytes:
    """Return the paper as an old text file: "tcvn3" or "windows-1258". Raises ValueError."""
    text = plain_text(paper).replace("“", '"').replace("”", '"').replace("–", "-")
    if encoding == "tcvn3":
        return to_tcvn3(text)
    if encoding == "windows-1258":
        return to_windows_1258(text)
    raise ValueError(encoding)


def make_old_rtf(paper: PrintedPaper) -> bytes:
    """Return the paper as an RTF of the time of .VnTime: TCVN3 bytes under a font name."""
    escaped = "".join(
        f"\\'{byte:02x}" if byte > 0x7F or byte in b"\\{}" else chr(byte)
        for byte in make_old_text(paper, "tcvn3")
    )
    body = escaped.replace("\r\n", "\\par\r\n")
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 .VnTime;}}\f0\fs28 "
    return (head + body + "}").encode("ascii")
