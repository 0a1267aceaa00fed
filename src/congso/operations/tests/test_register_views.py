# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages: who gets them, what they do, what they hand out; and the command line."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congso.common.actor import Actor
from congso.documents.models import Document
from congso.filestore import services as filestore
from congso.filestore.models import Staged
from congso.operations.models import ImportRun
from congso.operations.registers.enums import RunState
from congso.operations.registers.services import checking, importing
from congso.operations.tests.register_samples import plain_row, workbook
from congso.operations.tests.test_register_import import tried
from congso.organisation.tests.factories import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-68")]
SYSTEM = Actor.system("operations.import")
PAGES = ("", "columns/", "rows.xlsx")
ACTS = (
    "header/",
    "check/",
    "start/",
    "cancel/",
    "resume/",
    "undo/",
    "discard/",
    "scans/",
    "confirm/",
)


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    return tmp_path


def client(agency: Agency, login: str = "diepptn") -> Client:
    made = Client()
    made.force_login(agency.people[login])
    return made


def _posted(agency: Agency, content: bytes, **changes: str) -> dict[str, Any]:
    given = {
        "office": agency.office.pk,
        "kind": "incoming",
        "year": "2013",
        "series": "",
        "sheet": "",
    }
    return {**given, **changes, "file": SimpleUploadedFile("sổ đến.xlsx", content)}


def _rows(count: int) -> list[list[Any]]:
    return [plain_row(number) for number in range(1, count + 1)]


def _columns(run: ImportRun) -> dict[str, str]:
    chosen = {f"column_{key}": str(column) for key, column in run.mapping.items()}
    return {**chosen, "road": "hand", "restrict": "none"}


def test_from_upload_to_book_by_the_pages(agency: Agency) -> None:
    web = client(agency)
    bad = plain_row(4)
    bad[0] = "31/02/2013"
    response = web.post("/office/import/", _posted(agency, workbook([*_rows(3), bad])))
    run = ImportRun.objects.get()
    address = f"/office/import/{run.uuid}/"
    assert response["Location"] == address
    page = web.get(address).text
    assert "Trích yếu" in page or "Subject" in page
    assert page.count("<option") > 100
    assert web.post(f"{address}check/", _columns(run))["Location"] == address
    assert 'hx-trigger="every 2s"' in web.get(address).text
    checking.settle(SYSTEM, run_id=run.pk)
    page = web.get(f"{address}?only=errors").text
    assert "31/02/2013" in page
    assert "70/" not in page
    refused = web.post(f"{address}start/")
    assert refused.status_code == 409
    assert not Document.objects.exists()
    filestore.check_staged(SYSTEM, run.staged_id)
    run.refresh_from_db()
    assert web.post(f"{address}start/").status_code == 302
    assert not Staged.objects.exists()
    while importing.import_batch(SYSTEM, run_id=run.pk):
        pass
    page = web.get(address).text
    assert str(Document.objects.get(number=2).uuid) in page
    assert web.post(f"{address}undo/").status_code == 302
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("login", "status"),
    [("diepptn", 200), ("yenmt", 200), ("khiemtg", 200), ("hadtt", 200),
     ("dinhlq", 404), ("chauvtm", 404), ("tuntc", 404), ("nhatch", 404)],
)  # fmt: skip
def test_pages_are_for_keepers_of_books(agency: Agency, login: str, status: int) -> None:
    run = tried(agency, workbook(_rows(2)))
    web = client(agency, login)
    for page in (
        "/office/import/",
        f"/office/import/{run.uuid}/",
        "/office/import/template/incoming/",
    ):
        assert web.get(page).status_code == status


@pytest.mark.parametrize("login", ["ngantt", "datqv", "tuntc"])
def test_a_run_of_another_office_is_not_found(agency: Agency, login: str) -> None:
    run = tried(agency, workbook(_rows(2)))
    web = client(agency, login)
    for part in PAGES:
        assert web.get(f"/office/import/{run.uuid}/{part}").status_code == 404, part
    for part in ACTS:
        assert web.post(f"/office/import/{run.uuid}/{part}").status_code == 404, part
    run.refresh_from_db()
    assert run.state == RunState.CHECKED
    assert str(run.uuid) not in web.get("/office/import/").text


def test_another_office_cannot_be_chosen(agency: Agency) -> None:
    given = _posted(agency, workbook(_rows(2)), office=str(agency.branch_office.pk))
    assert client(agency).post("/office/import/", given).status_code == 422
    assert not ImportRun.objects.exists()


def test_what_cannot_be_read_is_said_at_the_file(agency: Agency) -> None:
    response = client(agency).post(
        "/office/import/", _posted(agency, b"\xd0\xcf\x11\xe0" + b"\0" * 900)
    )
    assert response.status_code == 422
    assert 'id="id_file-err"' in response.text
    assert not Staged.objects.exists()


