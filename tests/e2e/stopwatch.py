# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the practice timed and counted: hands that count themselves, and one table at the end.

Keys and clicks are what a test asserts; seconds depend on the machine and only have wide limits.
With CONGSO_FIGURES=1 the table goes into docs/figures.md, section "Scripted jobs".
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

from playwright.sync_api import Page
from tests.e2e.conftest import REPOSITORY, RESULTS

from congso.common import clock

KEPT = RESULTS / "jobs.json"
FIGURES = REPOSITORY / "docs" / "figures.md"
HEADING = "## Scripted jobs"
SECTION = re.compile(rf"^{HEADING}.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


class Hands:
    """What a person does at the page, counted: keys, clicks, taps; seconds from the beginning."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.clicks = self.taps = 0
        self.began = time.monotonic()

    def press(self, *keys: str) -> None:
        """Keys one by one; a chord is one."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def click(self, place: Any) -> None:
        place.click()
        self.clicks += 1

    def tap(self, place: Any) -> None:
        place.tap()
        self.taps += 1

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.began, 1)


@dataclass(frozen=True)
class Done:
    """One line of the table."""

    no: int
    job: str
    hands: str
    seconds: float
    target: str


def note(no: int, job: str, hands: Hands, target: str, *, seconds: float | None = None) -> None:
    """Keep and say what a job took; `no` is its place in the table."""
    parts = (
        (hands.keys, "key", "keys"), (hands.clicks, "click", "clicks"), (hands.taps, "tap", "taps"),
    )  # fmt: skip
    said = ", ".join(f"{n} {one if n == 1 else more}" for n, one, more in parts if n) or "nothing"
    line = Done(no, job, said, hands.seconds if seconds is None else seconds, target)
    sys.stdout.write(f"\n{job}: {line.seconds} s, {said} (target {target})\n")
    rows = {row["no"]: row for row in _kept()} | {no: asdict(line)}
    RESULTS.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(list(rows.values()), ensure_ascii=False), "utf-8")


def table() -> str:
    """All jobs noted so far."""
    rows = sorted(_kept(), key=lambda row: row["no"])
    head = ["| job | by hand | seconds | target |", "|---|---|---|---|"]
    return "\n".join(
        head + [f"| {r['job']} | {r['hands']} | {r['seconds']} | {r['target']} |" for r in rows]
    )


def write_figures() -> None:
    """Put the table into the figures, in place of the one before."""
    text = FIGURES.read_text("utf-8")
    section = (
        f"{HEADING}\n\nBy a script at the real pages (`tests/e2e/test_jobs_*.py`, Chromium), "
        f"{clock.today():%d/%m/%Y}, {os.cpu_count()} cores of\n{platform.machine()} shared with "
        "other work. The script does not read: the seconds are what the product takes, the counts\n"
        "what a hand does; the targets of the practice are for a person who reads. Of the twenty "
        "searches the slowest counts.\n\n"
        f"{table()}\n\n"
    )
    found = SECTION.search(text)
    if found:
        text = text[: found.start()] + section + text[found.end() :]
    else:
        text = f"{text.rstrip()}\n\n{section}"
    FIGURES.write_text(f"{text.rstrip()}\n", "utf-8")


def _kept() -> list[dict[str, Any]]:
    return json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else []
