# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso messages compile``: one catalogue per language out of the parts that modules keep."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from congso.config.language import LOCALE
from congso.config.refusal import Refusal
from congso.config.speech import complain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(args: argparse.Namespace) -> int:
    """Compile every language; say which messages are translated in two ways."""
    for folder in sorted(LOCALE.glob("*/LC_MESSAGES")):
        for clash in compile_language(folder):
            complain(clash)
    return 0


def compile_language(folder: Path) -> list[str]:
    """Merge ``parts/*.po`` (and a ``django.po``, if any) of a language and write ``django.mo``.

    Returns a sentence for each message that two parts translate differently; the first holds.
    """
    sources = [*sorted((folder / "parts").glob("*.po")), *folder.glob("django.po")]
    if not sources:
        return []
    whole, clashes = merge(folder.parent.name, sources)
    draft = folder / f"django.mo.{os.getpid()}"
    with draft.open("wb") as file:
        write_mo(file, whole)
    draft.replace(folder / "django.mo")
    return clashes


def merge(language: str, sources: list[Path]) -> tuple[Catalog, list[str]]:
    """Return one catalogue out of all sources, and the clashes between them."""
    whole = Catalog(locale=language)
    clashes = []
    for source in sources:
        for message in _read(source, language):
            if not message.id or not message.string:
                continue
            first = message.id if isinstance(message.id, str) else message.id[0]
            known = whole.get(first, message.context)
            if known is None:
                whole.add(message.id, message.string, flags=message.flags, context=message.context)
            elif known.string != message.string:
                clashes.append(f"{source.name}: “{first}” is translated otherwise in another part")
    return whole, clashes


def _read(source: Path, language: str) -> Catalog:
    try:
        with source.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise Refusal(f"{source.name}: {error}") from None
