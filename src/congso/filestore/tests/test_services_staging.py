# SPDX-License-Identifier: AGPL-3.0-or-later
"""From upload to kept content: what passes, waits, needs an answer, is erased."""

import datetime as dt
import errno
import io
import os
import unicodedata

import pytest
import time_machine
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.filestore import kinds, ocr, queries, services, staging_folder
from congso.filestore.enums import ScanResult, StagedState, TextState
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.models import Blob, BlobText, Staged
from congso.filestore.store import Damaged, StoreFull
from congso.filestore.tests import samples
from congso.filestore.wording import sentence_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]
needs_model = pytest.mark.skipif(
    not ocr.ocr_available(), reason="the Vietnamese OCR model is not installed"
)


def stage(actor, data, name="Tờ trình.pdf"):
    return services.stage(actor, name=name, stream=io.BytesIO(data))


def check(staged):
    services.check_staged(Actor.system("test"), staged.pk)
    staged.refresh_from_db()
    return staged


def staged_files(place):
    return sorted(path.name for path in (place / "staging").iterdir())


def jobs_of(name):
    return list(ProcrastinateJob.objects.filter(task_name=name))


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_an_upload_lies_in_staging_and_its_check_is_queued(place, clerk):
    name = unicodedata.normalize("NFD", "Tờ trình số 12 – Ủy ban.pdf") + "\u202e\x07"

    staged = stage(clerk, samples.pdf(samples.LETTER), name)

    assert staged.state == StagedState.UPLOADED
    assert staged.name == "Tờ trình số 12 – Ủy ban.pdf"
    assert staged_files(place) == [str(staged.uuid)]
    assert [job.args for job in jobs_of("filestore.check")] == [{"staged_id": staged.pk}]
    assert Blob.objects.count() == 0


def test_an_empty_upload_leaves_nothing(place, clerk):
    with pytest.raises(Unacceptable) as refused:
        stage(clerk, b"")

    assert refused.value.reason is Reason.EMPTY
    assert staged_files(place) == []
    assert Staged.objects.count() == 0


def test_an_upload_above_the_limit_leaves_nothing(place, clerk, monkeypatch):
    monkeypatch.setattr(staging_folder, "MAX_SIZE", 3 << 20)

    with pytest.raises(Unacceptable) as refused:
        stage(clerk, bytes((3 << 20) + 1))

    assert refused.value.reason is Reason.TOO_LARGE
    assert staged_files(place) == []


def test_a_disk_that_fills_up_leaves_nothing(place, clerk, monkeypatch):
    writes = []

    def write(self, chunk):
        writes.append(len(chunk))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(staging_folder.os, "fdopen", lambda fd, mode: _Full(os.fdopen, fd, write))

    with pytest.raises(StoreFull):
        stage(clerk, samples.pdf(samples.LETTER))

    assert writes
    assert staged_files(place) == []
    assert Staged.objects.count() == 0


class _Full:
    def __init__(self, opener, descriptor, write):
        self._write = write
        os.close(descriptor)

    def write(self, chunk):
        self._write(self, chunk)

    def close(self):
        pass


def test_the_system_uploads_nothing(place, system):
    with pytest.raises(Denied):
        stage(system, b"a")

    assert staged_files(place) == []


def test_a_clean_letter_is_kept(place, clerk, django_capture_on_commit_callbacks):
    data = samples.pdf(samples.LETTER)
    staged = check(stage(clerk, data))
    assert staged.state == StagedState.CLEAN
    assert staged.media_type == kinds.PDF.media_type
    assert queries.page_one_text(clerk, staged.uuid) == "\n".join(samples.LETTER)

    with django_capture_on_commit_callbacks(execute=True):
        blob = services.keep(clerk, staged.pk)

    assert (blob.size, blob.page_count, blob.scan_state) == (len(data), 1, ScanResult.OFF)
    with queries.open_blob(blob.sha256) as stream:
        assert stream.read() == data
    assert staged_files(place) == []
    assert Staged.objects.count() == 0
    assert verbs() == ["file.kept"]
    assert [job.args for job in jobs_of("filestore.text")] == [{"sha256": blob.sha256}]
    assert [job.args for job in jobs_of("filestore.preview")] == [{"sha256": blob.sha256}]


