# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of a policy's question says at every hour what would be asked anew.

The statements of `Policy.allowed` are kept while a person stands as he did (common.statements), so
no predicate may look at anything but the actor, his standing and the clock.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congso.common import clock, statements
from congso.common.actor import Actor
from congso.common.policy import Policy
from congso.organisation.models import Post
from congso.organisation.standing import standing_of
from congso.organisation.tests.factories import make_agency

ROOT = Path(__file__).resolve().parents[2] / "src" / "congso"
# Hours of one day, on both sides of the office's, and a moment before its midnight.
HOURS = [
    dt.datetime(2026, 11, 25, 0, 30, tzinfo=dt.UTC),
    dt.datetime(2026, 11, 25, 5, 10, 7, tzinfo=dt.UTC),
    dt.datetime(2026, 11, 25, 16, 59, 59, 700_000, tzinfo=dt.UTC),
]


def _policies() -> Iterator[Policy]:
    for path in sorted(ROOT.glob("*/policies.py")) + sorted(ROOT.glob("*/policies/*.py")):
        import_module(".".join(path.relative_to(ROOT.parent).with_suffix("").parts))
    seen = {
        id(value): value
        for name, module in list(sys.modules.items())
        if name.startswith("congso.")
        for value in list(vars(module).values())
        if isinstance(value, Policy)
    }
    yield from seen.values()


@pytest.mark.django_db
def test_a_kept_question_is_the_one_asked_anew() -> None:
    make_agency()
    people = sorted(set(Post.objects.values_list("person_id", flat=True)))
    tables = list(_policies())
    assert len(tables) > 10
    assert len(people) > 5
    for person_id in people:
        for table in tables:
            statements.kept.forget()
            _asked(table, person_id, HOURS[0], 5)
            _asked(table, person_id, HOURS[0] + dt.timedelta(seconds=1), 7)
            (kept,) = statements.kept._found.values()
            assert isinstance(kept, statements.Statement), f"{table.label} is never kept"
            later = [_asked(table, person_id, hour) for hour in HOURS[1:]]
            for hour, asked in zip(HOURS[1:], later, strict=True):
                statements.kept.forget()
                assert asked == _asked(table, person_id, hour), (table.label, person_id)


def _asked(table: Policy, person_id: int, hour: dt.datetime, first: int = 9) -> str:
    """The last statement with which the table is asked about two rows."""
    actor = Actor(person_id=person_id)
    with clock.told(hour):
        standing_of(actor)
        rows = [table.model(pk=first), table.model(pk=first + 1)]
        with CaptureQueriesContext(connection) as asked:
            table.allowed(actor, table.actions, rows)
    return str(asked[-1]["sql"])
