# SPDX-License-Identifier: AGPL-3.0-or-later
"""Light rows: plausible register lines without a file, seeded and the same on every run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from congso.operations.demo.organisation import load_organisation
from congso.operations.demo.phrases import ASKS, HEADQUARTERS, MATTERS, PLACES, subject
from congso.operations.demo.senders import SENDERS, Sender, Series
from congso.operations.demo.workdays import add_working_days, working_days

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ROADS = ("axis", "mail", "post", "hand", "fax")
ROAD_WEIGHTS = (62, 14, 17, 6, 1)
URGENCIES = ("normal", "urgent", "very_urgent", "flash")
URGENCY_WEIGHTS = (86, 10, 3, 1)
_UNITS = tuple(MATTERS)
_PLACES_UNIT_WEIGHT = {"KHTC": 3, "VP": 2, "CCTL": 2, "TT": 2, "TCCB": 2}


@dataclass(frozen=True, slots=True)
class LightRow:
    """One line of a register without a file; ``symbol`` is number and symbol as printed."""

    sender: str
    symbol: str
    type: str
    subject: str
    issued: date
    arrived: datetime
    registered: datetime
    road: str
    urgency: str
    pages: int
    lead: str
    leader: str | None
    state: str
    deadline: date | None = None
    meeting_at: datetime | None = None
    meeting_place: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A row before its sender's number is known: the series and the suffix chosen."""

    row: LightRow
    series: Series
    suffix: str


def at(day: date, clock: str) -> datetime:
    """Return the moment of a day in the zone of the agency; ``clock`` as "08:20"."""
    hour, minute = clock.split(":")
    return datetime.combine(day, time(int(hour), int(minute)), ZONE)


def _unit_for(rng: Random, sender: Sender) -> str:
    if sender.topics:
        return rng.choice(sender.topics)
    weights = [_PLACES_UNIT_WEIGHT.get(unit, 1) for unit in _UNITS]
    return rng.choices(_UNITS, weights)[0]


def _issued(rng: Random, arrived: date, road: str) -> date:
    slow = road in ("post", "hand")
    back = rng.choice((1, 2, 3, 4, 5)) if slow else rng.choice((0, 0, 0, 1, 1, 2))
    return add_working_days(arrived, -back)


def _state(rng: Random, kind: str, age: int) -> str:
    """Old lines are finished, fresh ones are on their way (age in working days)."""
    if age > 8 or kind in ("QĐ", "CT"):
        return rng.choices(("done", "for_information", "in_progress"), (80, 14, 6))[0]
    if age > 2:
        return rng.choices(("in_progress", "done", "for_information"), (46, 42, 12))[0]
    if age >= 1:
        return rng.choices(("in_progress", "waiting_assignment", "waiting_direction"), (5, 3, 2))[0]
    return "waiting_distribution"


def _deadline(rng: Random, kind: str, arrived: date) -> date | None:
    if kind in ("CV", "TTr") and rng.random() < 0.7:
        return add_working_days(arrived, rng.randint(3, 15))
    return None


def _meeting(rng: Random, kind: str, arrived: date) -> tuple[datetime | None, str]:
    if kind != "GM":
        return None, ""
    day = add_working_days(arrived, rng.randint(1, 5))
    clock = rng.choice(("07:30", "08:00", "08:30", "09:00", "13:30", "14:00", "14:30", "15:00"))
    return at(day, clock), rng.choice(HEADQUARTERS)


def draft_row(rng: Random, registered: datetime, age: int) -> Draft:
    """Invent one incoming line registered at this moment, ``age`` working days before T."""
    sender = rng.choices(SENDERS, [s.weight for s in SENDERS])[0]
    series = rng.choices(sender.series, [s.weight for s in sender.series])[0]
    unit = _unit_for(rng, sender)
    road = rng.choices(ROADS, ROAD_WEIGHTS)[0]
    arrived = registered - timedelta(minutes=rng.randint(4, 50))
    issued = _issued(rng, registered.date(), road)
    meeting_at, place = _meeting(rng, series.kind, registered.date())
    row = LightRow(
        sender=sender.name,
        symbol="",
        type=series.kind,
        subject=subject(rng, series.kind, unit, sender.place, issued),
        issued=issued,
        arrived=arrived,
        registered=registered,
        road=road,
        urgency=rng.choices(URGENCIES, URGENCY_WEIGHTS)[0],
        pages=rng.choice((1, 1, 2, 2, 2, 3, 4, 6)),
        lead=unit,
        leader=load_organisation().leader_of_field(unit),
        state=_state(rng, series.kind, age),
        deadline=_deadline(rng, series.kind, registered.date()),
        meeting_at=meeting_at,
        meeting_place=place,
    )
    return Draft(row, series, rng.choice(series.suffixes))


