# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plan of the demo story for a day: which paper stands at which number in which book.

``plan`` merges the worked-out papers and the light rows. The current incoming book is contiguous
from its opening number to the last paper of T, numbers rise with time. Loaded in early January the
story reaches back into last year's book: that book is then closed at year-end and the new one
starts at 1. The year before the story is an imported, closed book with gaps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from congso.operations.demo.light_rows import (
    Draft,
    LightRow,
    at,
    draft_row,
    number_rows,
    series_key,
    split_symbol,
)
from congso.operations.demo.organisation import load_organisation
from congso.operations.demo.outgoing_rows import OutgoingRow, outgoing_row
from congso.operations.demo.papers import INCOMING, INTERNAL, OUTGOING, DemoPaper, load_papers
from congso.operations.demo.texts import TYPE_NAMES, StoryText
from congso.operations.demo.workdays import (
    add_working_days,
    story_day,
    working_days,
    working_days_of_year_until,
)

LIGHT_TOTAL = 1200
WINDOW = 16  # working days before T in the story
PENDING = 6  # light papers of T that wait for registration
INCOMING_A_YEAR = 9000
WORKING_DAYS_AT_REFERENCE = 229  # of the year on the reference day, 25 November
SEED = 3842
# Where the light rows of the outgoing book stand between the worked-out papers.
OUTGOING_BEFORE = 259
OUTGOING_BETWEEN = ((-1, "09:20"), (-1, "14:00"))
# Incoming light rows with a fixed hour: after the anchor of T-2, on T-1 and on T.
FIXED_BEFORE_T = ((-2, "15:52"), (-2, "16:20"), (-1, "08:58"), (-1, "13:48"), (-1, "14:22"),
                  (-1, "15:02"), (-1, "16:25"))  # fmt: skip
FIXED_ON_T = ("10:16", "10:35", "10:52", "11:10", "13:40", "14:05", "14:50")


@dataclass(frozen=True, slots=True)
class PlannedPaper:
    """A worked-out paper with real dates, number, symbol and filled texts."""

    paper: DemoPaper
    symbol: str
    subject: str
    body: tuple[str, ...]
    issued: date
    arrived: datetime | None = None
    also_arrived: tuple[tuple[str, datetime], ...] = ()
    entered: datetime | None = None
    deadline: datetime | None = None
    cooperate: tuple[tuple[str, date], ...] = ()
    meeting_at: datetime | None = None
    number: int | None = None
    book_year: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a book: a light row or a worked-out paper."""

    number: int
    entered: datetime
    symbol: str
    light: LightRow | OutgoingRow | None = None
    paper: PlannedPaper | None = None


@dataclass(frozen=True, slots=True)
class BookPlan:
    """One book of one year with its lines in the order of their numbers."""

    kind: str
    year: int
    opening_number: int
    closed: bool
    imported: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the loader needs, in the order of time."""

    today: date
    story_day: date
    books: tuple[BookPlan, ...]
    pending: tuple[LightRow, ...]
    papers: tuple[PlannedPaper, ...]

    def paper(self, n: int) -> PlannedPaper:
        """Return the worked-out paper with this n. Raises KeyError."""
        for planned in self.papers:
            if planned.paper.n == n:
                return planned
        raise KeyError(n)

    def books_of(self, kind: str) -> tuple[BookPlan, ...]:
        """Return the books of one kind ("incoming", "outgoing", "petitions") by year."""
        return tuple(book for book in self.books if book.kind == kind)


class _Calendar:
    """Dates of one story and the way external numbers follow a young year."""

    def __init__(self, today: date) -> None:
        self.day = story_day(today)
        self.first = add_working_days(self.day, -WINDOW)
        self.crosses_new_year = self.first.year < self.day.year

    def on(self, offset: int) -> date:
        return add_working_days(self.day, offset)

    def moment(self, offset: int, clock: str | None, default: str) -> datetime:
        return at(self.on(offset), clock or default)

    def external_symbol(self, symbol: str, issued: date) -> str:
        """Keep a number as written, but shrink it when its year has only just begun."""
        if not symbol or not self.crosses_new_year or issued.year != self.day.year:
            return symbol
        number, _ = split_symbol(symbol)
        share = working_days_of_year_until(issued) / WORKING_DAYS_AT_REFERENCE
        return f"{max(1, round(number * share)):02d}{symbol.lstrip('0123456789')}"


