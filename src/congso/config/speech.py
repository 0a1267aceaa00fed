# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the command line speaks: results on stdout, complaints on stderr, each line at once."""

from __future__ import annotations

import sys


def tell(line: str) -> None:
    """Write one line of what was asked for."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """Write one line about what is wrong."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
