# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stamp over a page bears the code of the paper, as the printed copy does: scanners read it."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from congso.documents.incoming import FileRef
from congso.documents.queries_books import code_of
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of, kept
from congso.filestore.tests import samples
from congso.organisation.tests.factories import make_agency

pytestmark = pytest.mark.django_db
QUIET, SCALE = 4, 6


def drawn(path: str, modules: int) -> Image.Image:
    """The path as a scanner sees it."""
    side = modules + 2 * QUIET
    picture = Image.new("L", (side, side), 255)
    for across, down, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        for step in range(int(wide)):
            picture.putpixel((int(across) + step + QUIET, int(down) + QUIET), 0)
    return picture.resize((side * SCALE, side * SCALE), Image.Resampling.NEAREST)


def test_the_stamp_on_the_page_bears_the_code_of_the_paper(settings: Any, tmp_path: Any) -> None:
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    agency = make_agency()
    blob = kept(agency, samples.pdf(["Công văn"]), "cv.pdf")
    file = FileRef(blob.sha256, blob.size, blob.media_type, "cv.pdf", "main")
    paper = make_document(agency.office, files=(file,))
    url = reverse("documents:stamp", args=[paper.uuid, paper.files.get().pk])
    answer = client_of(agency, "diepptn").get(url)
    stamp = answer.context["stamp"]
    shown = re.search(r'<path class="q" transform="([^"]+)" d="([^"]+)"', answer.content.decode())
    assert shown is not None
    assert re.fullmatch(r"translate\(374 64\) scale\(\d+\.\d{3}\)", shown[1])
    read = zxingcpp.read_barcodes(drawn(shown[2], stamp.code_modules))
    assert [code.text for code in read] == [code_of(paper)]
