# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of the timed jobs, said at the end; with CONGSO_FIGURES=1 kept in the figures."""

from __future__ import annotations

import os
import re
import sys

import pytest
from tests.e2e import stopwatch

pytestmark = pytest.mark.unit


def test_the_figures_tell_of_every_job() -> None:
    sys.stdout.write(f"\n{stopwatch.table()}\n")
    if os.environ.get("CONGSO_FIGURES") == "1":
        stopwatch.write_figures()
    section = stopwatch.SECTION.search(stopwatch.FIGURES.read_text("utf-8"))
    assert section is not None
    rows = re.findall(r"^\| (?!job|---)(.+?) \|", section[0], re.MULTILINE)
    assert len(rows) == len(set(rows)) == 18
