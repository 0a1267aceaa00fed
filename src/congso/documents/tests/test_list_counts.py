# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kept statement of a person's counters says at every hour what a new one would say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congso.common import clock
from congso.common.actor import Actor
from congso.documents import list_counts
from congso.documents.list_counts import Kept, Statement, counts, statement_of
from congso.documents.lists import all_lists
from congso.documents.models import Document
from congso.organisation.models import Post
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 25, 0, 30, tzinfo=dt.UTC)  # 07:30 in Vietnam
EVENING = dt.datetime(2026, 11, 25, 16, 59, 59, 700_000, tzinfo=dt.UTC)  # 0.3 s before midnight


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_counts, "_kept", Kept(100))


def _lists() -> list[object]:
    return [replace(item, counted=True) for item in all_lists().values()]


def test_a_kept_statement_is_the_one_written_now(agency: Agency) -> None:
    """Every list of the product, counted or not, for everybody who has a post."""
    people = set(Post.objects.values_list("person_id", flat=True))
    assert len(people) > 5
    for person_id in people:
        for first, later in ((MORNING, EVENING), (EVENING, MORNING)):
            list_counts._kept = Kept(100)
            with clock.told(first):
                statement_of(Actor(person_id=person_id), _lists())
            with clock.told(later):
                actor = Actor(person_id=person_id)
                kept = statement_of(actor, _lists())
                with CaptureQueriesContext(connection) as asked:
                    fresh, may_be_kept = list_counts._written(actor, _lists())
                assert may_be_kept, [query["sql"] for query in asked]
                assert kept.sql == fresh.sql
                assert kept.at(clock.now()) == fresh.at(clock.now())


def test_the_second_time_asks_for_the_standing_and_the_numbers_only(agency: Agency) -> None:
    person = Post.objects.filter(position="member").values_list("person_id", flat=True)[0]
    offered = list(all_lists().values())
    first = counts(Actor(person_id=person), offered)
    with CaptureQueriesContext(connection) as asked:
        assert counts(Actor(person_id=person), offered) == first
    assert len(asked) == 2


def test_another_standing_has_another_statement(agency: Agency) -> None:
    post = Post.objects.filter(position="member").order_by("pk")[0]
    before = statement_of(Actor(person_id=post.person_id), _lists())
    Post.objects.filter(pk=post.pk).update(position="deputy")
    after = statement_of(Actor(person_id=post.person_id), _lists())
    assert before.parameters != after.parameters


def test_what_asks_the_database_while_it_is_written_is_not_kept(agency: Agency) -> None:
    def looks(actor: Actor) -> object:
        return Document.objects.filter(pk=Document.objects.count())

    odd = replace(next(iter(all_lists().values())), source=looks, counted=True)
    person = Post.objects.values_list("person_id", flat=True)[0]
    first = statement_of(Actor(person_id=person), [odd])
    assert statement_of(Actor(person_id=person), [odd]) is not first


def test_the_statement_asked_for_longest_ago_goes_first() -> None:
    kept = Kept(2)
    made = {name: Statement(name, (), {}) for name in "abc"}
    kept.put("a", made["a"])
    kept.put("b", made["b"])
    assert kept.get("a") is made["a"]
    kept.put("c", made["c"])
    assert [kept.get(name) for name in "abc"] == [made["a"], None, made["c"]]
