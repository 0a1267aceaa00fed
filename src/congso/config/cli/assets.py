# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso assets collect``: every static file under its hashed name, in one folder."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import time
from pathlib import Path

from congso.config.cli.management import start_django

# The recognition model is read by workers, not by browsers; htmx is part of our own script.
LEFT_OUT = ["ocr", "django_htmx"]
HASHED = re.compile(r"\.[0-9a-f]{12}\.")
FORMER_FOR = 30 * 86400  # seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(args: argparse.Namespace) -> int:
    """Collect into a new folder, then rename it into place."""
    start_django()
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)
    from django.core.management import call_command  # noqa: PLC0415

    place = Path(settings.STATIC_ROOT)
    new = place.with_name(f"{place.name}.{os.getpid()}")
    settings.STATIC_ROOT = str(new)
    try:
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=LEFT_OUT)
        keep_former(place, new, now=time.time())
        _replace(new, place)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return 0


def keep_former(old: Path, new: Path, *, now: float) -> None:
    """Carry files of earlier builds over, for 30 days: an instance that was started before, and a
    page that stands open in a browser, still ask for them by their hashed names."""
    for path in sorted(old.rglob("*")) if old.exists() else ():
        kept = new / path.relative_to(old)
        is_hashed = HASHED.search(path.name) and path.is_file()
        if is_hashed and not kept.exists() and now - path.stat().st_mtime < FORMER_FOR:
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, kept)


def _replace(new: Path, place: Path) -> None:
    old = place.with_name(f"{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)
