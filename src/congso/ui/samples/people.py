# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people of the sample pages and who is signed in."""

from dataclasses import dataclass

from django.http import HttpRequest

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
