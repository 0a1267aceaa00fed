# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso test``: every check, one line each, then all tests in one run of pytest."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping

from congso.config.cli.browser import find_browser
from congso.config.cli.checks import CHECKS, Check
from congso.config.env import REPOSITORY
from congso.config.language import _
from congso.config.refusal import Refusal
from congso.config.runner.trial import trial_server
from congso.config.speech import tell

AT_ONCE = 2
FAST = "not browser and not processes and not long"
FULL = "not long"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much is run."""
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--fast", action="store_true", help=_("leave out the browser and the real processes")
    )
    choice.add_argument("--long", metavar="NAME", help=_("run one long proof alone"))
    parser.add_argument("paths", nargs="*", help=_("run these tests alone, without other checks"))


def run(args: argparse.Namespace) -> int:
    """Run the checks and tests; the exit status tells whether all of them passed."""
    with contextlib.suppress(asyncio.CancelledError):
        return asyncio.run(_run_all(args))
    return 130


async def _run_all(args: argparse.Namespace) -> int:
    if task := asyncio.current_task():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with _server() as variables:
        failed = [] if args.long or args.paths else await _run_checks(variables)
        if not args.fast and not args.long:
            variables = {**variables, **_browser()}
        status = await _pytest(args, variables)
    if failed:
        raise Refusal(_("failed besides the tests: {names}").format(names=", ".join(failed)))
    return status


@contextlib.asynccontextmanager
async def _server() -> AsyncIterator[dict[str, str]]:
    """The server that is named in the surroundings, or one of our own."""
    if "CONGSO_DATABASE_URL" in os.environ:
        yield {}
        return
    begun = time.monotonic()
    async with trial_server() as variables:
        _row("database", "ok", time.monotonic() - begun)
        yield variables


def _row(name: str, result: str, seconds: float) -> None:
    tell(f"{name:<14} {result:<8} {seconds:6.1f} s")


async def _run_checks(variables: Mapping[str, str]) -> list[str]:
    """Run all checks, two at a time, and print them in the order of the table."""
    turn = asyncio.Semaphore(AT_ONCE)
    tasks = [asyncio.create_task(_run_check(check, variables, turn)) for check in CHECKS]
    failed = []
    for check, task in zip(CHECKS, tasks, strict=True):
        status, output, seconds = await task
        _row(check.name, "FAILED" if status else "ok", seconds)
        if status:
            failed.append(check.name)
            tell(output.rstrip())
    return failed


async def _run_check(
    check: Check, variables: Mapping[str, str], turn: asyncio.Semaphore
) -> tuple[int, str, float]:
    async with turn:
        begun = time.monotonic()
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *check.words,
            cwd=REPOSITORY,
            env={**os.environ, **check.variables, **variables},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            output, _none = await child.communicate()
        except asyncio.CancelledError:
            child.kill()
            raise
        return child.returncode or 0, output.decode(errors="replace"), time.monotonic() - begun


def _browser() -> dict[str, str]:
    """The browser of the tests that need one, when there are any."""
    if not any((REPOSITORY / "tests").glob("e2e/**/test_*.py")):
        return {}
    begun = time.monotonic()
    found = find_browser()
    _row("browser", "ok", time.monotonic() - begun)
    return {"CONGSO_TEST_BROWSER": str(found)}


async def _pytest(args: argparse.Namespace, variables: Mapping[str, str]) -> int:
    """All tests in one run, so that the output closes with pytest's closing line."""
    words = ["-m", "pytest", *args.paths]
    if args.long:
        words += ["-m", "long", "-k", args.long]
    elif not args.paths:
        words += ["-m", FAST if args.fast else FULL]
    child = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=REPOSITORY, env={**os.environ, **variables}
    )
    try:
        return await child.wait()
    except asyncio.CancelledError:
        child.terminate()
        await child.wait()
        raise
