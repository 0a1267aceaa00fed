# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks that read files: translations whole, locks without hosts, templates without script."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

from congso.config.cli.messages import merge
from congso.config.env import REPOSITORY
from congso.config.language import LOCALE
from congso.config.speech import tell

SOURCE = REPOSITORY / "src" / "congso"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_n": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HOST = re.compile(r"https?://")
# The Content-Security-Policy refuses these, so they would do nothing but mislead.
INLINE = re.compile(r"<[^<>]*?\s(style|on[a-z]+)\s*=", re.IGNORECASE)
TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE)


def translations() -> Iterator[str]:
    """Messages without a Vietnamese translation, and messages with two."""
    folder = LOCALE / "vi" / "LC_MESSAGES"
    sources = [*sorted((folder / "parts").glob("*.po")), *folder.glob("django.po")]
    whole, clashes = merge("vi", sources)
    yield from clashes
    for message in whole:
        if message.fuzzy and message.id:
            yield f"fuzzy: {message.id!r}"
    for file, line, text, context in _messages():
        known = whole.get(text, context)
        if known is None or not known.string:
            yield f"{file.relative_to(REPOSITORY)}:{line}: no translation of {text!r}"


def _messages() -> Iterator[tuple[Path, int, str, str | None]]:
    """Every message of code and templates: file, line, text (singular), context."""
    settings.configure()
    for file in [*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.*")]:
        if {"tests", "migrations"} & set(file.parts) or not file.is_file():
            continue
        code = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            code = templatize(code)
        for line, found, _comments, context in extract(
            "python", BytesIO(code.encode()), KEYWORDS, options={"encoding": "utf-8"}
        ):
            text = found if isinstance(found, str) else next((t for t in found if t), "")
            if text:
                yield file, line, text, context


def locks() -> Iterator[str]:
    """Lines of lock files that name a host: packages come from wherever the site's proxy says."""
    for file in [*REPOSITORY.glob("requirements*.txt"), REPOSITORY / "frontend/package-lock.json"]:
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        for number, line in enumerate(lines, 1):
            if HOST.search(line):
                yield f"{file.relative_to(REPOSITORY)}:{number}: {line.strip()}"
    for name in ("uv.lock", "pylock.toml"):
        if (REPOSITORY / name).exists():
            yield f"{name}: holds host names; remove it"


def templates() -> Iterator[str]:
    """Inline styles, event attributes and scripts in templates."""
    for file in sorted(SOURCE.rglob("templates/**/*.html")):
        code = TEMPLATE_TAG.sub(lambda tag: "\n" * tag.group().count("\n"), file.read_text())
        for pattern in (INLINE, SCRIPT):
            for found in pattern.finditer(code):
                line = code.count("\n", 0, found.end()) + 1
                yield f"{file.relative_to(REPOSITORY)}:{line}: {found.group().split()[-1]}"


CHECKS = {"translations": translations, "locks": locks, "templates": templates}


def main(name: str) -> int:
    """Print what the named check finds; 1 when it finds anything."""
    complaints = list(CHECKS[name]())
    for complaint in complaints:
        tell(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
