# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs commands that modules of the product offer as Django management commands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from congso.config.language import language

if TYPE_CHECKING:
    from congso.config.cli.table import Command

SETTINGS = "congso.config.settings"


def start_django() -> None:
    """Set Django up in the language of the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 (commands without Django stay quick)
    from django.utils import translation  # noqa: PLC0415

    django.setup()
    translation.activate(language())


def run_management(command: Command, rest: list[str]) -> int:
    """Run a module's management command with the words after its name; return the status."""
    start_django()
    from django.core.management import load_command_class  # noqa: PLC0415

    module, name = command.target.rsplit(".", 1)
    loaded = load_command_class(module, name)
    options = vars(loaded.create_parser("congso", command.name).parse_args(rest))
    positional = options.pop("args", ())
    options["force_color"], options["no_color"] = False, True
    loaded.execute(*positional, **options)
    return 0
