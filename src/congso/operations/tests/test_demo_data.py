# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo story as data: organisation, papers, plan of books, light rows, source papers."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from congso.operations.demo.light_rows import LightRow, scale_rows
from congso.operations.demo.organisation import load_organisation
from congso.operations.demo.papers import INCOMING, OUTGOING, load_papers, load_trails
from congso.operations.demo.plan import LIGHT_TOTAL, Plan, plan
from congso.operations.demo.source_documents import load_cited_papers, load_source_documents
from congso.operations.demo.workdays import add_working_days, is_working_day

pytestmark = pytest.mark.unit

DAYS = {
    date(2026, 11, 24): date(2026, 11, 25),  # Ngày Văn hóa Việt Nam
    date(2026, 11, 25): date(2026, 11, 25),
    date(2027, 1, 5): date(2027, 1, 5),
    date(2026, 2, 24): date(2026, 2, 24),
    date(2026, 8, 3): date(2026, 8, 3),
    date(2026, 2, 17): date(2026, 2, 23),  # Mùng một Tết
    date(2027, 1, 1): date(2027, 1, 4),
}


@pytest.fixture(scope="module", params=list(DAYS), ids=str)
def story(request: pytest.FixtureRequest) -> Plan:
    return plan(request.param)


def test_the_story_is_told_on_the_day_or_the_next_working_day(story: Plan) -> None:
    assert story.story_day == DAYS[story.today]


def test_numbers_of_the_current_books_have_no_gap_and_rise_with_time(story: Plan) -> None:
    for book in story.books:
        numbers = [entry.number for entry in book.entries]
        moments = [entry.entered for entry in book.entries]
        assert all(a <= b for a, b in pairwise(moments)), (book.kind, book.year)
        if book.imported:
            assert all(a < b for a, b in pairwise(numbers))
        else:
            first = book.opening_number
            assert numbers == list(range(first, first + len(numbers))), (book.kind, book.year)


def test_only_the_first_book_opens_at_the_number_of_the_organisation(story: Plan) -> None:
    opening = load_organisation().opening_number_incoming
    current = [b for b in story.books_of("incoming") if not b.imported]
    assert current[0].opening_number == opening
    assert all(book.opening_number == 1 for book in current[1:])
    assert [b.closed for b in current] == [b.year < story.story_day.year for b in current]


def test_every_line_is_entered_on_a_working_day_of_its_year_and_none_after_t(story: Plan) -> None:
    for book in story.books:
        for entry in book.entries:
            day = entry.entered.date()
            assert day.year == book.year
            assert is_working_day(day)
            assert day <= story.story_day


def test_no_paper_is_issued_after_it_arrived_nor_arrives_after_it_is_registered(
    story: Plan,
) -> None:
    for entry in (e for b in story.books_of("incoming") for e in b.entries):
        line = entry.paper or entry.light
        assert line is not None
        assert line.issued <= line.arrived.date()
        assert line.arrived < entry.entered
        assert is_working_day(line.issued)


def test_no_two_papers_share_a_number_of_a_book_or_a_symbol_of_a_sender(story: Plan) -> None:
    in_book = Counter((b.kind, b.year, e.number) for b in story.books for e in b.entries)
    assert max(in_book.values()) == 1
    symbols: Counter[tuple[str, str, int]] = Counter()
    for entry in (e for b in story.books_of("incoming") for e in b.entries):
        if entry.paper:
            symbols[(entry.paper.paper.sender, entry.symbol, entry.paper.issued.year)] += 1
        elif isinstance(entry.light, LightRow):
            symbols[(entry.light.sender, entry.symbol, entry.light.issued.year)] += 1
    for row in story.pending:
        symbols[(row.sender, row.symbol, row.issued.year)] += 1
    assert [key for key, count in symbols.items() if count > 1] == []


def test_symbols_of_one_series_rise_with_the_date_of_issue(story: Plan) -> None:
    rows = [
        e.light
        for b in story.books_of("incoming")
        for e in b.entries
        if isinstance(e.light, LightRow) and e.light.type == "QĐ"
    ]
    decisions = sorted(
        (r.issued, int(r.symbol.split("/")[0])) for r in rows if r.sender == "Ủy ban nhân dân tỉnh"
    )
    assert len(decisions) > 5
    for (day_a, number_a), (day_b, number_b) in pairwise(decisions):
        if day_a < day_b and day_a.year == day_b.year:
            assert number_a < number_b


