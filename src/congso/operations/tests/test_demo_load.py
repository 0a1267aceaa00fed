# SPDX-License-Identifier: AGPL-3.0-or-later
"""The loaded demo story: every role has work, books are whole, nothing lies in the future."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import QuerySet

from congso.accounts import queries as accounts
from congso.accounts.models import Person
from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import queries
from congso.documents.enums import BookKind, Direction, State
from congso.documents.models import Arrival, Book, Document, Invitation
from congso.operations.demo import load_all
from congso.operations.demo.load_organisation import AlreadyOrganised
from congso.operations.demo.plan import Plan
from congso.operations.models import ImportRun
from congso.operations.tests.demo_checks import (
    actor,
    assert_sight_agrees,
    assert_whole,
    hits,
    load_at,
    paper,
)
from congso.organisation.enums import Role as Office
from congso.organisation.models import RegistryOffice, RoleGrant
from congso.routing.enums import FinishKind, Role, Way
from congso.routing.models import Attendance, Extension, Flow, Progress, Urge
from congso.routing.models import Direction as Given
from congso.routing.queries import desk
from congso.routing.queries.suggestion import suggestion
from congso.workfiles.queries import files_for

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=clock.VIETNAM)

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]


class Undo(Exception):
    """Takes a load back."""


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Plan]:
    """The story of Wednesday 25/11/2026 at 15:00, loaded once and taken back at the end."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                yield load_at(NOW)
                raise Undo
        except Undo:
            pass


@pytest.fixture
def told(story: Plan, db: None) -> Iterator[Plan]:
    """The loaded story with the clock at the hour of loading."""
    with clock.told(NOW):
        yield story


# --- every role signs in to work

LISTS = [
    ("diepptn", queries.to_register),
    ("ngantt", queries.to_register),
    ("khiemtg", desk.to_distribute),
    ("khiemtg", desk.to_present),
    ("khiemtg", desk.presented),
    ("khiemtg", desk.to_assign),
    ("hadtt", desk.to_distribute),
    ("dinhlq", desk.awaiting_direction),
    ("dinhlq", desk.followed),
    ("chauvtm", desk.awaiting_direction),
    ("bachnh", desk.awaiting_direction),
    ("bachnh", desk.overdue),
    ("vietdq", desk.awaiting_direction),
    ("vietdq", desk.unconfirmed),
    ("vietdq", desk.invitations),
    ("dungctm", desk.cooperating),
    ("dungctm", desk.followed),
    ("tuntc", desk.mine_to_handle),
    ("datqv", desk.to_distribute),
    ("datqv", desk.overdue),
    ("trivc", desk.to_assign),
    ("hanhutm", desk.mine_to_handle),
    ("truongbx", desk.followed),
]


@pytest.mark.parametrize(("login", "rows"), LISTS, ids=lambda v: getattr(v, "__name__", v))
def test_a_role_has_work(told: Plan, login: str, rows: object) -> None:
    found: QuerySet[Document] = rows(actor(login))  # type: ignore[operator]
    assert found.exists()


def test_exactly_the_planned_papers_wait_for_registration(told: Plan) -> None:
    waiting = set(queries.to_register(actor("diepptn")).values_list("symbol", flat=True))
    assert waiting == {row.symbol for row in told.pending}


def test_paper_4_lies_before_deputy_director_chau(told: Plan) -> None:
    waiting = desk.awaiting_direction(actor("chauvtm"))
    (found,) = [p for p in waiting if p.document.symbol == "3187/STC-NS"]
    assert found.document.number == 8341
    assert clock.local(found.presented_at).strftime("%H:%M") == "08:36"  # type: ignore[arg-type]


# --- books and times


def test_books_are_whole_and_nothing_lies_in_the_future(told: Plan) -> None:
    assert_whole(NOW)


def test_the_incoming_book_is_the_planned_one(told: Plan) -> None:
    planned = told.books_of("incoming")[-1]
    book = Book.objects.get(office__unit__code="SNN", kind=BookKind.INCOMING, year=2026)
    assert (book.opening_number, book.last_number) == (7900, planned.entries[-1].number)
    assert book.opening_note == "Số trước đó ở sổ giấy, từ 01 đến 7899."
    lines = Document.objects.filter(book=book).order_by("number")
    assert list(lines.values_list("number", "symbol")) == [
        (entry.number, entry.symbol) for entry in planned.entries
    ]


def test_last_year_is_imported_with_gaps_and_closed(told: Plan) -> None:
    book = Book.objects.get(kind=BookKind.INCOMING, year=2025)
    lines = Document.objects.filter(book=book)
    assert (book.state, book.is_imported) == ("closed", True)
    assert lines.count() == len(told.books_of("incoming")[0].entries) < book.last_number
    assert set(lines.values_list("state", flat=True)) == {State.FINISHED}


