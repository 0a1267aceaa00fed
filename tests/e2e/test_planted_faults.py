# SPDX-License-Identifier: AGPL-3.0-or-later
"""Faults planted on purpose: each journey must stop, and at the step that the fault spoils.

A journey that passes although its service is broken shows nothing. Each case breaks one service
for one run and names the words of the journey's line that has to find it; a failure anywhere else
counts as not found. By themselves: ./congso test --long planted
"""

from __future__ import annotations

import ast
import inspect
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Error, expect
from tests.e2e import test_journeys_a_books as books
from tests.e2e import test_journeys_a_incomplete as incomplete
from tests.e2e import test_journeys_a_urgent as urgent
from tests.e2e.at_work import worker
from tests.e2e.test_journeys_a_urgent import on_duty

from congso.documents.act_forms import ReasonForm
from congso.documents.enums import BlockPurpose
from congso.documents.models import Document
from congso.documents.services import (
    annexes,
    blocks,
    complete,
    envelopes,
    hand_in,
    join,
    register,
    returns,
)
from congso.organisation import standing
from congso.organisation.models import DutyTurn
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency
from congso.routing import duty, notices
from congso.routing.models import Direction, Flow
from congso.routing.queries import desk

__all__ = ["on_duty"]

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
Plant = Callable[[pytest.MonkeyPatch], None]
QUICK = 4_000  # a broken step is waited for no longer; a whole one takes a tenth of it


@pytest.fixture
def jobs(agency: Agency) -> Iterator[None]:
    with worker():
        yield


def put(owner: Any, name: str, instead: Any) -> Plant:
    """The fault: in place of this there is that."""
    assert hasattr(owner, name)
    return lambda patch: patch.setattr(owner, name, instead)


def unsaved(owner: ModuleType, *lost: str) -> Plant:
    """The fault: the service changes these fields and does not write them."""
    real = owner.save

    def save(document: Document, *fields: str) -> None:
        kept = [name for name in fields if name not in lost]
        assert kept == list(fields) or set(lost) <= set(fields)
        if kept or not fields:
            real(document, *kept)

    return put(owner, "save", save)


def untold(verb: str, msgid: str) -> Plant:
    """The fault: this sentence reaches nobody."""
    real = notices.MAKERS[verb]

    def told(heard: Any) -> Iterator[Any]:
        return (note for note in real(heard) if note.msgid != msgid)

    return lambda patch: patch.setitem(notices.MAKERS, verb, told)


# --- services that do a little less than they say


def hour_lost(patch: pytest.MonkeyPatch) -> None:
    """A deadline of an hour goes out as one of the day's end."""
    real = Flow.save

    def save(flow: Flow, *args: Any, **options: Any) -> None:
        if flow.due_at is not None:
            flow.due_at = flow.due_at.replace(hour=9, minute=59)  # 16:59 here
        real(flow, *args, **options)

    patch.setattr(Flow, "save", save)


def clock_stopped(patch: pytest.MonkeyPatch) -> None:
    """What was missing comes, and the sender's deadline is gone."""
    real = annexes.add_files

    def add_files(actor: Any, document: Document, *rest: Any, **options: Any) -> Any:
        Document.objects.filter(pk=document.pk).update(due_at=None)
        return real(actor, document, *rest, **options)

    patch.setattr(annexes, "add_files", add_files)


def to_the_first_again(patch: pytest.MonkeyPatch) -> None:
    """A further direction goes to the unit that leads already, not to the one it names."""
    real = Flow.save

    def save(flow: Flow, *args: Any, **options: Any) -> None:
        before = Flow.objects.filter(document=flow.document_id, parent=None).first()
        if flow.parent is None and before is not None:
            flow.unit = before.unit
        real(flow, *args, **options)

    patch.setattr(Flow, "save", save)


def no_reason_asked(patch: pytest.MonkeyPatch) -> None:
    """A paper goes back to its sender without a word, form and service agree to that."""
    patch.setattr(ReasonForm.base_fields["reason"], "required", False)
    patch.setattr(returns, "reason_of", lambda text: text or "-")


