# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo story told on a holiday, across the new year, after Tết, and before noon."""

from __future__ import annotations

import pytest
from django.db.models import Count

from congso.common import clock
from congso.documents import queries
from congso.operations.demo.load_papers import story_day_at
from congso.operations.models import ImportRun
from congso.operations.tests.demo_checks import (
    actor,
    assert_sight_agrees,
    assert_whole,
    load_at,
    moment,
)
from congso.routing.queries import desk
from congso.workfiles.models import WorkFile

OTHER_MOMENTS = ("2026-11-24 15:00", "2027-01-05 15:00", "2026-02-24 15:00", "2026-11-25 11:20")


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-25 15:00", "2026-11-25"),
        ("2026-11-25 09:00", "2026-11-23"),
        ("2026-11-24 15:00", "2026-11-23"),
        ("2026-11-22 15:00", "2026-11-20"),
        ("2027-01-05 15:00", "2027-01-05"),
    ],
)
def test_the_story_is_told_on_the_last_working_day_that_has_begun(now: str, day: str) -> None:
    assert story_day_at(moment(now)).isoformat() == day


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("text", OTHER_MOMENTS)
def test_on_other_days_the_story_is_whole_too(text: str) -> None:
    now = moment(text)
    load_at(now)
    assert_whole(now)
    assert_sight_agrees()
    with clock.told(now):
        assert desk.awaiting_direction(actor("chauvtm")).exists()
        assert desk.to_distribute(actor("khiemtg")).exists()
        assert queries.to_register(actor("diepptn")).exists()
    sizes = WorkFile.objects.annotate(papers=Count("contents")).values_list("state", "papers")
    assert dict(sizes) == {"closed": 34, "in_progress": 12}
    assert set(ImportRun.objects.values_list("state", "errors")) == {("done", 0)}
