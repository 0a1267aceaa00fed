# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages in `pages/` are written for these tests (made-up people) or heads of the public sources."""

from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.documents.extraction import propose, secret_mark
from congso.documents.kinds import BY_CODE

pytestmark = pytest.mark.unit

PAGES = Path(__file__).parent / "pages"
TODAY = date(2026, 11, 24)
MINISTRY = "BỘ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"
DEPARTMENT = "SỞ NÔNG NGHIỆP VÀ PTNT"
PROVINCE = "UBND TỈNH BÌNH ĐỊNH"


def at(day: int, month: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def row(symbol=None, issued_on=None, kind=None, subject=None, agency=None, **other):
    """All that the page proposes besides number and notation, which the symbol tells."""
    named = {
        "symbol": symbol,
        "issued_on": issued_on,
        "kind": kind,
        "subject": subject,
        "agency": agency,
    }
    return {name: value for name, value in (named | other).items() if value is not None}


def signed(name, position=None, authority=None):
    return row(signer_name=name, signer_position=position, signer_authority=authority)


EXPECTED = {
    "01-two-columns": row(
        "3187/STC-NS",
        date(2026, 11, 23),
        "official_letter",
        "V/v rà soát, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ",
        "SỞ TÀI CHÍNH",
        parent_agency=PROVINCE,
        urgency=2,
        due=at(25, 11, 17),
        **signed("Hoàng Thị Diệu Linh", "PHÓ GIÁM ĐỐC", "KT."),
    ),
    "02-one-space": row(
        "2255/SNN-VP",
        date(2015, 7, 16),
        "official_letter",
        "V/v tăng cường sử dụng hệ thống thư điện tử công vụ trong hoạt động tại Văn phòng Sở",
        "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
        parent_agency=PROVINCE,
        **signed("Lê Quang Định", "GIÁM ĐỐC"),
    ),
    "03-right-column-between": row(
        "7316/UBND-KT",
        date(2026, 11, 20),
        "official_letter",
        "V/v khẩn trương khôi phục sản xuất vụ Đông Xuân sau mưa lũ",
        "ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH",
        urgency=3,
        due=date(2026, 11, 26),
    ),
    "04-ocr-faults": row(
        "1402/SCT-QLTM",
        date(2026, 11, 17),
        "official_letter",
        "V/v phối hợp kiểm tra vât tư nông nghiệp dịp Tết Nguyên đán",
        "SỞ CÔNG THƯƠNG",
        parent_agency="UBND TINH BÌNH ĐINH",
        due=date(2026, 12, 5),
    ),
    "05-decision": row(
        "05/QĐ-SNN",
        date(2026, 1, 5),
        "decision",
        "Về việc kiện toàn Ban Chỉ đạo phòng, chống thiên tai và tìm kiếm cứu nạn của Sở",
        DEPARTMENT,
        parent_agency=PROVINCE,
        **signed("Lê Quang Định", "GIÁM ĐỐC"),
    ),
    "06-source-decision-1212": row(
        "1212/QĐ-SNN",
        date(2013, 5, 5),
        "decision",
        "V/v thành lập Tổ triển khai thực hiện văn phòng điện tử tại sở Nông nghiệp và PTNT Tỉnh "
        "Bình Định",
        "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
        **signed("Lê Quang Định"),
    ),
    "07-source-plan-2015": row(
        kind="plan",
        subject="Ứng dụng Công nghệ thông tin tại Sở Nông nghiệp và PTNT tỉnh Bình Định năm 2015",
        **signed("Nguyễn Hoàng Bách", "PHÓ GIÁM ĐỐC", "KT."),
    ),
    "08-source-letter-2255": row(
        "2255/SNN-VP",
        date(2015, 7, 16),
        "official_letter",
        "V/v tăng cường sử dụng hệ thống thư điện tử công vụ trong hoạt động tại Văn phòng Sở",
        **signed("Lê Quang Định"),
    ),
    "09-source-letter-2208": row(
        "2208/SNN-VP",
        date(2013, 7, 9),
        "official_letter",
        "V/v ứng dụng Văn phòng điện tử trong hoạt động của Sở Nông nghiệp và PTNT",
        DEPARTMENT,
        parent_agency=PROVINCE,
        **signed("Lê Quang Định", "GIÁM ĐỐC"),
    ),
    "10-source-decision-3842": row(
        None,
        None,
        "decision",
        "Về việc ban hành Quy chế Quản lý, sử dụng thư điện tử công vụ và Văn phòng Điện tử của "
        "Sở Nông nghiệp và PTNT tỉnh Bình Định",
        "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
        **signed("Lê Quang Định"),
    ),
    "11-source-statute": row(
        kind="statute",
        subject="Quản lý, sử dụng Thư điện tử công vụ và Văn phòng Điện tử của Sở Nông nghiệp và "
        "PTNT tỉnh Bình Định",
    ),
    "12-source-notice-2012": row(
        kind="notice",
        subject="Về việc sử dụng thư điện tử công vụ tại Sở Nông nghiệp và PTNT",
        **signed("Lê Quang Định", "GIÁM ĐỐC"),
    ),
    "13-invitation": row(
        "318/GM-VPUBND",
        date(2026, 11, 23),
        "invitation",
        "Họp nghe báo cáo phương án điều tiết nước hồ chứa mùa khô",
        "VĂN PHÒNG",
        parent_agency=PROVINCE,
        meeting_at=at(25, 11, 14),
        meeting_place="Phòng họp số 2, Văn phòng UBND tỉnh, số 01 đường Trần Phú",
        **signed("Mạc Văn Ước", "PHÓ CHÁNH VĂN PHÒNG", "TL."),
    ),
    "14-invitation-sentence": row(
        "41-GM/HNDT",
        date(2026, 11, 24),
        "invitation",
        "Dự hội nghị tổng kết phong trào nông dân thi đua",
        "BAN THƯỜNG VỤ",
        parent_agency="HỘI NÔNG DÂN TỈNH BÌNH ĐỊNH",
        meeting_at=at(3, 12, 14, 30),
        meeting_place="Hội trường lớn Hội Nông dân tỉnh",
        **signed("Đinh Thị H'Lan", "PHÓ CHỦ TỊCH", "TM."),
    ),
    "15-telegram": row(
        "14/CĐ-UBND",
        date(2026, 11, 25),
        "telegram",
        "Về việc tập trung ứng phó bão và mưa lũ trên địa bàn tỉnh",
        "ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH",
        urgency=3,
        due=at(25, 11, 16, 30),
    ),
    "16-party-letter": row(
        "745-CV/TU",
        date(2014, 4, 8),
        "official_letter",
        "V/v tăng cường sử dụng thư điện tử",
        "TỈNH ỦY BÌNH ĐỊNH",
    ),
    "17-submission": row(
        "15/TTr-SNN",
        date(2026, 2, 2),
        "submission",
        "Về việc phê duyệt chủ trương đầu tư dự án Nâng cấp hồ chứa nước Núi Một",
        DEPARTMENT,
        parent_agency=PROVINCE,
    ),
    "18-report-blank-number": row(
        kind="report",
        subject="Kết quả tiêm phòng vắc xin lở mồm long móng đợt 2",
        agency="TRẠM THÚ Y HUYỆN TUY PHƯỚC",
        parent_agency="CHI CỤC THÚ Y",
        notation="BC-TTYTP",
    ),
    "19-petition": row(kind="petition", subject="V/v hỗ trợ giống lúa sau lũ"),
    "20-long-subject-named": row(
        "8812/BNN-TT",
        date(2026, 11, 9),
        "official_letter",
        "V/v chỉ đạo sản xuất lúa vụ Đông Xuân vùng Duyên hải Nam Trung Bộ",
        MINISTRY,
        urgency=1,
    ),
    "21-subdepartment": row(
        "31/HKLVC",
        date(2026, 11, 12),
        "official_letter",
        "V/v cập nhật diễn biến rừng",
        "HẠT KIỂM LÂM HUYỆN VÂN CANH",
        parent_agency="CHI CỤC KIỂM LÂM",
        due=date(2026, 11, 20),
        **signed("Y Blăng Niê", "HẠT TRƯỞNG", "Q."),
    ),
    "22-minutes-leading-zeros": row(
        "123/BB-XPHC",
        None,
        "minutes",
        "Vi phạm hành chính về khai thác thủy sản",
        "CHI CỤC THỦY SẢN",
    ),
    "23-firm-letter": row(
        "03/ĐN-TP",
        date(2026, 11, 20),
        "official_letter",
        None,
        "CÔNG TY CỔ PHẦN GIỐNG CÂY TRỒNG THÀNH PHÁT",
        **signed("NGÔ THỊ MỸ PHƯỢNG", "GIÁM ĐỐC"),
    ),
    "24-letterspaced": row(
        "12/NQ-HĐND",
        date(2026, 12, 10),
        "resolution",
        "Về phân bổ dự toán ngân sách năm 2027",
        "HỘI ĐỒNG NHÂN DÂN TỈNH",
    ),
    "25-second-page-only": {},
    "26-empty": {},
    "27-notice-of-conclusion": row(
        "612/TB-VPUBND",
        date(2026, 11, 19),
        "notice",
        "Kết luận của Phó Chủ tịch UBND tỉnh tại cuộc họp về phòng, chống bệnh dịch tả lợn Châu "
        "Phi",
        "VĂN PHÒNG",
        parent_agency=PROVINCE,
        due=date(2026, 11, 27),
    ),
    "28-signed-for": signed("Trịnh Gia Khiêm", "CHÁNH VĂN PHÒNG", "TUQ."),
}


def page(name: str) -> str:
    return (PAGES / f"{name}.txt").read_text(encoding="utf-8")


def test_every_page_has_an_expectation():
    assert sorted(path.stem for path in PAGES.glob("*.txt")) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_page_proposes_exactly_what_it_says(name):
    proposal = propose(page(name), today=TODAY)
    told_by_symbol = {"number", "notation"} if "symbol" in proposal.fields else set()
    found = {k: s.value for k, s in proposal.fields.items() if k not in told_by_symbol}
    assert found == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_proposal_has_confidence_and_a_line_that_exists(name):
    lines = page(name).splitlines()
    for suggested in propose(page(name), today=TODAY).fields.values():
        assert 0 < suggested.confidence < 1
        assert lines[suggested.source_line].strip()


@pytest.mark.parametrize("name", EXPECTED)
def test_no_page_here_carries_a_secrecy_mark(name):
    assert secret_mark(page(name)) is None


def test_symbol_comes_with_number_and_notation():
    proposal = propose(page("05-decision"))
    assert (proposal.value("number"), proposal.value("notation")) == ("5", "QĐ-SNN")
    assert proposal.value("due") is None
    assert proposal.fields["symbol"].source_line == 6


def test_doubtful_readings_are_less_sure():
    clean, spoilt = propose(page("01-two-columns")), propose(page("04-ocr-faults"))
    for field in ("symbol", "issued_on"):
        assert spoilt.fields[field].confidence < clean.fields[field].confidence - 0.15
    no_position = propose(page("08-source-letter-2255")).fields["signer_name"]
    assert no_position.confidence < clean.fields["signer_name"].confidence
    several = propose(page("21-subdepartment")).fields["due"]
    assert several.confidence < clean.fields["due"].confidence


def letter(*, head="", body="", number="Số: 15/SNN-VP", dated="ngày 23 tháng 11 năm 2026"):
    return (
        f"{head}\nSỞ NỘI VỤ\n{number}\nBình Định, {dated}\nV/v thử\n\n"
        f"Kính gửi: Sở Nông nghiệp và PTNT\n{body}\n"
    )


@pytest.mark.parametrize(
    ("number", "symbol"),
    [
        ("Số: 30c/NQ-CP", "30c/NQ-CP"),
        ("Số:\n96/HĐND-KTNS", "96/HĐND-KTNS"),
        ("SỐ: 07/CT-CTUBND", "07/CT-CTUBND"),
        ("S6: 164/BC-UBND", "164/BC-UBND"),
        ("Sô: 15 /QD-SNN", "15/QĐ-SNN"),
        ("Số: 34/2008/CT-TTg", "34/2008/CT-TTg"),
        ("30191/TB-SNNMT-BTTĐC", "30191/TB-SNNMT-BTTĐC"),
        ("Số: ......./SNN-VP", None),
        ("Số:", None),
        ("Số lượng: 15 bản", None),
        ("", None),
    ],
)
def test_numbers_as_printed(number, symbol):
    assert propose(letter(number=number)).value("symbol") == symbol


@pytest.mark.parametrize(
    ("dated", "day"),
    [
        ("ngày 05/5/2013", date(2013, 5, 5)),
        ("ngày 5 tháng 5 năm 2013", date(2013, 5, 5)),
        ("ngày    tháng 11 năm 2026", None),
        ("ngày ... tháng ... năm 2026", None),
        ("ngày 31 tháng 11 năm 2026", None),
        ("ngày 30 tháng 2 năm 2026", None),
        ("ngày 23 tháng 11", None),
    ],
)
def test_only_whole_and_possible_dates_are_read(dated, day):
    assert propose(letter(dated=dated), today=TODAY).value("issued_on") == day


@pytest.mark.parametrize(
    ("body", "due"),
    [
        ("Báo cáo trước ngày 28/11/2026.", date(2026, 11, 28)),
        ("trước 17 giờ 00 ngày 25/11", at(25, 11, 17)),
        ("trước 16h30, ngày 25 tháng 11", at(25, 11, 16, 30)),
        ("trước 8h ngày 05/01", datetime(2027, 1, 5, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))),
        ("Gửi về Sở chậm nhất là ngày 02 tháng 12 năm 2026", date(2026, 12, 2)),
        ("Thời hạn đến hết ngày 30/11/2026", date(2026, 11, 30)),
        ("gửi báo cáo trước\nngày 28/11/2026", date(2026, 11, 28)),
        ("hồ sơ nộp trước ngày 01/7/2016 không xét lại", None),
        ("trước ngày 31/11/2026", None),
        ("theo Công văn ngày 28/11/2026", None),
        ("trước ngày hội 28/11", None),
    ],
)
def test_deadlines_in_the_body(body, due):
    assert propose(letter(body=body)).value("due") == due


