# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trial run, import, repeat, stop, undo: what is written and what is not."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from congso.access.models import AccessRow
from congso.audit.models import Entry
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.enums import BookKind, BookState, Direction, State
from congso.documents.models import Book, Document, DocumentFile, SearchEntry
from congso.documents.queries_books import gaps
from congso.documents.search import search
from congso.documents.services.past_books import BookInUse, ReferredTo
from congso.documents.services.restrict import restrict
from congso.documents.tests.factories import make_document
from congso.documents.tests.proofs import (
    assert_search_follows_sight,
    assert_sight_is_derived,
    outlines,
    sees,
)
from congso.documents.tests.web import client_of
from congso.documents.trail import steps_of
from congso.filestore.models import Staged
from congso.operations.models import ImportRow, ImportRun
from congso.operations.registers import queries, workbooks
from congso.operations.registers.enums import Restrict, RowState, RunState
from congso.operations.registers.problems import Problem
from congso.operations.registers.services import begin as beginning
from congso.operations.registers.services import checking, importing, undoing
from congso.operations.tests.register_samples import HEADINGS, awkward_register, plain_row, workbook
from congso.organisation.tests.factories import Agency
from congso.reports.tests.reading import everything_in

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-68")]
SYSTEM = Actor.system("operations.import")
CLI = Actor(person_id=None, via="cli")


def begun(agency: Agency, content: bytes, actor: Actor = CLI, **changes: Any) -> ImportRun:
    given = {"office_id": agency.office.pk, "kind": BookKind.INCOMING, "year": 2013} | changes
    return beginning.begin(actor, name="Sổ đến 2013.xlsx", stream=io.BytesIO(content), **given)


def tried(agency: Agency, content: bytes, actor: Actor = CLI, **options: Any) -> ImportRun:
    book = {name: options.pop(name) for name in ("kind", "year", "series") if name in options}
    run = begun(agency, content, actor, **book)
    checking.check(actor, run_id=run.pk, mapping=run.mapping, **options)
    checking.settle(SYSTEM, run_id=run.pk)
    run.refresh_from_db()
    return run


def imported(run: ImportRun, actor: Actor = CLI) -> ImportRun:
    importing.start(actor, run_id=run.pk)
    while importing.import_batch(SYSTEM, run_id=run.pk):
        pass
    run.refresh_from_db()
    return run


def codes(run: ImportRun, row: int) -> set[str]:
    problems = ImportRow.objects.get(run=run, row=row).problems
    return {Problem.from_json(value).code for value in problems}


def rows(count: int) -> list[list[Any]]:
    return [plain_row(number) for number in range(1, count + 1)]


def test_every_fault_of_an_awkward_register_is_said_at_its_row(agency: Agency) -> None:
    content, said = awkward_register()
    run = tried(agency, content)
    missing = {row: wanted - codes(run, row) for row, wanted in said.items()}
    assert {row: left for row, left in missing.items() if left} == {}
    grave = {row for row in said if any(Problem(code).is_grave for code in codes(run, row))}
    errors = set(run.rows.filter(state=RowState.ERROR).values_list("row", flat=True))
    assert errors == grave
    assert run.errors == len(errors) > 10
    assert run.ready + run.errors == run.total == 299
    skipped = run.rows.filter(state=RowState.SKIPPED, row__gt=5).values_list("row", flat=True)
    assert list(skipped) == [6, 304]


def test_each_sentence_names_what_to_do_and_takes_its_values(agency: Agency) -> None:
    content, _said = awkward_register()
    run = tried(agency, content)
    for row in run.rows.exclude(problems=[]):
        for value in row.problems:
            sentence = Problem.from_json(value).sentence
            assert sentence.strip()
            assert "%(" not in sentence


def test_a_trial_run_writes_nothing_but_its_own_rows(agency: Agency) -> None:
    make_document(agency.office)
    before = _everything()
    content, _said = awkward_register()
    tried(agency, content)
    assert _everything() == before


