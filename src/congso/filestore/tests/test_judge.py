# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files are judged by what they are; the name decides nothing that content can tell."""

import io
import zipfile

import pikepdf
import pytest

from congso.filestore import archives, kinds
from congso.filestore.judge import judge_bytes
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.tests import samples

pytestmark = pytest.mark.unit

TEXT = "Kính gửi: Sở Nông nghiệp và Môi trường\nV/v báo cáo tiến độ thủy lợi\n"
MAIL = (
    "From: vanthu@binhdinh.gov.vn\nTo: snn@binhdinh.gov.vn\nSubject: Gửi văn bản\n"
    "Date: Tue, 24 Nov 2026\n\n"
)
RTF = rb"{\rtf1\ansi\ansicpg1258 C\'f4ng v\'e3n}"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (samples.pdf(samples.LETTER), "giấy mời.docx", kinds.PDF),
        (b"\r\n" + samples.pdf(samples.LETTER), "a", kinds.PDF),
        (samples.word("Tờ trình"), "tờ trình.pdf", kinds.DOCX),
        (samples.sheet(["STT", "Huyện"], [1, "Tuy Phước"]), "a.doc", kinds.XLSX),
        (samples.slides("Một", "Hai"), "a", kinds.PPTX),
        (samples.word97("Công văn"), "a.pdf", kinds.DOC),
        (samples.sheet97(), "a", kinds.XLS),
        (samples.open_document("text", "Công văn"), "a", kinds.ODT),
        (samples.open_document("spreadsheet", "Công văn"), "a", kinds.ODS),
        (RTF, "a.doc", kinds.RTF),
        (samples.image("PNG"), "a.jpg", kinds.PNG),
        (samples.image("JPEG"), "a", kinds.JPEG),
        (samples.image("TIFF"), "a", kinds.TIFF),
        (samples.image("HEIF"), "IMG_0001.jpg", kinds.HEIC),
        (samples.archive({"công văn.txt": TEXT}), "a", kinds.ZIP),
        (TEXT.encode(), "a.txt", kinds.TXT),
        (TEXT.encode("utf-16"), "a.txt", kinds.TXT),
        (TEXT.encode("utf-8-sig"), "virus.bat", kinds.TXT),
        ("STT;Huyện\n1;Tuy Phước\n".encode(), "số liệu.csv", kinds.CSV),
        (b"<?xml version='1.0'?><vanban><so>12</so></vanban>", "a.txt", kinds.XML),
        ((MAIL + TEXT).encode(), "thư.eml", kinds.EML),
        ((MAIL + "<html>x</html>").encode(), "thư", kinds.EML),
        (("From: chị Hoa\n\n" + TEXT).encode(), "ghi chú.txt", kinds.TXT),
    ],
)
def test_kinds_are_told_by_content(data, name, kind):
    assert judge_bytes(data, name).media_type == kind.media_type


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.pdf", Reason.EMPTY),
        (b"MZ\x90\x00" + bytes(500), "Quyết định 12.pdf", Reason.EXECUTABLE),
        (b"\x7fELF" + bytes(500), "a.docx", Reason.EXECUTABLE),
        (b"#!/bin/sh\nrm -rf ~\n", "a.txt", Reason.EXECUTABLE),
        (b"@ECHO OFF\r\ndel *.*\r\n", "a.txt", Reason.EXECUTABLE),
        (samples.encrypted_pdf(), "a.pdf", Reason.ENCRYPTED),
        (samples.pdf(samples.LETTER)[:200], "a.pdf", Reason.BROKEN),
        (b"%PDF-1.7\n" + bytes(range(256)) * 8, "a.pdf", Reason.BROKEN),
        (samples.word97("Mật khẩu", encrypted=True), "a.doc", Reason.ENCRYPTED),
        (samples.sheet97(encrypted=True), "a.xls", Reason.ENCRYPTED),
        (samples.compound({"EncryptedPackage": b"x"}), "a.docx", Reason.ENCRYPTED),
        (samples.compound({"PowerPoint Document": b"x"}), "a.ppt", Reason.UNSUPPORTED),
        (samples.word97("x")[:700], "a.doc", Reason.BROKEN),
        (samples.open_document("text", "x", encrypted=True), "a.odt", Reason.ENCRYPTED),
        (samples.open_document("presentation", "x"), "a.odp", Reason.UNSUPPORTED),
        (samples.archive({}), "a.zip", Reason.EMPTY),
        (samples.word("x")[:-40], "a.docx", Reason.BROKEN),
        (samples.archive({"META-INF/MANIFEST.MF": "x"}), "a.zip", Reason.EXECUTABLE),
        (samples.archive({"ảnh.jpg": b"MZ\x90\x00"}), "a.zip", Reason.EXECUTABLE_INSIDE),
        (samples.archive({"chạy.js": b"alert(1)"}), "a.zip", Reason.EXECUTABLE_INSIDE),
        (samples.lying_zip(), "a.zip", Reason.BROKEN),
        (samples.image("PNG")[:60], "a.png", Reason.BROKEN),
        (samples.pixel_flood(), "a.png", Reason.TOO_MANY_PIXELS),
        (b"<!DOCTYPE html><html><script>1</script>", "công văn.doc", Reason.WEB_PAGE),
        (b"  <svg onload='x'></svg>", "a.xml", Reason.WEB_PAGE),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "a", Reason.WEB_PAGE),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a", Reason.DOCTYPE),
        (b"<?xml version='1.0'?><a><b></a>", "a.xml", Reason.BROKEN),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "a.pdf", Reason.UNSUPPORTED),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "a.zip", Reason.UNSUPPORTED),
        (bytes(5000), "a.txt", Reason.UNSUPPORTED),
    ],
)
def test_what_is_not_accepted(data, name, reason):
    with pytest.raises(Unacceptable) as refused:
        judge_bytes(data, name)

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("data", "flags"),
    [
        (samples.word("x"), ()),
        (samples.word_with_external_template(), ("remote_template",)),
        (
            samples.ooxml(
                "application/vnd.ms-word.document.macroEnabled.main+xml",
                {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0", "word/document.xml": "<d/>"},
            ),
            ("macros",),
        ),
        (samples.word97("x", Macros=b"y"), ("macros",)),
        (samples.encrypted_pdf(user=""), ("owner_password",)),
        (rb"{\rtf1 {\object{\*\objdata 0105}}}", ("ole_object",)),
        ("C«ng v¨n vÒ viÖc s¶n xuÊt n«ng nghiÖp".encode("cp1252"), ("legacy_encoding",)),
    ],
)
def test_flags_tell_what_a_file_can_do(data, flags):
    assert judge_bytes(data).flags == flags


