# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of checks that are not tests. Each runs as ``python WORDS`` in the repository."""

from __future__ import annotations

from dataclasses import dataclass, field

OWNER = {"CONGSO_DB_ROLE": "owner"}
PLACES = ("src", "tests", "bench", "conftest.py")


@dataclass(frozen=True)
class Check:
    """One line of the table."""

    name: str
    words: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)


CHECKS = (
    Check("format", ("-m", "ruff", "format", "--check", "--quiet", *PLACES)),
    Check("lint", ("-m", "ruff", "check", "--quiet", "--output-format", "concise", *PLACES)),
    Check("types", ("-m", "mypy", "--no-error-summary")),
    Check(
        "imports",
        ("-c", "from importlinter.cli import lint_imports_command as check; check()", "--no-cache"),
    ),
    Check(
        "migrations",
        ("-m", "congso", "manage", "makemigrations", "--check", "--dry-run"),
        OWNER,
    ),
    Check("translations", ("-m", "congso.config.cli.text_checks", "translations")),
    Check("lock files", ("-m", "congso.config.cli.text_checks", "locks")),
    Check("reference", ("-m", "congso", "reference", "--check")),
    Check("templates", ("-m", "congso.config.cli.text_checks", "templates")),
)
