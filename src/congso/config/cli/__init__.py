# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ``congso`` command: finds the command in the table, reads its arguments, runs it.

Each command is a module with ``add_arguments(parser)`` and ``run(args) -> int``, imported only
when it is asked for, or a management command of the module that owns the matter.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from congso import __version__
from congso.config.cli.management import run_management
from congso.config.cli.table import Command, available, find, overview
from congso.config.language import _, teach_argparse
from congso.config.refusal import EnvironmentInvalid, Refusal
from congso.config.speech import complain, tell


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status. Failures are one sentence on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    try:
        return _dispatch(words)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    except EnvironmentInvalid as error:
        for problem in error.problems:
            complain(f"congso: {problem}")
        return 2
    except Exception as error:  # noqa: BLE001 (the last place: people get a sentence, not a trace)
        if debug:
            traceback.print_exc()
        complain(f"congso: {_one_sentence(error)}")
        return error.status if isinstance(error, Refusal) else 1


def _dispatch(words: list[str]) -> int:
    if words[:1] == ["--version"]:
        tell(f"congso {__version__}")
        return 0
    command, rest = find(words)
    if command is not None:
        return _run(command, rest)
    if not words or words[-1] in {"-h", "--help"}:
        tell(overview(words[:-1]))
        return 0 if words else 2
    known = ", ".join(entry.name for entry in available() if entry.name.split()[0] == words[0])
    if known:
        raise Refusal(_("Say which one: {commands}.").format(commands=known), status=2)
    raise Refusal(
        _("There is no command “{name}”; see congso --help.").format(name=words[0]), status=2
    )


def _run(command: Command, rest: list[str]) -> int:
    if command.management:
        return run_management(command, rest)
    teach_argparse()
    module = import_module(command.target)
    parser = argparse.ArgumentParser(prog=f"congso {command.name}", description=_(command.help))
    parser.add_argument("--debug", action="store_true", help=_("show the trace of a failure"))
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(rest)))


def _one_sentence(error: Exception) -> str:
    text = " ".join(str(error).split())
    if isinstance(error, Refusal):
        return text
    name = type(error).__name__
    # Management commands raise CommandError with a sentence of their own.
    return text if text and name == "CommandError" else f"{name}: {text}" if text else name
