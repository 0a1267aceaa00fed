# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of administrative paper as data: Decree 30/2020/NĐ-CP, Article 7 and Appendix III.

The 29 kinds in the order of Article 7, the three kinds of copy, and older kinds that the office
still meets. A site's own table starts from these rows and may be edited; names are Vietnamese
legal terms, not messages to translate.
"""

from dataclasses import dataclass

from congso.common.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: English code word, legal name, abbreviation in the symbol ("" = none)."""

    code: str
    name: str
    abbreviation: str
    order: int
    is_copy: bool = False
    has_meeting: bool = False
    in_decree: bool = True
    needs_number: bool = True


def _decree_kinds() -> tuple[Kind, ...]:
    rows = (
        ("resolution", "Nghị quyết", "NQ"),
        ("decision", "Quyết định", "QĐ"),
        ("directive", "Chỉ thị", "CT"),
        ("statute", "Quy chế", "QC"),
        ("rules", "Quy định", "QyĐ"),
        ("communique", "Thông cáo", "TC"),
        ("notice", "Thông báo", "TB"),
        ("guidance", "Hướng dẫn", "HD"),
        ("programme", "Chương trình", "CTr"),
        ("plan", "Kế hoạch", "KH"),
        ("scheme", "Phương án", "PA"),
        ("master_plan", "Đề án", "ĐA"),
        ("project", "Dự án", "DA"),
        ("report", "Báo cáo", "BC"),
        ("minutes", "Biên bản", "BB"),
        ("submission", "Tờ trình", "TTr"),
        ("contract", "Hợp đồng", "HĐ"),
        ("official_letter", "Công văn", ""),
        ("telegram", "Công điện", "CĐ"),
        ("memorandum", "Bản ghi nhớ", "BGN"),
        ("agreement", "Bản thỏa thuận", "BTT"),
        ("power_of_attorney", "Giấy ủy quyền", "GUQ"),
        ("invitation", "Giấy mời", "GM"),
        ("introduction", "Giấy giới thiệu", "GGT"),
        ("leave_permit", "Giấy nghỉ phép", "GNP"),
        ("sending_slip", "Phiếu gửi", "PG"),
        ("forwarding_slip", "Phiếu chuyển", "PC"),
        ("notification_slip", "Phiếu báo", "PB"),
        ("official_note", "Thư công", ""),
    )
    return tuple(
        Kind(code, name, abbreviation, order, has_meeting=code == "invitation")
        for order, (code, name, abbreviation) in enumerate(rows, start=1)
    )


DECREE_KINDS = _decree_kinds()

# Appendix III lists the copies after the kinds; they share one series a year (Article 25).
COPY_KINDS = (
    Kind("true_copy", "Bản sao y", "SY", 30, is_copy=True),
    Kind("copy_of_copy", "Bản sao lục", "SL", 31, is_copy=True),
    Kind("extract", "Bản trích sao", "TrS", 32, is_copy=True),
)

# Outside the decree: the sample regulation, Article 4.1a, and letters of citizens and firms.
OLDER_KINDS = (
    Kind("summons", "Giấy triệu tập", "GTT", 33, has_meeting=True, in_decree=False),
    Kind("work_calendar", "Lịch công tác", "LCT", 34, in_decree=False),
    Kind("invitation_letter", "Thư mời", "TM", 35, has_meeting=True, in_decree=False),
    Kind("petition", "Đơn", "", 36, in_decree=False, needs_number=False),
    Kind("letter", "Thư", "", 37, in_decree=False, needs_number=False),
)

KINDS = DECREE_KINDS + COPY_KINDS + OLDER_KINDS
BY_CODE = {kind.code: kind for kind in KINDS}
BY_ABBREVIATION = {kind.abbreviation: kind for kind in KINDS if kind.abbreviation}


def by_name(name: str) -> Kind | None:
    """Return the kind with this name; case, accents and spaces do not matter."""
    wanted = fold(name)
    return next((kind for kind in KINDS if fold(kind.name) == wanted), None)
