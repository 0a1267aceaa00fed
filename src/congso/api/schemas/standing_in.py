# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is away on which days, and who stands in for whom."""

from __future__ import annotations

import datetime as dt

from congso.accounts.models import Person
from congso.api.schemas.common import PersonRef
from congso.api.schemas.types import Day, Flag, Id, In, Name, Out
from congso.organisation.models import Absence, StandIn


class AbsenceIn(In):
    """Days away, both included; without a person the caller himself."""

    person_id: Id | None = None
    first_day: Day
    last_day: Day
    note: Name = ""


class AbsenceOut(Out):
    id: int
    person: PersonRef
    first_day: dt.date
    last_day: dt.date
    note: str


class AbsencePage(Out):
    items: list[AbsenceOut]
    next: str | None


class StandInIn(In):
    """Who acts for whom between two days, 90 at most; without `absent_id` for the caller.

    Never a signature and never a personal mailbox; every act records both names.
    """

    absent_id: Id | None = None
    stand_in_id: Id
    valid_from: Day
    valid_until: Day
    may_handle: Flag = True
    may_direct: Flag = False
    may_register: Flag = False
    decision: Name = ""


class StandInOut(Out):
    id: int
    absent: PersonRef
    stand_in: PersonRef
    valid_from: dt.date
    valid_until: dt.date
    may_handle: bool
    may_direct: bool
    may_register: bool
    decision: str


class StandInPage(Out):
    items: list[StandInOut]
    next: str | None


def absence_of(row: Absence) -> AbsenceOut:
    return AbsenceOut(
        id=row.pk, person=_ref(row.person), first_day=row.first_day, last_day=row.last_day,
        note=row.note,
    )  # fmt: skip


def stand_in_of(row: StandIn) -> StandInOut:
    return StandInOut(
        id=row.pk, absent=_ref(row.absent), stand_in=_ref(row.stand_in),
        valid_from=row.valid_from, valid_until=row.valid_until, may_handle=row.may_handle,
        may_direct=row.may_direct, may_register=row.may_register, decision=row.decision,
    )  # fmt: skip


def _ref(person: Person) -> PersonRef:
    return PersonRef(id=person.pk, full_name=person.full_name)
