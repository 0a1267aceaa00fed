# SPDX-License-Identifier: AGPL-3.0-or-later
"""The limited process that binds papers into one file: no Django, no database, no network.

`python -m congso.reports.printing.bind_worker TASK ARGUMENTS`; standard input is the parts, one
after another. It writes one line of JSON, then the bytes of what it made.
"""

from __future__ import annotations

import io
import json
import os
import sys
from itertools import accumulate, pairwise
from typing import Any

import pikepdf

from congso.documents.printing.stamp_worker import on_a_sheet
from congso.filestore.worker_process import cut_off, limit

MOST_PAGES = 2000
DROPPED = ("/AA", "/Annots", "/B", "/StructParents", "/Tabs")
FONT = "/CongsoPageNumber"


def clean(part: bytes) -> tuple[dict[str, Any], bytes]:
    """The pages of a PDF, or of a picture, and nothing else of it: no scripts, forms, files."""
    if b"%PDF-" not in part[:1024]:
        part = on_a_sheet(part)
    with pikepdf.open(io.BytesIO(part)) as source, pikepdf.new() as made:
        if len(source.pages) > MOST_PAGES:
            raise ValueError("too many pages")
        source.flatten_annotations("all")
        made.pages.extend(source.pages)
        for page in made.pages:
            for name in DROPPED:
                if name in page.obj:
                    del page.obj[name]
        target = io.BytesIO()
        made.save(target, encryption=False)
        return {"pages": len(made.pages)}, target.getvalue()


def bind(parts: list[bytes], marks: list[list[Any]]) -> tuple[dict[str, Any], bytes]:
    """One file of all parts, with page numbers and bookmarks [title, page, whether below]."""
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as opened:
                whole.pages.extend(opened.pages)
        font = whole.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        count = len(whole.pages)
        for at, page in enumerate(whole.pages, start=1):
            _number(page, font, f"{at}/{count}")
        with whole.open_outline() as outline:
            for title, page_at, is_below in marks:
                item = pikepdf.OutlineItem(title, page_at)
                under = outline.root[-1].children if is_below and outline.root else outline.root
                under.append(item)
        whole.Root.PageMode = pikepdf.Name.UseOutlines
        target = io.BytesIO()
        whole.save(target)
        return {"pages": count}, target.getvalue()


def _number(page: pikepdf.Page, font: Any, words: str) -> None:
    """The number at the lower right as the page is seen, on a patch of white."""
    name = page.add_resource(font, pikepdf.Name.Font, pikepdf.Name(FONT))
    left, bottom, right, top = (float(side) for side in page.cropbox)
    wide = 5.2 * len(words) + 6
    turned = int(page.obj.get("/Rotate", 0)) % 360
    matrix = {
        0: f"1 0 0 1 {right - wide - 14:.2f} {bottom + 10:.2f}",
        90: f"0 1 -1 0 {right - 10:.2f} {top - wide - 14:.2f}",
        180: f"-1 0 0 -1 {left + wide + 14:.2f} {top - 10:.2f}",
        270: f"0 -1 1 0 {left + 10:.2f} {bottom + wide + 14:.2f}",
    }[turned]
    drawn = (
        f"\nQ q {matrix} cm 1 1 1 rg 0 0 {wide:.2f} 13 re f "
        f"0 0 0 rg BT {name} 9 Tf 3 3.5 Td ({words}) Tj ET Q"
    )
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(drawn.encode())


def run(task: str, arguments: dict[str, Any], given: bytes) -> tuple[dict[str, Any], bytes]:
    """Do the task; whatever a hostile file provokes becomes an answer."""
    edges = [0, *accumulate(arguments["sizes"])]
    parts = [given[begin:end] for begin, end in pairwise(edges)]
    try:
        return clean(parts[0]) if task == "clean" else bind(parts, arguments["marks"])
    except Exception as error:  # noqa: BLE001 (the libraries raise whatever a broken file provokes)
        return {"error": repr(error)[:300]}, b""


def main(argv: list[str]) -> None:
    arguments = json.loads(argv[2])
    limit(**arguments.pop("limits"))
    cut_off()
    with os.fdopen(0, "rb", closefd=False) as stream:
        facts, payload = run(argv[1], arguments, stream.read())
    with os.fdopen(1, "wb", closefd=False) as out:
        out.write(json.dumps(facts).encode() + b"\n" + payload)
    os._exit(0)  # no destructors of native libraries


if __name__ == "__main__":
    main(sys.argv)
