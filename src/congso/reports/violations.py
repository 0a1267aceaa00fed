# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers registered or presented later than the decree allows (B-06).

Registered: the day of arrival, at latest the next working day (Decree 30/2020, Articles 4.2 and
22). Presented to the leader or passed on: the day of registration, at latest the next working day
(Article 23). With a mark of urgency: at once, taken as the same working day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from congso.common import clock
from congso.documents.enums import State, Urgency
from congso.documents.models import Document
from congso.organisation.queries import working_calendar
from congso.organisation.working_time import WorkingCalendar
from congso.reports import wording
from congso.reports.receivers import NO_FACTS, ReceiverFacts
from congso.reports.registers import complainant_of, with_facts

VIOLATION_HEADS = (
    "Số đến",
    "Ngày đến",
    "Tên loại, số và ký hiệu, tác giả",
    "Việc chậm",
    "Hạn theo quy định",
    "Thực hiện",
    "Chậm (ngày làm việc)",
)
NOT_COUNTED = (State.VOID, State.BLANK, State.RETURNED, State.JOINED)


@dataclass(frozen=True)
class Violation:
    """One duty of one paper that was done late, or is late now (`done` is empty)."""

    document: Document
    duty: str
    limit: dt.date
    done: dt.date | None
    days_late: int

    @property
    def cells(self) -> tuple[str, ...]:
        document = self.document
        what = wording.RESTRICTED if document.is_restricted else _described(document)
        done = wording.day(self.done) if self.done else "chưa thực hiện"
        return (
            wording.number(document),
            wording.day(document.arrived_on),
            what,
            self.duty,
            wording.day(self.limit),
            done,
            str(self.days_late),
        )


def violations_of(papers: QuerySet[Document], today: dt.date) -> Iterator[Violation]:
    """The late duties of these papers, in the order of their numbers."""
    calendar = working_calendar()
    for batch, facts in with_facts(papers.exclude(state__in=NOT_COUNTED)):
        for document in batch:
            known = facts.get(document.pk, NO_FACTS)
            yield from of_paper(document, known, calendar, today)


def of_paper(
    document: Document, facts: ReceiverFacts, calendar: WorkingCalendar, today: dt.date
) -> Iterator[Violation]:
    """The late duties of one paper. Restricted papers have no facts: registration only."""
    if document.registered_at is None:
        return
    urgent = document.urgency > Urgency.NORMAL
    registered = clock.day_of(document.registered_at)
    limit = last_day(document.arrived_on, urgent, calendar)
    if registered > limit:
        yield _late(document, "Đăng ký", limit, registered, calendar, today)
    if document.is_restricted:
        return
    limit = last_day(registered, urgent, calendar)
    at = min(filter(None, (facts.presented_at, facts.passed_on_at)), default=None)
    done = clock.day_of(at) if at else None
    if (done or today) > limit:
        yield _late(document, "Trình, chuyển", limit, done, calendar, today)


def last_day(day: dt.date, urgent: bool, calendar: WorkingCalendar) -> dt.date:
    """The last day allowed for what came on `day`: the next working day; urgent, the same."""
    return calendar.add_working_days(day, 0 if urgent else 1)


def _late(
    document: Document,
    duty: str,
    limit: dt.date,
    done: dt.date | None,
    calendar: WorkingCalendar,
    today: dt.date,
) -> Violation:
    days = max(calendar.working_days_between(limit, done or today), 1)  # on a holiday: one
    return Violation(document, duty, limit, done, days)


def _described(document: Document) -> str:
    author = wording.author(document, complainant_of(document))
    return " ".join(filter(None, (document.type.name, document.symbol, f"của {author}")))
