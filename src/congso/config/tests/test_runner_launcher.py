# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import ast
import os
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

from congso.config.env import REPOSITORY

pytestmark = pytest.mark.unit


@pytest.fixture
def launcher(tmp_path: Path) -> Any:
    """The launcher, looking at a small repository of its own."""
    loader = SourceFileLoader("launcher", str(REPOSITORY / "congso"))
    spec = spec_from_loader("launcher", loader)
    assert spec is not None
    module: Any = module_from_spec(spec)
    loader.exec_module(module)
    root = tmp_path / "kho mã"
    for name in ("requirements.txt", "requirements-dev.txt", "frontend/package-lock.json"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (root / "src/congso/locale/vi/LC_MESSAGES/parts").mkdir(parents=True)
    (root / "src/congso/locale/vi/LC_MESSAGES/parts/a.po").write_text("")
    for name, place in (
        ("ROOT", ""), ("VENV", ".venv"), ("STAMP", ".venv/congso.json"), ("FRONTEND", "frontend"),
        ("SOURCE", "src/congso"), ("LOCALE", "src/congso/locale"),
    ):  # fmt: skip
        setattr(module, name, str(root / place))
    return module


def _finish(launcher: Any, *, development: bool = False) -> Path:
    """Make everything as if all steps were done."""
    root = Path(launcher.ROOT)
    (root / ".venv/bin").mkdir(parents=True)
    (root / ".venv/bin/python").touch()
    (root / "frontend/dist").mkdir()
    (root / "staticfiles").mkdir()
    (root / "src/congso/locale/vi/LC_MESSAGES/django.mo").touch()
    launcher.keep(**launcher.wanted(development))
    return root


def test_a_fresh_clone_needs_every_part_in_order(launcher: Any) -> None:
    assert launcher.stale(False) == ["runtime", "modules", "pages", "messages", "static"]
    assert list(launcher.MAKERS) == [
        "runtime", "development", "modules", "pages", "messages", "static",
    ]  # fmt: skip


def test_nothing_is_stale_once_made(launcher: Any) -> None:
    _finish(launcher)
    assert launcher.stale(False) == []
    assert launcher.stale(True) == ["development"]


@pytest.mark.parametrize(
    ("changed", "parts"),
    [
        ("requirements.txt", ["runtime", "static"]),
        ("frontend/src/css/app.css", ["pages", "static"]),
        ("frontend/package-lock.json", ["modules", "pages", "static"]),
        ("frontend/node_modules/x/index.js", []),
        ("src/congso/locale/vi/LC_MESSAGES/parts/a.po", ["messages"]),
        ("src/congso/ui/static/ui/logo.svg", ["static"]),
        ("src/congso/ui/models.py", []),
    ],
)
def test_only_what_changed_is_made_again(launcher: Any, changed: str, parts: list[str]) -> None:
    file = _finish(launcher) / changed
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("đã đổi")
    assert launcher.stale(False) == parts


@pytest.mark.parametrize(
    ("gone", "parts"),
    [
        ("frontend/dist", ["pages"]),
        ("staticfiles", ["static"]),
        ("src/congso/locale/vi/LC_MESSAGES/django.mo", ["messages"]),
    ],
)
def test_a_result_that_is_gone_is_made_again(launcher: Any, gone: str, parts: list[str]) -> None:
    place = _finish(launcher) / gone
    place.rename(place.with_name("elsewhere"))
    assert launcher.stale(False) == parts


@pytest.mark.parametrize("development", [True, False])
def test_a_new_environment_keeps_what_checks_need(
    launcher: Any, monkeypatch: pytest.MonkeyPatch, development: bool
) -> None:
    root = _finish(launcher, development=development)
    (root / "requirements.txt").write_text("đã đổi")
    installed = []

    def pretend(step: str, command: list[str], **options: object) -> None:
        installed.extend(Path(word).name for word in command if word.endswith(".txt"))
        library = "python{}.{}".format(*sys.version_info[:2])
        (root / ".venv.new/lib" / library / "site-packages").mkdir(parents=True, exist_ok=True)
        (root / ".venv.new/bin").mkdir(exist_ok=True)
        (root / ".venv.new/bin/python").touch()

    monkeypatch.setattr(launcher, "run", pretend)
    launcher.make_environment(launcher.wanted(False)["runtime"])
    assert installed == ["requirements.txt", *(["requirements-dev.txt"] if development else [])]
    assert ("development" in launcher.stale(True)) is not development
    assert "runtime" not in launcher.stale(False)
    assert sorted(entry.name for entry in root.iterdir() if entry.name.startswith(".venv")) == [
        ".venv"
    ]
    (link,) = (root / ".venv/lib").glob("*/site-packages/congso-src.pth")
    assert (link.parent / link.read_text().strip()).resolve() == (root / "src").resolve()


def test_a_broken_stamp_counts_as_none(launcher: Any) -> None:
    root = _finish(launcher)
    (root / ".venv/congso.json").write_text("{")
    assert launcher.stale(False)[0] == "runtime"


def test_a_finished_folder_replaces_the_one_before(launcher: Any, tmp_path: Path) -> None:
    for name in ("cũ", "mới"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tên").write_text(name)
    launcher.replace(str(tmp_path / "mới"), str(tmp_path / "cũ"))
    assert (tmp_path / "cũ" / "tên").read_text() == "mới"
    assert sorted(entry.name for entry in tmp_path.iterdir() if entry.name != "kho mã") == ["cũ"]


def test_what_cannot_be_written_is_refused_in_a_sentence(
    launcher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda place, mode: False)
    monkeypatch.setenv("LC_ALL", "C")
    with pytest.raises(launcher.Failure, match=r"may not write in .*kho mã; run ./congso once"):
        launcher.prepare(False)


def test_building_sees_no_setting_of_an_instance(
    launcher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONGSO_DATABASE_URL", "postgresql://a@b/c")
    surroundings = launcher.bare_surroundings()
    assert "CONGSO_DATABASE_URL" not in surroundings
    assert len(surroundings["CONGSO_SECRET_KEY"]) >= 32


def test_every_sentence_has_a_vietnamese_one(launcher: Any) -> None:
    tree = ast.parse((REPOSITORY / "congso").read_text(encoding="utf-8"))
    said = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in {"say", "run", "Step"}
        and isinstance(call.args[0], ast.Constant)
    }
    assert said == set(launcher.VIETNAMESE)


def test_the_launcher_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((REPOSITORY / "congso").read_text(encoding="utf-8"), feature_version=(3, 7))
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert not imported & {"congso", "django", "pip"}
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))
