# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker's process of its own, to be killed in the middle of a batch.

Run as: import_worker.py RUN SIZE; writes one line after each batch it has written.
"""

from __future__ import annotations

import sys

import django


def main(run_id: int, size: int) -> None:
    django.setup()
    from congso.common.actor import Actor  # noqa: PLC0415 (after setup)
    from congso.operations.registers.services.importing import import_batch  # noqa: PLC0415

    print("ready", flush=True)  # noqa: T201
    while import_batch(Actor.system("operations.import"), run_id=run_id, size=size):
        print("batch", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
