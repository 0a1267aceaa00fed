# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso demo logins``: who may sign in, shown under the ready lines of a demo instance."""

from __future__ import annotations

import argparse

from congso.config.cli.management import start_django
from congso.config.speech import tell


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(args: argparse.Namespace) -> int:
    """Print what the demo module says; nothing where the demo is not loaded."""
    start_django()
    from congso.operations import demo  # noqa: PLC0415 (needs Django set up)

    logins = getattr(demo, "logins", None)
    for line in logins() if logins is not None else ():
        tell(line if isinstance(line, str) else " · ".join(map(str, line)))
    return 0
