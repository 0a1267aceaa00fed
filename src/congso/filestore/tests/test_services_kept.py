# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept contents: their text, their pictures, and their removal by two people."""

import io
import os
import threading

import pikepdf
import pytest
from django.db import connection, transaction
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.audit.models import Detail, Entry
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.filestore import kinds, ocr, office_pdf, places, queries, sandbox, services
from congso.filestore.enums import TextSource, TextState
from congso.filestore.models import Blob, BlobText, Removal
from congso.filestore.queries import PreviewKind
from congso.filestore.store import Absent
from congso.filestore.tests import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]
needs_model = pytest.mark.skipif(
    not ocr.ocr_available(), reason="the Vietnamese OCR model is not installed"
)
heard = []


def hear(sha256):
    heard.append(sha256)


@pytest.fixture
def keep(system):
    return lambda data, name="a": services.keep_bytes(system, data, name)


def jobs_of(name):
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=name)]


# --- text


def test_the_text_of_every_page_is_kept(keep, system):
    blob = keep(samples.pdf(samples.LETTER, ["Trang thứ hai của tờ trình"]))

    services.extract_text(system, blob.sha256)
    services.extract_text(system, blob.sha256)

    blob.refresh_from_db()
    assert (blob.text_state, blob.has_text_layer) == (TextState.DONE, True)
    assert blob.page_sizes == [[595.3, 841.9]] * 2
    assert queries.texts_of(blob.sha256) == [
        "\n".join(samples.LETTER),
        "Trang thứ hai của tờ trình",
    ]


def test_listeners_are_told_of_the_text(keep, system, settings):
    settings.CONGSO_TEXT_LISTENERS = [f"{__name__}.hear"]
    blob = keep(samples.word("Tờ trình"))
    services.extract_text(system, blob.sha256)
    assert jobs_of("filestore.tell_text") == [{"sha256": blob.sha256}]
    heard.clear()

    services.tell_text(system, blob.sha256)

    assert heard == [blob.sha256]


@needs_model
def test_only_the_pages_without_text_are_read_by_ocr(keep, system, monkeypatch):
    scanned = io.BytesIO(samples.scan(samples.LETTER))
    with (
        pikepdf.open(io.BytesIO(samples.pdf(samples.LETTER))) as mixed,
        pikepdf.open(scanned) as scan,
    ):
        mixed.pages.extend(scan.pages)
        out = io.BytesIO()
        mixed.save(out)
    blob = keep(out.getvalue())

    services.extract_text(system, blob.sha256)
    blob.refresh_from_db()
    assert blob.text_state == TextState.READING
    assert jobs_of("filestore.ocr") == [{"sha256": blob.sha256}]
    services.read_scanned(system, blob.sha256)

    blob.refresh_from_db()
    assert blob.text_state == TextState.DONE
    sources = dict(BlobText.objects.filter(blob=blob).values_list("page", "source"))
    assert sources == {1: TextSource.LAYER, 2: TextSource.OCR}
    assert "phòng, chống hạn hán" in queries.texts_of(blob.sha256)[1]


def test_a_broken_reading_goes_on_where_it_stopped(keep, system, monkeypatch):
    blob = keep(samples.scan(["Trang một"], ["Trang hai"]))
    read = []

    def read_page(_picture, _model):
        read.append(1)
        if len(read) == 2:
            raise KeyboardInterrupt
        return ocr.Page("Một trang đã đọc xong", [])

    monkeypatch.setattr(ocr, "ocr_available", lambda: True)
    monkeypatch.setattr(ocr, "prepare", lambda folder: folder)
    monkeypatch.setattr(ocr, "read_page", read_page)
    services.extract_text(system, blob.sha256)
    with pytest.raises(KeyboardInterrupt):
        services.read_scanned(system, blob.sha256)

    services.read_scanned(system, blob.sha256)

    assert len(read) == 3
    assert len(queries.texts_of(blob.sha256)) == 2