def forgets_for_whom(patch: pytest.MonkeyPatch) -> None:
    """The direction keeps who gave it, not in whose stead."""
    real = Direction.save

    def save(direction: Direction, *args: Any, **options: Any) -> None:
        direction.acting_for_id = None
        real(direction, *args, **options)

    patch.setattr(Direction, "save", save)


def dates_read_as(instead: str) -> Plant:
    """The fault: a stand-in's days are compared otherwise."""
    days = "%(day)s BETWEEN s.valid_from AND s.valid_until"
    assert days in standing._SQL
    return put(standing, "_SQL", standing._SQL.replace(days, instead))


def number_taken_afresh(patch: pytest.MonkeyPatch) -> None:
    """A number of the paper book that is filled in takes the next number of the book instead."""
    real = complete.enter

    def enter(document: Document, *rest: Any) -> None:
        document.number = 1_000 + (document.number or 0)
        real(document, *rest)

    patch.setattr(complete, "enter", enter)


def counter_stands(patch: pytest.MonkeyPatch) -> None:
    """Numbers of the paper book get their rows, and the next paper gets one of them again."""
    real = blocks.numbering.take_block

    def take_block(book: Any, count: int, now: Any) -> list[int]:
        numbers = real(book, count, now)
        type(book).objects.filter(pk=book.pk).update(last_number=numbers[0] - 1)
        return numbers

    patch.setattr(blocks.numbering, "take_block", take_block)


def as_a_pile(patch: pytest.MonkeyPatch) -> None:
    """Numbers of the paper book are kept as those of a pile."""
    real = blocks._take

    def take(actor: Any, book: Any, type_: Any, count: int, purpose: str, *rest: Any) -> Any:
        return real(actor, book, type_, count, BlockPurpose.PILE, *rest)

    patch.setattr(blocks, "_take", take)


def envelope_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What was inside gets its number, the line of the envelope does not know of it."""

    def registered(actor: Any, *, envelope_id: int, data: Any) -> Document:
        return register.register_incoming(actor, data=data)

    patch.setattr(envelopes, "register_from_envelope", registered)


def nothing(*_: Any, **__: Any) -> list[Any]:
    return []


def nobody(_: Any) -> Any:
    return DutyTurn.objects.none()


@dataclass(frozen=True)
class Fault:
    """One service broken, and the words of the line of the journey that finds it."""

    name: str
    journey: Callable[..., None]
    plant: Plant
    finds: str


FLOW_2 = urgent.test_express_at_ten_to_five
FLOW_2_LATE = urgent.test_express_after_hours_goes_to_the_leader_on_duty
FLOW_3 = incomplete.test_an_annex_is_missing_and_comes_under_the_same_number
FLOW_3_BACK = incomplete.test_a_paper_for_somebody_else_goes_back
FLOW_4 = incomplete.test_two_departments_each_lead_their_part
FLOW_4_ROOM = incomplete.test_straight_to_a_room_is_handed_to_the_clerk
FLOW_4_NAME = incomplete.test_an_envelope_by_name_that_is_common_work_comes_back
FLOW_5 = urgent.test_the_director_abroad
FLOW_21 = books.test_half_a_day_without_power
FAULTS = [
    Fault("2-nobody-to-call", FLOW_2, put(duty, "turns_of", nobody), "Nguyễn Hoàng Bách"),
    Fault("2-hour-lost", FLOW_2, hour_lost, ".hour == 20"),
    Fault("2-sheet-lost", FLOW_2, put(join, "add_files", nothing), "paper.files.order_by"),
    Fault(
        "2-no-alarm-after-hours", FLOW_2_LATE, put(duty, "came_in_duty_hours", lambda _: False),
        "expect(notice)",
    ),
    Fault("3-request-forgotten", FLOW_3, unsaved(annexes, "missing_asked_at"), "Đã đề nghị"),
    Fault("3-mark-stays", FLOW_3, unsaved(annexes, "is_missing_annex"), "Thiếu phụ lục"),
    Fault("3-clock-stopped", FLOW_3, clock_stopped, "01/12"),
    Fault("3-no-reason-asked", FLOW_3_BACK, no_reason_asked, ".err"),
    Fault("3-reason-lost", FLOW_3_BACK, unsaved(returns, "set_aside_reason"), "Gửi nhầm"),
    Fault("4-to-the-first-again", FLOW_4, to_the_first_again, "flow.unit.code"),
    Fault("4-not-told-from-whom", FLOW_4_ROOM, put(hand_in, "_note", lambda *_: ""), "Trồng trọt"),
    Fault(
        "4-clerk-not-told", FLOW_4_ROOM, untold("document.received", notices.HANDED_IN),
        "chuyển văn thư một văn bản",
    ),
    Fault(
        "4-officer-not-told", FLOW_4_ROOM, untold("document.registered", notices.HAS_NUMBER),
        "đã vào sổ: số đến 1",
    ),
    Fault("4-envelope-forgotten", FLOW_4_NAME, envelope_forgotten, "Nam Trung bộ"),
    Fault("5-before-its-first-day", FLOW_5, dates_read_as("TRUE"), ".count() == 0"),
    Fault(
        "5-after-its-last-day", FLOW_5, dates_read_as("%(day)s >= s.valid_from"), "status == 404"
    ),
    Fault("5-not-in-whose-stead", FLOW_5, forgets_for_whom, "direction.acting_for"),
    Fault("5-not-shown-on-return", FLOW_5, put(desk, "done_in_my_stead", nothing), "vốn ODA"),
    Fault("21-number-given-twice", FLOW_21, counter_stands, '"12/TB"'),
    Fault("21-paper-book-unnamed", FLOW_21, as_a_pile, "Sổ giấy tạm 2–4"),
    Fault("21-number-changes", FLOW_21, number_taken_afresh, "Số đến 2"),
    Fault("21-void-says-so-only", FLOW_21, put(blocks, "void", nothing), "Hủy số"),
]  # fmt: skip


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A step that does not come is waited for a short time; no pictures, no look by axe."""
    expect.set_options(timeout=QUICK)
    forget_calendar()
    for module in (books, incomplete, urgent):
        if hasattr(module, "picture"):
            monkeypatch.setattr(module, "picture", nothing)
        monkeypatch.setattr(module, "say", soon)
    yield
    forget_calendar()
    expect.set_options(timeout=5_000)


