# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.core import signing

from congso.ui.keyset import BadCursor, after, decode_cursor, encode_cursor, page_of

START = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


@pytest.mark.unit
def test_a_cursor_brings_back_the_same_values():
    values = [START, date(2026, 11, 25), UUID(int=8341), 8341, "7408/UBND-KT", True]
    assert decode_cursor(encode_cursor(values)) == values


@pytest.mark.unit
@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        encode_cursor([1]) + "x",
        encode_cursor([1])[1:],
        signing.dumps([["v", 1]], salt="other"),
    ],
)
def test_a_cursor_changed_by_hand_is_refused(cursor):
    with pytest.raises(BadCursor):
        decode_cursor(cursor)


@pytest.mark.unit
def test_a_cursor_of_another_list_is_refused():
    with pytest.raises(BadCursor):
        after(("-due", "id"), [1])


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_hold_every_row_once_in_order(size):
    # three share each moment, so the second part of the order decides
    Session.objects.bulk_create(
        Session(
            session_key=f"khóa-{index:02}",
            session_data="",
            expire_date=START + timedelta(days=index // 3),
        )
        for index in range(10)
    )
    order = ("-expire_date", "session_key")
    seen, cursor = [], ""
    while True:
        page = page_of(Session.objects.all(), order=order, cursor=cursor, size=size)
        assert len(page.rows) <= size
        seen += [row.session_key for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == list(Session.objects.order_by(*order).values_list("session_key", flat=True))


@pytest.mark.django_db
def test_rows_that_come_in_on_top_do_not_move_the_next_page():
    Session.objects.bulk_create(
        Session(session_key=f"s{index}", session_data="", expire_date=START + timedelta(days=index))
        for index in range(4)
    )
    order = ("-expire_date", "session_key")
    first = page_of(Session.objects.all(), order=order, size=2)
    Session.objects.create(
        session_key="mới", session_data="", expire_date=START + timedelta(days=9)
    )
    second = page_of(Session.objects.all(), order=order, cursor=first.next_cursor, size=2)
    assert [row.session_key for row in second.rows] == ["s1", "s0"]
    assert second.next_cursor == ""