def test_one_column_cannot_be_two_fields(agency: Agency) -> None:
    web = client(agency)
    web.post("/office/import/", _posted(agency, workbook(_rows(2))))
    run = ImportRun.objects.get()
    given = _columns(run) | {"column_note": str(run.mapping["subject"])}
    response = web.post(f"/office/import/{run.uuid}/check/", given)
    assert response.status_code == 422
    assert "id_column_note-err" in response.text
    run.refresh_from_db()
    assert run.state == RunState.MAPPING


def test_restricted_rows_need_readers_and_take_them_from_the_page(agency: Agency) -> None:
    web = client(agency)
    web.post("/office/import/", _posted(agency, workbook(_rows(2))))
    run = ImportRun.objects.get()
    address = f"/office/import/{run.uuid}/check/"
    given = _columns(run) | {"restrict": "all"}
    refused = web.post(address, given)
    assert refused.status_code == 422
    assert "id_readers-err" in refused.text
    reader = str(agency.people["lyhc"].pk)
    assert web.post(address, given | {"readers": reader}).status_code == 302
    run.refresh_from_db()
    assert run.options["reader_ids"] == [int(reader)]


def test_the_header_can_be_put_right(agency: Agency) -> None:
    web = client(agency)
    web.post("/office/import/", _posted(agency, workbook(_rows(3))))
    run = ImportRun.objects.get()
    assert web.post(f"/office/import/{run.uuid}/header/", {"row": "x"}).status_code == 422
    assert web.post(f"/office/import/{run.uuid}/header/", {"row": "2"}).status_code == 302
    run.refresh_from_db()
    assert run.header_row == 2


def test_files_handed_out_are_downloads(agency: Agency) -> None:
    run = tried(agency, workbook(_rows(2)))
    for address in (f"/office/import/{run.uuid}/rows.xlsx", "/office/import/template/outgoing/"):
        response = client(agency).get(address)
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert openpyxl.load_workbook(io.BytesIO(response.content)).worksheets
    assert client(agency).get("/office/import/template/secret/").status_code == 404


def test_the_same_queries_for_2_and_for_40_rows(agency: Agency) -> None:
    counted = []
    for year, size in ((2013, 2), (2014, 40)):
        some = [plain_row(number, year=year) for number in range(1, size + 1)]
        run = tried(agency, workbook(some), year=year)
        web = client(agency)
        web.get("/office/import/template/incoming/")
        with CaptureQueriesContext(connection) as captured:
            assert web.get(f"/office/import/{run.uuid}/").status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_no_row_of_a_cursor_of_another_list(agency: Agency) -> None:
    run = tried(agency, workbook(_rows(2)))
    assert client(agency).get(f"/office/import/{run.uuid}/?cursor=made-up").status_code == 404


def _command(place: Path, *words: str, content: bytes | None = None) -> str:
    file, out = place / "so.xlsx", io.StringIO()
    file.write_bytes(content or workbook(_rows(5)))
    call_command(
        "register_import", str(file), "--office", "SNN", "--year", "2013", *words, stdout=out
    )
    return out.getvalue()


def test_the_command_imports_in_one_go(agency: Agency, place: Path) -> None:
    said = _command(place)
    assert "5" in said
    assert Document.objects.count() == 5


def test_a_dry_run_leaves_nothing_but_its_report(agency: Agency, place: Path) -> None:
    bad = plain_row(2)
    bad[1] = "mười"
    said = _command(place, "--dry-run", "--report", str(place / "loi.xlsx"),
        content=workbook([plain_row(1), bad]))  # fmt: skip
    assert "3" in said
    assert "mười" in said
    assert not Document.objects.exists()
    assert not ImportRun.objects.exists()
    assert openpyxl.load_workbook(place / "loi.xlsx").active.max_row == 3


def test_the_command_attaches_a_folder_of_scans(agency: Agency, place: Path) -> None:
    folder = place / "scan" / "thang 1"
    folder.mkdir(parents=True)
    (folder / "3.txt").write_text("SỞ TÀI CHÍNH ba", encoding="utf-8")
    (folder / "77.txt").write_text("SỞ TÀI CHÍNH lạ", encoding="utf-8")
    said = _command(place, "--as", "diepptn", "--scans", str(place / "scan"))
    assert Document.objects.get(number=3).files.get().name == "3.txt"
    assert "77.txt" in said


@pytest.mark.parametrize(
    "words", [("--scans", "/nowhere"), ("--as", "tuntc"), ("--as", "nobody"), ("--year", "2099"),
        ("--office", "KHONGCO"), ("--sheet", "Tháng 13")])  # fmt: skip
def test_the_command_says_what_it_cannot_do(
    agency: Agency,
    place: Path,
    words: tuple[str, ...],
) -> None:
    with pytest.raises(CommandError):
        _command(place, *words)
    assert not Document.objects.exists()
    assert not ImportRun.objects.exists()
