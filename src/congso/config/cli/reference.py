# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes docs/reference from the tables of the code: what a lawyer reviews when they change."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module, util
from types import ModuleType

from congso.config.cli.management import start_django
from congso.config.env import REPOSITORY, Env
from congso.config.language import _
from congso.config.speech import tell

FOLDER = REPOSITORY / "docs" / "reference"
HEAD = "<!-- Written by `./congso reference`. Change the code, not this page. -->\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--check` writes nothing and fails when a page is stale."""
    parser.add_argument("--check", action="store_true", help=_("only say which pages are stale"))


def run(args: argparse.Namespace) -> int:
    """Write the pages, or say which are stale."""
    start_django()
    from django.utils import translation  # noqa: PLC0415 (commands without Django stay quick)

    translation.activate("en")  # the pages are the same on every machine
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, text in _pages():
        page = FOLDER / name
        if page.exists() and page.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not args.check:
            page.write_text(text, encoding="utf-8")
    for name in stale if args.check else ():
        tell(_("docs/reference/{name} is stale: run ./congso reference.").format(name=name))
    return 1 if args.check and stale else 0


def _pages() -> Iterator[tuple[str, str]]:
    yield "policies.md", _policies()
    yield "lifecycles.md", _lifecycles()
    yield "settings.md", _settings()


def _modules(name: str) -> Iterator[ModuleType]:
    """The module `name` of every app of the product that has one."""
    from django.apps import apps  # noqa: PLC0415 (commands without Django stay quick)

    for app in sorted(config.name for config in apps.get_app_configs()):
        if app.startswith("congso.") and util.find_spec(f"{app}.{name}"):
            yield import_module(f"{app}.{name}")


def _policies() -> str:
    from congso.common.policy import Policy, Predicate  # noqa: PLC0415

    lines = [HEAD, "# Who may do what", ""]
    meanings: dict[str, str] = {}
    for module in _modules("policies"):
        members = vars(module)
        tables = {name: one for name, one in members.items() if isinstance(one, Policy)}
        labels = [table.label for table in tables.values()]
        for member in members.values():
            if isinstance(member, Predicate) and member.build.__doc__:
                meanings[member.name] = " ".join(member.build.__doc__.split())
        home = module.__name__.removesuffix("policies")
        for name, table in tables.items():
            if table.model.__module__.startswith(home):
                which = f": {name}" if labels.count(table.label) > 1 else ""
                lines += [
                    f"## {table.label}{which}",
                    "",
                    "| action | who | in states |",
                    "|---|---|---|",
                ]
                lines += [
                    f"| {rule.action} | {rule.who.name.replace('|', chr(92) + '|')} "
                    f"| {', '.join(rule.states) or 'any'} |"
                    for rule in table.rules
                ]
                lines.append("")
    lines += ["## What the words mean", "", "| word | meaning |", "|---|---|"]
    lines += [f"| {name} | {meaning} |" for name, meaning in sorted(meanings.items())]
    return "\n".join(lines) + "\n"


def _lifecycles() -> str:
    from congso.common.lifecycle import Lifecycle  # noqa: PLC0415

    lines = [HEAD, "# States and verbs", ""]
    for module in _modules("lifecycle"):
        app = module.__name__.removeprefix("congso.").removesuffix(".lifecycle")
        for name, member in vars(module).items():
            if isinstance(member, Lifecycle):
                lines += [f"## {app}: {name}", "", "```mermaid", member.mermaid(), "```", ""]
                lines += [f"- `{state.value}`: {state.label}" for state in member.states]
                lines.append("")
    return "\n".join(lines)


def _settings() -> str:
    lines = [HEAD, "# Settings", "", "Environment variables; a secret may also be a file.", ""]
    lines += ["| variable | what it does |", "|---|---|"]
    seen = set()
    for concern in Env.CONCERNS.values():
        for name, field in concern.model_fields.items():
            if name not in seen:
                seen.add(name)
                lines.append(f"| `CONGSO_{name.upper()}` | {field.description or ''} |")
    return "\n".join(lines) + "\n"
