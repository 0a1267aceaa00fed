# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers out of addresses and forms."""

from __future__ import annotations

import pytest

from congso.common.numbers import INT4_MAX, read_number

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("17", 17), ("007", 7), (str(INT4_MAX), INT4_MAX)]
)
def test_digits_are_a_number(text: str, number: int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [None, "", "²", "①", "٣", "１２", "-1", "+1", " 1", "1\n", "1.0", "1_0", "1e3", "12\x00",
     str(INT4_MAX + 1), "9" * 5000],
)  # fmt: skip
def test_anything_else_is_none(text: str | None) -> None:
    assert read_number(text) is None


def test_a_bound_may_be_lower() -> None:
    assert (read_number("100", most=100), read_number("101", most=100)) == (100, None)
