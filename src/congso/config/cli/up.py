# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso up``: everything on this machine, in the foreground."""

from __future__ import annotations

import argparse

from congso.config.language import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What a new data directory is filled with."""
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--demo",
        action="store_true",
        help=_("load the demo organisation (a new data directory gets it anyway)"),
    )
    choice.add_argument(
        "--empty",
        action="store_true",
        help=_("leave a new data directory empty; the first page asks for the agency"),
    )


def run(args: argparse.Namespace) -> int:
    """Run until stopped."""
    from congso.config.runner.up import run as run_instance  # noqa: PLC0415 (help stays quick)

    return run_instance(demo=args.demo, empty=args.empty)