def test_a_year_is_not_guessed_without_a_date_to_start_from():
    text = letter(dated="ngày … tháng … năm …", body="Báo cáo trước ngày 28/11.")
    assert propose(text).value("due") is None
    assert propose(text, today=TODAY).value("due") == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("body", "when", "where"),
    [
        (
            "- Thời gian: 08 giờ 00, ngày 26 tháng 11 năm 2026 (thứ Năm).\n- Địa điểm: Hội trường.",
            at(26, 11, 8),
            "Hội trường",
        ),
        (
            "Thời gian: 7h30 ngày 26/11/2026\nĐịa điểm: UBND xã Phước Hiệp\nThành phần: ủy viên",
            at(26, 11, 7, 30),
            "UBND xã Phước Hiệp",
        ),
        ("Thời gian: Vào lúc 13g30 thứ Sáu, ngày 27/11/2026", at(27, 11, 13, 30), None),
        ("Thời gian: 12 giờ 30 phút chiều ngày 27/11/2026", at(27, 11, 12, 30), None),
        ("Thời gian: 12 giờ 30 ngày 27/11/2026", at(27, 11, 12, 30), None),
        ("Thời gian áp dụng: Từ ngày 01/5/2012.", None, None),
        ("Thời gian: 25 giờ 00 ngày 26/11/2026", None, None),
    ],
)
def test_meetings(body, when, where):
    proposal = propose(letter(body=body))
    assert (proposal.value("meeting_at"), proposal.value("meeting_place")) == (when, where)