def format_symbol(number: int, suffix: str) -> str:
    """Join number and suffix: "08/QĐ-SNN"; the party style "CV/TU" gives "1045-CV/TU"."""
    joint = "-" if "/" in suffix else "/"
    return f"{number:02d}{joint}{suffix}"


_NUMBERED = re.compile(r"^(\d+)[/-](.+)$")


def split_symbol(symbol: str) -> tuple[int, str]:
    """Return number and suffix of "7316/UBND-KT" or "1045-CV/TU". Raises ValueError."""
    match = _NUMBERED.match(symbol)
    if match is None:
        raise ValueError(symbol)
    return int(match[1]), match[2]


def series_key(sender: str, kind: str, suffix: str) -> tuple[str, str]:
    """Return the counter a symbol belongs to: kinds with a name have their own, letters share."""
    first = re.split(r"[-/]", suffix)[0]
    return sender, (first if first == kind else "CV")


def _expected(series: Series, issued: date, anchor: tuple[int, date] | None) -> int:
    """The number this series would have reached on a day, near a known paper where there is one."""
    rate = series.a_year / 365
    if anchor is not None and anchor[1].year == issued.year:
        return max(1, int(anchor[0] + (issued - anchor[1]).days * rate))
    return max(1, int(issued.timetuple().tm_yday * rate))


def number_rows(
    drafts: list[Draft], known: Mapping[tuple[str, str], list[tuple[int, date]]]
) -> list[LightRow]:
    """Give every draft its sender's number: rising with the date, never one of a known paper."""
    order = sorted(range(len(drafts)), key=lambda i: (drafts[i].row.issued, drafts[i].row.arrived))
    last: dict[tuple[str, str, int], int] = {}
    rows: list[LightRow | None] = [None] * len(drafts)
    for index in order:
        draft = drafts[index]
        key = series_key(draft.row.sender, draft.series.kind, draft.suffix)
        papers = [p for p in known.get(key, []) if p[1].year == draft.row.issued.year]
        nearest = min(papers, key=lambda p: abs((p[1] - draft.row.issued).days), default=None)
        year_key = (*key, draft.row.issued.year)
        number = _expected(draft.series, draft.row.issued, nearest)
        number = max(number, last.get(year_key, 0) + 1)
        while any(number == taken for taken, _ in papers):
            number += 1
        last[year_key] = number
        rows[index] = replace(draft.row, symbol=format_symbol(number, draft.suffix))
    return [row for row in rows if row is not None]


def _scale_subjects() -> dict[str, list[tuple[str, str]]]:
    """Every ask with every matter and place, with its unit: over 100,000 subjects, by kind."""
    tails = ["", " trên địa bàn tỉnh", *(f" tại {place}" for place in PLACES)]
    matters = [(matter, unit) for unit, bank in MATTERS.items() for matter in bank]
    return {
        kind: [
            (f"{ask} {matter}{tail}", unit)
            for ask in asks
            for matter, unit in matters
            for tail in tails
        ]
        for kind, asks in ASKS.items()
    }


ScaleRow = tuple[int, int, str, str, str, str, date, date, str, str]


def scale_rows(n: int, seed: int, last_day: date = date(2026, 11, 25)) -> Iterator[ScaleRow]:
    """Yield ``n`` synthetic incoming documents over ten years, in order of their book.

    A row is (year, number, symbol, sender, type, subject, issued, arrived, urgency, lead unit);
    numbers are contiguous from 1 in every year and rise with the day of arrival.
    """
    rng = Random(seed)
    subjects = _scale_subjects()
    days = list(working_days(date(last_day.year - 9, 1, 1), last_day))
    picks = [
        (s.name, series.kind, suffix, subjects[series.kind], len(subjects[series.kind]))
        for s in SENDERS
        for series in s.series
        for suffix in series.suffixes
        for _ in range(1 + s.weight * series.weight // 100)
    ]
    urgencies = rng.choices(URGENCIES, URGENCY_WEIGHTS, k=997)
    random, many, span = rng.random, len(picks), len(days)
    year = number = 0
    for i in range(n):
        index = i * span // n
        arrived = days[index]
        if arrived.year != year:
            year, number = arrived.year, 0
        number += 1
        sender, kind, suffix, bank, size = picks[int(random() * many)]
        issued = days[index - i % 3] if index > 2 else arrived
        subject_text, unit = bank[int(random() * size)]
        yield (
            year,
            number,
            f"{i * 7 % 9973 + 1}/{suffix}",
            sender,
            kind,
            subject_text,
            issued,
            arrived,
            urgencies[i % 997],
            unit,
        )
