# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the developers' pages show: the demo organisation on Wednesday 25/11/2026, week 48.

Made-up data, in the language of the forms; used by no other page. The day before is a holiday.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest

from congso.common import clock
from congso.ui.context import AgencyView, Shell
from congso.ui.deadlines import DeadlineView, deadline_view
from congso.ui.files import FileView
from congso.ui.forms import BaseForm, DateField, FileDropWidget, IdListField, PeoplePickerWidget
from congso.ui.menu import MenuItem, arranged
from congso.ui.stamps import ArrivalStampView

TODAY = date(2026, 11, 25)
NOW = clock.at(TODAY, 9, 5)
HOLIDAY = date(2026, 11, 24)
PEOPLE = (
    ("Lãnh đạo Sở", "dinhlq", "Lê Quang Định", "Giám đốc", ""),
    ("Lãnh đạo Sở", "chauvtm", "Võ Thị Minh Châu", "Phó Giám đốc", ""),
    ("Lãnh đạo Sở", "bachnh", "Nguyễn Hoàng Bách", "Phó Giám đốc", "đi công tác đến 27/11"),
    (
        "Phòng Kế hoạch - Tài chính",
        "khtc",
        "Phòng Kế hoạch - Tài chính",
        "Huỳnh Công Lý, Trưởng phòng",
        "",
    ),
    ("Phòng Trồng trọt", "tt", "Phòng Trồng trọt", "Cao Thị Mỹ Dung, Trưởng phòng", ""),
    ("Phòng Trồng trọt", "tunct", "Ngô Thị Cẩm Tú", "Chuyên viên, Phòng Trồng trọt", ""),
    ("Phòng Chăn nuôi", "cn", "Phòng Chăn nuôi", "", ""),
    ("Phòng Thủy sản", "ts", "Phòng Thủy sản", "", ""),
)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """The signed-in person of a sample page."""

    full_name: str
    login: str
    position_title: str
    theme: str = "light"
    text_size: str = ""
    language: str = "vi"
    keys_enabled: bool = True
    is_authenticated: bool = True

    @property
    def pk(self) -> str:
        return self.login


CLERK = ("Phùng Thị Ngọc Diệp", "diepptn", "Văn thư, Văn phòng Sở")
HEAD = ("Trịnh Gia Khiêm", "khiemtg", "Chánh Văn phòng")
DEPUTY = ("Võ Thị Minh Châu", "chauvtm", "Phó Giám đốc")
ROOM_HEAD = ("Cao Thị Mỹ Dung", "dungctm", "Trưởng phòng Trồng trọt")


def person(request: HttpRequest, who: tuple[str, str, str]) -> SamplePerson:
    """The person with theme and text size of the address, as the pictures need them."""
    return SamplePerson(
        *who, theme=request.GET.get("theme", "light"), text_size=request.GET.get("text", "")
    )


def working_days_between(first: date, last: date) -> int:
    """Working days after the first up to and with the last; one holiday, no Saturdays."""
    days = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    return sum(day.weekday() < 5 and day != HOLIDAY for day in days)


