# SPDX-License-Identifier: AGPL-3.0-or-later
"""A work file as one PDF: the list first, then what the asker may read, in order."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pikepdf
import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef
from congso.documents.models import Document
from congso.documents.queries import NotVisible
from congso.documents.services import restrict
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.filestore import services as filestore
from congso.filestore.models import Blob
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency
from congso.reports import queries, services, work_files
from congso.reports.enums import Report, RunState
from congso.reports.models import ExportRun
from congso.reports.printing.binding import CannotBind, Mark, bound, sheets_of
from congso.reports.tests.reading import pages_of
from congso.routing.tests.factories import directed, lead
from congso.workfiles import services as files
from congso.workfiles.models import WorkFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """A store of its own."""
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )


def kept(content: bytes, name: str, role: str = FileRole.MAIN) -> FileRef:
    blob = filestore.keep_bytes(Actor.system("test"), content, name)
    return FileRef(blob.sha256, blob.size, blob.media_type, name, role)


def paper(agency: Agency, *given: FileRef, **more) -> Document:
    """A paper that the officer handles, so that she may file it."""
    document = make_document(agency.office, files=given, **more)
    directed(agency, document, lead(agency, person="tuntc"))
    return document


@pytest.fixture
def file(agency: Agency) -> WorkFile:
    data = files.WorkFileData(
        "Phòng, chống bệnh đạo ôn cổ bông vụ Đông Xuân “2026 – 2027”", "05.TT"
    )
    return files.open_file(agency.actor("tuntc"), data=data)


def put_in(agency: Agency, file: WorkFile, *papers: Document) -> None:
    for document in papers:
        files.put_in(agency.actor("tuntc"), work_file_id=file.pk, document_id=document.pk)


def made(agency: Agency, file: WorkFile, login: str = "tuntc") -> tuple[ExportRun, bytes]:
    run = services.export(
        agency.actor(login), report=Report.WORK_FILE, format="pdf",
        wanted={"work_file": str(file.uuid)},
    )  # fmt: skip
    assert run.state == RunState.QUEUED
    services.run_export(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    return run, services.path_of(run).read_bytes()


def outline(content: bytes) -> list[tuple[str, list[str]]]:
    with pikepdf.open(io.BytesIO(content)) as opened, opened.open_outline() as found:
        return [(item.title, [below.title for below in item.children]) for item in found.root]


def test_the_list_comes_first_then_the_papers_in_order_with_numbers(agency, file):
    first = paper(
        agency, kept(samples.pdf("Trang đầu công văn", "Trang hai công văn"), "công văn.pdf"),
        kept(samples.pdf("Phụ lục số liệu"), "phụ lục 01.pdf", FileRole.ANNEX),
    )  # fmt: skip
    second = paper(agency, kept(samples.image("PNG", size=(1240, 1754)), "ảnh chụp.png"))
    put_in(agency, file, first, second)
    _run, content = made(agency, file)
    pages = pages_of(content)
    assert "MỤC LỤC VĂN BẢN TRONG HỒ SƠ" in pages[0]
    assert file.title in pages[0]
    assert first.symbol in pages[0]
    assert [text.split()[-1] for text in pages] == [f"{n}/5" for n in range(1, 6)]
    assert "Trangđầucôngvăn" in pages[1]  # read without blanks
    assert first.number_text in pages[1]  # the arrival stamp of the display copy
    assert "Tranghaicôngvăn" in pages[2]
    assert "Phụlụcsốliệu" in pages[3]
    assert "ĐẾN" in pages[4]
    marks = outline(content)
    assert [title.split(".")[0] for title, _below in marks] == [
        "Mục lục văn bản trong hồ sơ", "1", "2",
    ]  # fmt: skip
    assert marks[1][1] == ["công văn.pdf", "phụ lục 01.pdf"]


def test_what_cannot_be_shown_is_said_on_the_list(agency, file, monkeypatch):
    locked = kept(samples.pdf("x"), "khóa.pdf")
    gone = kept(samples.pdf("đã gỡ"), "gỡ khẩn cấp.pdf")
    papers = [
        paper(agency, locked), paper(agency, kept(samples.word("Dự thảo"), "dự thảo.docx")),
        paper(agency, gone), paper(agency),
    ]  # fmt: skip
    put_in(agency, file, *papers)
    Blob.objects.filter(sha256=gone.sha256).update(removed_at=clock.now())
    usual = work_files.store.open_blob
    spoilt = {locked.sha256: samples.encrypted_pdf()}
    monkeypatch.setattr(
        work_files.store,
        "open_blob",
        lambda sha256: io.BytesIO(spoilt[sha256]) if sha256 in spoilt else usual(sha256),
    )
    _run, content = made(agency, file)
    (page,) = pages_of(content)
    assert "khóa.pdf: không in được, xem tệp gốc" in page
    assert "dự thảo.docx: không in được, xem tệp gốc" in page
    assert "gỡ khẩn cấp.pdf: tệp đã gỡ" in page
    assert "Chưa có tệp" in page


def test_of_a_paper_the_asker_may_not_read_only_the_number_stands_there(agency, file):
    open_one = paper(agency, kept(samples.pdf("Mở"), "mở.pdf"))
    closed = paper(
        agency, kept(samples.pdf("Nội dung kín"), "kín.pdf"), subject="V/v khiếu nại chưa công bố"
    )
    put_in(agency, file, open_one, closed)
    restrict.restrict(
        agency.actor("khiemtg"), document_id=closed.pk,
        reader_ids=(agency.people["dinhlq"].pk, agency.people["khiemtg"].pk),
    )  # fmt: skip
    run, content = made(agency, file)
    text = " ".join(pages_of(content))
    assert "Văn bản ngoài phạm vi được xem" in text
    assert "khiếu nại" not in text
    assert "Nộidungkín" not in text.replace(" ", "")
    assert "kín.pdf" not in text
    assert run.papers == [open_one.pk]
    printed = Entry.objects.filter(verb="document.printed").values_list("object_id", flat=True)
    assert list(printed) == [open_one.pk]


def test_it_goes_with_the_sight_of_one_of_its_papers(agency, file):
    document = paper(agency, kept(samples.pdf("Một"), "một.pdf"))
    put_in(agency, file, document)
    run, _content = made(agency, file)
    officer = agency.actor("tuntc")
    assert queries.run_for(officer, "download", run.uuid) == run
    with pytest.raises(NotVisible):
        queries.run_for(agency.actor("dungctm"), "view", run.uuid)
    restrict.restrict(
        agency.actor("khiemtg"), document_id=document.pk,
        reader_ids=(agency.people["dinhlq"].pk, agency.people["khiemtg"].pk),
    )  # fmt: skip
    with pytest.raises(NotVisible):
        queries.run_for(agency.actor("tuntc"), "download", run.uuid)


def test_the_page_has_it_made_by_a_job(agency, file):
    put_in(agency, file, paper(agency))
    client = client_of(agency, "tuntc")
    url = reverse("reports:work-file", args=[file.uuid])
    assert url in client.get(reverse("workfiles:file", args=[file.uuid])).content.decode()
    answer = client.post(url)
    run = ExportRun.objects.get()
    assert answer["Location"] == reverse("reports:run", args=[run.uuid])
    assert ProcrastinateJob.objects.filter(task_name="reports.make").count() == 1
    assert client_of(agency, "lyhc").post(url).status_code == 404
    assert ExportRun.objects.count() == 1


def test_scripts_and_signatures_stay_behind_and_turned_pages_are_numbered():
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.pdf("Ký số"))) as opened:
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        opened.pages[0].obj.AA = pikepdf.Dictionary(O=opened.Root.OpenAction)
        opened.pages[0].obj.Rotate = 90
        opened.save(target)
    sheets = sheets_of(target.getvalue())
    whole = bound([sheets.content, sheets.content], [Mark("Một", 0), Mark("Hai", 1)])
    assert b"JavaScript" not in whole
    with pikepdf.open(io.BytesIO(whole)) as opened:
        assert "/OpenAction" not in opened.Root
        assert "/AA" not in opened.pages[0].obj
    assert [text.split()[-1] for text in pages_of(whole)] == ["1/2", "2/2"]


@pytest.mark.parametrize("bad", [b"", b"%PDF-1.7 nothing", samples.encrypted_pdf()])
def test_a_hostile_file_is_refused_not_followed(bad: bytes):
    with pytest.raises(CannotBind):
        sheets_of(bad)
