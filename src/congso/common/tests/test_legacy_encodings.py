# SPDX-License-Identifier: AGPL-3.0-or-later
import unicodedata

import pytest

from congso.common.vietnamese import UnfitBytes, detect_legacy_encoding, windows1258_to_nfc

pytestmark = pytest.mark.unit

HEADING = "Cộng hòa xã hội chủ nghĩa Việt Nam"
OFFICE = "Sở Nông nghiệp và Phát triển nông thôn tỉnh Bình Định"


def to_windows1258(text: str) -> bytes:
    """The bytes as Windows wrote them: letter with its hat, then the tone."""
    data = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            data += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", parts.replace(tone, ""))
            data += (base + tone).encode("cp1258")
    return data


@pytest.mark.parametrize("text", [HEADING, OFFICE, "ĐỘC LẬP - TỰ DO - HẠNH PHÚC", "ưỡn ẹo ỵ ỉ"])
def test_windows1258_becomes_composed_unicode(text):
    assert windows1258_to_nfc(to_windows1258(text)) == unicodedata.normalize("NFC", text)


def test_a_byte_outside_windows1258_is_refused():
    with pytest.raises(UnfitBytes):
        windows1258_to_nfc(b"S\x8a")


@pytest.mark.parametrize(
    ("source", "name", "meant"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "tcvn3", HEADING),
        ("§éc lËp - Tù do - H¹nh phóc", "tcvn3", "Độc lập - Tự do - Hạnh phúc"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "vni", HEADING),
        ("SÔÛ NOÂNG NGHIEÄP VAØ PTNT", "vni", "SỞ NÔNG NGHIỆP VÀ PTNT"),
        (to_windows1258(OFFICE), "windows-1258", OFFICE),
        (to_windows1258(OFFICE).decode("cp1252"), "windows-1258", OFFICE),
        (OFFICE.encode().decode("latin-1"), "utf-8-as-windows-1252", OFFICE),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam".encode("cp1252"), "tcvn3", HEADING),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam".encode("cp1252"), "vni", HEADING),
    ],
)
def test_old_encodings_are_recognised_and_read(source, name, meant):
    found = detect_legacy_encoding(source)
    assert found is not None
    assert (found.name, found.text) == (name, meant)
    assert found.hint


@pytest.mark.parametrize(
    "source",
    [
        "",
        "Plain ASCII text, 15/QD-SNN",
        OFFICE,
        OFFICE.encode(),
        unicodedata.normalize("NFD", OFFICE),
        OFFICE.encode("utf-16"),
        "Café déjà vu à Paris, naïve et élève",
        "Größe und Übermaß für Müller",
        "Y Blăng Niê, H'Đŏng Ƀlŏ",
        "日本語 текст",
    ],
)
def test_unicode_and_other_languages_are_left_alone(source):
    assert detect_legacy_encoding(source) is None
