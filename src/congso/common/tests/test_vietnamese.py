# SPDX-License-Identifier: AGPL-3.0-or-later
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congso.common.syllables import TONE_MARKS, parse_syllable, with_tone, without_tone
from congso.common.vietnamese import (
    UnfitText,
    fold,
    nfc,
    person_sort_key,
    refuse_control,
    sort_key,
    tone_normalised,
)

pytestmark = pytest.mark.unit

VOWELS = "aăâeêioôơuưy"
LETTERS = [with_tone(vowel, rank) for vowel in VOWELS for rank in range(6)] + ["đ"]
# lower(unaccent(x)) of PostgreSQL for the letters above, in their order.
UNACCENTED = [plain for plain in "aaaeeiooouuy" for _rank in range(6)] + ["d"]

vietnamese_text = st.text(
    st.sampled_from([*LETTERS, *map(str.upper, LETTERS), *"bcghklmnpqrstvx 0129-/.'"])
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(("letter", "plain"), [*zip(LETTERS, UNACCENTED, strict=True)])
def test_fold_gives_what_the_database_gives_for_every_vietnamese_letter(letter, plain):
    assert fold(letter) == plain
    assert fold(letter.upper()) == plain
    assert fold(nfd(letter)) == plain


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Uỷ ban", "uy ban"),
        ("ỦY  BAN", "uy ban"),
        ("\tHoà\u00a0Bình\n", "hoa binh"),
        ("Đặng Đình Đức", "dang dinh duc"),
        ("Ðặng (eth)", "dang (eth)"),
        ("Kế hoạch – Tài chính", "ke hoach - tai chinh"),
        ("30c/NQ-CP, 95,5% · 1.284", "30c/nq-cp, 95,5% · 1.284"),
        ("Y Ƀlăng “Niê”", 'y blang "nie"'),
        ("Straße Œuvre", "strasse oeuvre"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(vietnamese_text)
def test_fold_is_idempotent_and_blind_to_form_and_case(text):
    assert fold(fold(text)) == fold(text)
    assert fold(nfd(text)) == fold(text.upper()) == fold(text)
    assert fold(text).isascii()


@given(st.text())
def test_fold_and_sort_key_take_any_text(text):
    assert fold(text) == fold(fold(text))
    sort_key(text)
    person_sort_key(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *[("hoà", "hòa"), ("hoá", "hóa"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("thuý", "thúy")],
        *[("Uỷ", "Ủy"), ("HOÀ", "HÒA"), ("toả", "tỏa"), ("loè", "lòe"), ("luỹ", "lũy")],
        *[("hòan", "hoàn"), ("tòan", "toàn"), ("hùynh", "huỳnh"), ("xòen", "xoèn")],
        *[("qúy", "quý"), ("qùy", "quỳ"), ("gía", "giá"), ("gĩa", "giã"), ("nghiã", "nghĩa")],
        *[("cuả", "của"), ("đưà", "đừa"), ("hòai", "hoài"), ("khùyu", "khuỳu")],
    ],
)
def test_tone_mark_moves_to_where_official_spelling_puts_it(before, after):
    assert tone_normalised(before) == after
    assert tone_normalised(nfd(before)) == after


@pytest.mark.parametrize(
    "words",
    [
        "quý quỳ quỹ giá giặc gì giữa giếng hòa thủy mía của hoàng huỳnh khuỷu rượu thuở thuế",
        "ngoằn người cứu yếu duyệt Quốc Nguyễn toàn Đắk Blăng Niê Krông déjà naïve ÁNH ốc ỷ áo",
    ],
)
def test_words_already_right_and_foreign_words_stay(words):
    assert tone_normalised(words) == words


@given(vietnamese_text)
def test_tone_normalised_is_idempotent_and_keeps_the_folded_text(text):
    once = tone_normalised(text)
    assert tone_normalised(once) == once == nfc(once)
    assert fold(once) == fold(text)


def test_syllable_parts():
    syllable = parse_syllable("NGHIÊNG")
    assert (syllable.onset, syllable.vowels, syllable.coda, syllable.tone) == ("ngh", "iê", "ng", 0)
    assert parse_syllable("gì").onset == "g"
    assert parse_syllable("già").onset == "gi"
    assert parse_syllable("quý").onset == "qu"
    assert parse_syllable("hòà") is None
    assert parse_syllable("web") is None
    assert not parse_syllable("tàc").possible
    assert parse_syllable("tác").possible
    assert parse_syllable("tà").possible
    assert parse_syllable("tàn").possible


@given(st.sampled_from(VOWELS), st.integers(0, len(TONE_MARKS) - 1))
def test_tone_is_taken_off_and_put_back(vowel, rank):
    assert without_tone(with_tone(vowel, rank)) == (vowel, rank)


SORTED_PEOPLE = [
    "Nguyễn Văn An",
    "Trần An",
    "Lê Ân",
    "Phạm Ấn",
    "Võ Thị Minh Châu",
    "Cao Thị Mỹ Dung",
    "Đặng Đình Dũng",
    "Lê Quang Định",
    "Ngô Đức",
    "Ôn Thị Quỳnh Như",
    "Nguyễn Văn Tâm",
    "Nguyễn Vũ Tâm",
    "Y Blăng Ưng",
    "Y Vy",
]


def assert_rises(texts, key):
    """Each key is truly less than the next."""
    for earlier, later in pairwise(texts):
        assert key(earlier) < key(later), (earlier, later)


def test_words_sort_by_letter_then_tone():
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert_rises(tones, sort_key)
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert_rises(letters, sort_key)
    # A difference of letters anywhere counts before a difference of tone.
    assert sorted(["mạ", "mai", "màn", "man"], key=sort_key) == ["mạ", "mai", "man", "màn"]
    # "ă" follows every word in "a".
    assert sorted(["ăn", "azz", "ân", "ba"], key=sort_key) == ["azz", "ăn", "ân", "ba"]


def test_digits_are_numbers_and_precede_letters():
    rooms = ["Tổ 2", "Tổ 10", "Tổ 99999999", "Tổ 100000000", "Tổ 1000000000", "Tổ a"]
    assert_rises(rooms, sort_key)
    assert sort_key("007") == sort_key("7")


def test_signs_and_case_do_not_count():
    assert sort_key("Phòng Kế hoạch - Tài chính") == sort_key("PHÒNG KẾ HOẠCH – TÀI CHÍNH")
    assert sort_key("hoà") == sort_key(nfd("hòa"))
    assert sort_key("H'Hen") == sort_key("H’Hen") == sort_key("HHen")


def test_shorter_name_precedes_longer():
    names = ["Chi cục", "Chi cục Kiểm lâm", "Chi cục Thú y", "Chi cục Thủy lợi", "Chia"]
    assert_rises(names, sort_key)


def test_people_sort_by_given_name_then_family_and_middle():
    assert_rises(SORTED_PEOPLE, person_sort_key)


@given(st.lists(vietnamese_text, max_size=6))
def test_order_is_that_of_code_points_and_utf8_alike(texts):
    by_text = sorted(map(sort_key, texts))
    by_bytes = sorted(map(sort_key, texts), key=str.encode)
    assert by_text == by_bytes
    assert all(key.isascii() for key in by_text)


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_sort_by_value(first, second):
    keys = sort_key(f"số {first}"), sort_key(f"số {second}")
    assert (keys[0] < keys[1]) == (first < second)


@pytest.mark.parametrize(
    ("text", "key", "position"),
    [
        ("Lê\x00Quang", "control-character", 2),
        ("Lê\nQuang", "control-character", 2),
        ("Lê\u2028Quang", "control-character", 2),
        ("\x7f", "control-character", 0),
        ("tệp\u202etxt.exe", "bidi-character", 3),
        ("a\u2066b", "bidi-character", 1),
        ("\ud800", "broken-character", 0),
        ("x\uffff", "broken-character", 1),
    ],
)
def test_control_and_bidi_characters_are_refused(text, key, position):
    with pytest.raises(UnfitText) as caught:
        refuse_control(text)
    assert (caught.value.key, caught.value.position) == (key, position)
    assert caught.value.message


def test_ordinary_text_passes_unchanged():
    text = nfd("Sở Nông nghiệp – “PTNT” ✓")
    assert refuse_control(text) == text
    assert refuse_control("dòng 1\r\n\tdòng 2", multiline=True) == "dòng 1\r\n\tdòng 2"
    with pytest.raises(UnfitText):
        refuse_control("dòng 1\x0bdòng 2", multiline=True)
