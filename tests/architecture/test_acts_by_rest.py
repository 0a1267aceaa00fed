# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be done on the pages can be done by REST: `acts.csv` says by which operation.

An address of a page that takes POST and has no line fails, as does an operation that changes
something and stands in no line. Both sides must name the same service. It is about papers, files,
work files, lists and what settles their distribution; accounts, units, roles and the calendar stay
with the pages of the Office.
"""

from __future__ import annotations

import csv
import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from congso.api.interface import api
from congso.api.resources import ROUTERS
from congso.routing.views.flows import VERBS
from tests.architecture.test_every_url import addresses

pytestmark = pytest.mark.unit
TABLE = Path(__file__).with_name("acts.csv")
MODULES = ("home", "documents", "routing", "workfiles", "filestore", "notifications", "reports",
           "register_import")  # fmt: skip
OF_THE_OFFICE = {
    "stand-ins", "end-stand-in", "withdraw-absence", "keep-phrase", "drop-phrase", "set-scheme",
    "drop-scheme", "set-kinds", "set-keywords",
}  # fmt: skip
PARTS = {"routing:act": tuple(VERBS), "routing:decide": ("grant", "refuse")}
METHODS = {"GET", "HEAD", "POST"}
# What the pages do in the course of another act, or what only a program wants.
ONLY_BY_REST = {
    "end_token": "a token is ended by whoever holds it",
    "receive_document": "papers of other systems wait to be registered",
    "remove_readers": "no page takes a reader off the list",
    "send_to_office": "copies between agencies go out by direction on the pages",
    "read_document": "opening the page is reading",
    "present_proposal": "the page proposes and presents in one act",
    "send_straight": "the page proposes and sends in one act",
}


def _lines() -> list[dict[str, str]]:
    text = TABLE.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in text if not line.startswith("#")), delimiter=";"))


def _methods(view: Callable[..., Any]) -> list[str]:
    """What require_http_methods let through; everything where nothing is said."""
    inner: Any = view
    while inner is not None:
        for cell in inner.__closure__ or ():
            found = cell.cell_contents
            if isinstance(found, list) and set(found) <= METHODS:
                return found
        inner = getattr(inner, "__wrapped__", None)
    return ["GET", "POST"]


def _pages() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every act of a page by its name, with the view that does it."""
    for name, places in addresses().items():
        module, _colon, act = name.rpartition(":")
        is_here = (module or act) in MODULES or (
            module == "administration" and act in OF_THE_OFFICE
        )
        view = places[0][-1].callback
        if is_here and "POST" in _methods(view):
            for part in PARTS.get(name, ("",)):
                yield f"{name}/{part}".rstrip("/"), view


def _operations() -> dict[str, tuple[str, Callable[..., Any]]]:
    """Method and view of each operation by its id."""
    return {
        operation.operation_id: (operation.methods[0], operation.view_func)
        for router in ROUTERS
        for place in router.path_operations.values()
        for operation in place.operations
    }


def test_every_act_of_a_page_has_an_operation() -> None:
    acts, written = [name for name, _view in _pages()], [line["page"] for line in _lines()]
    assert sorted(acts) == sorted(written)
    assert len(acts) > 70


def test_every_operation_that_changes_something_is_an_act_of_a_page() -> None:
    acts = {name for name, (method, _view) in _operations().items() if method != "GET"}
    told = {name for line in _lines() for name in line["operations"].split()} - {"-"}
    assert told <= set(_operations())
    assert acts - told == set(ONLY_BY_REST)
    assert {o["operationId"] for p in api.get_openapi_schema()["paths"].values()
            for o in p.values()} == set(_operations())  # fmt: skip


def test_both_call_the_same_service() -> None:
    views, operations = dict(_pages()), _operations()
    wrong = []
    for line in _lines():
        if line["operations"] == "-":
            assert len(line["service"].split()) > 3, line  # a reason
            continue
        sides = [views[line["page"]], *(operations[name][1] for name in line["operations"].split())]
        if not all(_names(side, line["service"]) for side in sides):
            wrong.append(line["page"])
    assert wrong == []


def _names(view: Callable[..., Any], service: str) -> bool:
    """Whether the module of a view names the service; acts with a small form have a table."""
    module = inspect.unwrap(view).__module__
    also = ["congso.documents.acts"] if module == "congso.documents.views.acts" else []
    texts = [inspect.getsource(import_module(name)) for name in (module, *also)]
    return any(re.search(rf"\.{service}\b", text) for text in texts)
