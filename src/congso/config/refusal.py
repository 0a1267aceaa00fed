# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the command line says, in one sentence, when it cannot do what was asked."""

from __future__ import annotations


class Refusal(Exception):
    """A sentence fit for people; ``status`` becomes the exit status."""

    def __init__(self, sentence: str, *, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


class EnvironmentInvalid(Exception):
    """One or more variables cannot be used; ``problems`` has one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
