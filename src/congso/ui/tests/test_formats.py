# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation

from congso.ui import formats
from congso.ui.files import FileView
from congso.ui.templatetags import ui as tags

pytestmark = pytest.mark.unit
WEDNESDAY = date(2026, 11, 25)
# 01:42 in Vietnam is still the day before in UTC
NIGHT = datetime(2026, 11, 24, 18, 42, tzinfo=UTC)


def test_dates_are_of_the_zone_of_the_site():
    with translation.override("vi"):
        assert formats.full_date(NIGHT) == "25/11/2026"
        assert formats.date_and_clock(NIGHT) == "25/11/2026 01:42"
        assert tags.vntime(time(8, 5)) == "08:05"
        assert formats.short_date(date(2026, 1, 9), WEDNESDAY) == "09/01"
        assert formats.short_date(date(2025, 1, 9), WEDNESDAY) == "09/01/2025"
        assert formats.moment(NIGHT, WEDNESDAY) == "01:42"
        assert formats.moment(NIGHT, date(2026, 11, 26)) == "25/11"


def test_dates_in_english():
    with translation.override("en"):
        assert formats.full_date(WEDNESDAY) == "25 Nov 2026"
        assert formats.long_date(WEDNESDAY) == "Wednesday, 25 Nov 2026"


@pytest.mark.parametrize(
    ("day", "week"),
    [(WEDNESDAY, 48), (date(2027, 1, 3), 53), (date(2027, 1, 4), 1), (date(2026, 1, 1), 1)],
)
def test_weeks_are_iso_weeks(day, week):
    assert formats.week_number(day) == week


def test_week_label_runs_from_monday_to_sunday_over_a_new_year():
    with translation.override("en"):
        assert formats.week_label(date(2027, 1, 1)) == "Week 53 (28 Dec – 3 Jan 2027)"


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        (lambda: formats.grouped(1284), "1.284"),
        (lambda: formats.grouped(1234567), "1.234.567"),
        (lambda: formats.grouped(Decimal("86.25"), 1), "86,3"),
        (lambda: formats.percent(86.2), "86,2%"),
        (lambda: formats.percent(95), "95%"),
        (lambda: formats.percent(100), "100%"),
        (lambda: formats.money(1500000), "1.500.000 đ"),
        (lambda: formats.file_size(0), "0 B"),
        (lambda: formats.file_size(1023), "1023 B"),
        (lambda: formats.file_size(421888), "412 KB"),
        (lambda: formats.file_size(1024 * 1024 - 1), "1 MB"),
        (lambda: formats.file_size(2516582), "2,4 MB"),
        (lambda: formats.file_size(500 * 1024 * 1024), "500 MB"),
        (lambda: formats.file_size(3 * 1024**3), "3 GB"),
    ],
)
def test_numbers_in_vietnamese(shown, meant):
    with translation.override("vi"):
        assert shown() == meant


def test_numbers_in_english():
    with translation.override("en"):
        assert formats.grouped(1284.5, 1) == "1,284.5"
        assert formats.file_size(2516582) == "2.4 MB"


def test_initials_are_of_the_given_name():
    assert formats.given_name_initials("Võ Thị Minh Châu") == "MC"
    assert formats.given_name_initials("Ý") == "Ý"
    assert formats.given_name_initials("") == ""


def test_a_long_file_name_is_cut_in_the_middle():
    view = FileView("Bieu-01-thiet-hai-trong-trot-vu-Dong-Xuan-2026-2027.xlsx")
    assert view.tail == "26-2027.xlsx"
    assert view.head + view.tail == view.name
    assert FileView("Mau.docx").tail == ""
    assert FileView("KHÔNG ĐUÔI").icon == "file"
