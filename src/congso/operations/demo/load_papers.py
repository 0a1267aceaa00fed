# SPDX-License-Identifier: AGPL-3.0-or-later
"""The papers of the demo story into the database, through the services of the product.

Every act is done by the right person as if the clock stood at its moment (``clock.told``), so that
trail, states, access rows and lists are those of a real office.

T, the day the story is told on, is the last working day that has begun in earnest: today from 11:15
on when today is a working day, else the working day before. On Tuesday 24/11/2026, a holiday, it is
Monday 23/11. The data alone would take the next working day instead, which lies in the future;
and before 11:15 the morning's papers would be missing. What the story puts after the hour of
loading has not happened and is left out: a prefix of a book is contiguous.

Incoming papers, what the Department issues to its own units and work files go step by step. Last
year's lines, the six source papers and the paper register of outgoing papers are imported: there is
no drafting, signing, numbering and sending of outgoing papers yet.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import transaction

from congso.common import clock
from congso.common.actor import Actor
from congso.common.printing.typesetting import font
from congso.documents.enums import BookKind
from congso.documents.services import books as book_services
from congso.documents.services import register as registry
from congso.operations.demo import closed_books, outgoing_register
from congso.operations.demo.cast import CLERK, MAIN, Cast
from congso.operations.demo.course import Course
from congso.operations.demo.entered import Entering
from congso.operations.demo.house_papers import REREGISTERED, HousePapers, taken_in_at
from congso.operations.demo.light_cases import light_case
from congso.operations.demo.light_rows import LightRow
from congso.operations.demo.papers import INCOMING
from congso.operations.demo.past import PastCourse
from congso.operations.demo.plan import BookPlan, Plan, PlannedPaper, plan
from congso.operations.demo.setting import Setting, setting_for
from congso.operations.demo.timeline import Timeline, on_day
from congso.operations.demo.trails import Trails, substitute_days
from congso.operations.demo.work_files import WorkFiles
from congso.operations.demo.workdays import (
    add_working_days,
    is_working_day,
    working_days_of_year_until,
)
from congso.operations.demo.worked_out import paper_case

MORNING_IS_IN = time(11, 15)
BEFORE_FIRST = timedelta(minutes=10)
RECENT_DAYS = 3  # working days before T from which on light papers go through the services too
WORKING_DAYS_A_YEAR = 249
# About how many papers a year the units register themselves.
LINES_A_YEAR = {
    "CCBVTV": 1500, "CCTY": 2080, "CCTY-TP": 600, "CCKL": 2400, "CCKL-VC": 800, "CCTL": 1300,
    "CCTS": 1400, "CCPTNT": 900, "CCQLCL": 1000, "TTKN": 1100, "TTNS": 700, "BQLCC": 500,
}  # fmt: skip
PAPER_BOOK = "Số trước đó ở sổ giấy, từ 01 đến {last}."


def story_day_at(now: datetime) -> date:
    """Return T for a load at this moment: never a day in the future."""
    moment = clock.local(now)
    today = moment.date()
    if is_working_day(today) and moment.time() >= MORNING_IS_IN:
        return today
    return add_working_days(today, -1)


def first_moment(now: datetime) -> datetime:
    """Return when the story begins; what must stand before it is set up by then."""
    story = plan(story_day_at(now))
    return _first_entry(story) - 2 * BEFORE_FIRST


@transaction.atomic
def load(actor: Actor, *, now: datetime | None = None) -> None:
    """Load the papers of the story as it stands at ``now``; the demo organisation must be there.

    All or nothing. Nothing is written with a time after ``now``.
    """
    now = now or clock.now()
    story = plan(story_day_at(now))
    cast = Cast(_days(*substitute_days(story.story_day)))
    entering = Entering(cast, font())
    timeline = Timeline(now)
    setting = setting_for(story, cast, entering, now)
    with clock.told(first_moment(now)):
        closed_books.import_sources(actor, cast, entering)
        for book in story.books_of("incoming"):
            if book.imported:
                closed_books.import_light(actor, cast, entering, book)
    _tell(story, setting, timeline)
    timeline.run()


def _tell(story: Plan, setting: Setting, timeline: Timeline) -> None:
    """Put the whole story on the timeline."""
    _open_books(story, setting.cast, timeline)
    course = Course(setting.cast, timeline)
    past = PastCourse(setting.cast, timeline, on_day(story.story_day, -RECENT_DAYS, "00:00"))
    trails = Trails(story, setting, course, timeline)
    for book in _told_books(story):
        for entry in book.entries:
            if entry.paper is not None:
                _paper(entry.paper, story, setting, course, trails)
            elif isinstance(entry.light, LightRow):
                past.schedule(light_case(entry, entry.light, setting))
    for row in story.pending:
        timeline.at(row.arrived, partial(_receive, row, setting))
    trails.add_substitute()
    HousePapers(story, setting, course, timeline).add()
    WorkFiles(story, setting.cast, timeline).add()
    outgoing_register.add(story, setting, timeline)
    _open_books_of_units(story, setting.cast, timeline)


def _told_books(story: Plan) -> list[BookPlan]:
    incoming = [book for book in story.books_of("incoming") if not book.imported]
    return [*incoming, *story.books_of("petitions")]


def _paper(
    planned: PlannedPaper, story: Plan, setting: Setting, course: Course, trails: Trails
) -> None:
    if planned.paper.direction != INCOMING:
        return
    case = paper_case(planned, setting, story.story_day)
    trails.prepare(planned, case)
    course.schedule(case)
    trails.add(planned, case)


def _receive(row: LightRow, setting: Setting) -> None:
    """A paper that waits to be registered; sheets are put there by the clerk."""
    data = setting.entering.light(row)
    by_itself = row.road in ("axis", "mail")
    actor = Actor.system("exchange") if by_itself else setting.cast.actor(CLERK)
    registry.receive_incoming(actor, data=data)


# --- books


def _first_entry(story: Plan) -> datetime:
    return min(book.entries[0].entered for book in _told_books(story))


def _open_books(story: Plan, cast: Cast, timeline: Timeline) -> None:
    kinds = {"incoming": BookKind.INCOMING, "petitions": BookKind.PETITION}
    for book in _told_books(story):
        if book.opening_number > 1:
            moment = min(book.entries[0].entered, _first_entry(story)) - BEFORE_FIRST
            if moment.year == book.year:
                opening = partial(_open, cast, MAIN, kinds[book.kind], book.opening_number)
                timeline.at(moment, opening)
        if book.closed:
            new_year = datetime(book.year + 1, 1, 1, 0, 5, tzinfo=clock.VIETNAM)
            timeline.at(new_year, _close_past_years)


def _close_past_years() -> None:
    book_services.close_books_of_past_years(Actor.system("books"))


def _open_books_of_units(story: Plan, cast: Cast, timeline: Timeline) -> None:
    """Units go on where their paper books end; CCTY so that paper 35 gets the number it has."""
    for unit, lines in LINES_A_YEAR.items():
        first = timeline.first_line(unit)
        if first is None:
            continue
        opening = lines * working_days_of_year_until(first.date()) // WORKING_DAYS_A_YEAR
        opening = _opening_by_trail(story, timeline, unit, first) or opening
        timeline.at(first - BEFORE_FIRST, partial(_open, cast, unit, BookKind.INCOMING, opening))


def _opening_by_trail(story: Plan, timeline: Timeline, unit: str, first: datetime) -> int | None:
    planned = story.paper(REREGISTERED)
    wanted = planned.paper.details["reregistered"]
    if wanted["unit"] != unit or planned.entered is None or planned.entered.year != first.year:
        return None
    return int(wanted["number"]) - timeline.lines_before(unit, taken_in_at(planned.entered))


def _open(cast: Cast, unit: str, kind: str, opening: int) -> None:
    if opening <= 1:
        return
    actor = cast.clerk_of(unit) if unit != MAIN else cast.actor(CLERK)
    book_services.open_book(
        actor,
        office_id=cast.office[unit],
        kind=kind,
        opening_number=opening,
        note=PAPER_BOOK.format(last=opening - 1),
    )


def _days(first: date, last: date) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))