def test_the_forty_papers_stand_in_their_books_with_real_numbers(story: Plan) -> None:
    assert {p.paper.n for p in story.papers} >= set(range(1, 41))
    placed = {e.paper.paper.n for b in story.books for e in b.entries if e.paper}
    assert placed >= set(range(1, 39))
    for planned in story.papers:
        if planned.paper.n <= 38:
            assert planned.number is not None
            assert planned.book_year in (story.story_day.year, story.story_day.year - 1)


def test_the_numbers_of_the_fixed_pictures() -> None:
    story = plan(date(2026, 11, 25))
    numbers = {n: story.paper(n).number for n in (2, 4, 23, 34, 35, 36, 37, 38)}
    assert numbers == {2: 8319, 4: 8341, 23: 8348, 34: 3861, 35: 3864, 36: 3859, 37: 3866, 38: 3868}
    assert all(p.symbol == p.paper.symbol for p in story.papers if p.paper.symbol), (
        "numbers are those written in the data when no year begins"
    )


def test_a_young_year_has_small_numbers() -> None:
    story = plan(date(2027, 1, 5))
    assert [(b.year, b.closed) for b in story.books_of("incoming")] == [
        (2025, True),
        (2026, True),
        (2027, False),
    ]
    for planned in story.papers:
        if planned.issued.year == 2027 and planned.symbol:
            number = int("".join(c for c in planned.symbol.split("/")[0] if c.isdigit()))
            assert number < 150, planned.symbol


def test_no_text_keeps_a_placeholder_and_references_agree(story: Plan) -> None:
    for planned in story.papers:
        text = "\n".join((planned.subject, *planned.body))
        assert "{" not in text, planned.paper.n
        assert "}" not in text, planned.paper.n
    flood = story.paper(2)
    day = flood.issued
    assert f"Công văn số {flood.symbol} ngày {day.day:02d} tháng" in story.paper(4).body[0]
    assert story.paper(34).symbol in story.paper(53).subject


def test_at_least_eight_invitations_fall_on_the_day(story: Plan) -> None:
    meetings = [p for p in story.papers if p.paper.direction == INCOMING and p.meeting_at]
    on_the_day = [p for p in meetings if p.meeting_at and p.meeting_at.date() == story.story_day]
    assert len(on_the_day) >= 8
    for planned in on_the_day:
        assert planned.entered < planned.meeting_at


def test_no_inner_date_lies_after_the_date_of_the_leader() -> None:
    for paper in load_papers():
        if paper.deadline is not None:
            assert all(c.by <= paper.deadline.day for c in paper.cooperate), paper.n
        if paper.arrived is not None:
            assert paper.issued <= paper.arrived.day, paper.n


def test_every_unit_leader_and_sender_of_a_paper_exists() -> None:
    organisation = load_organisation()
    codes = {unit.code for unit in organisation.units}
    logins = {person.login for person in organisation.people}
    senders = {a.name for a in organisation.external_agencies} | {
        u.name for u in organisation.units
    }
    for paper in load_papers():
        assert paper.lead is None or paper.lead in codes, paper.n
        assert {c.unit for c in paper.cooperate} <= codes
        assert {paper.leader, paper.officer, paper.signer.login} - {None} <= logins, paper.n
        assert set(paper.restricted) <= logins
        assert paper.sender in senders or "citizen" in paper.details, paper.sender
        assert 3 <= len(paper.body) <= 9, paper.n


def test_people_of_the_demo_sign_only_papers_of_their_own_house() -> None:
    organisation = load_organisation()
    names = {person.name for person in organisation.people}
    own = {unit.name for unit in organisation.units}
    for paper in load_papers():
        assert (paper.signer.name in names) == (paper.sender in own), paper.n


