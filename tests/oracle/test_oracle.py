# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of rights stated twice and compared: in a random world, on every road.

Every run of the checks lives in the same worlds; the long form (`./congso test --long`) in new ones
each time. The seed is printed; CONGSO_SEED gives another.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter

import pytest
from django.db import transaction

from congso.access.models import AccessRow
from congso.common import clock
from congso.documents import search
from congso.organisation import standing
from tests.oracle.compare import Comparison
from tests.oracle.facts import Sight
from tests.oracle.roads import Roads
from tests.oracle.world import World

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("CONGSO_SEED") or 20261124)
ENOUGH, MANY = 20_000, 1_000_000
STEPS = 30  # acts between two comparisons
SOON = 1_000  # decisions within which a planted fault is found


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def compared(seed: int, wanted: int, decided: Counter[str]) -> None:
    """Let one world live until `wanted` decisions agree. Fails at the first round that differs."""
    world = World(seed)
    comparison = Comparison(world)
    rounds = 0
    while comparison.total < wanted and rounds < 12:
        for _ in range(STEPS):
            world.step()
        world.ask_later()
        before = len(comparison.differences)
        comparison.everybody()
        Roads(comparison).walk(people=2, papers=1)
        new = comparison.differences[before:]
        rounds += 1
        assert not new, f"seed {seed}, round {rounds}: {new[:5]} of {len(new)}"
        assert not world.surprises, f"seed {seed}: {world.surprises[:5]}"
    decided += comparison.decisions
    say(
        f"seed {seed}: {comparison.total} decisions, {len(world.papers)} papers, "
        f"{sum(world.acts.values())} acts"
    )


@pytest.mark.timeout(900)  # three minutes on two quiet cores
def test_product_and_oracle_agree() -> None:
    decided: Counter[str] = Counter()
    seed = SEED
    while decided.total() < ENOUGH:
        with transaction.atomic():
            compared(seed, ENOUGH - decided.total(), decided)
            transaction.set_rollback(True)
        seed += 1
    say(f"{decided.total()} decisions: {dict(decided)}")


@pytest.mark.long
@pytest.mark.timeout(0)
def test_product_and_oracle_agree_a_million_times() -> None:
    decided: Counter[str] = Counter()
    seed = int(os.environ.get("CONGSO_SEED") or random.SystemRandom().randrange(10**6))
    while decided.total() < MANY:
        with transaction.atomic():
            compared(seed, 100_000, decided)
            transaction.set_rollback(True)
        seed += 1
    say(f"{decided.total()} decisions: {dict(decided)}")


# --- faults planted on purpose: the oracle must be able to fail


@pytest.fixture
def lived() -> World:
    """A world in which enough has happened that each fault shows."""
    world = World(11)
    for _ in range(60):
        world.step()
    with clock.told(world.now):
        for _ in range(3):
            world.do_register()
        world.look()
    return world


def found_soon(world: World, road: str = "") -> bool:
    """Whether something is found, asking person by person, within the first 1,000 decisions."""
    comparison = Comparison(world)
    people = sorted(world.people)
    world.rng.shuffle(people)
    with clock.told(world.now):
        for who in people:
            comparison.sights(who)
            if comparison.total > SOON:
                return False
            if any(road in difference.road for difference in comparison.differences):
                return True
    return False


def test_without_a_fault_nothing_is_found(lived: World) -> None:
    comparison = Comparison(lived)
    comparison.everybody(verbs=False)
    assert comparison.differences == []
    assert comparison.total > SOON


def test_a_dropped_access_row_is_found(lived: World) -> None:
    row = AccessRow.objects.filter(kind=1, level=2, principal__gt=0).order_by("-object_id").first()
    assert row is not None
    AccessRow.objects.filter(pk=row.pk).delete()
    assert found_soon(lived)


def test_a_widened_predicate_is_found(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deputy directors are let in like the Director."""
    headed = standing.PersonFacts.offices_led
    monkeypatch.setattr(standing.PersonFacts, "offices_headed", headed)
    assert found_soon(lived)


def test_an_ignored_last_day_of_a_stand_in_is_found(
    lived: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.told(lived.now):
        lived.do_old_stand_in()
    dates = "BETWEEN s.valid_from AND s.valid_until"
    assert dates in standing._SQL
    monkeypatch.setattr(standing, "_SQL", standing._SQL.replace(dates, ">= s.valid_from"))
    assert found_soon(lived)


def test_a_restriction_ignored_in_search_is_found(
    lived: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.told(lived.now):
        lived.do_register(restricted=True)
        lived.look()
    right = "s.acl && %(principals)s::int[]"
    of_any_level = (
        "EXISTS (SELECT 1 FROM access_accessrow a WHERE a.kind = 1"
        " AND a.object_id = s.document_id AND a.principal = ANY(%(principals)s::int[]))"
    )
    for name in ("_WALK", "_CANDIDATES"):
        assert right in getattr(search, name)
        monkeypatch.setattr(search, name, getattr(search, name).replace(right, of_any_level))
    assert found_soon(lived, "search")


def test_the_oracle_can_say_each_of_the_three(lived: World) -> None:
    seen = {
        lived.oracle.sight(who, paper, lived.day)
        for who in lived.people for paper in lived.papers.values()
    }  # fmt: skip
    assert seen == set(Sight)
