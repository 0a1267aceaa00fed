# SPDX-License-Identifier: AGPL-3.0-or-later
"""The arrival stamp on copies, labels with QR codes, slips."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import unicodedata
import uuid
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from congso.common import clock
from congso.documents.printing import slips
from congso.documents.printing.free_space import Box, InkMap, best_place, ink_map
from congso.documents.printing.labels import label_sheet
from congso.documents.printing.slips import Opinion, Opinions, PaperWords
from congso.documents.printing.stamp import (
    HEIGHT_MM,
    WIDTH_MM,
    ArrivalStamp,
    CannotStamp,
    stamp_pdf,
    stamp_place,
    stamped_copy,
)
from congso.documents.queries_books import Label

pytestmark = [pytest.mark.unit, pytest.mark.requirement("B-12")]
MM = 72 / 25.4
STAMP = ArrivalStamp(
    agency="Sở Nông nghiệp và Phát triển nông thôn",
    number="8341",
    day="24/11/2026",
    passed_to="Phòng Kế hoạch - Tài chính",
    file_symbol="05.KHTC",
    code="CSD0123456789ABCDEF0123456789ABCDEF",
)


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """A sheet with a letterhead, a table and room below."""
    return slips.receipt(_document(), WORDS)


def _picture(pdf: bytes, scale: float = 2.0) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil().convert("RGB")


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    return unicodedata.normalize("NFC", " ".join(" ".join(pages).split()))


def _changed_mm(before: bytes, after: bytes, scale: float = 4.0) -> Box:
    """The rectangle in which two first pages differ, in millimetres."""
    box = ImageChops.difference(_picture(before, scale), _picture(after, scale)).getbbox()
    assert box is not None
    return Box(*(side / scale / MM for side in box))


def test_the_stamp_is_50_by_35_mm_and_has_six_parts() -> None:
    width, height = pypdfium2.PdfDocument(stamp_pdf(STAMP))[0].get_size()
    assert abs(width / MM - 50) < 0.1
    assert abs(height / MM - 35) < 0.1
    text = _text(stamp_pdf(STAMP))
    for part in ("SỞ NÔNG NGHIỆP", "ĐẾN", "Số:", "Ngày:", "Chuyển:", "Số và ký hiệu HS:"):
        assert part in text, part
    assert "8341" in text
    assert "Phòng Kế hoạch - Tài chính" in text


def test_the_stamp_covers_nothing_measures_right_and_the_original_stays(sheet: bytes) -> None:
    digest = hashlib.sha256(sheet).hexdigest()
    place = stamp_place(sheet)
    copy = stamped_copy(sheet, STAMP)
    assert hashlib.sha256(sheet).hexdigest() == digest
    box = _changed_mm(sheet, copy)
    assert abs(box.left - place[0]) < 0.5
    assert abs(box.top - place[1]) < 0.5
    assert abs(box.right - box.left - WIDTH_MM) < 0.5
    assert abs(box.bottom - box.top - HEIGHT_MM) < 0.5
    assert _dark_share(sheet, box) == 0
    assert "PHIẾU BIÊN NHẬN" in _text(copy)
    assert "8341" in _text(copy)


def _dark_share(paper: bytes, box: Box, scale: float = 4.0) -> float:
    sides = (side * MM * scale for side in (box.left, box.top, box.right, box.bottom))
    cut = _picture(paper, scale).convert("L").crop(tuple(round(side) for side in sides))
    return sum(cut.point(lambda tone: tone < 200 and 1).tobytes()) / (cut.width * cut.height)


def test_room_below_the_number_at_the_left_is_preferred() -> None:
    page = Image.new("L", (630, 891), 250)
    page.paste(20, (90, 60, 300, 110))  # agency and number
    page.paste(20, (350, 60, 590, 110))  # national title and date
    page.paste(20, (90, 300, 590, 800))  # the body begins at 100 mm
    left, top = best_place(ink_map(page, (), 210, 297), 210, 297, stamp=(50, 35))
    assert left < 65
    assert 38 <= top <= 64


def test_pale_words_of_the_text_layer_count_as_ink() -> None:
    page = Image.new("L", (630, 891), 255)
    everything_at_the_left = [Box(0, 30, 120, 290)]
    left, _top = best_place(
        ink_map(page, everything_at_the_left, 210, 297), 210, 297, stamp=(50, 35)
    )
    assert left > 120


def test_a_full_page_gets_the_stamp_in_the_upper_right_corner() -> None:
    full = InkMap([[True] * 210 for _ in range(297)])
    assert best_place(full, 210, 297, stamp=(50, 35)) == (155.0, 5.0)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_on_a_turned_page_the_stamp_stands_upright_where_it_is_told(
    sheet: bytes, turn: int
) -> None:
    with pikepdf.open(io.BytesIO(sheet)) as opened:
        opened.pages[0].Rotate = turn
        target = io.BytesIO()
        opened.save(target)
    turned = target.getvalue()
    box = _changed_mm(turned, stamped_copy(turned, STAMP, place=(20.0, 30.0)))
    assert abs(box.left - 20) < 0.5
    assert abs(box.top - 30) < 0.5
    assert abs(box.right - box.left - WIDTH_MM) < 0.5
    assert abs(box.bottom - box.top - HEIGHT_MM) < 0.5


def test_a_copy_of_a_signed_paper_claims_no_signature_and_runs_nothing() -> None:
    signed = pikepdf.new()
    signed.add_blank_page(page_size=(595, 842))
    field = signed.make_indirect(
        pikepdf.Dictionary(
            FT=pikepdf.Name.Sig, T="Chữ ký", V=pikepdf.Dictionary(Type=pikepdf.Name.Sig),
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 0, 0],
        )
    )  # fmt: skip
    signed.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
    signed.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    target = io.BytesIO()
    signed.save(target)
    with pikepdf.open(io.BytesIO(stamped_copy(target.getvalue(), STAMP))) as copy:
        assert "/AcroForm" not in copy.Root
        assert "/OpenAction" not in copy.Root


@pytest.mark.parametrize("bad", [b"", b"%PDF-1.7 nothing more", b"\x00" * 5000])
def test_what_is_no_pdf_is_refused(bad: bytes) -> None:
    with pytest.raises(CannotStamp):
        stamped_copy(bad, STAMP)


def test_a_long_name_stays_inside_the_frame(sheet: bytes) -> None:
    long = ArrivalStamp(
        agency="Chi cục Quản lý chất lượng nông lâm sản và thủy sản tỉnh Bình Định",
        number="12345a",
        day="24/11/2026",
        passed_to="Trung tâm Nước sạch và Vệ sinh môi trường nông thôn",
        file_symbol="01.TCCB-VP-2026",
    )
    box = _changed_mm(sheet, stamped_copy(sheet, long, place=(20.0, 240.0)))
    assert box.right - box.left < WIDTH_MM + 0.5


@pytest.mark.requirement("B-01")
def test_labels_stand_in_a_grid_of_50_by_35_mm_with_their_numbers() -> None:
    labels = [
        Label(str(8341 + n), dt.date(2026, 11, 24), f"CSD{uuid.UUID(int=n).hex.upper()}")
        for n in range(40)
    ]
    sheet = label_sheet(labels, "Sở NN và PTNT", skip=3)
    document = pypdfium2.PdfDocument(sheet)
    assert len(document) == 2  # 3 left empty and 40: 32 a sheet
    text = _text(sheet)
    assert all(label.number in text for label in labels)
    first = document[0].get_textpage()
    found = first.search("8342")
    index, count = found.get_next()
    left, _bottom, _right, top = first.get_charbox(index)
    assert count == 4
    assert 5 < left / MM < 55  # the fifth place: second row, first column
    assert 8.5 + 35 < (first.page.get_height() - top) / MM < 8.5 + 70


def _document(**changes: object) -> SimpleNamespace:
    office = SimpleNamespace(
        printed_name="Sở Nông nghiệp và Phát triển nông thôn",
        printed_parent="Ủy ban nhân dân tỉnh Bình Định",
        place="Bình Định",
        unit=SimpleNamespace(name="Sở Nông nghiệp và Phát triển nông thôn"),
    )
    facts = {
        "office": office, "uuid": uuid.uuid4(), "arrived_at": clock.now(), "pages": 4,
        "set_aside_at": clock.now(), "set_aside_reason": "", "get_road_display": lambda: "Bưu điện",
    }  # fmt: skip
    return SimpleNamespace(**(facts | changes))


WORDS = PaperWords(
    number="8341", arrived="24/11/2026", type_name="Công văn", symbol="3187/STC-NS",
    issued="20/11/2026", author="Sở Tài chính",
    subject="V/v rà soát, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ",
)  # fmt: skip


def test_the_handling_slip_has_its_boxes_filled_or_dotted() -> None:
    opinion = Opinion(
        "Võ Thị Minh Châu, Phó Giám đốc", "24/11/2026 09:12", ("Chủ trì: Phòng Trồng trọt.",)
    )
    pdf = slips.handling_slip(_document(), WORDS, Opinions(leader=(opinion,)))
    text = _text(pdf)
    for words in (
        "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN", "Ý kiến của lãnh đạo cơ quan, tổ chức:",
        "Ý kiến của lãnh đạo đơn vị:", "Ý kiến đề xuất của người giải quyết:", WORDS.subject,
        "Chủ trì: Phòng Trồng trọt.", "Võ Thị Minh Châu, Phó Giám đốc, 24/11/2026 09:12",
    ):  # fmt: skip
        assert words in text, words
    assert len(pypdfium2.PdfDocument(pdf)) == 1


@pytest.mark.requirement("B-05")
def test_the_receipt_names_the_paper_and_the_hour() -> None:
    at = clock.at(dt.date(2026, 11, 24), 8, 42)
    text = _text(slips.receipt(_document(arrived_at=at), WORDS, moment=at))
    assert "PHIẾU BIÊN NHẬN" in text
    assert "Kính gửi: Sở Tài chính." in text
    assert "08:42 ngày 24/11/2026" in text
    assert "Bình Định, ngày 24 tháng 11 năm 2026" in text


@pytest.mark.requirement("B-04")
def test_the_return_slip_gives_the_reason() -> None:
    reason = "Gửi nhầm nơi nhận: thuộc thẩm quyền của Sở Công Thương"
    text = _text(slips.return_slip(_document(set_aside_reason=reason), WORDS))
    assert "PHIẾU TRẢ LẠI VĂN BẢN" in text
    assert reason in text


@pytest.mark.requirement("B-13")
def test_the_envelope_list_has_a_line_an_envelope_and_nothing_of_the_inside() -> None:
    at = clock.at(dt.date(2026, 11, 24), 7, 20)
    envelopes = [
        SimpleNamespace(
            arrived_at=at, sender="Hội Nông dân tỉnh", number_on_envelope="12/HND",
            addressee="Đảng ủy Sở", is_hand_to_hand=True, passed_on_at=at, note="",
        )
    ]  # fmt: skip
    text = _text(slips.envelope_list(envelopes, _document().office, dt.date(2026, 11, 24)))
    assert "Hội Nông dân tỉnh" in text
    assert "Đảng ủy Sở (đến tận tay)" in text
    assert "24/11/2026 07:20" in text
