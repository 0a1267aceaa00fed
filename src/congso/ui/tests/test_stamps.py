# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agency's name in the arrival stamp stays inside the frame."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from congso.ui.stamps import ROOM, ArrivalStampView, _width

SHORT = "SỞ NN VÀ PTNT"
LONG = "TRUNG TÂM NƯỚC SẠCH VÀ VỆ SINH MÔI TRƯỜNG NÔNG THÔN"
LONGEST = "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN TỈNH BÀ RỊA - VŨNG TÀU, VĂN PHÒNG ĐIỀU HÀ"
ONE_WORD = "W" * 80


def _view(name: str) -> ArrivalStampView:
    return ArrivalStampView(name, "8341", "24/11/2026")


@pytest.mark.unit
@pytest.mark.parametrize("name", [SHORT, LONG, LONGEST, ONE_WORD])
def test_no_line_of_the_name_is_wider_than_the_frame(name: str) -> None:
    lines = _view(name).agency_lines
    assert " ".join(line.text for line in lines) == name
    for line in lines:
        assert line.length == ROOM or _width(line.text) * line.size <= ROOM


@pytest.mark.unit
def test_a_short_name_keeps_its_size_and_a_long_one_takes_two_lines() -> None:
    assert [(line.text, line.size) for line in _view(SHORT).agency_lines] == [(SHORT, 34)]
    assert len(_view(LONG).agency_lines) == 2
    drawn = render_to_string("ui/_arrival_stamp.html", {"stamp": _view(LONG)})
    assert ">TRUNG TÂM NƯỚC SẠCH VÀ VỆ<" in drawn