def test_every_trail_is_carried_by_the_papers_that_say_so() -> None:
    trails = load_trails()
    assert "".join(trails) == "abcdefghijklmnopq"
    carried = {letter: {p.n for p in load_papers() if letter in p.trails} for letter in trails}
    for letter, trail in trails.items():
        assert set(trail["papers"]) == carried[letter], letter
    states = Counter(d["state"] for d in _paper(34).details["deliveries"])
    assert states == {"received": 9, "read": 2, "bounced": 1, "refused": 1, "sent": 1}


def _paper(n: int):  # type: ignore[no-untyped-def]
    return next(p for p in load_papers() if p.n == n)


def test_the_light_rows_are_many_varied_and_the_same_on_every_run() -> None:
    story, again = plan(date(2026, 11, 25)), plan(date(2026, 11, 25))
    assert story == again
    rows = [
        e.light
        for b in story.books_of("incoming")
        for e in b.entries
        if isinstance(e.light, LightRow)
    ]
    assert len(rows) + len(story.pending) == LIGHT_TOTAL
    assert len({row.subject for row in rows}) >= 700
    share = sum(row.type == "GM" for row in rows) / len(rows)
    assert 0.20 <= share <= 0.30
    assert len({row.state for row in rows}) >= 5
    assert {row.urgency for row in rows} == {"normal", "urgent", "very_urgent", "flash"}
    assert len({row.issued.year for row in rows}) >= 2
    assert all((row.meeting_at is not None) == (row.type == "GM") for row in rows)


def test_the_organisation_is_whole() -> None:
    organisation = load_organisation()
    assert len(organisation.units) == 26
    assert len(organisation.people) == 76
    codes = {unit.code for unit in organisation.units}
    boxes = {unit.mailbox for unit in organisation.units if unit.mailbox}
    logins = [person.login for person in organisation.people]
    assert len(set(logins)) == len(logins)
    assert {person.unit for person in organisation.people} <= codes
    assert {unit.parent for unit in organisation.units} - {None} <= codes
    assert set(organisation.keepers) == boxes
    assert {who for keepers in organisation.keepers.values() for who in keepers} <= set(logins)
    assert organisation.leader_of_field("CCTY") == "bachnh"
    assert organisation.person("nieyb").name == "Y Blăng Niê"


def test_source_papers_keep_what_the_originals_say_and_do_not_say() -> None:
    papers = {paper.id: paper for paper in load_source_documents()}
    assert len(papers) == 6
    assert papers["QD1212"].issued == date(2013, 5, 5)
    assert "06 tháng 5 năm 2013" in papers["CV2208"].text
    assert papers["KH2015"].number is None
    assert papers["KH2015"].symbol_shown == "số: …/KH-SNN (không rõ trong bản gốc)"
    assert papers["TB2012"].issued is None
    annex = papers["QD3842"].annex
    assert annex is not None
    assert "ít nhất mười (8) lần" in annex.text
    assert {paper.book_year for paper in papers.values()} == {2012, 2013, 2015}
    directive = [c.issued for c in load_cited_papers() if c.symbol == "07/CT-CTUBND"]
    assert directive == [date(2012, 8, 13), date(2013, 8, 13)]


def test_scale_rows_are_fast_varied_and_contiguous() -> None:
    started = time.perf_counter()
    rows = list(scale_rows(200_000, 7))
    seconds = time.perf_counter() - started
    assert len(rows) / seconds > 60_000
    assert len({row[5] for row in rows}) >= 50_000
    assert rows[:50] == list(scale_rows(200_000, 7))[:50]
    for before, after in pairwise(rows):
        same_year = after[0] == before[0]
        assert after[1] == (before[1] + 1 if same_year else 1)
        assert after[7] >= before[7]
        assert after[6] <= after[7]


def test_working_days_step_over_weekends_and_holidays() -> None:
    assert add_working_days(date(2026, 11, 25), -1) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)
    assert add_working_days(date(2026, 11, 25), 3) == date(2026, 11, 30)
    assert not is_working_day(date(2026, 4, 27))


def test_outgoing_papers_are_numbered_with_their_own_suffix() -> None:
    story = plan(date(2026, 8, 3))
    for entry in story.books_of("outgoing")[-1].entries:
        assert entry.symbol.startswith(f"{entry.number}/")
        if entry.paper:
            assert entry.paper.paper.direction == OUTGOING
