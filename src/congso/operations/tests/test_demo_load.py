# SPDX-License-Identifier: AGPL-3.0-or-later
"""The loaded demo story: every role has work, books are whole, nothing lies in the future."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.db.models import QuerySet

from congso.common import clock
from congso.common.actor import Actor
from congso.documents import queries
from congso.documents.enums import BookKind, Direction, State
from congso.documents.models import Arrival, Book, Document, Invitation
from congso.operations.demo import load_all
from congso.operations.demo.load_organisation import AlreadyOrganised
from congso.operations.demo.plan import Plan
from congso.operations.tests.demo_checks import (
    actor,
    assert_sight_agrees,
    assert_whole,
    hits,
    load_at,
    paper,
)
from congso.routing.enums import FinishKind, Role, Way
from congso.routing.models import Attendance, Extension, Flow, Urge
from congso.routing.models import Direction as Given
from congso.routing.queries import desk

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
    found = Document.objects.filter(direction=Direction.OUTGOING).order_by("registered_at")
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


def test_q_the_substitute_has_registered_for_the_clerk(told: Plan) -> None:
    lines = Document.objects.filter(office__unit__code="CCBVTV", registered_at__isnull=False)
    by = set(lines.values_list("registered_by__login", flat=True))
    assert by == {"antth", "vinhmt"}


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
