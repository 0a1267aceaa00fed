# SPDX-License-Identifier: AGPL-3.0-or-later
"""The limited process that opens a paper to stamp it: no Django, no database, no network.

`python -m congso.documents.printing.stamp_worker TASK ARGUMENTS`; standard input is the stamp's
bytes, then the paper's. It writes one line of JSON, then the bytes of the copy.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

from congso.documents.printing.free_space import PIXELS_A_MM, Box, best_place, ink_map, is_free
from congso.filestore.worker_process import cut_off, limit

POINTS_A_MM = 72 / 25.4
STAMP_MM = (50.0, 35.0)
NAME = "/CongsoArrivalStamp"
LONGEST_MM = 1200  # larger pages are plans, drawn smaller to look for room
MOST_WORDS = 20_000
A4_MM = (210.0, 297.0)


def find_place(paper: bytes) -> tuple[float, float]:
    """The best free place on page one, in millimetres from the upper left corner as it is seen."""
    document = pypdfium2.PdfDocument(paper)
    page = document[0]
    width, height = (size / POINTS_A_MM for size in page.get_size())
    if max(width, height) > LONGEST_MM or min(width, height) < max(STAMP_MM):
        return max(width - STAMP_MM[0] - 5, 0.0), 5.0
    picture = page.render(scale=PIXELS_A_MM / POINTS_A_MM, grayscale=True).to_pil()
    words = list(_words(page, width, height))
    ink = ink_map(picture, words, width, height)
    place = best_place(ink, width, height, stamp=STAMP_MM)
    if is_free(ink, place, STAMP_MM):
        return place
    # A photograph: what looks dark may be a shadow on free paper.
    ink = ink_map(picture, words, width, height, shadows_are_free=True)
    return best_place(ink, width, height, stamp=STAMP_MM)


def on_a_sheet(picture: bytes) -> bytes:
    """A photographed paper as a sheet as wide as A4, upright or across, that can be stamped."""
    with Image.open(io.BytesIO(picture), formats=("WEBP", "PNG", "JPEG")) as image:
        wide = A4_MM[image.width > image.height]
        target = io.BytesIO()
        dots = image.width / wide * 25.4
        image.convert("RGB").save(target, "PDF", resolution=dots, quality=88)
        return target.getvalue()


def page_size(paper: bytes) -> tuple[float, float]:
    """Width and height of page one as it is seen, in millimetres."""
    width, height = pypdfium2.PdfDocument(paper)[0].get_size()
    return width / POINTS_A_MM, height / POINTS_A_MM


def _words(page: Any, width: float, height: float) -> Iterator[Box]:
    """Boxes of the text layer, which sees pale words that the picture hides."""
    if page.get_rotation():
        return  # the text layer is in the unturned page; the picture alone serves
    left0, bottom0, _right, top0 = page.get_cropbox()
    layer = page.get_textpage()
    for index in range(min(layer.count_rects(), MOST_WORDS)):
        left, bottom, right, top = layer.get_rect(index)
        box = Box(
            (left - left0) / POINTS_A_MM, (top0 - top) / POINTS_A_MM,
            (right - left0) / POINTS_A_MM, (top0 - bottom) / POINTS_A_MM,
        )  # fmt: skip
        # A scan's text layer may hold one box of the whole page; that says nothing of the place.
        if box.bottom - box.top < height / 4 and bottom >= bottom0:
            yield box


def overlay(paper: bytes, stamp: bytes, place: tuple[float, float]) -> bytes:
    """A copy with the stamp drawn over page one; forms, signatures and scripts are left out."""
    with pikepdf.open(io.BytesIO(paper)) as copy, pikepdf.open(io.BytesIO(stamp)) as drawn:
        _unsign(copy)
        page = copy.pages[0]
        form = copy.copy_foreign(drawn.pages[0].as_form_xobject())
        form.Matrix = pikepdf.Array([1, 0, 0, 1, 0, 0])
        name = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(NAME))
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(f"\nQ q {_matrix(page, place)} cm {name} Do Q".encode())
        target = io.BytesIO()
        copy.save(target, encryption=False)
        return target.getvalue()


def _matrix(page: pikepdf.Page, place: tuple[float, float]) -> str:
    """From the stamp's own space to the page's: at `place`, upright for who looks at the page."""
    box = [float(value) for value in page.cropbox]
    left, right = min(box[0], box[2]), max(box[0], box[2])
    bottom, top = min(box[1], box[3]), max(box[1], box[3])
    scale = 1 / float(page.obj.get("/UserUnit", 1))
    x, y = (value * POINTS_A_MM * scale for value in place)
    height = STAMP_MM[1] * POINTS_A_MM * scale
    turned = int(page.obj.get("/Rotate", _inherited(page, "/Rotate", 0))) % 360
    s = scale
    matrix = {
        0: (s, 0, 0, s, left + x, top - y - height),
        90: (0, s, -s, 0, left + y + height, bottom + x),
        180: (-s, 0, 0, -s, right - x, bottom + y + height),
        270: (0, -s, s, 0, right - y - height, top - x),
    }[turned]
    return " ".join(f"{value:.4f}" for value in matrix)


def _inherited(page: pikepdf.Page, name: str, default: Any) -> Any:
    node = page.obj.get("/Parent")
    for _level in range(50):
        if node is None:
            break
        if name in node:
            return node[name]
        node = node.get("/Parent")
    return default


def _unsign(copy: pikepdf.Pdf) -> None:
    """Keep how fields look, drop what they are: a changed copy must not claim a signature."""
    copy.flatten_annotations("all")
    for name in ("/AcroForm", "/Perms", "/DSS", "/OpenAction", "/AA", "/Extensions"):
        if name in copy.Root:
            del copy.Root[name]
    names = copy.Root.get("/Names")
    if names is not None and "/JavaScript" in names:
        del names["/JavaScript"]


def run(task: str, arguments: dict[str, Any], given: bytes) -> tuple[dict[str, Any], bytes]:
    """Do the task; whatever a hostile file provokes becomes an answer."""
    stamp, paper = given[: arguments["stamp"]], given[arguments["stamp"] :]
    try:
        if b"%PDF-" not in paper[:1024]:
            paper = on_a_sheet(paper)
        place = arguments.get("place") or find_place(paper)
        wide, high = page_size(paper)
        facts = {"left": place[0], "top": place[1], "wide": wide, "high": high}
        return facts, overlay(paper, stamp, tuple(place)) if task == "overlay" else b""
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