@pytest.mark.parametrize(
    ("mark", "urgency"),
    [
        ("KHẨN", 1),
        ("K H Ẩ N", 1),
        ("THƯỢNG KHẨN", 2),
        ("THUONG KHAN", 2),
        ("HỎA TỐC", 3),
        ("HOẢ TỐC HẸN GIỜ", 3),
        ("| HOA TỐC |", 3),
        ("I KHẨN l", 1),
        ("Khẩn trương", None),
        ("công tác khẩn cấp", None),
        ("CÔNG ĐIỆN KHẨN CẤP", None),
    ],
)
def test_urgency_only_as_a_stamp(mark, urgency):
    assert propose(letter(head=mark)).value("urgency") == urgency


@pytest.mark.parametrize(
    "name",
    [
        "Tô Hoài Phong",
        "Lưu Bá Thạch",
        "Ngô Thị Huyền",
        "Đỗ Văn Quyết",
        "Y Blăng Niê",
        "Tôn Nữ Diệu Hiền",
        "Đinh Văn Krông",
        "Mã Thế Vinh",
        "Thạch Thị Sa",
        "Lê Sơn",
        "Công Tằng Tôn Nữ Diệu Hiền",
    ],
)
@pytest.mark.parametrize("degree", ["", "TS. ", "ThS. "])
def test_names_of_signers(name, degree):
    block = f"KT. CHI CỤC TRƯỞNG\nPHÓ CHI CỤC TRƯỞNG\n\n{degree}{name}"
    body = f"Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\n{block}"
    proposal = propose(letter(body=body))
    assert proposal.value("signer_name") == name
    assert proposal.value("signer_authority") == "KT."
    assert proposal.value("signer_position") == "PHÓ CHI CỤC TRƯỞNG"