def test_sight_is_what_the_facts_say(told: Plan) -> None:
    assert_sight_agrees()


def test_some_work_is_late_but_most_is_not(told: Plan) -> None:
    open_flows = Flow.objects.filter(state__in=("sent", "accepted", "in_progress"))
    late = open_flows.filter(due_at__lt=NOW).count()
    assert 0 < late < open_flows.count() / 3


# --- the source papers


def test_the_source_papers_stand_in_closed_books_of_their_years(told: Plan) -> None:
    found = Document.objects.filter(direction=Direction.OUTGOING, book__series="")
    found = found.order_by("registered_at")
    rows = {d.symbol or d.paper_number_note: (d.book.year, d.number) for d in found}
    assert rows == {
        "số: …/TB-SNN (không rõ trong bản gốc)": (2012, None),
        "1212/QĐ-SNN": (2013, 1212),
        "2208/SNN-VP": (2013, 2208),
        "3842/QĐ-SNN": (2013, 3842),
        "2255/SNN-VP": (2015, 2255),
        "số: …/KH-SNN (không rõ trong bản gốc)": (2015, None),
    }
    assert set(found.values_list("book__kind", "book__state")) == {("outgoing", "closed")}


def test_a_source_paper_keeps_both_dates_and_its_annex(told: Plan) -> None:
    decision = paper("1212/QĐ-SNN")
    assert str(decision.issued_on) == "2013-05-05"
    assert "06/5/2013" in decision.description
    names = paper("3842/QĐ-SNN").files.order_by("position").values_list("name", "role")
    assert list(names) == [("3842_QĐ-SNN.txt", "main"), ("Quy che kem theo.txt", "annex")]
    assert Document.objects.get(paper_number_note__contains="TB-SNN").issued_on is None


# --- search


def test_search_finds_every_worked_out_paper_by_its_subject(told: Plan) -> None:
    director = actor("dinhlq")
    for planned in told.papers:
        if planned.paper.direction == "incoming" and planned.paper.arrived:
            assert planned.symbol in hits(director, planned.subject), planned.paper.n


# --- the trails


def test_a_directed_on_the_telephone_and_done_in_two_hours(told: Plan) -> None:
    found = paper("14/CĐ-UBND")
    given = Given.objects.get(document=found)
    assert (given.way, given.confirmed_at is not None) == (Way.SPOKEN, True)
    lead = Flow.objects.get(direction=given, role=Role.LEAD)
    assert found.state == State.FINISHED
    assert (lead.ended_at - found.registered_at).total_seconds() < 2 * 3600  # type: ignore[operator]


def test_b_late_urged_twice_and_not_extended(told: Plan) -> None:
    lead = Flow.objects.get(document=paper("705/UBND-NN"), role=Role.LEAD)
    assert lead.is_open
    assert clock.day_of(lead.due_at).isoformat() == "2026-11-20"  # type: ignore[arg-type]
    assert Urge.objects.filter(flow=lead).count() == 2
    assert Extension.objects.get(flow=lead).state == "refused"


def test_c_a_handwritten_direction_with_its_photo(told: Plan) -> None:
    given = Given.objects.get(document=paper("1188/UBND-NN"), parent_flow=None)
    assert given.way == Way.HANDWRITTEN
    assert given.photo_sha256
    assert given.entered_by.login == "diepptn"  # type: ignore[union-attr]


def test_d_the_officer_tells_how_the_draft_came_back_twice(told: Plan) -> None:
    """There are no drafts yet: only what the officer at work says of it."""
    said = Progress.objects.filter(flow__document=paper("7316/UBND-KT"), author__login="tuntc")
    texts = list(said.order_by("at").values_list("text", flat=True))
    assert "Đỗ Thị Thanh Hà trả lại dự thảo lần 1 để sửa thể thức" in texts[-3]
    assert "Võ Thị Minh Châu trả lại dự thảo lần 2 để sửa nội dung" in texts[-2]
    assert texts[-1] == "Đã trình đ/c Võ Thị Minh Châu dự thảo lần 3."
    assert [clock.local(row.at).strftime("%d/%m %H:%M") for row in said.order_by("at")][-3:] == [
        "23/11 10:45", "23/11 15:35", "25/11 08:10",
    ]  # fmt: skip


def test_e_papers_of_the_day_stand_in_the_paper_book_only(told: Plan) -> None:
    """A number that waits for seal and scan cannot be told: the imported line would say handled."""
    assert told.paper(54).symbol == "3867/SNN-KHTC"
    assert not Document.objects.filter(symbol="3867/SNN-KHTC").exists()


