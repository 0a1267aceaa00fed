# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saved searches by token: one's own, by name, fifty at most."""

from __future__ import annotations

import pytest

from congso.api.tests.callers import Caller, caller_for, found, problem
from congso.documents.models import SavedSearch
from congso.documents.services import saved_searches
from congso.organisation.tests.factories import Agency

QUERY = "q=m%C6%B0a+l%C5%A9&urgency=2"


def test_a_search_is_kept_listed_and_removed(clerk: Caller, officer: Caller) -> None:
    made = found(clerk.post("/me/searches", {"name": "  Mưa lũ  ", "query": "?" + QUERY}), 201)
    assert (made["name"], made["query"]) == ("Mưa lũ", QUERY)
    assert made["address"] == f"/documents/all/?{QUERY}"
    assert found(clerk.get("/me/searches"))["items"] == [made]
    assert found(officer.get("/me/searches"))["items"] == []
    problem(officer.delete(f"/me/searches/{made['id']}"), 404)
    assert clerk.delete(f"/me/searches/{made['id']}").status_code == 204
    problem(clerk.delete(f"/me/searches/{made['id']}"), 404)
    assert not SavedSearch.objects.exists()


def test_the_same_name_takes_the_new_search(clerk: Caller) -> None:
    first = found(clerk.post("/me/searches", {"name": "Mưa lũ", "query": QUERY}), 201)
    second = found(clerk.post("/me/searches", {"name": "Mưa lũ", "query": "q=han"}), 201)
    assert (second["id"], second["query"]) == (first["id"], "q=han")


def test_a_repeat_under_its_key_keeps_what_came_after(clerk: Caller) -> None:
    body = {"name": "Mưa lũ", "query": QUERY}
    first = clerk.post("/me/searches", body, Idempotency_Key="tim-1")
    found(clerk.post("/me/searches", body | {"query": "q=han"}), 201)
    again = clerk.post("/me/searches", body, Idempotency_Key="tim-1")
    assert found(again, 201) == found(first, 201)
    assert SavedSearch.objects.get().query == "q=han"
    other = clerk.post("/me/searches", body | {"name": "Khác"}, Idempotency_Key="tim-1")
    assert problem(other, 422)["code"] == "key_reused"


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": "   "}, {"name": "x" * 81}, {"name": "a\x00b"}, {"query": "x" * 1001},
     {"query": "a\nb"}, {"query": None}, {"person_id": 1}],
)  # fmt: skip
def test_what_does_not_fit_is_not_kept(clerk: Caller, changes: dict[str, object]) -> None:
    problem(clerk.post("/me/searches", {"name": "Mưa lũ", "query": QUERY} | changes), 422)
    assert not SavedSearch.objects.exists()


def test_there_are_fifty_at_most(agency: Agency, clerk: Caller) -> None:
    for number in range(saved_searches.MOST):
        saved_searches.save_search(agency.actor("diepptn"), name=f"Số {number}", query="q=x")
    refused = problem(clerk.post("/me/searches", {"name": "Thêm", "query": "q=y"}), 422)
    assert refused["errors"][0]["field"] == "name"
    assert SavedSearch.objects.count() == saved_searches.MOST
    found(caller_for(agency, "tuntc").post("/me/searches", {"name": "Thêm", "query": ""}), 201)
