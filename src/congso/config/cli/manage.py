# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso manage``: any management command of Django, for those who develop."""

from __future__ import annotations

import argparse

from congso.config.cli.management import start_django
from congso.config.language import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the words of the management command as they are."""
    parser.add_argument("words", nargs=argparse.REMAINDER, help=_("name and arguments"))


def run(args: argparse.Namespace) -> int:
    """Run it."""
    start_django()
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["congso manage", *args.words])
    return 0