def test_without_the_model_the_page_says_so_and_later_it_is_read(keep, system, monkeypatch):
    monkeypatch.setattr(ocr, "find_model", lambda: None)
    blob = keep(samples.scan(samples.LETTER))

    services.extract_text(system, blob.sha256)

    blob.refresh_from_db()
    assert blob.text_state == TextState.UNAVAILABLE
    assert jobs_of("filestore.ocr") == []
    assert services.read_again(system) == 0
    monkeypatch.setattr(ocr, "ocr_available", lambda: True)
    assert services.read_again(system) == 1
    assert jobs_of("filestore.ocr") == [{"sha256": blob.sha256}]


def test_archives_have_no_text_and_slow_files_fail(keep, system, monkeypatch):
    archive = keep(samples.archive({"công văn.txt": b"x"}))
    services.extract_text(system, archive.sha256)
    letter = keep(samples.word("Tờ trình"))

    def stopped(*_arguments, **_more):
        raise sandbox.Stopped("time")

    monkeypatch.setattr(sandbox, "run", stopped)
    services.extract_text(system, letter.sha256)

    states = dict(Blob.objects.values_list("sha256", "text_state"))
    assert states == {archive.sha256: TextState.NONE, letter.sha256: TextState.FAILED}


def test_people_do_not_start_readings(keep, clerk):
    blob = keep(b"abc", "a.txt")

    for verb in (services.extract_text, services.read_scanned, services.prepare_preview):
        with pytest.raises(Denied):
            verb(clerk, blob.sha256)


# --- pictures


def test_a_page_is_drawn_once_and_kept(keep, place, monkeypatch):
    blob = keep(samples.pdf(samples.LETTER, ["hai"]))

    path = services.page_image(blob.sha256, 2, 900)

    assert path == place / "previews" / blob.sha256 / "p2-w1200.webp"
    assert Image.open(path).size == (1200, 1698)
    monkeypatch.setattr(sandbox, "run", None)  # would fail if it were drawn again
    assert services.page_image(blob.sha256, 2, 1200) == path


@pytest.mark.parametrize("page", [0, 3, -1])
def test_pages_that_are_not_there(keep, place, page):
    blob = keep(samples.pdf(samples.LETTER, ["hai"]))

    with pytest.raises(services.NoPreview):
        services.page_image(blob.sha256, page)

    assert not (place / "previews" / blob.sha256).exists()


def test_first_pages_are_made_ready(keep, system, place):
    blob = keep(samples.pdf(["một"], ["hai"], ["ba"]))

    services.prepare_preview(system, blob.sha256)

    made = sorted(path.name for path in (place / "previews" / blob.sha256).iterdir())
    assert made == ["p1-w1200.webp", "p2-w1200.webp"]


def test_without_an_office_program_office_files_are_shown_as_text(keep, monkeypatch):
    monkeypatch.setattr(office_pdf.shutil, "which", lambda _name: None)
    word, archive = keep(samples.word("Tờ trình")), keep(samples.archive({"a": b"a"}))
    picture = keep(samples.image("PNG"))

    shown = [queries.preview_kind(blob) for blob in (word, archive, picture)]

    assert shown == [PreviewKind.TEXT, PreviewKind.NONE, PreviewKind.PAGES]
    with pytest.raises(services.NoPreview):
        services.page_image(word.sha256, 1)


