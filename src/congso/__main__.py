# SPDX-License-Identifier: AGPL-3.0-or-later
"""``python -m congso``: the command line."""

import sys

from congso.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