def test_a_roll_back_leaves_the_upload_where_it_was(
    place, clerk, django_capture_on_commit_callbacks
):
    staged = check(stage(clerk, samples.pdf(samples.LETTER)))
    before = staged_files(place)

    with django_capture_on_commit_callbacks() as callbacks:
        services.keep(clerk, staged.pk)

    assert len(callbacks) == 1  # not run: the caller's transaction never committed
    assert staged_files(place) == before


def test_the_same_content_is_kept_once(place, clerk, other_clerk):
    data = samples.word("Công văn")
    first = services.keep(clerk, check(stage(clerk, data, "a.docx")).pk)
    second = services.keep(other_clerk, check(stage(other_clerk, data, "b.docx")).pk)

    assert first == second
    assert len(list((place / "blobs").glob("??/??/*"))) == 1
    assert len(jobs_of("filestore.text")) == 1


def test_an_upload_changed_on_the_disk_is_not_kept(place, clerk):
    staged = check(stage(clerk, samples.word("Công văn"), "a.docx"))
    with staging_folder.path_of(staged.uuid).open("ab") as file:
        file.write(b"x")

    with pytest.raises(Damaged):
        services.keep(clerk, staged.pk)

    assert Blob.objects.count() == 0


def test_before_the_check_nothing_is_kept(clerk):
    staged = stage(clerk, samples.pdf(samples.LETTER))

    with pytest.raises(services.NotChecked):
        services.keep(clerk, staged.pk)

    assert Blob.objects.count() == 0


def test_only_the_owner_keeps_confirms_and_discards(place, clerk, other_clerk):
    staged = check(stage(clerk, samples.pdf(samples.LETTER)))

    with pytest.raises(services.NotChecked):
        services.keep(other_clerk, staged.pk)
    with pytest.raises(Denied):
        services.discard(other_clerk, staged.pk)
    with pytest.raises(Denied):
        services.confirm_no_secret_mark(other_clerk, staged.pk)
    with pytest.raises(Staged.DoesNotExist):
        queries.get_staged(other_clerk, "view", staged.uuid)
    assert queries.staged_of(other_clerk, [str(staged.uuid)]) == []
    assert queries.staged_of(clerk, ["x", str(staged.uuid)]) == [staged]
    assert str(staged.uuid) in staged_files(place)


@pytest.mark.parametrize(
    ("data", "name", "state", "words"),
    [
        (b"MZ" + bytes(200), "Quyết định.pdf", StagedState.REFUSED, "program"),
        (samples.pdf(samples.LETTER)[:99], "a.pdf", StagedState.REFUSED, "damaged"),
        (samples.encrypted_pdf(), "a.pdf", StagedState.ENCRYPTED, "password"),
        (samples.bomb_word(600 << 20), "a.docx", StagedState.LIMIT, "unpacked"),
        (samples.pixel_flood(), "a.png", StagedState.LIMIT, "megapixels"),
    ],
)
def test_bad_files_are_refused_with_a_sentence(place, clerk, settings, data, name, state, words):
    settings.LANGUAGE_CODE = "en"
    staged = check(stage(clerk, data, name))

    assert staged.state == state
    assert words in sentence_for(staged)
    assert verbs() == ["file.refused"]
    with pytest.raises(services.NotChecked):
        services.keep(clerk, staged.pk)
    assert Blob.objects.count() == 0


def test_a_name_that_lies_gets_the_true_extension(clerk):
    staged = check(stage(clerk, "Kính gửi: Sở Nông nghiệp".encode(), "hóa đơn.bat"))

    assert staged.state == StagedState.CLEAN
    assert staged.name == "hóa đơn.bat.txt"


# --- the mark of secret papers


def test_a_mark_in_the_text_stops_the_file_before_it_is_stored(place, clerk):
    staged = check(stage(clerk, samples.pdf([*samples.LETTER, "TỐI MẬT"])))

    assert staged.state == StagedState.SECRET_SUSPECTED
    assert staged.secret_mark == "toi_mat"
    assert verbs() == ["file.secret_mark_suspected"]
    assert staged_files(place) == [str(staged.uuid)]  # no text of it anywhere
    assert queries.page_one_text(clerk, staged.uuid) == ""
    with pytest.raises(services.NotChecked):
        services.keep(clerk, staged.pk)
    assert not (place / "blobs").exists()


def test_the_clerk_says_it_is_secret_and_it_is_erased(
    place, clerk, django_capture_on_commit_callbacks
):
    staged = check(stage(clerk, samples.pdf([*samples.LETTER, "MẬT"])))

    with django_capture_on_commit_callbacks(execute=True):
        services.discard(clerk, staged.pk)

    assert staged_files(place) == []
    assert Staged.objects.count() == 0
    assert verbs() == ["file.secret_mark_suspected", "file.discarded"]


