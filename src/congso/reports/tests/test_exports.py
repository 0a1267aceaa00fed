# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports of lists: rights of the list, columns, formats, trail, long runs."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.audit.models import Entry
from congso.common import clock
from congso.common.policy import Denied
from congso.documents.models import Document
from congso.documents.queries import NotVisible
from congso.documents.search import Filters
from congso.documents.services import restrict
from congso.documents.tests.factories import make_document
from congso.organisation.models import RoleGrant
from congso.organisation.tests.factories import Agency
from congso.reports import columns, exports, queries, services
from congso.reports.enums import Format, Report, RunState
from congso.reports.exports import Wanted
from congso.reports.models import ExportRun
from congso.reports.tests.reading import everything_in, sheet_of, table_rows, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-51")]
MARKER = "Zimbabwetông"


def _run(agency: Agency, login: str, format_: str = Format.XLSX, **wanted: Any) -> ExportRun:
    return services.export(
        agency.actor(login), report=Report.LIST, format=format_, wanted=Wanted(**wanted).to_json()
    )


def _bytes(run: ExportRun) -> bytes:
    assert run.state == RunState.DONE
    return services.path_of(run).read_bytes()


def test_wanted_survives_the_trip_through_json() -> None:
    filters = Filters(
        type_ids=(3, 4), issuer="Sở Tài chính", arrived_from=dt.date(2026, 11, 1), urgency=0
    )
    wanted = Wanted("", "kinh phí", filters, ("number", "subject"))
    assert Wanted.from_json(wanted.to_json()) == wanted


def test_the_columns_chosen_come_in_the_order_of_the_table(agency: Agency) -> None:
    paper = make_document(agency.office)
    content = _bytes(_run(agency, "diepptn", columns=("subject", "symbol", "number")))
    head, row = table_rows(content, "Số đến")[:2]
    assert list(head) == ["Số đến", "Số, ký hiệu", "Trích yếu"]
    assert list(row) == ["01", paper.symbol, paper.subject]


@pytest.mark.parametrize("format_", list(Format))
def test_every_format_holds_every_row_with_its_marks(agency: Agency, format_: str) -> None:
    subjects = ["V/v dịch lở mồm long móng", "V/v thủy lợi nội đồng Ea Súp", "V/v bảo vệ đê"]
    for subject in subjects:
        make_document(agency.office, subject=subject)
    content = _bytes(_run(agency, "diepptn", format_, columns=("number", "subject")))
    if format_ == Format.DOCX:
        table = docx.Document(io.BytesIO(content)).tables[0]
        assert sorted(row.cells[1].text for row in table.rows[1:]) == sorted(subjects)
    elif format_ == Format.PDF:
        assert all(subject in text_of(content) for subject in subjects)
    else:
        rows = table_rows(content, "Số đến")[1:]
        assert sorted(str(row[1]) for row in rows) == sorted(subjects)


def test_formulas_are_text_and_marked_as_such(agency: Agency) -> None:
    bad = ("=1+1", "+84905", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x.example")')
    for subject in bad:
        make_document(agency.office, subject=subject)
    sheet = sheet_of(_bytes(_run(agency, "diepptn", columns=("number", "subject"))))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value in bad]
    assert len(cells) == len(bad)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_dates_are_dates_so_that_the_filter_works(agency: Agency) -> None:
    make_document(agency.office)
    sheet = sheet_of(_bytes(_run(agency, "diepptn", columns=("number", "arrived"))))
    *_above, last = sheet.iter_rows()
    assert last[1].is_date
    assert last[1].number_format == "dd/mm/yyyy"


@pytest.mark.requirement("R-70")
def test_a_list_not_offered_is_denied_and_nothing_is_written(agency: Agency) -> None:
    make_document(agency.office)
    with pytest.raises(Denied):
        _run(agency, "tuntc", list_key="to-register")
    assert not Entry.objects.filter(verb="documents.exported").exists()


@pytest.mark.requirement("R-70")
def test_everybody_exports_what_he_sees_and_no_more(agency: Agency) -> None:
    make_document(agency.office, subject=f"V/v {MARKER}")
    run = _run(agency, "tuntc")
    assert run.rows == 0
    assert MARKER not in everything_in(_bytes(run))
    assert _run(agency, "diepptn").rows == 1


@pytest.mark.requirement("B-61")
@pytest.mark.parametrize("format_", list(Format))
def test_a_paper_in_outline_is_exported_in_outline(agency: Agency, format_: str) -> None:
    make_document(
        agency.office, subject=f"V/v kỷ luật {MARKER}", issuer_name=f"Thanh tra {MARKER}",
        symbol="77/TTr-MARKER", is_restricted=True, reader_ids=(agency.people["bachnh"].pk,),
    )  # fmt: skip
    every = tuple(column.key for column in columns.COLUMNS)
    clerk = everything_in(_bytes(_run(agency, "diepptn", format_, columns=every)))
    assert MARKER not in clerk
    assert "TTr-MARKER" not in clerk
    assert "hạn chế" in clerk
    named = _run(agency, "bachnh", Format.XLSX, columns=every)
    assert MARKER in everything_in(_bytes(named))


def test_a_petitioner_is_in_no_export(agency: Agency) -> None:
    make_document(
        agency.office, type_code="petition", symbol="", issuer_name=f"Ông Lê {MARKER}",
        subject=f"Đơn của Lê {MARKER}", complainant_name=f"Lê {MARKER}",
    )  # fmt: skip
    every = tuple(column.key for column in columns.COLUMNS)
    for format_ in Format:
        assert MARKER not in everything_in(_bytes(_run(agency, "diepptn", format_, columns=every)))


