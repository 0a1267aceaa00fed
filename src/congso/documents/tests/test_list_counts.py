# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kept statement of a person's counters says at every hour what a new one would say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congso.common import clock, statements
from congso.common.actor import Actor
from congso.documents.list_counts import counts, statement_of
from congso.documents.lists import PaperList, all_lists
from congso.organisation.models import Post
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 25, 0, 30, tzinfo=dt.UTC)  # 07:30 in Vietnam
MOMENT = dt.timedelta(milliseconds=100)
EVENING = dt.datetime(2026, 11, 25, 16, 59, 59, 700_000, tzinfo=dt.UTC)  # 0.3 s before midnight


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def _lists() -> list[PaperList]:
    return [replace(item, counted=True) for item in all_lists().values()]


def test_a_kept_statement_is_the_one_written_now(agency: Agency) -> None:
    """Every list of the product, counted or not, for everybody who has a post."""
    people = set(Post.objects.values_list("person_id", flat=True))
    assert len(people) > 5
    for person_id in people:
        for first, later in ((MORNING, EVENING), (EVENING, MORNING)):
            statements.kept.forget()
            for hour in (first, first + MOMENT):
                with clock.told(hour):
                    statement_of(Actor(person_id=person_id), _lists())
            with clock.told(later):
                kept = statement_of(Actor(person_id=person_id), _lists())
                statements.kept.forget()
                sql, parameters = statement_of(Actor(person_id=person_id), _lists())
                assert (kept[0], list(kept[1])) == (sql, list(parameters))


def test_the_second_time_asks_for_the_standing_and_the_numbers_only(agency: Agency) -> None:
    person = Post.objects.filter(position="member").values_list("person_id", flat=True)[0]
    offered = list(all_lists().values())
    first = counts(Actor(person_id=person), offered)
    assert counts(Actor(person_id=person), offered) == first
    with CaptureQueriesContext(connection) as asked:
        assert counts(Actor(person_id=person), offered) == first
    assert len(asked) == 2


def test_another_standing_has_another_statement(agency: Agency) -> None:
    post = Post.objects.filter(position="member").order_by("pk")[0]
    before = statement_of(Actor(person_id=post.person_id), _lists())
    Post.objects.filter(pk=post.pk).update(position="deputy")
    assert statement_of(Actor(person_id=post.person_id), _lists()) != before
