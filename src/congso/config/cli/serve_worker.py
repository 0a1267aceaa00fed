# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso serve worker``: background jobs and what runs by the clock."""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

from congso.config.cli.management import start_django
from congso.config.env import env

BEAT_FILE = "worker.alive"
BEAT_EVERY = 2.0
FINISH_SECONDS = 3.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments: concurrency comes from the environment."""


def run(args: argparse.Namespace) -> int:
    """Work until told to stop; jobs under way get a few seconds to finish."""
    os.environ.setdefault("CONGSO_DB_POOL", "1")
    start_django()
    asyncio.run(_work())
    return 0


async def _work() -> None:
    from procrastinate.contrib.django import app  # noqa: PLC0415 (needs Django set up)

    beat = asyncio.create_task(_beat(env.data.run / BEAT_FILE))
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            async with worker_app.open_async():
                await worker_app.run_worker_async(
                    concurrency=env.work.worker_concurrency,
                    shutdown_graceful_timeout=FINISH_SECONDS,
                    delete_jobs="successful",
                )
    finally:
        beat.cancel()


async def _beat(file: Path) -> None:
    """Touch a file while the loop turns, so that the runner sees a worker that is stuck."""
    while file.parent.is_dir():
        file.touch()  # noqa: ASYNC240 (a touch is no wait)
        await asyncio.sleep(BEAT_EVERY)