def test_a_search_exports_its_hits(agency: Agency) -> None:
    make_document(agency.office, subject="V/v hạn hán vụ Hè Thu")
    make_document(agency.office, subject="V/v tổng kết năm", issuer_name="Cục Thú y")
    rows = table_rows(_bytes(_run(agency, "diepptn", text="han han")), "Số đến")[1:]
    assert [row[6] for row in rows] == ["V/v hạn hán vụ Hè Thu"]
    found = _run(agency, "diepptn", filters=Filters(issuer="Cục Thú y"))
    assert found.rows == 1


def test_all_pages_of_a_list_are_exported_once(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PAGE", 4)
    papers = [make_document(agency.office) for _n in range(9)]
    for wanted in ({}, {"filters": Filters(issuer="Sở Tài chính")}):
        rows = table_rows(_bytes(_run(agency, "diepptn", **wanted)), "Số đến")[1:]
        assert sorted(str(row[3]) for row in rows) == sorted(p.symbol for p in papers)


def test_every_export_is_in_the_trail_with_its_count(agency: Agency) -> None:
    make_document(agency.office)
    run = _run(agency, "diepptn", Format.DOCX)
    entry = Entry.objects.get(verb="documents.exported")
    assert (entry.object_type, entry.object_id) == ("export", run.pk)
    assert entry.person_id == agency.people["diepptn"].pk
    written = str(entry.canonical)
    assert '"count":1' in written
    assert '"format":"docx"' in written


def test_a_long_export_is_a_job_with_a_link_for_its_owner(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 2)
    for _turn in range(3):
        make_document(agency.office)
    run = _run(agency, "diepptn")
    assert run.state == RunState.QUEUED
    assert ProcrastinateJob.objects.filter(task_name="reports.make").count() == 1
    assert not services.path_of(run).exists()
    with pytest.raises(NotVisible):
        queries.run_for(agency.actor("diepptn"), "download", run.uuid)
    services.run_export(run.pk)
    services.run_export(run.pk)  # told twice, made once
    run.refresh_from_db()
    assert (run.state, run.rows) == (RunState.DONE, 3)
    assert Entry.objects.filter(verb="documents.exported").count() == 1
    assert queries.run_for(agency.actor("diepptn"), "download", run.uuid).pk == run.pk
    for other in ("yenmt", "khiemtg", "dinhlq"):
        with pytest.raises(NotVisible):
            queries.run_for(agency.actor(other), "download", run.uuid)


@pytest.mark.requirement("R-70")
def test_who_lost_a_right_since_does_not_get_the_file(agency: Agency) -> None:
    make_document(agency.office)
    run = _run(agency, "diepptn")
    assert queries.run_for(agency.actor("diepptn"), "download", run.uuid)
    yesterday = clock.today() - dt.timedelta(days=1)
    RoleGrant.objects.filter(person=agency.people["diepptn"]).update(valid_until=yesterday)
    with pytest.raises(NotVisible):
        queries.run_for(agency.actor("diepptn"), "download", run.uuid)


def test_a_file_goes_with_the_sight_of_one_of_its_papers(agency: Agency) -> None:
    papers = [make_document(agency.office) for _turn in range(2)]
    run = _run(agency, "diepptn")
    part = {"book_id": papers[0].book_id, "first_day": "2026-01-01", "last_day": "2026-12-31"}
    register = services.export(
        agency.actor("diepptn"), report=Report.INCOMING_REGISTER, format=Format.XLSX,
        wanted={**part, "volume": "01"},
    )  # fmt: skip
    for made in (run, register):
        assert queries.run_for(agency.actor("diepptn"), "download", made.uuid)
    readers = [agency.people[login].pk for login in ("dinhlq", "khiemtg")]
    restrict.restrict(agency.actor("khiemtg"), document_id=papers[1].pk, reader_ids=readers)
    for made in (run, register):
        with pytest.raises(NotVisible):
            queries.run_for(agency.actor("diepptn"), "download", made.uuid)
    again = _run(agency, "diepptn")  # the restricted one leaves in outline
    assert queries.run_for(agency.actor("diepptn"), "download", again.uuid)


def test_a_job_whose_owner_lost_the_right_makes_nothing(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    received = make_document(agency.office)
    wanted = {"book_id": received.book_id, "first_day": "2026-01-01", "last_day": "2026-12-31"}
    run = services.export(
        agency.actor("diepptn"), report=Report.INCOMING_REGISTER, format=Format.PDF,
        wanted={**wanted, "volume": "01"},
    )  # fmt: skip
    RoleGrant.objects.filter(person=agency.people["diepptn"]).delete()
    services.run_export(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert not services.path_of(run).exists()


def test_a_short_one_that_is_cut_off_leaves_no_run_that_never_ends(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_document(agency.office)

    def cut_off(*_args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("congso.reports.makers.make", cut_off)
    with pytest.raises(KeyboardInterrupt):
        _run(agency, "diepptn")
    assert not ExportRun.objects.exists()


def test_files_go_after_a_day(agency: Agency) -> None:
    make_document(agency.office)
    run = _run(agency, "diepptn")
    path = services.path_of(run)
    assert services.remove_expired(clock.now()) == 0
    assert services.remove_expired(clock.now() + dt.timedelta(hours=25)) == 1
    assert not path.exists()
    assert not ExportRun.objects.exists()
    assert Document.objects.count() == 1
