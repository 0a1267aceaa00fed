# SPDX-License-Identifier: AGPL-3.0-or-later
"""A table as a Word file, A4 landscape, its head repeated on every page."""

from __future__ import annotations

import copy
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import docx as docx_files
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from congso.common import clock
from congso.reports import wording
from congso.reports.tables import Cell, Table, safe_text

FONT = "Times New Roman"
USABLE_MM = 297 - 20 - 15


def docx(table: Table, *, progress: Callable[[int], None] = lambda _done: None) -> bytes:
    """Return the table as .docx."""
    document = docx_files.Document()
    _set_up(document, table)
    for line in (table.parent, table.agency):
        if line:
            _line(document, line.upper(), bold=line == table.agency, size=12)
    _line(document, table.title.upper(), bold=True, size=14)
    for line in table.above:
        _line(document, line, size=12)
    grid = document.add_table(rows=1, cols=len(table.heads))
    grid.style = "Table Grid"
    grid.autofit = False
    _fill_head(grid, table)
    _fill_rows(grid, table, progress)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _set_up(document: Any, table: Table) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(15)
    section.top_margin = section.bottom_margin = Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    properties = document.core_properties
    properties.author = safe_text(table.agency)[:200]
    properties.title = safe_text(table.title)[:200]
    properties.language, properties.comments = "vi-VN", ""
    now = clock.now().replace(tzinfo=None)
    properties.created = properties.modified = now


def _line(document: Any, text: str, *, bold: bool = False, size: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(safe_text(text))
    run.bold, run.font.size = bold, Pt(size)
    paragraph.paragraph_format.space_after = Pt(4)


def _fill_head(grid: Any, table: Table) -> None:
    row = grid.rows[0]
    whole = sum(head.width for head in table.heads)
    for column, cell, head in zip(grid.columns, row.cells, table.heads, strict=True):
        column.width = cell.width = Mm(round(USABLE_MM * head.width / whole, 1))
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(safe_text(head.label)).bold = True
    properties = row._tr.get_or_add_trPr()
    for name in ("w:tblHeader", "w:cantSplit"):
        mark = OxmlElement(name)
        mark.set(qn("w:val"), "true")
        properties.append(mark)


def _fill_rows(grid: Any, table: Table, progress: Callable[[int], None]) -> None:
    """Rows as copies of one prepared row: the library's own way reads the table anew each time."""
    sample = _sample_row(grid, table)
    for done, values in enumerate(table.rows, start=1):
        row = copy.deepcopy(sample)
        for text, value in zip(row.iter(qn("w:t")), values, strict=True):
            _write(text, _as_text(value))
        grid._tbl.append(row)
        if done % 500 == 0:
            progress(done)


def _sample_row(grid: Any, table: Table) -> Any:
    row = grid.add_row()
    for cell, head in zip(row.cells, table.heads, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run("x")
        if head.centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    cut = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(cut)
    grid._tbl.remove(row._tr)
    return row._tr


def _write(text: Any, value: str) -> None:
    """Put `value` into a w:t; line breaks become breaks of the run."""
    first, *others = safe_text(value).replace("\t", " ").split("\n")
    text.text = first
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run = text.getparent()
    for line in others:
        run.append(OxmlElement("w:br"))
        more = OxmlElement("w:t")
        more.text = line
        run.append(more)


def _as_text(value: Cell) -> str:
    return wording.day(value) if isinstance(value, dt.date) else value
