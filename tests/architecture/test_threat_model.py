# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the threat model calls as witness exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
WITNESS = re.compile(r"`(test_\w+)`")


def written() -> set[str]:
    """The names of all tests."""
    files = [
        *REPOSITORY.glob("src/congso/*/tests/test_*.py"),
        *REPOSITORY.glob("tests/*/test_*.py"),
    ]
    trees = (ast.parse(file.read_text("utf-8")) for file in files)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for tree in trees for node in tree.body if isinstance(node, kinds)}


@pytest.mark.unit
def test_every_witness_of_the_threat_model_exists() -> None:
    text = (REPOSITORY / "THREAT_MODEL.md").read_text("utf-8")
    called = WITNESS.findall(text)
    assert len(called) >= 80
    assert sorted(set(called) - written()) == []
    closed = text.split("## Open")[0]
    rows = [line for line in closed.splitlines() if line.count("|") == 4 and "---" not in line]
    rows = [row for row in rows if not row.endswith(("tests |", "worst case |"))]
    without = [row for row in rows if not WITNESS.search(row)]
    assert [row.split("|")[1].strip() for row in without if not row.startswith("| A")] == [
        "libraries"
    ]
