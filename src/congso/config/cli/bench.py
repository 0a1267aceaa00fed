# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso bench``: the benchmarks under bench/, each with the floors of its own run."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from congso.config.env import REPOSITORY
from congso.config.language import _
from congso.config.refusal import Refusal
from congso.config.runner.trial import trial_server

FOLDER = REPOSITORY / "bench"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which benchmark, and what it is given."""
    parser.add_argument("name", nargs="?", default="documents", help=_("which one"))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=_("its own options"))


def run(args: argparse.Namespace) -> int:
    """Run one benchmark against the named server, or one of our own that syncs its writes."""
    script = FOLDER / f"{args.name}.py"
    if not script.exists():
        names = ", ".join(sorted(path.stem for path in FOLDER.glob("[a-z]*.py")))
        raise Refusal(_("There is no such benchmark; there are: {names}").format(names=names))
    return asyncio.run(_run([str(script), *args.rest]))


async def _run(words: list[str]) -> int:
    if "CONGSO_DATABASE_URL" in os.environ:
        return await _script(words, {})
    async with trial_server(lasting=True) as variables:
        return await _script(words, variables)


async def _script(words: list[str], variables: dict[str, str]) -> int:
    environment = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "congso.config.settings"}
    child = await asyncio.create_subprocess_exec(sys.executable, *words, env=environment)
    return await child.wait()
