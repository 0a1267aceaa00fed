# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import pytest

from congso.config import cli
from congso.config.cli import messages, table, text_checks
from congso.config.refusal import Refusal

pytestmark = pytest.mark.unit

OWN = [command.name for command in table.TABLE if not command.management and command.built]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.mark.parametrize("name", OWN)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([*name.split(), "--help"])
    assert left.value.code == 0
    assert f"usage: congso {name}" in capsys.readouterr().out


def test_the_overview_lists_what_is_built_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["--help"]) == 0
    listed = capsys.readouterr().out
    assert "  up " in listed
    assert "serve smtp" not in listed
    assert "serve imap" not in listed
    assert "demo logins" not in listed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["serve"], "congso: Say which one: serve web, serve worker, serve admin.\n"),
        (["serve", "imap"], "congso: Say which one: serve web, serve worker, serve admin.\n"),
        (["công-văn"], "congso: There is no command “công-văn”; see congso --help.\n"),
    ],
)
def test_a_wrong_command_is_answered_by_a_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    assert capsys.readouterr().err == sentence


def test_a_failure_is_one_sentence_and_a_trace_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(words: list[str]) -> int:
        raise Refusal("Không\n được.", status=3)

    monkeypatch.setattr(cli, "_dispatch", refuse)
    assert cli.main(["up"]) == 3
    assert capsys.readouterr().err == "congso: Không được.\n"
    assert cli.main(["up", "--debug"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_the_language_follows_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_all = messages.compile_language(messages.LOCALE / "vi" / "LC_MESSAGES")
    assert isinstance(compile_all, list)
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    assert "cách dùng: congso LỆNH" in table.overview()


def _part(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    file.write_text(head + text, encoding="utf-8")
    return file


def test_parts_are_merged_and_a_clash_is_told(tmp_path: Path) -> None:
    first = _part(tmp_path, "a.po", 'msgid "Register"\nmsgstr "Sổ"\n')
    second = _part(
        tmp_path,
        "b.po",
        'msgid "Register"\nmsgstr "Đăng ký"\n\nmsgctxt "verb"\nmsgid "Register"\nmsgstr "Vào sổ"\n',
    )
    whole, clashes = messages.merge("vi", [first, second])
    assert whole["Register"].string == "Sổ"
    found = whole.get("Register", "verb")
    assert found is not None
    assert found.string == "Vào sổ"
    assert clashes == ["b.po: “Register” is translated otherwise in another part"]


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ('<p style="x">', True),
        ('<p\n class="a"\n onclick="x()">', True),
        ('<p class="a" data-style="x">', False),
        ("<p>style = on = đúng</p>", False),
    ],
)
def test_inline_styles_and_events_are_found(line: str, caught: bool) -> None:
    assert bool(text_checks.INLINE.search(line)) is caught


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("<script>alert(1)</script>", True),
        ('<script type="module" src="/static/app.js"></script>', False),
        ('<script id="x" type="application/json">{}</script>', False),
    ],
)
def test_inline_scripts_are_found(line: str, caught: bool) -> None:
    assert bool(text_checks.SCRIPT.search(line)) is caught
