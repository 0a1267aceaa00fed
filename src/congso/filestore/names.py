# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of files as people gave them: for display only, never a path (SECURITY.md T08)."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

MAX_LENGTH = 200
_UNFIT = frozenset('<>:"|?*')


def clean_name(name: str) -> str:
    """Return the last part of `name`, in NFC, without control, bidi and reserved signs.

    Long names lose their middle and keep the extension. A name with nothing left becomes the
    translated word for "file".
    """
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(letter for letter in unicodedata.normalize("NFC", last) if _may_stay(letter))
    kept = " ".join(kept.split()).strip(" .")
    return _shortened(kept) if kept else _("file")


def with_extension(name: str, extension: str, accepted: tuple[str, ...]) -> str:
    """Return `name` ending in one of the `accepted` extensions, adding `extension` if need be.

    So "gấp.bat" whose content is plain text is handed out as "gấp.bat.txt" and cannot be run.
    """
    if PurePosixPath(name).suffix.lower().lstrip(".") in accepted:
        return name
    return _shortened(f"{name}.{extension}")


def _may_stay(letter: str) -> bool:
    # Cc control, Cf bidi and zero-width, Cs surrogates, Zl and Zp line breaks, Co private use.
    return letter not in _UNFIT and (
        unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )


def _shortened(name: str) -> str:
    if len(name) <= MAX_LENGTH:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix) <= 10 else ""
    return name[: MAX_LENGTH - len(suffix) - 1].rstrip() + "…" + suffix
