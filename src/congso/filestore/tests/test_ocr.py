# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading scanned pages with the real program and the real model."""

import io
import threading

import pytest

from congso.filestore import ocr
from congso.filestore.layout import lines_apart
from congso.filestore.secret_marks import Mark, find_secret_mark
from congso.filestore.tests import samples

needs_model = pytest.mark.skipif(
    not ocr.ocr_available(), reason="the Vietnamese OCR model is not installed"
)
pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def tessdata(tmp_path_factory):
    return ocr.prepare(tmp_path_factory.mktemp("ocr"))


def read(image, tessdata):
    out = io.BytesIO()
    image.resize((2480, 3508)).convert("L").save(out, "PNG")
    return ocr.read_page(out.getvalue(), tessdata)


@needs_model
def test_a_vietnamese_page_is_read_with_its_tones(tessdata):
    page = read(samples.page_picture(samples.LETTER), tessdata)

    lines = [line for line in page.text.splitlines() if line]
    right = sum(
        a == b
        for line, true in zip(lines, samples.LETTER, strict=True)
        for a, b in zip(line, true, strict=False)
    )
    assert right / sum(map(len, samples.LETTER)) > 0.97
    assert [word[0] for word in page.words[:3]] == ["ỦY", "BAN", "NHÂN"]
    assert all(0 <= edge <= 1000 for word in page.words for edge in word[1:5])
    assert all(word[5] > 50 for word in page.words[:3])


@needs_model
@pytest.mark.parametrize(
    ("stamp", "mark"),
    [("MẬT", Mark.SECRET), ("TỐI MẬT", Mark.TOP_SECRET), ("TUYỆT MẬT", Mark.MOST_SECRET)],
)
def test_a_framed_red_stamp_is_found(tessdata, stamp, mark):
    page = read(samples.page_picture(samples.LETTER, stamp=stamp), tessdata)

    found = find_secret_mark(page.text) or find_secret_mark(lines_apart(page.words))
    assert found is not None, page.text
    assert found.mark is mark


@needs_model
def test_a_page_on_bees_has_no_stamp(tessdata):
    page = read(
        samples.page_picture([*samples.LETTER, "MẬT ONG", "Mật độ nuôi", "BÍ MẬT"]), tessdata
    )

    assert find_secret_mark(page.text) is None
    assert find_secret_mark(lines_apart(page.words)) is None


@needs_model
def test_the_model_folder_is_made_once_by_many(tmp_path):
    made = []
    threads = [
        threading.Thread(target=lambda: made.append(ocr.prepare(tmp_path))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == [made[0].name]
    assert (made[0] / "vie.traineddata").stat().st_size > 500_000


def test_what_is_no_picture_fails(tmp_path):
    if not ocr.ocr_available():
        pytest.skip("the Vietnamese OCR model is not installed")
    with pytest.raises(ocr.OcrFailed):
        ocr.read_page(b"not a picture", ocr.prepare(tmp_path))


def test_without_model_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(ocr, "find_model", lambda: None)

    assert ocr.ocr_available() is False
    with pytest.raises(ocr.OcrFailed):
        ocr.prepare(tmp_path)