def test_the_clerk_says_it_is_not_secret_with_a_record(clerk):
    staged = check(stage(clerk, samples.pdf([*samples.LETTER, "MẬT"])))

    services.confirm_no_secret_mark(clerk, staged.pk)

    staged.refresh_from_db()
    assert (staged.state, staged.confirmed_by_id) == (StagedState.CLEAN, clerk.person_id)
    assert verbs() == ["file.secret_mark_suspected", "file.no_secret_mark_confirmed"]
    assert services.keep(clerk, staged.pk).size == staged.size


def test_the_header_of_a_word_file_is_looked_at(clerk):
    staged = check(stage(clerk, samples.word("Báo cáo", header="TUYỆT MẬT"), "a.docx"))

    assert staged.state == StagedState.SECRET_SUSPECTED


@needs_model
def test_a_stamp_on_a_scan_is_read(clerk):
    page = io.BytesIO()
    samples.page_picture(samples.LETTER, stamp="MẬT").save(page, "PDF", resolution=150)

    staged = check(stage(clerk, page.getvalue()))

    assert staged.state == StagedState.SECRET_SUSPECTED


@pytest.mark.parametrize(
    ("confidence", "state"), [(91, StagedState.CLEAN), (40, StagedState.TO_CONFIRM)]
)
def test_a_bad_scan_is_looked_at_by_a_person(clerk, monkeypatch, confidence, state):
    words = [[word, 1, 1, 2, 2, confidence] for word in ("Sở", "Nông", "nghiệp")]
    monkeypatch.setattr(ocr, "ocr_available", lambda: True)
    monkeypatch.setattr(ocr, "prepare", lambda folder: folder)
    monkeypatch.setattr(ocr, "read_page", lambda *_: ocr.Page("Sở Nông nghiệp", words))

    assert check(stage(clerk, samples.scan(samples.LETTER))).state == state


@needs_model
def test_a_scan_is_read_once_and_its_words_are_kept(clerk):
    staged = check(stage(clerk, samples.scan(samples.LETTER)))
    assert staged.state == StagedState.CLEAN

    blob = services.keep(clerk, staged.pk)

    assert "Số: 12/TTr-SNNMT" in queries.text_of(blob.sha256)
    assert queries.ocr_words(blob.sha256, 1)[0][0] == "ỦY"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (samples.scan(samples.LETTER), "a.pdf"),
        (samples.image("PNG"), "a.png"),
        (samples.archive({"công văn.txt": b"x"}), "a.zip"),
    ],
)
def test_what_cannot_be_read_is_confirmed_by_hand(clerk, monkeypatch, data, name):
    monkeypatch.setattr(ocr, "find_model", lambda: None)

    staged = check(stage(clerk, data, name))

    assert staged.state == StagedState.TO_CONFIRM
    assert staged.ocr_available is False
    with pytest.raises(services.NotChecked):
        services.keep(clerk, staged.pk)
    services.confirm_no_secret_mark(clerk, staged.pk)
    assert services.keep(clerk, staged.pk).text_state == TextState.PENDING
    assert verbs() == ["file.no_secret_mark_confirmed", "file.kept"]


# --- the virus scanner


def test_nothing_is_kept_before_an_exact_ok(place, clerk, clamd, settings):
    server = clamd(b"stream: OK\0")
    settings.CONGSO_ENV.scan.clamd = server.address
    data = samples.pdf(samples.LETTER)

    staged = check(stage(clerk, data))

    assert server.received == [data]
    assert services.keep(clerk, staged.pk).scan_state == ScanResult.CLEAN


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", StagedState.INFECTED),
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", StagedState.LIMIT),
        (b"INSTREAM size limit exceeded. ERROR\0", StagedState.LIMIT),
        (b"stream: Heuristics.Encrypted.PDF FOUND\0", StagedState.ENCRYPTED),
        (b"what?\0", StagedState.ERROR),
    ],
)
def test_whatever_else_the_scanner_says_the_file_is_not_kept(clerk, clamd, settings, answer, state):
    settings.CONGSO_ENV.scan.clamd = clamd(answer).address

    staged = check(stage(clerk, samples.pdf(samples.LETTER)))

    assert staged.state == state
    with pytest.raises(services.NotChecked):
        services.keep(clerk, staged.pk)
    assert verbs() == ([] if state == StagedState.ERROR else ["file.refused"])


