# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of commands. A command whose part is not built is neither shown nor found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from congso.config.language import _, _n

PACKAGE = Path(__file__).resolve().parents[2]
COMMANDS_HERE = "congso.config.cli."


@dataclass(frozen=True)
class Command:
    """One row: the words people type, what it does, the module that does it."""

    name: str
    help: str
    target: str
    management: bool = False
    hidden: bool = False

    @property
    def built(self) -> bool:
        """True when the file that does the work is there."""
        place = self.target.removeprefix("congso.").split(".")
        if self.management:
            place[1:1] = ["management", "commands"]
        return PACKAGE.joinpath(*place).with_suffix(".py").exists()


def _own(name: str, help_text: str, module: str, *, hidden: bool = False) -> Command:
    return Command(name, help_text, COMMANDS_HERE + module, hidden=hidden)


def _managed(name: str, help_text: str, module: str) -> Command:
    """A management command named after the words, in a module of the product."""
    file = name.replace(" ", "_").replace("-", "_")
    return Command(name, help_text, f"congso.{module}.{file}", management=True)


TABLE: tuple[Command, ...] = (
    _own("up", _n("start everything here: database, pages, background jobs"), "up"),
    _own("test", _n("run every check and test"), "testing"),
    _own("bench", _n("run the benchmarks"), "bench"),
    _own("serve web", _n("serve the pages alone"), "serve_web"),
    _own("serve worker", _n("run background jobs alone"), "serve_worker"),
    _own("serve admin", _n("serve metrics and health to this machine alone"), "serve_admin"),
    _own("doctor", _n("say what is wrong with this installation and how to mend it"), "doctor"),
    _own("migrate", _n("bring the database up to date"), "migrate"),
    _managed("backup create", _n("make a consistent copy"), "operations"),
    _managed("backup list", _n("list the copies"), "operations"),
    _managed("backup verify", _n("check a copy"), "operations"),
    _managed("backup restore", _n("restore from a copy"), "operations"),
    _managed("backup drill", _n("restore a copy aside and compare"), "operations"),
    _managed("audit verify", _n("check the audit trail"), "audit"),
    _managed("token create", _n("make a token for the REST interface"), "api"),
    _managed("app-password create", _n("make an application password"), "accounts"),
    _managed("users import", _n("make accounts from a sheet"), "administration"),
    _managed("role grant", _n("give a role without a second person"), "administration"),
    Command(
        "setup code",
        _n("say how an empty installation is set up"),
        "congso.administration.setup_code",
        management=True,
        hidden=True,
    ),
    _managed("demo load", _n("load the demo organisation"), "operations"),
    _managed("demo scale", _n("load a large made-up data set"), "operations"),
    _own("demo logins", _n("say who may sign in to the demo"), "demo_logins", hidden=True),
    _own("messages compile", _n("put the translations together"), "messages"),
    _own("assets collect", _n("put the static files together"), "assets"),
    _own("reference", _n("write docs/reference from the code"), "reference", hidden=True),
    _own("manage", _n("run any management command of Django"), "manage"),
)


def available() -> list[Command]:
    """Return the commands that are built and meant for people."""
    return [command for command in TABLE if command.built and not command.hidden]


def find(words: Sequence[str]) -> tuple[Command | None, list[str]]:
    """Return the command that the first words name, and the words after it."""
    for command in TABLE:
        parts = command.name.split()
        if list(words[: len(parts)]) == parts and command.built:
            return command, list(words[len(parts) :])
    return None, list(words)


def overview(prefix: Sequence[str] = ()) -> str:
    """Return the help page over all commands, or over those that begin with the words."""
    rows = [row for row in available() if row.name.split()[: len(prefix)] == list(prefix)]
    width = max((len(row.name) for row in rows), default=0)
    lines = [_("usage: congso COMMAND …"), ""]
    lines += [f"  {row.name:<{width}}  {_(row.help)}" for row in rows]
    return "\n".join(
        [*lines, "", _("Every command has --help; --debug shows the trace of a failure.")]
    )