def _everything() -> dict[str, int]:
    models = (Document, Book, SearchEntry, AccessRow, DocumentFile)
    return {model.__name__: model.objects.count() for model in models}


def test_nothing_of_a_secret_row_is_kept(agency: Agency) -> None:
    secret = plain_row(3)
    secret[5], secret[8] = "Kế hoạch phòng thủ khu vực Zimbabwetông", "Tối mật"
    lost = plain_row(4)
    lost[8] = "Mất"
    run = tried(agency, workbook([plain_row(1), plain_row(2), secret, lost]))
    row = run.rows.get(row=4)
    assert (row.state, row.cells, row.values) == (RowState.ERROR, [], {})
    assert codes(run, 4) == {"secret"}
    assert run.rows.get(row=5).state == RowState.READY
    content = workbooks.checked_rows(run, run.rows.order_by("row"))
    assert "Zimbabwetông" not in str(_cells(content))


def _cells(content: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_the_imported_book_is_closed_has_gaps_and_numbers_as_written(agency: Agency) -> None:
    some = [plain_row(n) for n in (1, 2, 5)]
    some[2][1] = "05a"
    run = imported(tried(agency, workbook(some)))
    book = run.book
    assert book is not None
    assert (run.state, run.imported) == (RunState.DONE, 3)
    assert (book.state, book.is_imported, book.year) == (BookState.CLOSED, True, 2013)
    assert (book.opening_number, book.last_number) == (1, 5)
    numbers = [d.number_text for d in Document.objects.filter(book=book).order_by("number")]
    assert numbers == ["1", "2", "5a"]
    assert gaps(book) == [3, 4, 5]
    assert codes(run, 4) == {"gap"}


def test_a_paper_is_finished_with_its_handler_in_the_note(agency: Agency) -> None:
    row = plain_row(8)
    row[8] = "Kèm 02 phụ lục"
    imported(tried(agency, workbook([plain_row(1), row]), road="post"))
    paper = Document.objects.get(number=8)
    assert (paper.state, paper.direction) == (State.FINISHED, Direction.INCOMING)
    assert paper.description.splitlines() == [
        "Đơn vị, người nhận: Phòng Trồng trọt", "Xử lý chính: Nguyễn Văn Tâm", "Ký nhận: đã ký",
        "Lĩnh vực: Trồng trọt", "Ghi chú: Kèm 02 phụ lục",
    ]  # fmt: skip
    assert paper.issuer == agency.issuers["Sở Tài chính"]
    assert (paper.symbol, paper.symbol_number) == ("78/STC-NS", 78)
    assert paper.issued_on == dt.date(2013, 1, 1)
    assert paper.arrived_on == dt.date(2013, 1, 4)
    assert (paper.road, paper.type.code) == ("post", "invitation")
    assert (paper.registered_by, paper.signer_name) == (None, "")


def test_sight_search_and_trail_are_those_of_the_services(agency: Agency) -> None:
    content, _said = awkward_register()
    run = imported(tried(agency, content))
    make_document(agency.office)
    assert_sight_is_derived()
    assert_search_follows_sight()
    assert run.imported == run.ready > 250
    paper = Document.objects.get(number=100)
    assert sees(agency, "diepptn", paper)
    assert not sees(agency, "tuntc", paper)
    found = search(agency.actor("diepptn"), "lo mom long mong").rows
    assert found
    entries = list(Entry.objects.filter(object_type="import_run").order_by("pk"))
    verbs = [entry.verb for entry in entries]
    assert verbs == [
        "register_import.begun", "register_import.started", *["documents.imported"] * 2,
        "register_import.finished",
    ]  # fmt: skip
    assert all('"object_hash":""' not in e.canonical for e in entries if "imported" in e.verb)
    with translation.override("vi"):
        (step,) = steps_of(paper)
    assert step.text == f"nhập từ sổ cũ “{run.file_name}”"


def test_restricted_rows_are_for_named_readers_only(agency: Agency) -> None:
    heads = (*HEADINGS, "Hạn chế")
    some = [[*plain_row(1), "x"], [*plain_row(2), ""]]
    reader = agency.people["lyhc"].pk
    run = tried(
        agency, workbook(some, headings=heads), restrict=Restrict.MARKED, reader_ids=(reader,)
    )
    imported(run)
    first, second = Document.objects.order_by("number")
    assert (first.is_restricted, second.is_restricted) == (True, False)
    assert sees(agency, "lyhc", first)
    assert not sees(agency, "diepptn", first)
    assert outlines(agency, "diepptn", first)
    assert not sees(agency, "lyhc", second)
    shown = client_of(agency, "diepptn").get(f"/office/import/{run.uuid}/").content.decode()
    rows_now = queries.rows_of(run).order_by("row")
    sheet = str(everything_in(workbooks.checked_rows(run, rows_now)))
    for text in (shown, sheet):
        assert first.subject not in text
        assert second.subject in text
    assert_sight_is_derived()
    assert_search_follows_sight()


def test_restricted_rows_without_readers_are_not_imported(agency: Agency) -> None:
    run = tried(agency, workbook(rows(2)), restrict=Restrict.ALL)
    with pytest.raises(importing.CannotStart):
        importing.start(CLI, run_id=run.pk)
    assert not Document.objects.exists()
    run.refresh_from_db()
    assert run.state == RunState.CHECKED


def test_the_petitioner_stands_apart_and_is_not_searched(agency: Agency) -> None:
    row = plain_row(1)
    row[2] = "Nguyễn Thị Zimbabwetông"
    imported(tried(agency, workbook([row, plain_row(2)]), kind=BookKind.PETITION))
    paper = Document.objects.get(number=1)
    assert (paper.issuer_name, paper.complainant.name) == ("Công dân", "Nguyễn Thị Zimbabwetông")
    assert "zimbabwetong" not in paper.search_entry.own


def test_an_outgoing_register_takes_its_numbers_from_the_symbols(agency: Agency) -> None:
    heads = ("Số, ký hiệu", "Ngày VB", "Tên loại và trích yếu", "Người ký", "Nơi nhận")
    some = [
        ["07/QĐ-SNN", "05/01/2013", "Quyết định về việc nâng lương", "Lê Quang Định", "Như Điều 3"],
        ["2208/SNN-VP", "09/7/2013", "V/v vận hành văn phòng điện tử", "Bách Nguyễn", "UBND tỉnh"],
        ["Không số", "10/7/2013", "Thông báo", "", ""],
    ]
    run = imported(tried(agency, workbook(some, headings=heads), kind=BookKind.OUTGOING))
    first, second = Document.objects.order_by("number")
    assert (first.number, second.number, run.errors) == (7, 2208, 1)
    assert first.direction == Direction.OUTGOING
    assert first.issuer_unit == agency.units["SNN"]
    assert (first.signer_name, first.type.name) == ("Lê Quang Định", "Quyết định")
    assert (second.to_places, second.arrived_on) == ("UBND tỉnh", dt.date(2013, 7, 9))


def test_numbers_the_book_has_are_not_written_twice(agency: Agency) -> None:
    imported(tried(agency, workbook(rows(5))))
    again = tried(agency, workbook(rows(8)))
    assert (again.ready, again.rows.filter(state=RowState.PRESENT).count()) == (3, 5)
    imported(again)
    assert Document.objects.count() == 8
    assert again.book is None or Book.objects.count() == 1


def test_a_book_filled_by_another_run_meanwhile_keeps_one_of_each(agency: Agency) -> None:
    one, two = tried(agency, workbook(rows(5))), tried(agency, workbook(rows(5)))
    imported(one)
    imported(two)
    assert (two.imported, Document.objects.count()) == (0, 5)
    assert two.rows.filter(state=RowState.PRESENT).count() == 5


def test_the_same_statements_for_50_and_for_200_rows(agency: Agency) -> None:
    counted = []
    for year, size in ((2013, 50), (2014, 200)):
        some = [plain_row(number, year=year) for number in range(1, size + 1)]
        run = tried(agency, workbook(some), year=year)
        importing.start(CLI, run_id=run.pk)
        with CaptureQueriesContext(connection) as captured:
            importing.import_batch(SYSTEM, run_id=run.pk)
        assert Document.objects.filter(book__year=year).count() == size
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_a_stopped_import_goes_on_where_it_stood(agency: Agency) -> None:
    run = tried(agency, workbook(rows(30)))
    importing.start(CLI, run_id=run.pk)
    importing.import_batch(SYSTEM, run_id=run.pk, size=10)
    importing.cancel(CLI, run_id=run.pk)
    assert importing.import_batch(SYSTEM, run_id=run.pk, size=10) is False
    assert Document.objects.count() == 10
    importing.resume(CLI, run_id=run.pk)
    while importing.import_batch(SYSTEM, run_id=run.pk, size=10):
        pass
    run.refresh_from_db()
    assert (run.state, run.imported, Document.objects.count()) == (RunState.DONE, 30, 30)


def test_the_minutes_left_follow_the_rate_since_the_last_start(agency: Agency) -> None:
    run = tried(agency, workbook(rows(30)))
    importing.start(CLI, run_id=run.pk)
    run.refresh_from_db()
    assert queries.minutes_left(run) is None
    importing.import_batch(SYSTEM, run_id=run.pk, size=10)
    run.refresh_from_db()
    assert run.started_at is not None
    assert queries.minutes_left(run, run.started_at + dt.timedelta(minutes=5)) == 10


def test_a_whole_import_is_taken_back(agency: Agency) -> None:
    other = make_document(agency.office)
    before = _everything()
    run = imported(tried(agency, workbook(rows(25))))
    assert undoing.undo(CLI, run_id=run.pk) == 25
    assert _everything() == before
    assert Document.objects.get() == other
    run.refresh_from_db()
    assert (run.state, run.imported, run.book) == (RunState.UNDONE, 0, None)
    assert_sight_is_derived()


def test_undo_leaves_what_another_run_wrote(agency: Agency) -> None:
    imported(tried(agency, workbook(rows(5))))
    again = imported(tried(agency, workbook(rows(8))))
    assert undoing.undo(CLI, run_id=again.pk) == 3
    book = Book.objects.get()
    assert (Document.objects.count(), book.last_number) == (5, 5)


def test_undo_is_refused_when_somebody_has_worked_with_a_paper(agency: Agency) -> None:
    run = imported(tried(agency, workbook(rows(5))))
    paper = Document.objects.get(number=3)
    readers = [agency.people["lyhc"].pk, agency.people["dinhlq"].pk]
    restrict(agency.actor("khiemtg"), document_id=paper.pk, reader_ids=readers)
    with pytest.raises(ReferredTo):
        undoing.undo(CLI, run_id=run.pk)
    assert Document.objects.count() == 5
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_undo_is_refused_when_a_paper_refers_to_one(agency: Agency) -> None:
    run = imported(tried(agency, workbook(rows(5))))
    answer = make_document(agency.office)
    Document.objects.filter(pk=answer.pk).update(source=Document.objects.get(number=2))
    with pytest.raises(ReferredTo):
        undoing.undo(CLI, run_id=run.pk)
    assert Document.objects.count() == 6


def test_a_book_kept_here_is_never_imported_into(agency: Agency) -> None:
    year = make_document(agency.office).book.year
    with pytest.raises(BookInUse):
        begun(agency, workbook(rows(2)), year=year)
    assert not ImportRun.objects.exists()
    run = begun(agency, workbook(rows(2)), year=year, series="sổ giấy")
    assert run.series == "sổ giấy"


def test_a_year_to_come_is_refused(agency: Agency) -> None:
    with pytest.raises(beginning.YearNotPast):
        begun(agency, workbook(rows(2)), year=2099)


@pytest.mark.parametrize("login", ["tuntc", "ngantt", "chauvtm"])
def test_who_keeps_no_book_of_the_office_begins_nothing(agency: Agency, login: str) -> None:
    with pytest.raises(Denied):
        begun(agency, workbook(rows(2)), agency.actor(login))
    assert not ImportRun.objects.exists()
    assert not Staged.objects.exists()


def test_verbs_out_of_turn_are_refused(agency: Agency) -> None:
    run = begun(agency, workbook(rows(2)))
    for act in (importing.start, importing.resume, importing.cancel, undoing.undo):
        with pytest.raises((Denied, WrongState)):
            act(CLI, run_id=run.pk)


def test_columns_that_must_be_there_are_named(agency: Agency) -> None:
    run = begun(agency, workbook(rows(2)))
    with pytest.raises(checking.MissingColumns) as refused:
        checking.check(CLI, run_id=run.pk, mapping={"number": 1, "subject": 5})
    assert refused.value.fields == ["arrived_on", "issuer"]


def test_old_codes_are_converted_when_asked(agency: Agency) -> None:
    row = plain_row(2)
    row[5], row[2] = "V/v phßng chèng dÞch bÖnh gia sóc, gia cÇm", "Chi côc Thó y"
    run = tried(agency, workbook([plain_row(1), row]), convert=True)
    assert (run.errors, codes(run, 3)) == (0, {"converted"})
    imported(run)
    paper = Document.objects.get(number=2)
    assert paper.subject == "V/v phòng chống dịch bệnh gia súc, gia cầm"
    assert paper.issuer_name == "Chi cục Thú y"


def test_a_long_subject_is_kept_whole_in_the_note(agency: Agency) -> None:
    row, whole = plain_row(1), "V/v " + "rà soát quy hoạch thủy lợi " * 25
    row[5] = whole
    imported(tried(agency, workbook([row, plain_row(2)])))
    paper = Document.objects.get(number=1)
    assert len(paper.subject) == 500
    assert f"Trích yếu: {whole.strip()}" in paper.description


def test_the_file_with_remarks_has_the_rows_and_an_error_column(agency: Agency) -> None:
    bad = plain_row(2)
    bad[1], bad[5] = "mười", "=HYPERLINK(1)"
    run = tried(agency, workbook([plain_row(1), bad]))
    table = _cells(workbooks.checked_rows(run, queries.rows_of(run, "errors")))
    assert table[0][: len(HEADINGS)] == HEADINGS
    assert len(table) == 2
    assert table[1][1] == "mười"
    assert "mười" in table[1][-2]
    cell = openpyxl.load_workbook(
        io.BytesIO(workbooks.checked_rows(run, queries.rows_of(run, "errors")))
    ).active.cell(2, 6)
    assert cell.data_type != "f"


@pytest.mark.parametrize("kind", BookKind.values)
def test_the_empty_register_is_read_without_a_correction(agency: Agency, kind: str) -> None:
    content = workbooks.template(kind, rows=5)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    day = dt.date(2013, 3, 4)
    for column, head in enumerate(workbooks.headings_for(kind), start=1):
        is_day = head in workbooks.DAYS
        sheet.cell(4, column, day if is_day else "15/QĐ-SNN" if head == "Số, ký hiệu" else "12")
    target = io.BytesIO()
    book.save(target)
    run = tried(agency, target.getvalue(), kind=kind)
    assert len(run.mapping) == len(workbooks.headings_for(kind))
    assert (run.ready, run.errors) == (1, 0)


def test_a_discarded_run_leaves_nothing(agency: Agency) -> None:
    run = tried(agency, workbook(rows(3)), agency.actor("diepptn"))
    beginning.discard(agency.actor("diepptn"), run_id=run.pk)
    assert not ImportRun.objects.exists()
    assert not ImportRow.objects.exists()
    assert not Staged.objects.exists()
