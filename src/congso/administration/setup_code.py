# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one-time code with which an empty installation may be set up from another machine."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings


def path() -> Path:
    """Where the code lies; readable by the account of the service only."""
    return Path(settings.CONGSO_ENV.data.run) / "setup-code"


def write() -> str:
    """Draw a code, keep it and return it as printed. One that is there already stays."""
    if known := read():
        return known
    letters = secrets.token_hex(10)  # 80 bits: nobody tries that in the limits of sign-in
    code = "-".join(letters[at : at + 5] for at in range(0, len(letters), 5))
    path().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(code + "\n")
    return code


def read() -> str:
    """The code that is in force, or ""."""
    try:
        return path().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def holds(typed: str) -> bool:
    """Whether what was typed is the code in force; in the same time for right and wrong."""
    known = read().replace("-", "")
    given = typed.strip().lower().replace("-", "").replace(" ", "")
    return bool(known) and hmac.compare_digest(known.encode(), given.encode("utf-8", "replace"))


def forget() -> None:
    """The installation is set up: no code opens anything any more."""
    path().unlink(missing_ok=True)