OFFICE = """#!/bin/sh
# Stands in for LibreOffice: answers with a ready PDF, or not at all.
for last; do :; done
cp "{pdf}" "${{last%.*}}.pdf"
"""


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A program in the place of LibreOffice."""

    def install(script):
        program = tmp_path / "soffice"
        program.write_text(script)
        program.chmod(0o755)
        monkeypatch.setattr(office_pdf.shutil, "which", lambda _name: str(program))

    return install


def test_with_an_office_program_office_files_have_pages(keep, office, tmp_path):
    (tmp_path / "ready.pdf").write_bytes(samples.pdf(samples.LETTER))
    office(OFFICE.format(pdf=tmp_path / "ready.pdf"))
    blob = keep(samples.word("Tờ trình"))

    path = services.page_image(blob.sha256, 1, 240)

    assert queries.preview_kind(blob) is PreviewKind.PAGES
    assert Image.open(path).width == 240


def test_an_office_program_that_hangs_is_killed(keep, office, monkeypatch):
    monkeypatch.setattr(office_pdf, "SECONDS", 1)
    office("#!/bin/sh\nsleep 60\n")
    blob = keep(samples.word("Tờ trình"))

    with pytest.raises(services.NoPreview):
        services.page_image(blob.sha256, 1)


def test_words_lie_over_the_picture(keep):
    blob = keep(samples.pdf(["Kính gửi Sở"]))

    words = services.page_words(blob.sha256, 1)

    assert [word[0] for word in words] == ["Kính", "gửi", "Sở"]
    assert services.page_words(blob.sha256, 1) == words
    assert services.page_words(keep(samples.image("PNG")).sha256, 1) == []


# --- removal


@pytest.fixture
def slipped_in(keep, system):
    blob = keep(samples.pdf([*samples.LETTER, "Nội dung lẽ ra không được đưa lên"]))
    services.extract_text(system, blob.sha256)
    services.prepare_preview(system, blob.sha256)
    return blob


def leftovers(place, blob):
    found = [path for path in place.rglob("*") if blob.sha256 in str(path) and path.is_file()]
    return found + list(BlobText.objects.filter(blob=blob))


def test_two_people_remove_content_text_and_pictures(
    place, slipped_in, clerk, other_clerk, system, django_capture_on_commit_callbacks
):
    data = queries.open_blob(slipped_in.sha256).read()
    assert len(leftovers(place, slipped_in)) == 3
    removal = services.request_removal(clerk, sha256=slipped_in.sha256, reason="Quét nhầm")
    assert queries.pending_removals(other_clerk) == [removal]
    assert queries.pending_removals(clerk) == []

    with django_capture_on_commit_callbacks(execute=True):
        services.confirm_removal(other_clerk, removal.pk)

    assert leftovers(place, slipped_in) == []
    assert queries.removed_hashes() == [slipped_in.sha256]
    assert queries.text_of(slipped_in.sha256) == ""
    with pytest.raises(Blob.DoesNotExist):
        queries.open_blob(slipped_in.sha256)
    with pytest.raises(Blob.DoesNotExist):
        services.page_image(slipped_in.sha256, 1)
    with pytest.raises(services.RemovedBefore):
        services.keep_bytes(system, data, "a.pdf")
    assert leftovers(place, slipped_in) == []


def test_the_trail_keeps_number_and_fact_only(slipped_in, clerk, other_clerk):
    removal = services.request_removal(clerk, sha256=slipped_in.sha256, reason="Quét nhầm bản mật")
    services.confirm_removal(other_clerk, removal.pk)

    entries = list(Entry.objects.filter(object_type="file_removal").order_by("pk"))
    assert [entry.verb for entry in entries] == [
        "file.secret_removal_requested",
        "file.secret_removal_confirmed",
    ]
    for entry in entries:
        assert entry.object_id == removal.pk
        assert slipped_in.sha256 not in entry.canonical
        assert "Quét" not in entry.canonical
    assert not Detail.objects.filter(entry__in=entries).exists()


@pytest.mark.parametrize(
    "second", [Actor(person_id=101), Actor.system("x"), Actor(person_id=101, acting_for_id=7)]
)
def test_one_person_alone_removes_nothing(place, slipped_in, clerk, second):
    before = leftovers(place, slipped_in)
    removal = services.request_removal(clerk, sha256=slipped_in.sha256, reason="Quét nhầm")

    with pytest.raises(Denied):
        services.confirm_removal(second, removal.pk)

    assert leftovers(place, slipped_in) == before
    assert Removal.objects.get().confirmed_at is None


def test_asking_twice_is_one_request(slipped_in, clerk, other_clerk):
    first = services.request_removal(clerk, sha256=slipped_in.sha256, reason="Quét nhầm")
    second = services.request_removal(other_clerk, sha256=slipped_in.sha256, reason="Cũng thấy")

    assert first == second
    assert second.requested_by_id == clerk.person_id


def test_a_removal_is_confirmed_once(slipped_in, clerk, other_clerk):
    removal = services.request_removal(clerk, sha256=slipped_in.sha256, reason="Quét nhầm")
    services.confirm_removal(other_clerk, removal.pk)

    with pytest.raises(Denied):
        services.confirm_removal(other_clerk, removal.pk)


def test_files_go_also_when_we_died_right_after_the_commit(place, slipped_in, clerk, other_clerk):
    removal = services.request_removal(clerk, sha256=slipped_in.sha256, reason="Quét nhầm")
    services.confirm_removal(other_clerk, removal.pk)  # its commit hook has not run
    assert jobs_of("filestore.erase") == [{"sha256": slipped_in.sha256}]

    services.erase_removed(Actor.system("x"), slipped_in.sha256)

    assert leftovers(place, slipped_in) == []


def test_erase_does_nothing_to_a_content_that_stands(place, slipped_in):
    services.erase_removed(Actor.system("x"), slipped_in.sha256)

    assert len(leftovers(place, slipped_in)) == 3


# --- soundness


def test_lost_and_damaged_contents_are_named(keep, place):
    sound, lost, damaged = (keep(text.encode() * 50, "a.txt") for text in ("một", "hai", "ba"))
    for blob, change in ((lost, None), (damaged, b"x")):
        path = next((place / "blobs").rglob(f"{blob.sha256}*"))
        path.unlink()
        if change:
            path.write_bytes(change)

    assert sorted(queries.damaged()) == sorted([lost.sha256, damaged.sha256])
    with pytest.raises(Absent):
        queries.open_blob(lost.sha256)
    assert set(queries.blobs_by_hash([sound.sha256, "0" * 64])) == {sound.sha256}
    assert sound.media_type == kinds.TXT.media_type


def test_bytes_without_a_row_are_erased_and_the_others_stay(keep, system, place):
    kept = keep(samples.word("Tờ trình"))
    places.store().put(io.BytesIO("không có dòng nào".encode()))

    assert services.erase_orphans(system) == 1

    assert list(places.store().names()) == [kept.sha256]
    assert services.erase_orphans(system) == 0


@pytest.mark.django_db(transaction=True)
def test_tidying_leaves_what_another_is_just_keeping(system):
    data = samples.word("Đang lưu")
    stored, finish = threading.Event(), threading.Event()

    def keeping():
        try:
            with transaction.atomic():
                services.keep_bytes(system, data, "a.docx")
                stored.set()
                finish.wait(20)
        finally:
            connection.close()

    other = threading.Thread(target=keeping)
    other.start()
    assert stored.wait(20)
    erased = services.erase_orphans(system)
    finish.set()
    other.join()

    assert erased == 0
    assert queries.open_blob(Blob.objects.get().sha256).read() == data


def test_drafts_of_killed_processes_are_tidied(keep, place, system):
    keep(b"abc", "a.txt")
    old, young = place / "blobs" / "tmp" / "old", place / "blobs" / "tmp" / "young"
    for draft in (old, young):
        draft.write_bytes(b"x")
    os.utime(old, (1, 1))

    services.sweep_all(system)

    assert (old.exists(), young.exists()) == (False, True)


def remove_now(blob):
    """What a removal by two others leaves in the rows."""
    BlobText.objects.filter(blob=blob).delete()
    Blob.objects.filter(pk=blob.pk).update(removed_at=blob.created_at)


def test_a_removal_while_the_text_is_read_leaves_no_text(keep, system, monkeypatch):
    blob = keep(samples.pdf(samples.LETTER))
    real = sandbox.run

    def slow(*arguments, **more):
        answer = real(*arguments, **more)
        remove_now(blob)
        return answer

    monkeypatch.setattr(sandbox, "run", slow)
    services.extract_text(system, blob.sha256)

    assert BlobText.objects.count() == 0


def test_a_removal_while_a_page_is_drawn_leaves_no_picture(keep, place, monkeypatch):
    blob = keep(samples.pdf(samples.LETTER))
    real = sandbox.run

    def slow(*arguments, **more):
        answer = real(*arguments, **more)
        remove_now(blob)
        return answer

    monkeypatch.setattr(sandbox, "run", slow)
    with pytest.raises(Blob.DoesNotExist):
        services.page_image(blob.sha256, 1)

    assert list((place / "previews").iterdir()) == []