def test_f_the_letter_reached_two_units_and_its_line_says_what_became_of_fourteen(
    told: Plan,
) -> None:
    copies = Document.objects.filter(symbol="3861/SNN-TT", direction=Direction.INCOMING)
    assert {copy.office.unit.code: copy.number is not None for copy in copies} == {
        "CCBVTV": True,
        "TTKN": True,
    }
    line = paper("3861/SNN-TT")
    assert (line.book.series, line.number) == ("sổ giấy", 3861)  # type: ignore[union-attr]
    assert len(line.to_places.split("; ")) == 14
    assert line.description.endswith(
        "14 nơi nhận: 9 đã nhận, 2 đã đọc, 1 trục liên thông từ chối, 1 gửi bưu điện, 1 thư trả lại"
    )


def test_g_the_correction_went_to_the_units_that_had_the_letter(told: Plan) -> None:
    letter, correction = (
        Document.objects.filter(symbol=symbol, direction=Direction.INCOMING)
        for symbol in ("3861/SNN-TT", "3865/SNN-TT")
    )
    assert set(correction.values_list("office", flat=True)) == set(
        letter.values_list("office", flat=True)
    )
    assert "3861/SNN-TT" in paper("3865/SNN-TT").subject
    assert all(copy.registered_at is not None for copy in correction)


def test_h_the_invitation_was_taken_back_before_it_was_registered(told: Plan) -> None:
    copy = paper("3862/GM-SNN", "CCTS")
    assert (copy.state, copy.number) == (State.WITHDRAWN, None)
    assert copy.set_aside_reason.startswith("Lãnh đạo Sở đi kiểm tra")
    taken_back = Entry.objects.get(verb="document.withdrawn", object_id=str(copy.pk))
    assert clock.local(taken_back.at).strftime("%d/%m %H:%M") == "23/11 16:05"
    assert not queries.to_register(actor("lanhtn")).filter(pk=copy.pk).exists()


def test_i_one_number_for_several_roads(told: Plan) -> None:
    found = paper("3187/STC-NS")
    assert list(Arrival.objects.filter(document=found).values_list("road", flat=True)) == ["mail"]
    assert Document.objects.filter(joined_into=found, number=None).count() == 1
    inspection = paper("512/TTT-NV")
    assert inspection.files.filter(role="original").count() == 1


def test_j_the_sender_was_asked_for_the_annex(told: Plan) -> None:
    found = paper("118/BC-UBND")
    assert found.is_missing_annex
    assert found.missing_asked_at is not None


def test_k_the_units_book_gives_the_number_1904(told: Plan) -> None:
    found = paper("3864/SNN-CCTY", "CCTY")
    assert (found.number, found.book.kind) == (1904, BookKind.INCOMING)  # type: ignore[union-attr]


def test_l_four_asked_three_answered(told: Plan) -> None:
    asked = Flow.objects.filter(document=paper("4021/QĐ-UBND"), role=Role.COOPERATE)
    assert asked.count() == 4
    assert asked.filter(finish_kind=FinishKind.OPINION).count() == 3


def test_m_the_submission_came_from_a_unit_of_the_house(told: Plan) -> None:
    found = paper("312/TTr-CCTY")
    assert found.road == "internal"
    assert found.issuer_unit.code == "CCTY"  # type: ignore[union-attr]


def test_n_the_petitioners_name_is_for_the_list_only(told: Plan) -> None:
    petition = Document.objects.get(book__kind=BookKind.PETITION)
    assert petition.number == 37
    assert petition.complainant.name == "Bành Văn Lạng"
    assert hits(actor("dinhlq"), "Bành Văn Lạng") == set()
    rows = queries.newest(actor("diepptn"), limit=200)
    (row,) = [listed for listed in rows if listed.document == petition]
    assert row.is_outline


def test_o_a_closed_file_of_34_papers_and_one_at_8_of_12(told: Plan) -> None:
    (closed,) = files_for(actor("nhatch"), state="closed")
    assert (closed.papers, closed.keeper.login) == (34, "nhatch")
    assert clock.local(closed.closed_at).strftime("%d/%m %H:%M") == "23/11 16:40"  # type: ignore[arg-type]
    held = Document.objects.filter(pk__in=closed.contents.values("document"))
    assert set(held.values_list("state", flat=True)) == {State.FINISHED}
    (opened,) = files_for(actor("tuntc"))
    states = Counter(opened.contents.values_list("document__state", flat=True))
    assert states == {State.FINISHED: 8, State.DISTRIBUTED: 4}
    assert opened.contents.order_by("ordinal")[0].document.symbol == "7316/UBND-KT"


def test_p_the_officer_names_the_disputed_line(told: Plan) -> None:
    """There are no reports of the month yet: only what the officer at work says of it."""
    said = Progress.objects.filter(flow__document=paper("1340/STTTT-CNTT"))
    assert "một dòng chưa thống nhất" in said.latest("at").text


