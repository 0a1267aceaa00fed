# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the journeys share: the worker beside the pages, the wall clock of the story, scans."""

from __future__ import annotations

import datetime as dt
import io
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
import segno
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.common.actor import Actor
from congso.config.subscriptions import SUBSCRIPTIONS
from congso.documents.models import PileScan
from congso.documents.services.scans import split_pile
from congso.filestore.enums import StagedState
from congso.filestore.models import Staged
from congso.filestore.services import check_staged
from congso.filestore.tests import samples

Visit = Callable[..., Page]
PHONE = (390, 844)
STORY_DAY = dt.date(2026, 11, 25)  # a Wednesday; the day before is a public holiday


class Jobs:
    """The worker's work: uploads are checked, scans are split, people are told."""

    def __init__(self) -> None:
        self.told = 0
        self.stop = threading.Event()

    def run(self) -> None:
        """Until it is stopped, as the worker does beside the web server."""
        try:
            while not self.stop.wait(0.1):
                self.once()
        finally:
            connection.close()

    def once(self) -> None:
        for pk in PileScan.objects.filter(ended_at=None).values_list("pk", flat=True):
            split_pile(pk)
        uploaded = Staged.objects.filter(state=StagedState.UPLOADED)
        for pk in uploaded.values_list("pk", flat=True):
            check_staged(Actor.system("check"), pk)
        self.tell()

    def tell(self) -> None:
        for entry in Entry.objects.filter(pk__gt=self.told).order_by("pk"):
            for listener in SUBSCRIPTIONS.get(entry.verb, ()):
                import_string(listener)(heard(entry.pk))
            self.told = entry.pk


@contextmanager
def worker() -> Iterator[Jobs]:
    """The worker in a thread of its own for the block."""
    jobs = Jobs()
    thread = threading.Thread(target=jobs.run)
    thread.start()
    try:
        yield jobs
    finally:
        jobs.stop.set()
        thread.join()


def set_clock(
    monkeypatch: pytest.MonkeyPatch, hour: int, minute: int = 0, day: dt.date = STORY_DAY
) -> None:
    """From now on it is this hour of the story for the product, and the clock goes on."""
    ahead = clock.at(day, hour, minute) - timezone.now()
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: timezone.now() + ahead))


def sheet_of(lines: list[str], codes: list[str]) -> pypdfium2.PdfDocument:
    """One scanned sheet with the text a scanner reads, and labels stuck on its upper edge."""
    document = pypdfium2.PdfDocument(samples.pdf(lines))  # type: ignore[no-untyped-call]
    page = document[0]
    for place, code in enumerate(codes):
        picture = io.BytesIO()
        segno.make(code, error="m").save(picture, kind="png", scale=4, border=4)
        label = pypdfium2.PdfImage.new(document)
        label.set_bitmap(pypdfium2.PdfBitmap.from_pil(Image.open(picture).convert("RGB")))
        width, height = page.get_size()
        matrix = pypdfium2.PdfMatrix().scale(62, 62)
        label.set_matrix(matrix.translate(width - 90 - 80 * place, height - 80))
        page.insert_obj(label)
    page.gen_content()
    return document


def pile_of(sheets: list[tuple[list[str], list[str]]]) -> bytes:
    """The scan of a pile: each sheet its lines and the codes of the labels on it."""
    pile = pypdfium2.PdfDocument.new()
    for lines, codes in sheets:
        pile.import_pages(sheet_of(lines, codes))
    out = io.BytesIO()
    pile.save(out)
    return out.getvalue()


def follow(page: Page, link: str) -> None:
    """Open an entry of the menu; a group in which nothing waits is folded."""
    menu = page.get_by_role("navigation", name="Menu chính")
    entry = menu.locator(".sub").get_by_role("link", name=re.compile(f"^{link}"))
    if not entry.first.is_visible():
        menu.locator("summary", has_text="Văn bản đến").click()
    entry.first.click()


def say(page: Page, words: str) -> Any:
    """The page says these words somewhere a person reads them."""
    return expect(page.get_by_text(words).first).to_be_visible(timeout=15_000)


def add_file(inside: Page | Locator, file: Path) -> None:
    """A file goes up and is kept; where the machine cannot read it a person says he has looked."""
    inside.locator("input[type=file]").set_input_files(file)
    kept = inside.locator(".file[data-pages]")
    confirm = inside.get_by_role("button", name="Xác nhận không có dấu mật")
    expect(kept.or_(confirm).first).to_be_attached(timeout=60_000)
    if confirm.count():
        confirm.click()
    expect(kept).to_have_count(1, timeout=30_000)