@pytest.mark.parametrize("line", ["Sơn", "Lê Sơn (2)", "Lê Sơn 2", "lê Sơn", "Lê SƠN hà", "- Lê"])
def test_what_is_no_name_is_not_taken_for_one(line):
    assert propose(letter(body=f"GIÁM ĐỐC\n\n{line}")).value("signer_name") is None


def test_a_page_without_a_signature_names_no_signer():
    body = (
        "Giao ông Trương Văn Nghĩa thực hiện.\nNơi nhận:\n- Như trên;\n- Sở Tài Chính\nSở Tài Chính"
    )
    assert propose(letter(body=body)).value("signer_name") is None


def test_kind_by_heading_wins_over_symbol_but_is_less_sure():
    text = "SỞ NỘI VỤ\nSố: 15/TB-SNV\nKẾ HOẠCH\nKiểm tra công vụ năm 2026\n\nCăn cứ Luật;"
    kind = propose(text).fields["kind"]
    assert kind.value == "plan"
    assert kind.confidence < 0.7
    sure = propose(text.replace("/TB-", "/KH-")).fields["kind"]
    assert (sure.value, sure.confidence > 0.9) == ("plan", True)


@pytest.mark.parametrize("kind", [kind for kind in BY_CODE.values() if kind.in_decree])
def test_every_heading_of_the_decree_is_known(kind):
    text = f"SỞ NỘI VỤ\n\n{kind.name.upper()}\nVề việc kiểm tra\n\nCăn cứ Luật;"
    assert propose(text).value("kind") == kind.code


