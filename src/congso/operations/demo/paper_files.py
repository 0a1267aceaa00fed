# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every file of a planned paper as it came: signed PDF, scan, photo, old text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from congso.common.printing.fonts import FontSource
from congso.operations.demo.organisation import load_organisation
from congso.operations.demo.paper_images import (
    make_bad_scan,
    make_direction_photo,
    make_handwriting,
    make_phone_photo,
    make_scan,
)
from congso.operations.demo.paper_office_files import (
    make_docx,
    make_old_rtf,
    make_old_text,
    make_outline_docx,
    make_xlsx,
)
from congso.operations.demo.papers import DRAFT, OUTGOING, DemoAnnex
from congso.operations.demo.papers_pdf import PrintedPaper, make_annex_pdf, make_pdf, printed
from congso.operations.demo.plan import PlannedPaper

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPER_ROADS = ("post", "hand", "fax")


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One file. ``role``: "main", "annex", "paper_original", "handwritten_direction", "draft"."""

    role: str
    name: str
    media_type: str
    data: bytes


def file_stem(planned: PlannedPaper) -> str:
    """Return a file name without extension: "7316_UBND-KT", or "van-ban-28" without a number."""
    stem = re.sub(r"[/\\]", "_", planned.symbol)
    return stem or f"van-ban-{planned.paper.n}"


def _main(planned: PlannedPaper, sheet: PrintedPaper, font: FontSource) -> PaperFile:
    paper, stem = planned.paper, file_stem(planned)
    if paper.look == "handwriting":
        return PaperFile("main", "Don kien nghi.pdf", PDF, make_handwriting(planned, font))
    pdf = make_pdf(sheet, font, signed_look=paper.direction != DRAFT)
    if paper.look == "phone_photo":
        return PaperFile("main", f"{stem}.jpg", "image/jpeg", make_phone_photo(pdf, seed=paper.n))
    if paper.look == "bad_scan":
        pdf = make_bad_scan(pdf, seed=paper.n)
    elif paper.arrived is not None and paper.arrived.road in PAPER_ROADS:
        pdf = make_scan(pdf, skew=(paper.n % 5 - 2) * 0.3, seed=paper.n)
    return PaperFile("main", f"{stem}.pdf", PDF, pdf)


def _annex(annex: DemoAnnex, planned: PlannedPaper, font: FontSource) -> PaperFile:
    if annex.kind == "xlsx":
        return PaperFile("annex", annex.name, XLSX, make_xlsx(annex.title, planned.issued))
    if annex.kind == "docx":
        return PaperFile("annex", annex.name, DOCX, make_outline_docx(annex.title, planned.issued))
    pdf = make_annex_pdf(annex.title, printed(planned), font)
    return PaperFile("annex", annex.name, PDF, pdf)


def _old_files(planned: PlannedPaper, sheet: PrintedPaper) -> Iterator[PaperFile]:
    old = planned.paper.details.get("old_file")
    if old is None:
        return
    yield PaperFile("annex", old["name"], "text/plain", make_old_text(sheet, old["encoding"]))
    if old["encoding"] == "tcvn3":
        name = old["name"].replace(".txt", ".rtf")
        yield PaperFile("annex", name, "application/rtf", make_old_rtf(sheet))


def files_of(planned: PlannedPaper, font: FontSource) -> tuple[PaperFile, ...]:
    """Make every file of one paper; the main file comes first."""
    paper, sheet = planned.paper, printed(planned)
    files = [_main(planned, sheet, font)]
    files += [_annex(annex, planned, font) for annex in paper.annexes]
    files += _old_files(planned, sheet)
    if any(road in PAPER_ROADS for road, _ in planned.also_arrived):
        scan = make_scan(make_pdf(sheet, font), seed=paper.n)
        files.append(PaperFile("paper_original", f"{file_stem(planned)}_ban-giay.pdf", PDF, scan))
    if paper.details.get("handwritten_direction") and paper.leader:
        files.append(_direction_photo(planned, sheet, font))
    if paper.direction in (OUTGOING, DRAFT):
        name = f"Du thao {file_stem(planned)}.docx"
        files.append(PaperFile("draft", name, DOCX, make_docx(sheet)))
    return tuple(files)


def _direction_photo(planned: PlannedPaper, sheet: PrintedPaper, font: FontSource) -> PaperFile:
    paper = planned.paper
    leader = load_organisation().person(paper.leader or "")
    day = planned.entered.date() if planned.entered else planned.issued
    initials = f"{leader.name.split()[-1]} {day.day}/{day.month}"
    photo = make_direction_photo(
        make_pdf(sheet, font), paper.direction_text, font, initials=initials, seed=paper.n
    )
    return PaperFile("handwritten_direction", "But phe.jpg", "image/jpeg", photo)
