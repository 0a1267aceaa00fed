# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sample list and queue."""

from datetime import date
from typing import Any

from congso.ui.deadlines import DeadlineView
from congso.ui.samples.moment import TODAY, due


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