SECRET = [
    ("MẬT", "MẬT"),
    ("TỐI MẬT", "TỐI MẬT"),
    ("TUYỆT MẬT", "TUYỆT MẬT"),
    ("TUYÊT MẬT", "TUYỆT MẬT"),
    ("TỐI MÂT", "TỐI MẬT"),
    ("M Ậ T", "MẬT"),
    ("T U Y Ệ T   M Ậ T", "TUYỆT MẬT"),
    ("T0I MAT", "TỐI MẬT"),
    ("TUVỆT MẬT", "TUYỆT MẬT"),
    ("TUYỆT\nMẬT", "TUYỆT MẬT"),
    ("[ MẬT ]", "MẬT"),
    ("| MẶT |", "MẬT"),
    ("MAT", "MẬT"),
    ("MẤT", "MẬT"),
    ("Tối mật", "TỐI MẬT"),
    ("IMẠT ~", "MẬT"),
    ("lTỐI MẬT|", "TỐI MẬT"),
    ("MẬT - KHẨN", "MẬT"),
    ("HỎA TỐC / TUYỆT MẬT", "TUYỆT MẬT"),
    ("MẬT          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "MẬT"),
    ("MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "MẬT"),
    ("Độ mật: Tối mật", "TỐI MẬT"),
    ("ĐỘ MẬT: MẬT", "MẬT"),
    ("M\u1ead\u0301T".replace("\u1ead\u0301", "A\u0323\u0302"), "MẬT"),
]
NOT_SECRET = [
    "BÍ MẬT",
    "bí mật",
    "bảo mật",
    "BẢO MẬT",
    "Mật độ gieo sạ 80 kg/ha",
    "MẬT ĐỘ",
    "Mật ong rừng",
    "MẬT ONG",
    "MẬT - ONG",
    "mật",
    "CÔNG TÁC BẢO VỆ BÍ\nMẬT NHÀ NƯỚC",
    "CÔNG TÁC BẢO VỆ BÍ\nMẬT",
    "Độ mật: Thường",
    "Quy định về bảo vệ bí mật nhà nước, độ mật của tài liệu",
    "mật khẩu",
    "MẬT KHẨU",
    "(trừ một số thiết bị lưu trữ tài liệu mật).",
    "MÍT",
    "TOÀN",
    "TỐT",
    "",
]


@pytest.mark.parametrize(("stamp", "mark"), SECRET)
@pytest.mark.requirement("R-15")
def test_secrecy_marks_are_seen(stamp, mark):
    assert secret_mark(stamp) == mark
    assert secret_mark(letter(head=stamp)) == mark


@pytest.mark.parametrize("text", NOT_SECRET)
def test_words_that_contain_mat_are_no_marks(text):
    assert secret_mark(text) is None
    assert secret_mark(letter(body=text)) is None


def test_a_stamp_at_the_foot_counts_and_a_table_heading_does_not():
    lines = "Nội dung báo cáo.\n" * 40
    assert secret_mark(f"{lines}MẬT\n") == "MẬT"
    assert secret_mark(f"{lines}CÒN     MẤT     HỎNG\n") is None


@pytest.mark.parametrize(
    ("printed", "agency"),
    [
        ("SỞ NỘI VỤ.....", "SỞ NỘI VỤ"),
        ("SỞ NỘI VỤw.", "SỞ NỘI VỤ"),
        ("SỞ NỘI . VỤ :", "SỞ NỘI VỤ"),
        ("SỞ KẾ HOẠCH - ĐẦU TƯ", "SỞ KẾ HOẠCH - ĐẦU TƯ"),
        ("CHI CỤC KIỂM LÂM\nVÙNG IV", "CHI CỤC KIỂM LÂM VÙNG IV"),
    ],
)
def test_agency_without_rests_of_rules(printed, agency):
    assert propose(f"{printed}\nSố: 15/SNV-VP\nKính gửi: Sở").value("agency") == agency


def test_the_highest_mark_is_told():
    assert secret_mark("MẬT\nTUYỆT MẬT\nTỐI MẬT") == "TUYỆT MẬT"


fragments = st.sampled_from(
    [
        *[
            "Số: 15/QĐ-SNN",
            "V/v",
            "QUYẾT ĐỊNH",
            "Bình Định, ngày",
            "tháng 13 năm 2026",
            "KT. ",
            "\n",
        ],
        *["GIÁM ĐỐC", "   ", "\t", "Kính gửi:", "trước ngày 31/2", "Thời gian: 99 giờ", "MẬT", "."],
    ]
)


@given(st.lists(fragments | st.text(max_size=12), max_size=30).map("".join))
def test_any_text_gives_a_proposal_without_an_error(text):
    proposal = propose(text, today=TODAY)
    assert all(0 < suggested.confidence < 1 for suggested in proposal.fields.values())
    assert secret_mark(text) in (None, "MẬT", "TỐI MẬT", "TUYỆT MẬT")


@pytest.mark.parametrize(
    "text",
    [
        "Sở Nông nghiệp và Phát triển nông thôn báo cáo. " * 4_000,
        "Số: 15/QĐ-SNN\n" * 10_000,
        "A " * 100_000,
        "ngày 1 " * 30_000,
        "Nguyễn Văn " * 20_000,
        "1" * 200_000,
        "trước " * 40_000,
    ],
)
def test_long_or_hostile_pages_take_little_time(text):
    begun = perf_counter()
    propose(text, today=TODAY)
    secret_mark(text)
    assert perf_counter() - begun < 5
