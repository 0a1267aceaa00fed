# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes that every module keeps: services take the actor first, verbs are whole, jobs exist."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from congso.common.actor import Actor
from congso.common.lifecycle import Lifecycle
from congso.common.policy import Policy

ROOT = Path(__file__).resolve().parents[2] / "src" / "congso"
# Functions of services that are not acts of a person: they take no actor.
NOT_ACTS = {
    "congso.access.services": {"add", "refresh", "derived", "differences", "strongest"},
    "congso.notifications.services": {"tell", "wake"},
}


def _service_modules() -> Iterator[ModuleType]:
    for path in sorted(ROOT.glob("*/services.py")) + sorted(ROOT.glob("*/services/*.py")):
        name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        yield import_module(name.removesuffix(".__init__"))


def _public(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in vars(module).items():
        if not name.startswith("_") and inspect.isfunction(value):
            if value.__module__ == module.__name__:
                yield name, value


def _is_act(module: ModuleType, function: object) -> bool:
    """An atomic function that takes the actor first; parts of acts run inside one."""
    hints = list(inspect.signature(function).parameters.values())  # type: ignore[arg-type]
    return hasattr(function, "__wrapped__") and bool(hints) and hints[0].name == "actor"


def test_services_never_know_http() -> None:
    wrong = [m.__name__ for m in _service_modules() if "django.http" in inspect.getsource(m)]
    assert wrong == []


def test_public_services_have_docstrings() -> None:
    wrong = [
        f"{module.__name__}.{name}"
        for module in _service_modules()
        for name, function in _public(module)
        if not inspect.getdoc(function)
    ]
    assert wrong == []


def test_acts_take_keywords_after_the_actor() -> None:
    wrong = []
    for module in _service_modules():
        for name, function in _public(module):
            if not _is_act(module, function):
                continue
            rest = list(inspect.signature(function).parameters.values())[1:]  # type: ignore[arg-type]
            positional = [p.name for p in rest if p.kind is p.POSITIONAL_OR_KEYWORD]
            if len(positional) > 2:
                wrong.append(f"{module.__name__}.{name}: {positional}")
    assert wrong == []


def _tables(kind: type) -> Iterator[tuple[str, str, object]]:
    for file in ("lifecycle", "policies"):
        for path in sorted([*ROOT.glob(f"*/{file}.py"), *ROOT.glob(f"*/{file}/__init__.py")]):
            app_name = path.relative_to(ROOT).parts[0]
            module = import_module(f"congso.{app_name}.{file}")
            for name, value in vars(module).items():
                if isinstance(value, kind) and not name.startswith("_"):
                    yield app_name, name, value


def _words_of(app_name: str, folder: str) -> str:
    files = [*ROOT.glob(f"{app_name}/{folder}.py"), *ROOT.glob(f"{app_name}/{folder}/*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_verb_has_a_service_and_a_policy_row() -> None:
    wrong = []
    for app_name, name, lifecycle in _tables(Lifecycle):
        assert isinstance(lifecycle, Lifecycle)
        actions = {
            action
            for owner, _name, policy in _tables(Policy)
            if owner == app_name and isinstance(policy, Policy)
            for action in policy.actions
        }
        services = _words_of(app_name, "services")
        for verb in sorted(lifecycle.verbs):
            if f'"{verb}"' not in services and f"def {verb}(" not in services:
                wrong.append(f"{app_name}.{name}: no service moves {verb}")
            if verb not in actions and verb not in AUTOMATIC:
                wrong.append(f"{app_name}.{name}: no policy row for {verb}")
    assert wrong == []


# Verbs that follow from another act and are nobody's right of their own.
AUTOMATIC = {
    "take",
    "send",
    "direct",
    "enter_direction",
    "supersede",
    "by_lead",
    "read_to_know",
    "read",
}


def test_every_job_named_exists() -> None:
    app.perform_import_paths()
    known = set(app.tasks)
    named = set()
    for path in ROOT.rglob("*.py"):
        if "tests" not in path.parts:
            named |= set(re.findall(r'enqueue\(\s*"([\w.]+)"', path.read_text(encoding="utf-8")))
    named |= set(settings.CONGSO_SCHEDULE)
    assert named - known == set()


def test_every_subscriber_exists() -> None:
    for listeners in settings.CONGSO_SUBSCRIPTIONS.values():
        for path in listeners:
            assert callable(import_string(path))


def test_every_subscribed_verb_is_an_event() -> None:
    verbs = set(re.findall(r'verb = "([\w.]+)"', "\n".join(
        path.read_text(encoding="utf-8") for path in ROOT.glob("*/events.py")
    )))  # fmt: skip
    assert set(settings.CONGSO_SUBSCRIPTIONS) - verbs == set()


BANS = {
    "mark_safe": re.compile(r"\bmark_safe\b"),
}


def _sources(pattern: str) -> Iterator[Path]:
    return (p for p in ROOT.glob(pattern) if not {"tests", "migrations"} & set(p.parts))


def test_views_do_not_write() -> None:
    wrong = []
    for path in [*_sources("*/views.py"), *_sources("*/views/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in {"save", "bulk_create", "bulk_update", "update_or_create"}:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} .{node.func.attr}()")
    assert wrong == []


def test_nothing_marks_markup_safe() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in _sources("**/*.py")
        if BANS["mark_safe"].search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_an_actor_is_comparable_without_its_memory() -> None:
    one, two = Actor(person_id=1), Actor(person_id=1)
    one.remember("x", lambda: 1)
    assert one == two


def test_sizes_are_no_surprise() -> None:
    """Files over 600 lines want a word of explanation here."""
    explained: set[str] = set()
    long = {
        str(path.relative_to(ROOT))
        for path in _sources("**/*.py")
        if path.read_text(encoding="utf-8").count("\n") > 600
    }
    assert long - explained == set()


@pytest.mark.unit
def test_every_file_says_its_licence() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in _sources("**/*.py")
        if not path.read_text(encoding="utf-8").startswith("# SPDX-License-Identifier")
    ]
    assert wrong == []
