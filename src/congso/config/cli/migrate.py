# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso migrate``: the database brought up to date, dumped before when it holds anything."""

from __future__ import annotations

import argparse
import os

from congso.config.speech import tell


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(args: argparse.Namespace) -> int:
    """Migrate as the role that owns the tables."""
    os.environ["CONGSO_DB_ROLE"] = "owner"
    os.environ["CONGSO_DB_POOL"] = "0"
    from congso.config.cli.management import start_django  # noqa: PLC0415 (after the role is set)

    start_django()
    from congso.config.runner.upgrade import bring_up_to_date  # noqa: PLC0415 (needs Django)

    bring_up_to_date(tell)
    return 0