def soon(page: Any, words: str) -> None:
    """As `say`, without its patience."""
    expect(page.get_by_text(words).first).to_be_visible(timeout=QUICK)


def walk(journey: Callable[..., None], request: pytest.FixtureRequest, visit: Any) -> None:
    """Walk a journey with what it asks for."""
    given = {"visit": visit, "check_page": nothing}
    names = inspect.signature(journey).parameters
    journey(**{name: given.get(name) or request.getfixturevalue(name) for name in names})


def failed_line(journey: Callable[..., None], error: BaseException) -> str:
    """The words of the journey's own statement at which it stopped."""
    lines, first = inspect.getsourcelines(journey)
    frames = traceback.extract_tb(error.__traceback__)
    number = next(frame.lineno for frame in frames if frame.name == journey.__name__) or first
    return _statement("".join(lines), number - first + 1)


def _statement(source: str, line: int) -> str:
    body = ast.parse(source).body[0].body  # type: ignore[attr-defined]
    holds = (s for s in ast.walk(ast.Module(body, [])) if isinstance(s, ast.stmt))
    inner = [s for s in holds if s.lineno <= line <= (s.end_lineno or s.lineno)]
    return ast.get_source_segment(source, inner[-1]) or ""


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_the_journey_finds_the_fault(
    visit: Any, agency: Agency, quick: None, monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest, fault: Fault,
) -> None:  # fmt: skip
    fault.plant(monkeypatch)
    with pytest.raises((AssertionError, Error)) as stopped:
        walk(fault.journey, request, visit)
    assert fault.finds in failed_line(fault.journey, stopped.value), stopped.value


def test_without_a_fault_the_same_walk_arrives(
    visit: Any, agency: Agency, quick: None, request: pytest.FixtureRequest
) -> None:
    walk(FLOW_21, request, visit)