def _skeleton(paper: DemoPaper, calendar: _Calendar) -> PlannedPaper:
    issued = calendar.on(paper.issued)
    entered = None
    arrived = None
    if paper.arrived is not None:
        arrived = calendar.moment(paper.arrived.day, paper.arrived.time, "08:00")
        entered = calendar.moment(paper.arrived.day, paper.registered, "09:00")
    elif paper.direction in (OUTGOING, INTERNAL):
        entered = calendar.moment(paper.issued, paper.time, "09:00")
    deadline = paper.deadline
    return PlannedPaper(
        paper=paper,
        symbol=calendar.external_symbol(paper.symbol, issued),
        subject=paper.subject,
        body=paper.body,
        issued=issued,
        arrived=arrived,
        also_arrived=tuple(
            (m.road or "mail", calendar.moment(m.day, m.time, "09:00")) for m in paper.also_arrived
        ),
        entered=entered,
        deadline=calendar.moment(deadline.day, deadline.time, "17:00") if deadline else None,
        cooperate=tuple((c.unit, calendar.on(c.by)) for c in paper.cooperate),
        meeting_at=calendar.moment(paper.meeting.day, paper.meeting.time, "08:00")
        if paper.meeting
        else None,
    )


def _spread(rng: Random, calendar: _Calendar, count: int) -> list[datetime]:
    """Hours of registration before the anchor of T-2, evenly over the days of the window."""
    days = [calendar.on(offset) for offset in range(-WINDOW, -1)]
    weights = [rng.uniform(0.8, 1.2) for _ in days]
    moments = []
    for day in rng.choices(days, weights, k=count):
        end = 15 * 60 + 10 if day == days[-1] else 16 * 60 + 40
        minute = rng.choice(
            (rng.randint(7 * 60 + 35, 11 * 60 + 25), rng.randint(13 * 60 + 32, end))
        )
        moments.append(at(day, f"{minute // 60}:{minute % 60}"))
    return sorted(moments)


def _incoming_moments(
    rng: Random, calendar: _Calendar, papers: list[PlannedPaper]
) -> list[datetime]:
    """Hours of the light rows so that the anchored papers get their numbers."""
    anchor = min(
        (p for p in papers if p.paper.anchor is not None), key=lambda p: p.paper.anchor or 0
    )
    before = sum(1 for p in papers if p.entered and anchor.entered and p.entered < anchor.entered)
    moments = _spread(rng, calendar, (anchor.paper.anchor or 0) - before)
    moments += [calendar.moment(offset, clock, clock) for offset, clock in FIXED_BEFORE_T]
    return moments + [calendar.moment(0, clock, clock) for clock in FIXED_ON_T]


def _age(calendar: _Calendar, moment: datetime) -> int:
    return sum(1 for _ in working_days(moment.date(), calendar.day)) - 1


