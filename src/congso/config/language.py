# SPDX-License-Identifier: AGPL-3.0-or-later
"""The language of the command line: Vietnamese or English, after ``LANG``.

It reads the same catalogues as the pages without starting Django, so that ``--help`` is quick.
"""

from __future__ import annotations

import argparse
import gettext
import os
from functools import lru_cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def language() -> str:
    """Return ``vi`` or ``en`` after LC_ALL, LC_MESSAGES and LANG, in this order."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "vi" if value.lower().startswith("vi") else "en"
    return "en"


@lru_cache
def _catalogue(chosen: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, languages=[chosen], fallback=True)


def _(message: str) -> str:
    """Return the message in the language of the command line."""
    return _catalogue(language()).gettext(message) if message else ""


def _n(message: str) -> str:
    """Mark a message for translation where it is shown, not here."""
    return message


def teach_argparse() -> None:
    """Let argparse speak the same language; it offers no public way to say so."""
    argparse._ = _  # type: ignore[attr-defined]
