# SPDX-License-Identifier: AGPL-3.0-or-later
"""The frame of the sample pages, without a database."""

from datetime import date
from functools import cached_property

from django.http import HttpRequest

from congso.ui.context import AgencyView, Shell
from congso.ui.menu import MenuItem, arranged
from congso.ui.samples.moment import TODAY


class SampleShell(Shell):
    """The shell without a database."""

    def __init__(self, request: HttpRequest, here: str = "") -> None:
        super().__init__(request)
        self.here = here

    @cached_property
    def agency(self) -> AgencyView:
        return AgencyView(
            "Sở Nông nghiệp và Phát triển nông thôn",
            "Sở Nông nghiệp và PTNT",
            "UBND tỉnh Bình Định",
        )

    @cached_property
    def today(self) -> date:
        return TODAY

    @cached_property
    def unread(self) -> int:
        return 5

    @cached_property
    def urls(self) -> dict[str, str]:
        names = ("home", "search", "notifications", "preferences", "profile", "logout", "language")
        return {
            **super().urls,
            **{name: f"/sample/{name}/" for name in names},
            "events": "",
            "counts": "",
        }

    @cached_property
    def menu(self) -> list[MenuItem]:
        self.request.nav_key = self.here  # type: ignore[attr-defined]
        return _menu(self.request)


def _menu(request: HttpRequest) -> list[MenuItem]:
    incoming = (
        MenuItem("in-register", "Chờ vào sổ", "/sample/in/register/", count=38, tone="hot"),
        MenuItem("in-queue", "Chờ phân phối", "/sample/in/queue/", count=28, tone="hot"),
        MenuItem("in-direct", "Chờ ý kiến chỉ đạo", "/sample/in/direct/", count=8, tone="hot"),
        MenuItem("in-invite", "Giấy mời", "/sample/in/invite/", count=2),
        MenuItem("in-late", "Quá hạn", "/sample/in/late/", count=2, tone="late"),
        MenuItem("in-book", "Sổ văn bản đến", "/sample/in/book/"),
    )
    outgoing = (
        MenuItem("out-sign", "Chờ ký", "/sample/out/sign/", count=3),
        MenuItem("out-seal", "Chờ đóng dấu, quét", "/sample/out/seal/", count=2),
    )
    items = [
        MenuItem(
            "desk", "Bàn làm việc", "/sample/", icon="layout-dashboard", order=100, tab="Việc"
        ),
        MenuItem(
            "in",
            "Văn bản đến",
            "/sample/in/",
            icon="file-import",
            children=incoming,
            order=200,
            tab="Văn bản",
        ),
        MenuItem(
            "out", "Văn bản đi", "/sample/out/", icon="file-export", children=outgoing, order=210
        ),
        MenuItem(
            "mail",
            "Thư công vụ",
            "/sample/mail/",
            icon="mail",
            count=12,
            tone="hot",
            order=300,
            tab="Thư",
        ),
        MenuItem("task", "Công việc", "/sample/task/", icon="checklist", count=5, order=310),
        MenuItem(
            "week", "Lịch công tác", "/sample/week/", icon="calendar-week", order=320, tab="Lịch"
        ),
        MenuItem(
            "stat", "Thống kê, theo dõi Quy chế", "/sample/stat/", icon="chart-bar", order=330
        ),
    ]
    return arranged(items, request)