def _imported_drafts(rng: Random, year: int, count: int) -> list[tuple[int, Draft]]:
    """Lines of last year's book: numbers with gaps, rising with the days of the year."""
    days = list(working_days(date(year, 1, 1), date(year, 12, 31)))
    numbers = sorted(rng.sample(range(1, INCOMING_A_YEAR + 1), count))
    drafts = []
    for number in numbers:
        day, within = divmod((number - 1) * len(days) * 480 // INCOMING_A_YEAR, 480)
        minute = 7 * 60 + 30 + within + (60 if within > 240 else 0)
        drafts.append((number, draft_row(rng, at(days[day], f"{minute // 60}:{minute % 60}"), 99)))
    return drafts


def _known_numbers(papers: list[PlannedPaper]) -> dict[tuple[str, str], list[tuple[int, date]]]:
    known: dict[tuple[str, str], list[tuple[int, date]]] = {}
    for planned in papers:
        if planned.paper.direction == INCOMING and planned.symbol:
            number, suffix = split_symbol(planned.symbol)
            key = series_key(planned.paper.sender, planned.paper.type, suffix)
            known.setdefault(key, []).append((number, planned.issued))
    return known


def _number(
    lines: list[tuple[datetime, LightRow | OutgoingRow | PlannedPaper]],
    kind: str,
    opening: int,
    calendar: _Calendar,
) -> list[BookPlan]:
    """Number the lines of one book in the order of time; a new year starts at 1."""
    lines.sort(key=lambda line: line[0])
    books: dict[int, list[Entry]] = {}
    for moment, line in lines:
        entries = books.setdefault(moment.year, [])
        first = opening if moment.year == calendar.first.year else 1
        entries.append(_entry(first + len(entries), moment, line))
    return [
        BookPlan(
            kind=kind,
            year=year,
            opening_number=entries[0].number,
            closed=year < calendar.day.year,
            imported=False,
            entries=tuple(entries),
        )
        for year, entries in sorted(books.items())
    ]


def _entry(number: int, moment: datetime, line: LightRow | OutgoingRow | PlannedPaper) -> Entry:
    if isinstance(line, PlannedPaper):
        symbol = line.symbol
        if line.paper.direction == OUTGOING:
            symbol = f"{number:02d}/{split_symbol(line.paper.symbol)[1]}"
        planned = replace(line, number=number, book_year=moment.year, symbol=symbol)
        return Entry(number, moment, symbol, paper=planned)
    if isinstance(line, OutgoingRow):
        return Entry(number, moment, f"{number:02d}/{line.suffix}", light=line)
    return Entry(number, moment, line.symbol, light=line)


def _incoming_books(
    rng: Random, calendar: _Calendar, papers: list[PlannedPaper]
) -> tuple[list[BookPlan], tuple[LightRow, ...]]:
    current = [p for p in papers if p.paper.direction == INCOMING and p.paper.book is None]
    moments = _incoming_moments(rng, calendar, current)
    drafts = [draft_row(rng, moment, _age(calendar, moment)) for moment in moments]
    waiting = [
        draft_row(rng, calendar.moment(0, f"10:{40 + 3 * i}", ""), 0) for i in range(PENDING)
    ]
    last_year = calendar.first.year - 1
    old = _imported_drafts(rng, last_year, LIGHT_TOTAL - len(drafts) - PENDING)
    rows = number_rows([*(d for _, d in old), *drafts, *waiting], _known_numbers(papers))
    imported = tuple(
        Entry(number, row.registered, row.symbol, light=row)
        for (number, _), row in zip(old, rows, strict=False)
    )
    lines: list[tuple[datetime, LightRow | OutgoingRow | PlannedPaper]] = [
        (row.registered, row) for row in rows[len(old) : len(old) + len(drafts)]
    ]
    lines += [(p.entered, p) for p in current if p.entered is not None]
    opening = load_organisation().opening_number_incoming
    books = [BookPlan("incoming", last_year, imported[0].number, True, True, imported)]
    books += _number(lines, "incoming", opening, calendar)
    pending = tuple(
        replace(r, state="waiting_registration") for r in rows[len(old) + len(drafts) :]
    )
    return books, pending


def _outgoing_books(rng: Random, calendar: _Calendar, papers: list[PlannedPaper]) -> list[BookPlan]:
    moments = []
    for _ in range(OUTGOING_BEFORE):
        day = calendar.on(rng.randint(-WINDOW, -2))
        minute = rng.choice(
            (rng.randint(8 * 60, 11 * 60 + 20), rng.randint(13 * 60 + 40, 16 * 60 + 50))
        )
        moments.append(at(day, f"{minute // 60}:{minute % 60}"))
    moments += [calendar.moment(offset, clock, clock) for offset, clock in OUTGOING_BETWEEN]
    lines: list[tuple[datetime, LightRow | OutgoingRow | PlannedPaper]] = [
        (moment, outgoing_row(rng, moment)) for moment in sorted(moments)
    ]
    lines += [
        (p.entered, p) for p in papers if p.paper.direction == OUTGOING and p.entered is not None
    ]
    return _number(lines, "outgoing", load_organisation().opening_number_outgoing, calendar)


def _petition_books(calendar: _Calendar, papers: list[PlannedPaper]) -> list[BookPlan]:
    books = []
    for planned in papers:
        if planned.paper.book == "petitions" and planned.entered is not None:
            number = 1 if calendar.crosses_new_year else planned.paper.details["book_number"]
            entry = _entry(number, planned.entered, planned)
            books.append(
                BookPlan("petitions", planned.entered.year, number, False, False, (entry,))
            )
    return books


def _filled(papers: list[PlannedPaper], calendar: _Calendar) -> list[PlannedPaper]:
    """Fill the texts once every symbol is known; numbered papers replace their skeletons."""
    by_n = {p.paper.n: p for p in papers}

    def reference(n: int) -> tuple[str, str, date, str]:
        planned = by_n[n]
        return (
            TYPE_NAMES[planned.paper.type],
            planned.symbol,
            planned.issued,
            planned.paper.sender,
        )

    text = StoryText(calendar.day, reference)
    return [
        replace(p, subject=text.fill(p.subject), body=tuple(text.fill(part) for part in p.body))
        for p in papers
    ]


def _with_papers(books: list[BookPlan], filled: list[PlannedPaper]) -> tuple[BookPlan, ...]:
    by_n = {p.paper.n: p for p in filled}
    return tuple(
        replace(
            book,
            entries=tuple(
                replace(e, paper=by_n[e.paper.paper.n]) if e.paper else e for e in book.entries
            ),
        )
        for book in books
    )


def plan(today: date) -> Plan:
    """Return the story told on ``today`` (on the next working day when that is a day off).

    Takes the day of loading; returns books with numbered lines, papers with real dates and texts,
    and the light papers of T that still wait for registration. The same day gives the same plan.
    """
    calendar = _Calendar(today)
    rng = Random(SEED + calendar.day.toordinal())
    skeletons = [_skeleton(paper, calendar) for paper in load_papers()]
    incoming, pending = _incoming_books(rng, calendar, skeletons)
    books = incoming + _outgoing_books(rng, calendar, skeletons)
    books += _petition_books(calendar, skeletons)
    numbered = {e.paper.paper.n: e.paper for book in books for e in book.entries if e.paper}
    filled = _filled([numbered.get(p.paper.n, p) for p in skeletons], calendar)
    return Plan(today, calendar.day, _with_papers(books, filled), pending, tuple(filled))
