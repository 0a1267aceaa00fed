# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that arrive with uploads: from macOS, from attackers, from nobody."""

import unicodedata

import pytest

from congso.filestore.names import MAX_LENGTH, clean_name, with_extension

pytestmark = pytest.mark.unit

NAME = "Tờ trình số 12 (ký lần 2) – Ủy ban.docx"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (NAME, NAME),
        (unicodedata.normalize("NFD", NAME), NAME),
        ("C:\\Users\\Văn thư\\Giấy mời.pdf", "Giấy mời.pdf"),
        ("../../etc/cron.d/mời.pdf", "mời.pdf"),
        ("công văn\u202efdp.exe", "công vănfdp.exe"),
        ("công\x00 văn\r\nSet-Cookie: a.pdf", "công vănSet-Cookie a.pdf"),
        ("báo\u200bcáo\ufeff.pdf", "báocáo.pdf"),
        ("  .ẩn .pdf. ", "ẩn .pdf"),
        ("nháp\ud800.txt", "nháp.txt"),
        ('a"b<c>|?*.pdf', "abc.pdf"),
    ],
)
def test_clean_name_keeps_letters_and_nothing_else(given, kept):
    assert clean_name(given) == kept


@pytest.mark.parametrize("given", ["", "/", "..", "\u202e\u202e", "C:\\", "\x00"])
def test_a_name_with_nothing_left_is_named(given):
    assert clean_name(given) in {"file", "tệp"}


def test_a_long_name_keeps_its_extension():
    cleaned = clean_name("Ệ" * 500 + ".xlsx")

    assert len(cleaned) == MAX_LENGTH
    assert cleaned.endswith("….xlsx")


@pytest.mark.parametrize(
    ("given", "result"),
    [
        ("hóa đơn.bat", "hóa đơn.bat.txt"),
        ("hóa đơn.TXT", "hóa đơn.TXT"),
        ("hóa đơn", "hóa đơn.txt"),
    ],
)
def test_a_name_ends_as_its_content_is(given, result):
    assert with_extension(given, "txt", ("txt", "log")) == result
