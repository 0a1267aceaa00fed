# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest
from django.test import RequestFactory

from congso.ui.menu import MenuItem, arranged, current_key, menu_for

pytestmark = pytest.mark.unit


def items(request=None):
    return [
        MenuItem("mail", "Thư", "/mail/", order=300),
        MenuItem("desk", "Bàn làm việc", "/", order=100),
        MenuItem(
            "in",
            "Văn bản đến",
            "/documents/",
            order=200,
            children=(
                MenuItem(
                    "register",
                    "Chờ vào sổ",
                    "/documents/incoming/?list=to_register",
                    count=38,
                    tone="hot",
                ),
                MenuItem("late", "Quá hạn", "/documents/incoming/?list=late", count=2, tone="late"),
                MenuItem("book", "Sổ", "/documents/incoming/book/"),
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "desk"),
        ("/mail/box/3/", "mail"),
        ("/documents/incoming/?list=late", "late"),
        ("/documents/incoming/book/2026/", "book"),
        ("/calendar/", ""),
    ],
)
def test_the_item_of_a_page_is_the_longest_beginning(path, key):
    assert current_key(items(), RequestFactory().get(path)) == key


def test_a_view_may_name_its_item():
    request = RequestFactory().get("/documents/5/")
    request.nav_key = "late"
    assert current_key(items(), request) == "late"


def test_the_menu_is_sorted_marked_and_divided():
    menu = arranged(items(), RequestFactory().get("/documents/incoming/?list=late"))
    assert [item.key for item in menu] == ["desk", "in", "mail"]
    assert [item.rule_above for item in menu] == [False, True, True]
    group = menu[1]
    assert (group.open, group.current, group.has_late) == (True, True, True)
    assert group.shown_count == "40"
    assert [child.current for child in group.children] == [False, True, False]


def test_counters_stop_at_99_and_zero_is_nothing():
    assert MenuItem("a", "", "", count=100).shown_count == "99+"
    assert MenuItem("a", "", "", count=0).shown_count == ""


def test_providers_come_from_settings(settings):
    settings.CONGSO_MENU_PROVIDERS = [f"{__name__}.items"]
    try:
        menu = menu_for(RequestFactory().get("/"))
    except ImportError:
        pytest.fail("a provider is a dotted path")
    assert [item.key for item in menu] == ["desk", "in", "mail"]