def test_what_the_scanner_could_not_check_is_tried_again(clerk, clamd, settings, system):
    settings.CONGSO_ENV.scan.clamd = clamd(b"stream: Can't allocate memory ERROR\0").address
    staged = check(stage(clerk, samples.pdf(samples.LETTER)))
    clamd(b"stream: OK\0")

    services.drain_waiting(system)

    staged.refresh_from_db()
    assert staged.state == StagedState.CLEAN


def test_files_wait_while_the_scanner_is_away_and_are_drained_in_order(
    clerk, clamd, settings, tmp_path, system
):
    settings.CONGSO_ENV.scan.clamd = f"unix:{tmp_path / 'clamd.ctl'}"
    contents = [samples.word(f"Công văn {number}") for number in range(3)]
    waiting = [check(stage(clerk, data, "a.docx")) for data in contents]
    assert {staged.state for staged in waiting} == {StagedState.WAITING}
    assert len(jobs_of("filestore.drain")) == 1

    services.drain_waiting(system)
    assert Staged.objects.filter(state=StagedState.WAITING).count() == 3

    server = clamd(b"stream: OK\0")
    services.drain_waiting(system)

    assert Staged.objects.filter(state=StagedState.CLEAN).count() == 3
    assert server.received == contents


# --- by the clock, and by accident


def test_uploads_are_erased_after_a_day(place, clerk, system, django_capture_on_commit_callbacks):
    old = stage(clerk, b"a" * 20, "cũ.txt")
    young = stage(clerk, b"b" * 20, "mới.txt")
    lost = place / "staging" / "4f0c5a5e-0000-4000-8000-000000000000"
    lost.write_bytes(b"a crash left this")
    day_ago = clock.now() - dt.timedelta(hours=24, minutes=1)
    Staged.objects.filter(pk=old.pk).update(created_at=day_ago)
    os.utime(lost, (day_ago.timestamp(), day_ago.timestamp()))

    with django_capture_on_commit_callbacks(execute=True):
        assert services.sweep(system) == 1

    assert staged_files(place) == [str(young.uuid)]
    assert list(Staged.objects.all()) == [young]


def test_a_check_of_what_has_gone_does_nothing(clerk, system):
    staged = stage(clerk, b"a" * 20, "a.txt")
    services.discard(clerk, staged.pk)

    services.check_staged(system, staged.pk)

    assert Staged.objects.count() == 0
    assert verbs() == ["file.discarded"]


def test_a_second_check_changes_nothing(clerk, system):
    staged = check(stage(clerk, samples.pdf([*samples.LETTER, "MẬT"])))

    services.check_staged(system, staged.pk)

    assert verbs() == ["file.secret_mark_suspected"]


def test_a_check_cut_short_is_taken_up_again(clerk):
    staged = stage(clerk, samples.pdf(samples.LETTER))
    Staged.objects.update(state=StagedState.CHECKING)  # the worker died here

    assert check(staged).state == StagedState.CLEAN


# --- what the product itself brings


def test_keep_bytes_keeps_without_staging(place, system):
    blob = services.keep_bytes(system, samples.pdf(samples.LETTER), "phiếu.pdf")

    assert (blob.media_type, blob.page_count) == (kinds.PDF.media_type, 1)
    assert services.keep_bytes(system, samples.pdf(samples.LETTER), "x") == blob
    assert BlobText.objects.count() == 0


def test_keep_bytes_refuses_what_is_not_accepted(system):
    with pytest.raises(Unacceptable):
        services.keep_bytes(system, b"MZ" + bytes(99), "a.pdf")

    assert Blob.objects.count() == 0


def test_keep_bytes_needs_the_scanner_to_say_ok(system, clamd, settings):
    settings.CONGSO_ENV.scan.clamd = clamd(b"stream: Eicar FOUND\0").address

    with pytest.raises(services.NotChecked):
        services.keep_bytes(system, samples.pdf(samples.LETTER), "a.pdf")

    assert Blob.objects.count() == 0


def test_time_of_keeping_is_the_clock_of_the_house(system):
    moment = dt.datetime(2026, 11, 24, 8, 30, tzinfo=clock.VIETNAM)
    with time_machine.travel(moment, tick=False):
        assert services.keep_bytes(system, b"abc", "a.txt").created_at == moment
