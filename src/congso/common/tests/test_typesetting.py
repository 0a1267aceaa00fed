# SPDX-License-Identifier: AGPL-3.0-or-later
"""The typesetter: PDF/A, text with its marks, nothing of the data is run, awkward signs."""

from __future__ import annotations

import datetime as dt
import threading
import unicodedata

import pypdfium2
import pytest

from congso.common.printing.typesetting import ROOT, CannotTypeset, release, typeset

pytestmark = pytest.mark.unit
LABELS = ROOT / "documents" / "printing" / "labels.typ"
TABLE = ROOT / "reports" / "printing" / "table.typ"
MOMENT = dt.datetime(2026, 11, 24, 1, 42, tzinfo=dt.UTC)


def _table(*cells: str) -> dict[str, object]:
    return {
        "title": "Danh sách",
        "agency": "Sở Nông nghiệp và Phát triển nông thôn",
        "parent": "",
        "above": [],
        "heads": ["Trích yếu"],
        "widths": [50],
        "centred": [False],
        "rows": [[cell] for cell in cells],
        "printed": "",
        "first-part": True,
        "first-page": 1,
    }


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    return unicodedata.normalize("NFC", " ".join(" ".join(pages).split()))


def test_text_comes_out_with_every_mark_and_the_file_says_pdf_a() -> None:
    words = "Quyết định phê duyệt hỗ trợ khắc phục hậu quả bão lũ, Ủy ban Đắk Lắk, Nguyễn Thị Ỷ"
    pdf = typeset(TABLE, _table(words), moment=MOMENT)
    assert words in _text(pdf)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


def test_the_same_data_and_moment_give_the_same_bytes() -> None:
    assert typeset(TABLE, _table("Một"), moment=MOMENT) == typeset(
        TABLE, _table("Một"), moment=MOMENT
    )


def test_decomposed_text_is_set_composed() -> None:
    pdf = typeset(TABLE, _table(unicodedata.normalize("NFD", "Thủy lợi")), moment=MOMENT)
    assert "Thủy lợi" in _text(pdf)


def test_markup_and_code_in_the_data_are_words() -> None:
    words = '#read("/config/settings.py") *đậm* $x^2$ \\ <nhãn> @trích #sys.inputs'
    assert words in _text(typeset(TABLE, _table(words), moment=MOMENT))


@pytest.mark.parametrize("sign", ["😀", "文", "\ue000", "\u0e01", "\ud800"])
def test_a_sign_no_font_draws_does_not_stop_the_print(sign: str) -> None:
    pdf = typeset(TABLE, _table(f"Báo cáo {sign} tháng 11"), moment=MOMENT)
    assert "Báo cáo" in _text(pdf)
    assert "tháng 11" in _text(pdf)


def test_a_template_that_does_not_compile_says_its_name() -> None:
    with pytest.raises(CannotTypeset, match=r"table\.typ"):
        typeset(TABLE, {"title": "thiếu dữ liệu"}, moment=MOMENT)


def test_many_threads_set_at_the_same_time() -> None:
    made: dict[int, str] = {}

    def work(number: int) -> None:
        made[number] = _text(typeset(TABLE, _table(f"Luồng {number}"), moment=MOMENT))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"Luồng {number}" in made[number] for number in range(4))


def test_release_keeps_the_typesetter_working() -> None:
    release()
    assert "Sau" in _text(typeset(TABLE, _table("Sau khi nhả"), moment=MOMENT))
