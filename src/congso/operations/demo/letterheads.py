# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the agencies of the demo print their names: boxes 2 and 4 of Decree 30, Annex I."""

from __future__ import annotations

from dataclasses import dataclass

_PROVINCE = "UBND TỈNH BÌNH ĐỊNH"
_MINISTRY = "BỘ NÔNG NGHIỆP VÀ PTNT"
_DEPARTMENT = "SỞ NÔNG NGHIỆP VÀ PTNT"
_PROVINCIAL_PLACE = "Bình Định"
_CAPITAL = "Hà Nội"
_LINE = 23


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Parent, name in lines, place of the date, name in the seal; ``party``: head of the Party."""

    parent: str
    lines: tuple[str, ...]
    place: str
    seal: str
    party: bool = False


_FIXED = {
    "Ủy ban nhân dân tỉnh": Letterhead(
        "", ("ỦY BAN NHÂN DÂN", "TỈNH BÌNH ĐỊNH"), _PROVINCIAL_PLACE, "UBND TỈNH BÌNH ĐỊNH"
    ),
    "Văn phòng Ủy ban nhân dân tỉnh": Letterhead(
        _PROVINCE, ("VĂN PHÒNG",), _PROVINCIAL_PLACE, "VĂN PHÒNG UBND TỈNH"
    ),
    "Ban Kinh tế - Ngân sách Hội đồng nhân dân tỉnh": Letterhead(
        "HĐND TỈNH BÌNH ĐỊNH", ("BAN KINH TẾ - NGÂN SÁCH",), _PROVINCIAL_PLACE, "HĐND TỈNH"
    ),
    "Tỉnh ủy": Letterhead(
        "", ("TỈNH ỦY BÌNH ĐỊNH",), _PROVINCIAL_PLACE, "TỈNH ỦY BÌNH ĐỊNH", party=True
    ),
    "Bộ Nông nghiệp và Phát triển nông thôn": Letterhead(
        "", ("BỘ NÔNG NGHIỆP", "VÀ PHÁT TRIỂN NÔNG THÔN"), _CAPITAL, "BỘ NÔNG NGHIỆP VÀ PTNT"
    ),
    "Hội Nông dân tỉnh": Letterhead(
        "HỘI NÔNG DÂN VIỆT NAM", ("BCH HỘI NÔNG DÂN", "TỈNH BÌNH ĐỊNH"), _PROVINCIAL_PLACE,
        "HỘI NÔNG DÂN TỈNH",
    ),
    "Hội Liên hiệp Phụ nữ tỉnh": Letterhead(
        "HỘI LHPN VIỆT NAM", ("BAN CHẤP HÀNH", "TỈNH BÌNH ĐỊNH"), _PROVINCIAL_PLACE,
        "HỘI LHPN TỈNH",
    ),
    "Kho bạc Nhà nước tỉnh": Letterhead(
        "KHO BẠC NHÀ NƯỚC", ("KHO BẠC NHÀ NƯỚC", "BÌNH ĐỊNH"), _PROVINCIAL_PLACE,
        "KHO BẠC NHÀ NƯỚC",
    ),
    "Báo tỉnh": Letterhead("TỈNH ỦY BÌNH ĐỊNH", ("TÒA SOẠN BÁO",), _PROVINCIAL_PLACE, "TÒA SOẠN"),
    "Tòa án nhân dân huyện Vân Canh": Letterhead(
        "TAND TỈNH BÌNH ĐỊNH", ("TÒA ÁN NHÂN DÂN", "HUYỆN VÂN CANH"), "Vân Canh",
        "TAND HUYỆN VÂN CANH",
    ),
    "Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn tỉnh": Letterhead(
        _PROVINCE, ("BAN CHỈ HUY", "PCTT VÀ TKCN"), _PROVINCIAL_PLACE, "BCH PCTT VÀ TKCN"
    ),
    "Công ty cổ phần Giống cây trồng Thành Phát": Letterhead(
        "", ("CÔNG TY CỔ PHẦN", "GIỐNG CÂY TRỒNG", "THÀNH PHÁT"), "Quy Nhơn",
        "CÔNG TY CP THÀNH PHÁT",
    ),
    "Hợp tác xã nông nghiệp Phước Hưng": Letterhead(
        "", ("HỢP TÁC XÃ NÔNG NGHIỆP", "PHƯỚC HƯNG"), "Phước Hưng", "HTXNN PHƯỚC HƯNG"
    ),
    "Ủy ban nhân dân xã Canh Sơn, huyện Vân Canh": Letterhead(
        "", ("ỦY BAN NHÂN DÂN", "XÃ CANH SƠN"), "Canh Sơn", "UBND XÃ CANH SƠN"
    ),
    "Sở Nông nghiệp và Phát triển nông thôn": Letterhead(
        _PROVINCE, ("SỞ NÔNG NGHIỆP VÀ PHÁT", "TRIỂN NÔNG THÔN"), _PROVINCIAL_PLACE,
        "SỞ NÔNG NGHIỆP VÀ PTNT",
    ),
    "Trung tâm Nước sạch và Vệ sinh môi trường nông thôn": Letterhead(
        _DEPARTMENT, ("TRUNG TÂM NƯỚC SẠCH", "VÀ VỆ SINH MÔI TRƯỜNG", "NÔNG THÔN"),
        _PROVINCIAL_PLACE, "TRUNG TÂM NƯỚC SẠCH",
    ),
}  # fmt: skip


def _district(name: str) -> Letterhead:
    area = name.removeprefix("Ủy ban nhân dân ")
    place = area.removeprefix("huyện ").removeprefix("thị xã ").removeprefix("thành phố ")
    return Letterhead("", ("ỦY BAN NHÂN DÂN", area.upper()), place, f"UBND {area.upper()}")


def _lines(name: str) -> tuple[str, ...]:
    """Break a long name into even lines that fit the left column."""
    words = name.upper().split()
    count = -(-len(name) // _LINE)
    lines: list[str] = []
    for word in words:
        room = len(name) / count + 2
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def letterhead(sender: str) -> Letterhead:
    """Return the printed head of an agency or unit of the demo by its name."""
    if sender in _FIXED:
        return _FIXED[sender]
    if sender.startswith("Ủy ban nhân dân "):
        return _district(sender)
    if sender.startswith(("Cục ", "Tổng cục ")):
        return Letterhead(_MINISTRY, _lines(sender), _CAPITAL, sender.upper())
    if sender.startswith(("Chi cục ", "Trung tâm ", "Phòng ", "Văn phòng Sở", "Ban Quản lý ")):
        return Letterhead(_DEPARTMENT, _lines(sender), _PROVINCIAL_PLACE, sender.upper())
    return Letterhead(_PROVINCE, _lines(sender), _PROVINCIAL_PLACE, sender.upper())
