# SPDX-License-Identifier: AGPL-3.0-or-later
"""The browser of the tests: the machine's, one that root may install, or the one of a package."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from congso.config.env import REPOSITORY
from congso.config.language import _
from congso.config.refusal import Refusal

NAMES = ("chromium", "chromium-browser", "google-chrome")
FONTS = ("fonts-dejavu-core", "fonts-liberation")
FRONTEND = REPOSITORY / "frontend"
ASK_PACKAGE = (
    "import('@sparticuz/chromium').then(async (m) => console.log(await m.default.executablePath()))"
)


def find_browser() -> Path:
    """Return the path of a Chromium; installs one where that is allowed.

    Raises Refusal when none can be had.
    """
    given = os.environ.get("CONGSO_TEST_BROWSER")
    if given:
        return Path(given)
    found = _on_machine() or _by_root() or _in_package()
    if found is None:
        raise Refusal(_("The browser tests need Chromium; install it or set CONGSO_TEST_BROWSER."))
    return found


def _on_machine() -> Path | None:
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return Path(path)
    return None


def _by_root() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update",), ("install", "-y", "--no-install-recommends", "chromium", *FONTS)):
        command = ["apt-get", "-q", *words]
        done = subprocess.run(command, env=quiet, capture_output=True, check=False)  # noqa: S603
        if done.returncode and words[0] == "install":
            return None
    return _on_machine()


def _in_package() -> Path | None:
    """The Chromium inside a development package of the frontend, unpacked where it likes."""
    if not (FRONTEND / "node_modules" / "@sparticuz" / "chromium").exists():
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        command = ["npm", "ci", "--ignore-scripts", *quiet]
        if _output(command) is None:
            return None
    path = _output(["node", "--input-type=module", "-e", ASK_PACKAGE])
    return Path(path) if path and Path(path).exists() else None


def _output(command: list[str]) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 (our own words, no shell)
            command, cwd=FRONTEND, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    lines = done.stdout.strip().splitlines()
    return None if done.returncode else (lines[-1] if lines else "")
