# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who writes to the Department, how often, and with which symbols (demo data, made up).

A series is one counter of a sender: kind of paper, suffixes after the number, papers a year.
``weight`` says how often the sender appears among the light rows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """One number series of a sender."""

    kind: str
    suffixes: tuple[str, ...]
    a_year: int
    weight: int


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender of light rows; ``place`` names a district in subjects, ``topics`` limits them."""

    name: str
    weight: int
    series: tuple[Series, ...]
    place: str = ""
    topics: tuple[str, ...] = ()


def _series(
    code: str, rooms: str, letters: int, invitations: int, decisions: int = 0
) -> tuple[Series, ...]:
    rows = [
        Series("CV", tuple(f"{code}-{room}" for room in rooms.split()), letters, 60),
        Series("GM", (f"GM-{code}",), invitations, 36),
        Series("BC", (f"BC-{code}",), max(40, letters // 12), 6),
        Series("TB", (f"TB-{code}",), max(60, letters // 10), 8),
        Series("KH", (f"KH-{code}",), 150, 3),
    ]
    if decisions:
        rows.append(Series("QĐ", (f"QĐ-{code}",), decisions, 12))
    return tuple(rows)


def _department(name: str, code: str, rooms: str, letters: int, weight: int, topics: str) -> Sender:
    series = _series(code, rooms, letters, max(90, letters // 16))
    return Sender(name, weight, series, topics=tuple(topics.split()))


_MOUNTAINS = (
    "huyện Tây Sơn",
    "huyện Hoài Ân",
    "huyện An Lão",
    "huyện Vĩnh Thạnh",
    "huyện Vân Canh",
)
_INLAND = (
    "TT",
    "CN",
    "CCTY",
    "CCBVTV",
    "CCTL",
    "CCKL",
    "NTM",
    "CCPTNT",
    "TTKN",
    "TTNS",
    "KHTC",
)


def _district(name: str, place: str, letters: int) -> Sender:
    series = (
        Series("CV", ("UBND-NN", "UBND-KT", "UBND-TH"), letters, 45),
        Series("BC", ("BC-UBND",), 480, 24),
        Series("TTr", ("TTr-UBND",), 260, 12),
        Series("GM", ("GM-UBND",), 170, 24),
        Series("KH", ("KH-UBND",), 140, 3),
    )
    topics = _INLAND if place in _MOUNTAINS else (*_INLAND, "TS", "CCTS")
    return Sender(f"Ủy ban nhân dân {name}", 4, series, place, topics)


def _subordinate(name: str, code: str, rooms: str, letters: int, topics: str) -> Sender:
    series = (
        Series("CV", tuple(f"{code}-{room}" for room in rooms.split()), letters, 25),
        Series("BC", (f"BC-{code}",), 820, 45),
        Series("TTr", (f"TTr-{code}",), 350, 25),
        Series("KH", (f"KH-{code}",), 70, 5),
    )
    return Sender(name, 3, series, topics=tuple(topics.split()))


PROVINCE = (
    Sender(
        "Ủy ban nhân dân tỉnh",
        26,
        (
            Series("CV", ("UBND-KT", "UBND-TH", "UBND-NC", "UBND-KGVX"), 8240, 54),
            Series("QĐ", ("QĐ-UBND",), 4560, 24),
            Series("KH", ("KH-UBND",), 190, 6),
            Series("CT", ("CT-UBND",), 24, 2),
            Series("BC", ("BC-UBND",), 240, 4),
        ),
    ),
    Sender(
        "Văn phòng Ủy ban nhân dân tỉnh",
        16,
        (
            Series("CV", ("VPUBND-KT", "VPUBND-TH"), 1900, 20),
            Series("TB", ("TB-VPUBND",), 690, 34),
            Series("GM", ("GM-VPUBND",), 362, 60),
        ),
    ),
    Sender(
        "Hội đồng nhân dân tỉnh",
        2,
        _series("HĐND", "TH", 420, 90),
        topics=("KHTC", "TTr", "CCTL"),
    ),
    Sender(
        "Tỉnh ủy",
        3,
        (
            Series("CV", ("CV/TU",), 1190, 60),
            Series("TB", ("TB/TU",), 410, 40),
        ),
        topics=("NTM", "TCCB", "TTr", "VP"),
    ),
    Sender("Văn phòng Tỉnh ủy", 2, (Series("CV", ("CV/VPTU",), 980, 60),), topics=("VP", "TCCB")),
)
DEPARTMENTS = (
    _department("Sở Nội vụ", "SNV", "TCBC CCHC CCVC", 3350, 7, "TCCB VP"),
    _department("Sở Kế hoạch và Đầu tư", "SKHĐT", "KT TH ĐKKD", 2520, 8, "KHTC KHTC NTM CCTL"),
    _department("Sở Tài chính", "STC", "NS HCSN TCĐT GCS", 3560, 9, "KHTC"),
    _department("Sở Công Thương", "SCT", "QLTM QLCN KTAT", 1590, 4, "CCQLCL BQLCC CCPTNT"),
    _department("Sở Tư pháp", "STP", "XDVB PBGDPL", 1480, 4, "VP TTr"),
    _department("Sở Thông tin và Truyền thông", "STTTT", "CNTT TTBC", 1500, 5, "VP"),
    _department(
        "Sở Tài nguyên và Môi trường", "STNMT", "QLĐĐ BVMT TNN", 3900, 6, "CCKL CCTL TTNS CN"
    ),
    _department("Sở Xây dựng", "SXD", "QHKT HTKT", 2700, 3, "TTNS KHTC CCTL"),
    _department("Sở Giao thông vận tải", "SGTVT", "KCHT KHTC", 2400, 2, "BQLCC CCTL KHTC"),
    _department("Sở Khoa học và Công nghệ", "SKHCN", "QLKH QLCN", 1350, 4, "TT TTKN TS CN"),
    _department(
        "Sở Lao động - Thương binh và Xã hội", "SLĐTBXH", "VLDN BTXH", 2300, 2, "CCPTNT TCCB"
    ),
    _department("Sở Giáo dục và Đào tạo", "SGDĐT", "KHTC", 2800, 1, "VP"),
    _department("Sở Y tế", "SYT", "NVY", 3100, 2, "CCQLCL CCTY"),
    _department("Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL", "QLDL", 2050, 1, "CCPTNT NTM"),
    _department("Công an tỉnh", "CAT", "PV05 PA04", 2600, 2, "VP TTr CCKL"),
    _department("Bộ Chỉ huy Quân sự tỉnh", "BCH", "TM", 1700, 1, "CCTL VP"),
    _department("Kho bạc Nhà nước tỉnh", "KBNN", "KTNN KSC", 980, 2, "KHTC"),
    _department("Thanh tra tỉnh", "TTT", "NV VP", 575, 2, "TTr"),
    _department("Bảo hiểm xã hội tỉnh", "BHXH", "TST", 1900, 1, "TCCB"),
    _department("Đài Khí tượng Thủy văn tỉnh", "ĐKTTV", "DB", 640, 2, "CCTL"),
)
UNIONS = (
    Sender(
        "Hội Nông dân tỉnh",
        3,
        (Series("CV", ("CV/HNDT",), 430, 60), Series("GM", ("GM/HNDT",), 95, 40)),
        topics=("CCPTNT", "TTKN", "NTM"),
    ),
    Sender(
        "Hội Liên hiệp Phụ nữ tỉnh",
        2,
        (Series("CV", ("CV/BTV",), 390, 60), Series("GM", ("GM-BTV",), 66, 40)),
        topics=("NTM", "TTKN"),
    ),
    Sender(
        "Tỉnh đoàn",
        2,
        (Series("CV", ("CV/TĐTN",), 520, 60), Series("GM", ("GM/TĐTN",), 110, 40)),
        topics=("NTM", "CCKL", "TTKN"),
    ),
    Sender(
        "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
        2,
        _series("MTTQ", "BTT", 610, 140),
        topics=("NTM", "TTr"),
    ),
)
MINISTRY = (
    Sender(
        "Bộ Nông nghiệp và Phát triển nông thôn",
        12,
        (
            Series("CV", ("BNN-TT", "BNN-TCTL", "BNN-KH", "BNN-VPĐP", "BNN-QLCL"), 9950, 58),
            Series("QĐ", ("QĐ-BNN-TCCB", "QĐ-BNN-KH", "QĐ-BNN-CN"), 5300, 16),
            Series("GM", ("GM-BNN-VP",), 560, 24),
            Series("TB", ("TB-BNN-VP",), 9300, 10),
        ),
    ),
    Sender("Cục Trồng trọt", 3, _series("TT", "CLT VPPN", 1700, 120), topics=("TT",)),
    Sender("Cục Bảo vệ thực vật", 4, _series("BVTV", "TV QLT KD", 2420, 130), topics=("CCBVTV",)),
    Sender("Cục Thú y", 4, _series("TY", "DT KD TYTS", 2310, 120), topics=("CCTY",)),
    Sender("Cục Chăn nuôi", 3, _series("CN", "GSN TACN", 1280, 90), topics=("CN",)),
    Sender("Tổng cục Thủy sản", 4, _series("TCTS", "KTTS NTTS", 2300, 150), topics=("TS", "CCTS")),
    Sender("Tổng cục Lâm nghiệp", 4, _series("TCLN", "KL PTR", 1710, 110), topics=("CCKL",)),
    Sender("Tổng cục Thủy lợi", 3, _series("TCTL", "QLNN ATĐ", 1900, 110), topics=("CCTL", "TTNS")),
    Sender(
        "Cục Kinh tế hợp tác và Phát triển nông thôn",
        3,
        _series("KTHT", "HTX BTXH", 1150, 80),
        topics=("CCPTNT", "NTM"),
    ),
)
DISTRICTS = (
    _district("thành phố Quy Nhơn", "thành phố Quy Nhơn", 4300),
    _district("thị xã An Nhơn", "thị xã An Nhơn", 1900),
    _district("huyện Tuy Phước", "huyện Tuy Phước", 1330),
    _district("huyện Tây Sơn", "huyện Tây Sơn", 1250),
    _district("huyện Phù Cát", "huyện Phù Cát", 1400),
    _district("huyện Phù Mỹ", "huyện Phù Mỹ", 1420),
    _district("huyện Hoài Nhơn", "huyện Hoài Nhơn", 1510),
    _district("huyện Hoài Ân", "huyện Hoài Ân", 1180),
    _district("huyện An Lão", "huyện An Lão", 790),
    _district("huyện Vĩnh Thạnh", "huyện Vĩnh Thạnh", 760),
    _district("huyện Vân Canh", "huyện Vân Canh", 690),
)
SUBORDINATES = (
    _subordinate("Chi cục Bảo vệ thực vật", "CCBVTV", "HCTH KT", 610, "CCBVTV"),
    _subordinate("Chi cục Thú y", "CCTY", "HCTH QLDB", 700, "CCTY"),
    _subordinate("Chi cục Kiểm lâm", "CCKL", "HCTH QLBVR", 880, "CCKL"),
    _subordinate("Chi cục Thủy lợi", "CCTL", "HCTH CT", 720, "CCTL"),
    _subordinate("Chi cục Thủy sản", "CCTS", "HC KTTS", 640, "TS CCTS"),
    _subordinate("Chi cục Phát triển nông thôn", "CCPTNT", "HC KTHT", 520, "CCPTNT NTM"),
    _subordinate(
        "Chi cục Quản lý chất lượng nông lâm sản và thủy sản", "CCQLCL", "HC NV", 480, "CCQLCL"
    ),
    _subordinate("Trung tâm Khuyến nông", "TTKN", "HC KT", 430, "TTKN"),
    _subordinate(
        "Trung tâm Nước sạch và Vệ sinh môi trường nông thôn", "TTNS", "HC KT", 390, "TTNS"
    ),
    _subordinate("Ban Quản lý Cảng cá", "BQLCC", "HC", 300, "BQLCC"),
)
OTHERS = (
    Sender(
        "Công ty TNHH Khai thác công trình thủy lợi",
        3,
        (
            Series("CV", ("KTCTTL-QLN", "KTCTTL-KH"), 620, 70),
            Series("TTr", ("TTr-KTCTTL",), 90, 30),
        ),
        topics=("CCTL",),
    ),
    Sender(
        "Viện Khoa học Kỹ thuật Nông nghiệp Duyên hải Nam Trung Bộ",
        2,
        (Series("CV", ("VNTB-KH",), 410, 60), Series("GM", ("GM-VNTB",), 60, 40)),
        topics=("TT", "TTKN"),
    ),
    Sender(
        "Đài Phát thanh và Truyền hình tỉnh",
        1,
        (Series("CV", ("ĐPTTH-TS",), 380, 60),),
        topics=("TTKN", "TT", "CCTY"),
    ),
    Sender(
        "Trung tâm Ứng dụng công nghệ thông tin - viễn thông",
        1,
        (Series("CV", ("TTCNTT-KT",), 260, 60),),
        topics=("VP",),
    ),
)
SENDERS: tuple[Sender, ...] = (
    PROVINCE + DEPARTMENTS + UNIONS + MINISTRY + DISTRICTS + SUBORDINATES + OTHERS
)