def test_pdf_actions_are_flagged():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.pdf(samples.LETTER))) as document:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        document.Root.OpenAction = action
        document.attachments["ẩn.exe"] = b"MZ"
        document.save(out)

    assert judge_bytes(out.getvalue()).flags == ("embedded_file", "javascript")


def test_a_zip_bomb_named_docx_is_refused_by_its_directory():
    with pytest.raises(Unacceptable) as refused:
        judge_bytes(samples.bomb_word(), "hợp đồng.docx")

    assert refused.value.reason is Reason.BOMB


def test_nested_archives_count_together_and_only_three_deep():
    inner = samples.archive({"a.txt": b"a"})
    for _depth in range(2):
        inner = samples.archive({"b.zip": inner})
    assert judge_bytes(inner).media_type == kinds.ZIP.media_type

    with pytest.raises(Unacceptable) as refused:
        judge_bytes(samples.archive({"c.zip": inner}))
    assert refused.value.reason is Reason.BOMB


def test_a_bomb_inside_an_archive_is_counted_while_it_inflates():
    inner = samples.archive({f"{n}.txt": b" " * (4 << 20) for n in range(4)})

    with pytest.raises(Unacceptable) as refused:
        judge_bytes(samples.archive({"a.zip": inner}))

    assert refused.value.reason is Reason.BOMB


def test_too_many_members():
    members = {f"{number}.txt": b"" for number in range(archives.MAX_MEMBERS + 1)}

    with pytest.raises(Unacceptable) as refused:
        judge_bytes(samples.archive(members))

    assert refused.value.reason is Reason.BOMB


def test_an_encrypted_zip_is_refused():
    data = bytearray(samples.archive({"a.txt": b"a"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(Unacceptable) as refused:
        judge_bytes(bytes(data))

    assert refused.value.reason is Reason.ENCRYPTED


def test_names_that_climb_out_are_harmless_and_never_used():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in ("../../etc/passwd", "/tuyệt đối", "C:\\x", "a\u202e.txt"):
            target.writestr(name, "x")

    assert judge_bytes(out.getvalue()).media_type == kinds.ZIP.media_type
