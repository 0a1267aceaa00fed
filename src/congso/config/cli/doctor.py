# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso doctor``: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import argparse

from congso.config.language import _
from congso.config.speech import tell


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to print."""
    parser.add_argument(
        "--settings", action="store_true", help=_("list all variables with their values")
    )


def run(args: argparse.Namespace) -> int:
    """Print the settings, or one line per finding; 1 when anything is wrong."""
    from congso.config.env import env  # noqa: PLC0415 (a bad environment is reported, not traced)

    if args.settings:
        for name, value, meaning in env.rows():
            tell(f"{name}={value}\n    {meaning}")
        return 0
    from congso.config.cli.findings import findings  # noqa: PLC0415 (as above)

    found = list(findings(env))
    for finding in found:
        tell(f"- {finding}")
    if not found:
        tell(_("Nothing is wrong."))
    return 1 if found else 0
