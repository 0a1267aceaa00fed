# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scans beside an old register: checked, matched, attached, or listed."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.enums import FileRole
from congso.documents.models import Document, DocumentFile
from congso.documents.services.past_books import ReferredTo
from congso.filestore import services as filestore
from congso.filestore.models import Staged
from congso.filestore.services.unpacking import unpack
from congso.operations.models import ImportRun, ImportScan
from congso.operations.registers.enums import ScanState
from congso.operations.registers.services import checking, importing, scans, undoing
from congso.operations.tests.register_samples import HEADINGS, plain_row, workbook
from congso.operations.tests.test_register_import import imported, tried
from congso.organisation.tests.factories import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-68")]
SYSTEM = Actor.system("operations.import")


@pytest.fixture(autouse=True)
def place(settings: object, tmp_path: Path) -> None:
    """Folders of its own, no scanner."""
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )


def _run(agency: Agency, count: int = 8) -> ImportRun:
    some = [plain_row(number) for number in range(1, count + 1)]
    some[5][HEADINGS.index("Tên tệp")] = r"D:\scan\Giấy mời số sáu.PDF"
    run = tried(agency, workbook(some), agency.actor("diepptn"))
    filestore.check_staged(SYSTEM, run.staged_id)
    return imported(run, agency.actor("diepptn"))


def _text(words: str) -> bytes:
    return f"SỞ TÀI CHÍNH\n{words}\n".encode()


def _up(actor: Actor, name: str, content: bytes) -> str:
    staged = filestore.stage(actor, name=name, stream=io.BytesIO(content))
    return str(staged.uuid)


def _checked() -> None:
    for pk in Staged.objects.values_list("pk", flat=True):
        filestore.check_staged(SYSTEM, pk)


def _attach(agency: Agency, run: ImportRun, files: dict[str, bytes]) -> None:
    actor = agency.actor("diepptn")
    staged = [_up(actor, name, content) for name, content in files.items()]
    assert scans.add_scans(actor, run_id=run.pk, staged=staged) == len(files)
    _checked()
    scans.attach_scans(SYSTEM, run_id=run.pk)
    _checked()
    scans.attach_scans(SYSTEM, run_id=run.pk)


def _states(run: ImportRun) -> dict[str, tuple[str, str]]:
    found = ImportScan.objects.filter(run=run)
    return {scan.name: (scan.state, scan.reason) for scan in found}


def test_scans_are_attached_to_their_rows_and_the_rest_is_listed(agency: Agency) -> None:
    run = _run(agency)
    _attach(
        agency,
        run,
        {
            "3.txt": _text("ba"),
            "giay moi so sau.txt": _text("sáu"),
            "74_STC-NS_signed.txt": _text("bốn"),
            "4_PL1.txt": _text("phụ lục"),
            "999.txt": _text("lạ"),
        },
    )
    files = {(file.document.number, file.name, file.role) for file in DocumentFile.objects.all()}
    assert files == {
        (3, "3.txt", FileRole.MAIN), (6, "giay moi so sau.txt", FileRole.MAIN),
        (4, "74_STC-NS_signed.txt", FileRole.MAIN), (4, "4_PL1.txt", FileRole.ANNEX),
    }  # fmt: skip
    assert _states(run)["999.txt"] == (ScanState.UNMATCHED, "not_found")
    assert not scans.attach_scans(SYSTEM, run_id=run.pk)
    assert DocumentFile.objects.count() == 4


def test_a_scan_with_the_mark_of_a_secret_paper_is_not_attached(agency: Agency) -> None:
    run = _run(agency)
    _attach(agency, run, {"3.txt": "TUYỆT MẬT\nKế hoạch\n".encode()})
    assert _states(run)["3.txt"][0] == ScanState.TO_CONFIRM
    assert not DocumentFile.objects.exists()


def test_a_program_among_the_scans_is_refused(agency: Agency) -> None:
    run = _run(agency)
    _attach(agency, run, {"3.pdf": b"MZ" + b"\x00" * 400})
    assert _states(run)["3.pdf"][0] == ScanState.REFUSED
    assert not DocumentFile.objects.exists()


def test_a_zip_is_taken_apart_and_its_files_matched(agency: Agency) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("2013/Tháng 1/2.txt", _text("hai"))
        archive.writestr("2013/5 phụ lục.txt", _text("năm"))
        archive.writestr("__MACOSX/._2.txt", b"x")
        archive.writestr("2013/../../7.txt", _text("bảy"))
    run = _run(agency)
    _attach(agency, run, {"scan.zip": target.getvalue()})
    found = DocumentFile.objects.order_by("document__number")
    assert [(f.document.number, f.name) for f in found] == [
        (2, "2.txt"), (5, "5 phụ lục.txt"), (7, "7.txt"),
    ]  # fmt: skip
    assert not Staged.objects.exists()


def test_a_zip_of_somebody_else_is_not_opened(agency: Agency) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("2.txt", _text("hai"))
    staged = _up(agency.actor("yenmt"), "scan.zip", target.getvalue())
    _checked()
    pk = Staged.objects.get(uuid=staged).pk
    with pytest.raises(Denied):
        unpack(agency.actor("diepptn"), pk)
    run = _run(agency)
    assert scans.add_scans(agency.actor("diepptn"), run_id=run.pk, staged=[staged]) == 0


def test_words_of_a_scan_find_its_paper(agency: Agency) -> None:
    run = _run(agency)
    _attach(agency, run, {"3.txt": _text("Zimbabwetông")})
    filestore.extract_text(SYSTEM, DocumentFile.objects.get().sha256)
    from congso.documents.listeners import text_known  # noqa: PLC0415

    text_known(DocumentFile.objects.get().sha256)
    entry = Document.objects.get(number=3).search_entry
    assert "zimbabwetong" in entry.from_files


def test_undo_takes_its_scans_along_but_not_somebodys_file(agency: Agency) -> None:
    run = _run(agency)
    _attach(agency, run, {"3.txt": _text("ba")})
    clerk = agency.actor("diepptn")
    kept = DocumentFile.objects.get()
    extra = DocumentFile.objects.create(
        document=Document.objects.get(number=4), sha256=kept.sha256, size=1, name="sau.txt",
        media_type="text/plain", role=FileRole.ANNEX, added_at=kept.added_at,
    )  # fmt: skip
    with pytest.raises(ReferredTo):
        undoing.undo(clerk, run_id=run.pk)
    assert DocumentFile.objects.count() == 2
    extra.delete()
    assert undoing.undo(clerk, run_id=run.pk) == 8
    assert not DocumentFile.objects.exists()


def test_an_upload_whose_check_was_forgotten_is_checked(agency: Agency) -> None:
    run, actor = _run(agency), agency.actor("diepptn")
    scans.add_scans(actor, run_id=run.pk, staged=[_up(actor, "3.txt", _text("ba"))])
    assert scans.attach_scans(SYSTEM, run_id=run.pk)
    assert not DocumentFile.objects.exists()
    long_ago = clock.now() - dt.timedelta(minutes=1)
    Staged.objects.update(created_at=long_ago)
    assert not scans.attach_scans(SYSTEM, run_id=run.pk)
    assert DocumentFile.objects.get().document.number == 3


def test_a_job_of_a_run_that_was_removed_does_nothing(agency: Agency) -> None:
    assert scans.attach_scans(SYSTEM, run_id=0) is False
    assert importing.import_batch(SYSTEM, run_id=0) is False
    checking.settle(SYSTEM, run_id=0)
