# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new build leaves standing instances and open pages their files."""

from __future__ import annotations

import os
from pathlib import Path

from congso.config.cli.assets import FORMER_FOR, keep_former

NOW = 1_800_000_000.0


def put(path: Path, text: str, *, age: float = 0.0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (NOW - age, NOW - age))


def test_hashed_files_of_the_last_month_stay(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    put(old / "app.0123456789ab.css", "former")
    put(old / "chunks" / "viewer.0123456789ab.js.gz", "former")
    put(old / "app.ba9876543210.css", "long ago", age=FORMER_FOR + 1)
    put(old / "app.css", "former, by its plain name")
    put(old / "same.0123456789ab.css", "former")
    put(new / "same.0123456789ab.css", "new")
    keep_former(old, new, now=NOW)
    found = {str(path.relative_to(new)): path.read_text() for path in new.rglob("*.*")}
    assert found == {
        "app.0123456789ab.css": "former",
        "chunks/viewer.0123456789ab.js.gz": "former",
        "same.0123456789ab.css": "new",
    }
    # and ages on with its own days, however often it is carried over
    keep_former(new, tmp_path / "third", now=NOW + FORMER_FOR + 1)
    assert not (tmp_path / "third").exists()


def test_the_first_build_has_nothing_to_keep(tmp_path: Path) -> None:
    keep_former(tmp_path / "none", tmp_path / "new", now=NOW)
    assert not (tmp_path / "new").exists()
