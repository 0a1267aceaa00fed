# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sample form of registration with its files and stamp."""

from typing import Any

from django import forms

from congso.ui.files import FileView
from congso.ui.forms import BaseForm, DateField, FileDropWidget, IdListField, PeoplePickerWidget
from congso.ui.samples.moment import TODAY, add_working_days
from congso.ui.samples.people import PEOPLE
from congso.ui.stamps import ArrivalStampView


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
