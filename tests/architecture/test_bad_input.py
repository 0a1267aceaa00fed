# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every case of bad input has a test that exists and asserts: `docs/bad-input.md` is the list."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = REPOSITORY / "docs" / "bad-input.md"
PAGES = "tests/journeys/test_bad_input.py"
TEST = re.compile(r"`([\w/.]+\.py)::(\w+)`")
CASES = 22  # may grow


def cases() -> dict[str, list[tuple[str, str]]]:
    """Case -> the tests that show it, as (file, name)."""
    rows = [line.split("|")[1:3] for line in TABLE.read_text("utf-8").splitlines() if "::" in line]
    return {case.strip(): TEST.findall(tests) for case, tests in rows if "`" in tests}


@cache
def functions(file: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((REPOSITORY / file).read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def assertions(file: str, name: str) -> int:
    """What the test asserts, itself and through the functions of its file that it calls."""
    known = functions(file)
    found, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one in known and one not in found:
            found.add(one)
            calls = [n.func for n in ast.walk(known[one]) if isinstance(n, ast.Call)]
            waiting += [call.id for call in calls if isinstance(call, ast.Name)]
    nodes = [node for one in found for node in ast.walk(known[one])]
    return sum(isinstance(node, ast.Assert) or _expects(node) for node in nodes)


def _expects(node: ast.AST) -> bool:
    """An assertion of the browser, or an error that must come."""
    if not isinstance(node, ast.Call):
        return False
    return getattr(node.func, "id", "") == "expect" or getattr(node.func, "attr", "") == "raises"


@pytest.mark.unit
def test_every_case_names_a_test_that_exists_and_asserts() -> None:
    listed = cases()
    assert len(listed) >= CASES
    for case, tests in listed.items():
        assert tests, case
        for file, name in tests:
            assert name in functions(file), (case, file, name)
            least = 2 if file == PAGES else 1
            assert assertions(file, name) >= least, (case, name)


@pytest.mark.unit
def test_no_test_of_the_pages_is_left_out_of_the_list() -> None:
    named = {name for tests in cases().values() for file, name in tests if file == PAGES}
    assert named == {name for name in functions(PAGES) if name.startswith("test_")}


@pytest.mark.unit
def test_a_test_without_assertions_is_noticed() -> None:
    assert assertions(PAGES, "day") == 0
    assert assertions(PAGES, "test_a_date_that_does_not_exist") > assertions(PAGES, "refused") > 2
