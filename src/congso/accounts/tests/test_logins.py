# SPDX-License-Identifier: AGPL-3.0-or-later
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.accounts.logins import UnfitName, login_stem, next_login

pytestmark = [pytest.mark.unit, pytest.mark.requirement("R-03")]

# Every account of the demo organisation, in the order in which they were opened.
TABLE = """
dinhlq Lê Quang Định
chauvtm Võ Thị Minh Châu
bachnh Nguyễn Hoàng Bách
vietdq Đàm Quốc Việt
khiemtg Trịnh Gia Khiêm
hadtt Đỗ Thị Thanh Hà
diepptn Phùng Thị Ngọc Diệp
yenmt Mai Thị Yến
toandq Đặng Quốc Toàn
oanhltk Lý Thị Kim Oanh
nhatch Cung Hồng Nhật
duongntt Ninh Thị Thùy Dương
thanghd Hồ Đức Thắng
kybv Bạch Văn Kỳ
truongbx Bùi Xuân Trường
yenlth Lục Thị Hải Yến
thuptl Phan Thị Lệ Thu
nghiatv Trương Văn Nghĩa
ngocntb Nguyễn Thị Bảo Ngọc
lyhc Huỳnh Công Lý
thaodtp Đinh Thị Phương Thảo
khoava Vũ Anh Khoa
vannth Nguyễn Thị Hồng Vân
dungctm Cao Thị Mỹ Dung
tamnv Nguyễn Văn Tâm
tamnv2 Nguyễn Vũ Tâm
tuntc Ngô Thị Cẩm Tú
phuocth Tạ Hữu Phước
nguyetlta Lương Thị Ánh Nguyệt
hieudt Đoàn Trọng Hiếu
haikm Kiều Minh Hải
lienhtb Hà Thị Bích Liên
sonpn Phạm Ngọc Sơn
longct Châu Thành Long
hientnd Tôn Nữ Diệu Hiền
nhuotq Ôn Thị Quỳnh Như
nieyb Y Blăng Niê
cuonglc Lâm Chí Cường
antth Tống Thị Hoài An
vinhmt Mã Thế Vinh
datqv Quách Văn Đạt
loannta Nhâm Thị Ái Loan
thuantm Trà Minh Thuận
ngantt Thái Thị Ngân
trivc Văn Công Trí
hanhutm Ung Thị Mỹ Hạnh
hoangcx Cù Xuân Hoàng
sangdv Diệp Văn Sang
lanhpt Phí Thị Lành
hautc Từ Công Hậu
lamkt Khúc Thừa Lâm
giangmth Mẫn Thị Hương Giang
trangdtt Dương Thị Thùy Trang
phucvd Vi Đình Phúc
thachlb Lưu Bá Thạch
krongdv Đinh Văn Krông
suongttt Thân Thị Thu Sương
baynv Nông Văn Bảy
mantt Triệu Thị Mận
locgv Giang Văn Lộc
hanhnt Nghiêm Thị Hạnh
nhuandm Đường Minh Nhuận
binhst Sử Thanh Bình
lanhtn Hứa Thị Ngọc Lan
thinhld Lã Đức Thịnh
phongth Tô Hoài Phong
mailtx Lại Thị Xuân Mai
khaicd Chu Đình Khải
loanatk Âu Thị Kiều Loan
thinhlv La Văn Thịnh
uyenbtt Bành Thị Tố Uyên
nhungmtt Mạc Thị Tuyết Nhung
quankm Khổng Minh Quân
myvtd Viên Thị Diễm My
tungkv Kha Văn Tùng
satt Thạch Thị Sa
"""
PEOPLE = [tuple(line.split(" ", 1)) for line in TABLE.strip().splitlines()]


def test_logins_of_the_whole_organisation_in_order():
    taken: set[str] = set()
    for login, name in PEOPLE:
        assert next_login(login_stem(name), taken.__contains__) == login
        taken.add(login)
    assert len(PEOPLE) == 76


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Đỗ Thị Thanh Hà", "hadtt"),
        ("Đặng Đình Đức", "ducdd"),
        ("Y Blăng Niê", "nieyb"),
        ("  Lê   Quang\u00a0 Định ", "dinhlq"),
        ("LÊ QUANG ĐỊNH", "dinhlq"),
        (unicodedata.normalize("NFD", "Võ Thị Minh Châu"), "chauvtm"),
        ("H'Hen Niê", "nieh"),
        ("H’Đŏng Ƀlŏ", "bloh"),
        ("Trần Thị Anh-Thư", "thutta"),
        ("Nguyễn Văn A.", "anv"),
        ("Ái", "ai"),
        ("Huỳnh Thuỵ Ưu", "uuht"),
    ],
)
def test_stem(name, stem):
    assert login_stem(name) == stem


@pytest.mark.parametrize("name", ["", "   ", "'", "Nguyễn Văn 2", "王小明", "Lê & Con", "Lê/Quang"])
def test_names_without_latin_letters_are_refused(name):
    with pytest.raises(UnfitName) as caught:
        login_stem(name)
    assert caught.value.message


def test_a_taken_stem_gets_the_first_free_number():
    assert next_login("tamnv", set().__contains__) == "tamnv"
    assert next_login("tamnv", {"tamnv"}.__contains__) == "tamnv2"
    assert next_login("tamnv", {"tamnv", "tamnv2", "tamnv4"}.__contains__) == "tamnv3"


def test_a_broken_check_does_not_hang():
    with pytest.raises(LookupError):
        next_login("tamnv", lambda login: True)


@given(st.lists(st.text("abdđeêghiklmnơưyấệỹ", min_size=1, max_size=30), min_size=1, max_size=9))
def test_a_stem_is_a_plain_local_part(words):
    stem = login_stem(" ".join(words))
    assert re.fullmatch(r"[a-z]{1,56}", stem)
    assert login_stem(unicodedata.normalize("NFD", " ".join(words)).upper()) == stem
