# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

import pytest
from django.utils import translation

from congso.ui.dates import DateNotUnderstood, parse_date
from congso.ui.samples import TODAY, add_working_days

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25", date(2026, 11, 25)),
        ("5", date(2026, 11, 5)),
        ("25/11", date(2026, 11, 25)),
        ("1/2", date(2026, 2, 1)),
        ("25112026", date(2026, 11, 25)),
        ("251126", date(2026, 11, 25)),
        ("25/11/2026", date(2026, 11, 25)),
        ("25-11-2026", date(2026, 11, 25)),
        ("25.11.26", date(2026, 11, 25)),
        ("  25/11/2026 ", date(2026, 11, 25)),
        ("2026-11-25", date(2026, 11, 25)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_parse_date_takes_the_short_ways(typed, meant):
    assert parse_date(typed, today=TODAY) == meant


def test_plus_counts_working_days_over_holiday_and_weekend():
    monday = date(2026, 11, 23)
    assert parse_date("+1", today=monday, add_working_days=add_working_days) == date(2026, 11, 25)
    assert parse_date("+3", today=TODAY, add_working_days=add_working_days) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "prefer", "today", "meant"),
    [
        ("28/12", "past", date(2027, 1, 4), date(2026, 12, 28)),
        ("28/12", "past", date(2026, 12, 28), date(2026, 12, 28)),
        ("5/1", "future", date(2026, 12, 30), date(2027, 1, 5)),
        ("30", "past", date(2027, 1, 4), date(2026, 12, 30)),
        ("5", "future", date(2026, 12, 30), date(2027, 1, 5)),
        ("28/12", "", date(2027, 1, 4), date(2027, 12, 28)),
    ],
)
def test_the_missing_part_is_on_the_side_that_is_meant(typed, prefer, today, meant):
    assert parse_date(typed, today=today, prefer=prefer) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/11/2026", "Invalid date: month 11 has 30 days. Enter dd/mm/yyyy."),
        ("29/02/2026", "Invalid date: month 2/2026 has 28 days. Enter dd/mm/yyyy."),
        ("31", "Invalid date: month 11 has 30 days. Enter dd/mm/yyyy."),
        ("00/11", "Invalid date: month 11 has 30 days. Enter dd/mm/yyyy."),
        ("25/13/2026", "Invalid date: there is no month 13. Enter dd/mm/yyyy."),
        ("25/11/1226", "Invalid date: check the year 1226. Enter dd/mm/yyyy."),
        ("ngày mai", "This is not a date. Enter dd/mm/yyyy."),
        ("25/", "This is not a date. Enter dd/mm/yyyy."),
        ("٢٥/11/2026", None),
        ("+3", "A number of days cannot be used here. Enter dd/mm/yyyy."),
    ],
)
def test_parse_date_says_what_is_wrong(typed, said):
    with translation.override("en"):
        if said is None:  # other scripts' digits are digits too
            assert parse_date(typed, today=TODAY) == date(2026, 11, 25)
            return
        with pytest.raises(DateNotUnderstood) as caught:
            parse_date(typed, today=TODAY)
    assert str(caught.value) == said
