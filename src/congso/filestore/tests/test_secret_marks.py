# SPDX-License-Identifier: AGPL-3.0-or-later
"""The stamp of secret papers on page one: found where it stands alone, and nowhere else."""

import unicodedata

import pytest

from congso.filestore.secret_marks import Found, Mark, find_secret_mark

pytestmark = pytest.mark.unit

LETTER = """ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH
SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG
Số: 12/BC-SNNMT
{}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
BÁO CÁO
Về mật độ nuôi tôm và việc bảo mật thông tin"""


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("MẬT", Mark.SECRET),
        ("TỐI MẬT", Mark.TOP_SECRET),
        ("TUYỆT MẬT", Mark.MOST_SECRET),
        (unicodedata.normalize("NFD", "TUYỆT MẬT"), Mark.MOST_SECRET),
        ("  [ MẬT ]  ", Mark.SECRET),
        ("| TỐI MẬT |", Mark.TOP_SECRET),
        ("_MẬT_", Mark.SECRET),
        ("M Ậ T", Mark.SECRET),
        ("M\u00a0Ậ\u00a0T", Mark.SECRET),
        ("T Ố I  M Ậ T", Mark.TOP_SECRET),
        ("TUYÊT MẬT", Mark.MOST_SECRET),
        ("TUYỆT MÂT", Mark.MOST_SECRET),
        ("TUYẾT MẬT.", Mark.MOST_SECRET),
        ("TUYET MAT", Mark.MOST_SECRET),
        ("TUYỆẾT MẬT", Mark.MOST_SECRET),
        ("TỐI MÂT", Mark.TOP_SECRET),
        ("TÔI MẬT", Mark.TOP_SECRET),
        ("TỐI MẠT", Mark.TOP_SECRET),
        ("TOI MAT", Mark.TOP_SECRET),
        ("T0I MẬT", Mark.TOP_SECRET),
        ("MÂT", Mark.SECRET),
        ("MẠT", Mark.SECRET),
        ("MậT", Mark.SECRET),
        ("Độ mật: Mật", Mark.SECRET),
        ("Độ mật: TUYỆT MẬT", Mark.MOST_SECRET),
        ("Mức độ mật : tối mật", Mark.TOP_SECRET),
        ("SỞ NÔNG NGHIỆP   MẬT   CỘNG HÒA XÃ HỘI", Mark.SECRET),
        ("Số: 12/BC-SNNMT\tTỐI MẬT", Mark.TOP_SECRET),
        ("M\nẬ\nT", Mark.SECRET),
    ],
)
def test_a_stamp_on_the_page_is_found(line, mark):
    found = find_secret_mark(LETTER.format(line))

    assert found is not None
    assert found.mark is mark
    assert found.line == 3


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Bí mật nhà nước",
        "BÍ MẬT",
        "BÍ MẬT NHÀ NƯỚC",
        "BẢO MẬT",
        "MẬT ĐỘ",
        "MẬT ĐỘ THẢ GIỐNG",
        "MẬT ONG",
        "MẬT MÃ",
        "MẬT KHẨU",
        "THÂN MẬT",
        "Mật",
        "mật",
        "Tối mật và tuyệt mật là hai độ mật cao nhất.",
        "VĂN BẢN MẬT ĐĂNG KÝ BẰNG GIẤY",
        "MẤT",
        "MẮT",
        "MÁT",
        "MẶT",
        "MỘT",
        "TỐI NAY",
        "TUYỆT ĐỐI",
        "Độ mật: Thường",
        "ĐỘ MẬT",
        "Độ mật:",
        "MẬT 12/BC",
        "Nơi nhận: MẬT VỤ",
        "TUYỆT MẬT TUYỆT MẬT TUYỆT MẬT",
    ],
)
def test_words_of_daily_life_are_no_stamp(line):
    assert find_secret_mark(LETTER.format(line)) is None


def test_the_gravest_of_several_marks_counts():
    assert find_secret_mark("MẬT\nTUYỆT MẬT\nTỐI MẬT") == Found(Mark.MOST_SECRET, 1)
