# SPDX-License-Identifier: AGPL-3.0-or-later
import json
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from congso.ui import htmx

pytestmark = pytest.mark.unit


def ask(**details):
    request = RequestFactory().get("/")
    known = {"boosted": False, "history_restore_request": False, **details}
    request.htmx = SimpleNamespace(**known) if details.pop("htmx", True) else False
    return request


def plain():
    request = RequestFactory().get("/")
    request.htmx = False
    return request


def test_htmx_gets_the_fragment_and_others_the_page():
    context = {"message": "Văn bản này đã được vào sổ 8341.", "url": ""}
    fragment = htmx.render(ask(), "404.html", "ui/_conflict.html", context)
    page = htmx.render(plain(), "404.html", "ui/_conflict.html", context)
    assert "8341" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "<html" in page.content.decode()
    assert fragment["Vary"] == page["Vary"] == "HX-Request"


def test_a_restored_history_entry_gets_the_page():
    assert not htmx.wants_fragment(ask(history_restore_request=True))
    assert not htmx.wants_fragment(ask(boosted=True))


def test_redirects_leave_the_fragment():
    assert htmx.redirect(ask(), "/documents/")["HX-Redirect"] == "/documents/"
    assert htmx.redirect(plain(), "/documents/")["Location"] == "/documents/"


def test_events_add_up_and_headers_stay_ascii():
    response = htmx.toast(
        htmx.trigger(HttpResponse(), "congso:event"), "Đã chuyển.", undo_url="/u/"
    )
    assert response["HX-Trigger"].isascii()
    assert json.loads(response["HX-Trigger"]) == {
        "congso:event": {},
        "congso:toast": {"message": "Đã chuyển.", "undo": "/u/"},
    }


def test_a_conflict_is_409_with_words():
    response = htmx.conflict(ask(), "Ngô Thị Cẩm Tú đang xử lý.", url="/x/")
    assert response.status_code == 409
    assert "Ngô Thị Cẩm Tú" in response.content.decode()
