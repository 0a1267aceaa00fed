# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one module may use of another: its doors only (ARCHITECTURE.md, "Direction")."""

from __future__ import annotations

import grimp
import pytest

DOORS = {"services", "queries", "policies", "events", "enums"}
# Names with a meaning of their own that a neighbour may use as well; this list may only shrink.
ALSO = {
    ("organisation", "members"), ("organisation", "standing"), ("organisation", "working_time"),
    ("access", "principals"), ("accounts", "logins"),
    ("documents", "incoming"), ("documents", "lists"), ("documents", "panels"),
    ("filestore", "responses"), ("filestore", "wording"), ("filestore", "store"),
    ("filestore", "kinds"), ("filestore", "names"), ("filestore", "worker"),
    ("filestore", "worker_process"),
    ("documents", "printing"), ("operations", "demo"), ("routing", "answers"),
    ("documents", "incoming_lists"), ("documents", "list_counts"), ("documents", "search"),
    ("documents", "symbols"),
    ("documents", "kinds"), ("documents", "extraction"), ("documents", "issuers"),
    ("accounts", "addresses"), ("documents", "numbering"), ("documents", "trail"),
    ("documents", "visibility"),
    ("filestore", "uploads"), ("reports", "exports"), ("reports", "makers"),
    ("routing", "deadlines"), ("routing", "parties"), ("routing", "recipients"),
    ("routing", "lists"), ("notifications", "shown"),
}  # fmt: skip
OPEN_BELOW = {"common", "ui"}
# Writes past the services on purpose, for a million made-up rows, and checks them afterwards.
BULK = "congso.operations.demo"


@pytest.mark.unit
def test_modules_enter_each_other_by_their_doors() -> None:
    graph = grimp.build_graph("congso", include_external_packages=False)
    wrong = []
    for importer in sorted(graph.modules):
        if ".tests" in importer or ".migrations" in importer or importer.count(".") < 2:
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if not _allowed(importer, imported):
                wrong.append(f"{importer} -> {imported}")
    assert wrong == []


def _allowed(importer: str, imported: str) -> bool:
    _root, mine, *_rest = importer.split(".")
    _root, other, *inner = [*imported.split("."), ""]
    door = inner[0] if inner else ""
    return (
        mine == other
        or mine == "config"
        or importer.startswith(BULK)
        or other in OPEN_BELOW
        or other == "config"
        or door in DOORS | {"models", ""}
        or door.startswith("queries_")
        or (other, door) in ALSO
    )