def add_working_days(start: date, count: int) -> date:
    """The day some working days later."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day != HOLIDAY
    return day


def due(day: date | None, hour: int = 17, done: datetime | None = None) -> DeadlineView:
    """A deadline seen at the sample moment."""
    moment = clock.at(day, hour) if day else None
    return deadline_view(moment, NOW, working_days_between=working_days_between, done=done)


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


class RegisterForm(BaseForm):
    """The register form as it is drawn."""

    register = forms.ChoiceField(label="Sổ văn bản", choices=[("1", "Sổ văn bản đến 2026")])
    number = forms.CharField(
        label="Số dự kiến", required=False, widget=forms.TextInput(attrs={"readonly": True})
    )
    arrived = DateField(label="Ngày đến", today=lambda: TODAY, prefer="past")
    channel = forms.ChoiceField(
        label="Hình thức nhận",
        choices=[
            (name, name)
            for name in ("Trục liên thông", "Thư công vụ", "Bưu điện", "Trực tiếp", "Fax")
        ],
    )
    issuer = forms.CharField(label="Cơ quan ban hành")
    symbol = forms.CharField(label="Số, ký hiệu")
    dated = DateField(label="Ngày văn bản", today=lambda: TODAY, prefer="past")
    kind = forms.ChoiceField(label="Loại văn bản", choices=[("cv", "Công văn"), ("bc", "Báo cáo")])
    pages = forms.IntegerField(
        label="Số trang", min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    abstract = forms.CharField(
        label="Trích yếu", min_length=10, widget=forms.Textarea(attrs={"rows": 2})
    )
    urgency = forms.ChoiceField(
        label="Độ khẩn",
        choices=[("0", "Thường"), ("1", "Khẩn"), ("2", "Thượng khẩn"), ("3", "Hỏa tốc")],
        widget=forms.RadioSelect,
    )
    secrecy = forms.ChoiceField(label="Độ mật", choices=[("0", "Thường")], required=False)
    leaders = IdListField(label="Lãnh đạo xem", required=False)
    lead = IdListField(label="Chủ trì", required=False)
    support = IdListField(label="Phối hợp", required=False)
    due = DateField(
        label="Hạn xử lý",
        required=False,
        today=lambda: TODAY,
        add_working_days=add_working_days,
        prefer="future",
    )
    attachments = IdListField(label="Tệp", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, suggested={"abstract"}, **kwargs)
        for name, many in (("leaders", True), ("lead", False), ("support", True)):
            self.fields[name].widget = PeoplePickerWidget(
                url="/ui/components/people/",
                multiple=many,
                chosen=_chosen,
                placeholder="" if name == "lead" else "Thêm…",
            )
        self.fields["attachments"].widget = FileDropWidget(url="/ui/components/upload/")


def _chosen(ids: list[str]) -> list[tuple[str, str]]:
    names = {login: name for _group, login, name, _note, _warn in PEOPLE}
    return [(key, names.get(key, key)) for key in ids]


REGISTER_DATA = {
    "register": "1",
    "number": "8341",
    "arrived": "25/11/2026",
    "channel": "Trục liên thông",
    "issuer": "Sở Tài chính",
    "symbol": "3187/STC-NS",
    "dated": "23/11/2026",
    "kind": "cv",
    "pages": "3",
    "abstract": "V/v rà soát, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ",
    "urgency": "2",
    "secrecy": "0",
    "leaders": ["chauvtm"],
    "lead": ["khtc"],
    "due": "27/11/2026",
}
FILES = [
    FileView(
        "3187_STC-NS_signed.pdf",
        421_888,
        pages=3,
        main=True,
        download_url="#",
        signature="valid",
        scan="clean",
    ),
    FileView(
        "Bieu-01-thiet-hai-trong-trot-vu-Dong-Xuan-2026-2027.xlsx",
        1_992_294,
        download_url="#",
        scan="waiting",
    ),
    FileView("Mau-bao-cao.docx", 88_064, download_url="#", scan="clean"),
    FileView("hoa_don.zip", 24_000, scan="infected"),
]
STAMP = ArrivalStampView("SỞ NN VÀ PTNT", "8341", "25/11/2026", "BGĐ, KHTC")


def rows() -> list[dict[str, Any]]:
    """The list of a deputy director in the morning."""
    return [
        _row(
            "UBND tỉnh",
            "7408/UBND-KT",
            "08:58",
            "V/v xuất cấp giống lúa dự trữ hỗ trợ các huyện bị ngập úng",
            3,
            due(TODAY),
            unread=True,
        ),
        _row(
            "UBND thị xã An Nhơn",
            "220/TTr-UBND",
            "20/11",
            "Về việc công nhận xã đạt chuẩn nông thôn mới nâng cao",
            0,
            due(date(2026, 11, 23)),
            state="overdue",
        ),
        _row(
            "Sở Tài chính",
            "3187/STC-NS",
            "08:36",
            "V/v rà soát, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ",
            2,
            due(date(2026, 11, 27)),
            unread=True,
            current=True,
        ),
        _row(
            "Cục Bảo vệ thực vật",
            "2145/BVTV-TV",
            "23/11",
            "V/v tăng cường phòng trừ bệnh đạo ôn hại lúa và chuột đầu vụ",
            1,
            due(date(2026, 11, 30)),
            unread=True,
        ),
        _row(
            "Sở Kế hoạch và Đầu tư",
            "2233/SKHĐT-KT",
            "23/11",
            "V/v góp ý dự thảo kế hoạch đầu tư công trung hạn",
            0,
            due(date(2026, 11, 30)),
            state="returned",
        ),
        _row(
            "Ban Kinh tế - Ngân sách HĐND tỉnh",
            "96/HĐND-KTNS",
            "23/11",
            "V/v cung cấp tài liệu phục vụ giám sát sử dụng vốn mục tiêu quốc gia",
            0,
            due(date(2026, 12, 3)),
        ),
        _row(
            "Bộ Nông nghiệp và PTNT",
            "8812/BNN-TT",
            "20/11",
            "V/v chỉ đạo sản xuất lúa vụ Đông Xuân vùng Duyên hải Nam Trung Bộ",
            0,
            due(date(2026, 12, 4)),
        ),
        _row(
            "Hội Nông dân tỉnh",
            "377-CV/HNDT",
            "19/11",
            "V/v phối hợp tổ chức Hội thi Nhà nông đua tài",
            0,
            due(None),
        ),
    ]


def _row(
    sender: str,
    symbol: str,
    when: str,
    abstract: str,
    level: int,
    deadline: DeadlineView,
    *,
    state: str = "",
    unread: bool = False,
    current: bool = False,
) -> dict[str, Any]:
    return {
        "sender": sender,
        "symbol": symbol,
        "when": when,
        "abstract": abstract,
        "urgency": level,
        "deadline": deadline,
        "state": state,
        "unread": unread,
        "current": current,
    }


QUEUE = [
    (8346, "Sở Nội vụ", "V/v đăng ký nhu cầu biên chế công chức năm sau", "TCCB", 0, "done"),
    (
        8347,
        "Kho bạc Nhà nước tỉnh",
        "V/v đối chiếu số dư tài khoản, khóa sổ cuối năm",
        "KHTC",
        0,
        "done",
    ),
    (
        8348,
        "UBND huyện Tuy Phước",
        "V/v đề nghị hỗ trợ giống lúa khôi phục 320 ha bị ngập",
        "TT",
        1,
        "current",
    ),
    (8349, "Cục Thú y", "V/v tổ chức tiêm phòng vắc xin lở mồm long móng đợt 2", "CCTY", 0, ""),
    (
        8350,
        "Sở TT và TT",
        "V/v rà soát an toàn thông tin và thực hiện quy chế thư điện tử công vụ",
        "VP",
        0,
        "",
    ),
    (
        8351,
        "Tổng cục Lâm nghiệp",
        "V/v cập nhật diễn biến rừng năm và cảnh báo cháy rừng",
        "CCKL",
        0,
        "",
    ),
    (
        8352,
        "Chi cục Thú y",
        "Tờ trình về việc cấp hóa chất khử trùng tiêu độc vùng dịch",
        "KHTC",
        2,
        "",
    ),
    (8353, "UBND tỉnh", "Giấy mời họp Ban Chỉ đạo xây dựng nông thôn mới", "NTM", 0, ""),
    (8356, "Công dân", "Đơn kiến nghị (hạn chế người xem)", "?", 0, ""),
    (
        8358,
        "HTX nông nghiệp Ân Tín 2",
        "Đề nghị cấp mã số vùng trồng bưởi da xanh",
        "CCBVTV",
        0,
        "",
    ),
]
