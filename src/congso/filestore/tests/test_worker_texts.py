# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of each kind of file, read in the limited process as in life."""

import io
import unicodedata

import pytest

from congso.filestore import kinds, sandbox
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.tests import samples

pytestmark = pytest.mark.unit

RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\*\generator X;}\uc1 "
    rb"S\u7903? N\'f4ng nghi\u7879?p\par H\u7841?n h\'e1n\tab 2026 \{x\}}"
)
MAIL = (
    "From: =?UTF-8?B?VsSDbiB0aMawIFPhu58=?= <vanthu@binhdinh.gov.vn>\r\n"
    "Subject: =?UTF-8?Q?G=E1=BB=ADi?=\r\nTo: a@b.vn\r\nDate: x\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\nKính gửi Sở\r\n"
).encode()
READ_MAIL = (
    "From: Văn thư Sở <vanthu@binhdinh.gov.vn>\nTo: a@b.vn\nDate: x\nSubject: Gửi\n\nKính gửi Sở\n"
)
OLD_CODE = "C«ng v¨n vÒ s¶n xuÊt n«ng nghiÖp".encode("cp1252")


def texts(data, kind):
    return sandbox.run("text", io.BytesIO(data), media_type=kind.media_type).facts["texts"]


@pytest.mark.parametrize(
    ("data", "kind", "expected"),
    [
        (samples.slides("Kế hoạch", "Hạn hán"), kinds.PPTX, ["Kế hoạch", "Hạn hán"]),
        (samples.sheet(["Xã", 2026]), kinds.XLSX, ["Sheet\nXã\t2026"]),
        (
            samples.word("Kính gửi", "Nơi nhận:\tNhư trên", header="MẬT"),
            kinds.DOCX,
            ["MẬT\nKính gửi\nNơi nhận:\tNhư trên"],
        ),
        (samples.open_document("text", "Điều 1", "Điều 2"), kinds.ODT, ["Điều 1\nĐiều 2"]),
        (samples.word97("Sở Thủy sản\rĐiều 1\x07"), kinds.DOC, ["Sở Thủy sản\nĐiều 1\t"]),
        (
            samples.sheet97(["Xã", "Số hộ"], ["Phước Sơn", 1284], ["Ngập", -2.5]),
            kinds.XLS,
            ["Dati\nXã\tSố hộ\nPhước Sơn\t1284\nNgập\t-2.5"],
        ),
        (
            samples.sheet97(["Xã Phước Sơn", "Hạn"], break_at=8 + 3 + 8),
            kinds.XLS,
            ["Dati\nXã Phước Sơn\tHạn"],
        ),
        (RTF, kinds.RTF, ["Sở Nông nghiệp\nHạn hán\t2026 {x}"]),
        (MAIL, kinds.EML, [READ_MAIL]),
        (b"<?xml version='1.0'?><a><b>M\xe1\xbb\x99t</b> <c>hai</c></a>", kinds.XML, ["Một\nhai"]),
        (unicodedata.normalize("NFD", "Thủy lợi").encode(), kinds.TXT, ["Thủy lợi"]),
        (OLD_CODE, kinds.TXT, ["Công văn về sản xuất nông nghiệp"]),
        (samples.image("PNG"), kinds.PNG, []),
    ],
)  # fmt: skip
def test_text_is_had_page_by_page_in_nfc(data, kind, expected):
    assert texts(data, kind) == expected


def test_each_page_of_a_pdf_and_its_size():
    answer = sandbox.run(
        "text", io.BytesIO(samples.pdf(samples.LETTER, ["Trang hai"])), media_type="application/pdf"
    )

    assert answer.facts["texts"] == ["\n".join(samples.LETTER), "Trang hai"]
    assert answer.facts["sizes"] == [[595.3, 841.9]] * 2


def test_a_kind_without_reader_is_unavailable():
    with pytest.raises(sandbox.Unavailable):
        texts(samples.archive({"a.txt": b"a"}), kinds.ZIP)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (samples.word97("x" * 50)[:5000], kinds.DOC),
        (samples.archive({"a": b"a"}), kinds.DOCX),
        (samples.archive({"word/document.xml": "<!DOCTYPE a><a/>"}), kinds.DOCX),
        (b"not a zip", kinds.XLSX),
        (b"%PDF-1.4 broken", kinds.PDF),
    ],
)
def test_broken_files_end_as_broken(data, kind):
    with pytest.raises(Unacceptable) as refused:
        texts(data, kind)

    assert refused.value.reason is Reason.BROKEN


def test_words_of_a_page_have_places():
    words = sandbox.run("words", io.BytesIO(samples.pdf(["Kính gửi Sở"])), page=1).facts["words"]

    assert [word[0] for word in words] == ["Kính", "gửi", "Sở"]
    for _text, left, top, right, bottom in words:
        assert 0 < left < right < 600
        assert 0 < top < bottom < 200