def test_q_the_substitute_has_registered_for_the_clerk(told: Plan) -> None:
    lines = Document.objects.filter(office__unit__code="CCBVTV", registered_at__isnull=False)
    by = set(lines.values_list("registered_by__login", flat=True))
    assert by == {"antth", "vinhmt"}


def test_the_duty_list_of_the_office_reached_the_units(told: Plan) -> None:
    copies = Document.objects.filter(symbol="46/TB-VP")
    assert copies.count() == 10
    assert set(copies.values_list("issuer_name", "road")) == {("Văn phòng Sở", "internal")}
    waiting = copies.filter(number=None).values_list("office__unit__code", flat=True)
    assert set(waiting) == {"CCKL", "CCPTNT"}


def test_the_paper_register_of_outgoing_papers_is_imported_up_to_yesterday(told: Plan) -> None:
    (planned,) = told.books_of("outgoing")
    until = [e for e in planned.entries if e.entered.date() < told.story_day]
    run = ImportRun.objects.get()
    assert (run.state, run.errors, run.imported) == ("done", 0, len(until))
    lines = Document.objects.filter(book=run.book_id).order_by("number")
    assert list(lines.values_list("symbol", flat=True)) == [entry.symbol for entry in until]
    assert lines.filter(files__role="main").count() == sum(e.paper is not None for e in until)
    assert lines.exclude(signer_name__in=[p.full_name for p in Person.objects.all()]).count() == 0


def test_the_decision_on_a_transfer_is_for_its_readers(told: Plan) -> None:
    decision = paper("3859/QĐ-SNN")
    assert decision.is_restricted
    assert "3859/QĐ-SNN" in hits(actor("haikm"), "điều động công chức")
    assert "3859/QĐ-SNN" not in hits(actor("chauvtm"), "điều động công chức")


# --- what the offices have settled


def test_leaders_and_offices_have_phrases(told: Plan) -> None:
    office = RegistryOffice.objects.get(unit__code="SNN")
    counts = {
        login: desk.phrases(actor(login), office.pk).count()
        for login in ("dinhlq", "chauvtm", "bachnh", "vietdq", "khiemtg")
    }
    assert counts == {"dinhlq": 10, "chauvtm": 9, "bachnh": 9, "vietdq": 9, "khiemtg": 7}
    unit = RegistryOffice.objects.get(unit__code="CCTY")
    assert desk.phrases(actor("datqv"), unit.pk).count() == 3


def test_a_report_to_distribute_may_go_straight_and_a_letter_may_not(told: Plan) -> None:
    papers = Document.objects.filter(office__unit__code="SNN", direction=Direction.INCOMING)
    straight = {
        code: suggestion(papers.filter(type__abbreviation=code).latest("pk")).may_go_straight
        for code in ("BC", "TB", "TTr")
    }
    assert straight == {"BC": True, "TB": True, "TTr": False}


def test_addresses_are_of_the_demos_domain_unless_one_is_set(
    told: Plan, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONGSO_MAIL_DOMAIN", raising=False)
    of_mail = type(settings.CONGSO_ENV.mail)
    settings.CONGSO_ENV = SimpleNamespace(mail=of_mail())
    assert accounts.mail_domain() == "snnptnt.example"
    settings.CONGSO_ENV = SimpleNamespace(mail=of_mail(mail_domain="snn.vidu.vn"))
    assert accounts.mail_domain() == "snn.vidu.vn"


def test_two_people_issue_accounts(told: Plan) -> None:
    grants = RoleGrant.objects.filter(role=Office.ACCOUNT_ISSUER)
    assert set(grants.values_list("person__login", flat=True)) == {"duongntt", "oanhltk"}


def test_eight_meetings_on_one_day_with_people_who_go(told: Plan) -> None:
    day = Invitation.objects.filter(
        document__office__unit__code="SNN", meets_at__date=told.story_day
    )
    assert day.count() >= 8
    going = Attendance.objects.filter(document__invitation__meets_at__date=told.story_day)
    assert going.count() >= 6


def test_a_second_load_touches_nothing(told: Plan) -> None:
    before = Document.objects.count()
    with pytest.raises(AlreadyOrganised):
        load_all.load(Actor(person_id=None, via="cli"))
    assert Document.objects.count() == before


def test_a_start_that_asks_for_the_demo_again_goes_on(told: Plan) -> None:
    before = Document.objects.count()
    told_so = StringIO()
    call_command("demo_load", "--if-empty", stdout=told_so)
    assert told_so.getvalue().strip()
    with pytest.raises(CommandError):
        call_command("demo_load")
    assert Document.objects.count() == before
