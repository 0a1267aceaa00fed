# SPDX-License-Identifier: AGPL-3.0-or-later
"""Urgent papers that come outside working hours, and who has the duty then (B-14)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from congso.accounts.models import Person
from congso.common import clock
from congso.documents.enums import Urgency
from congso.documents.models import Document
from congso.organisation.enums import DutyKind, Position, UnitKind
from congso.organisation.models import DutyTurn, Post
from congso.organisation.queries import valid_on, working_calendar
from congso.organisation.standing import LATELY


def came_in_duty_hours(paper: Document) -> bool:
    """Whether an urgent paper arrived while the office was not working."""
    if paper.urgency < Urgency.URGENT:
        return False
    arrived = clock.local(paper.arrived_at)
    return working_calendar().next_working_moment(arrived) != arrived


def turns_of(paper: Document) -> QuerySet[DutyTurn]:
    """The turns of the office on the day the paper arrived."""
    day = clock.day_of(paper.arrived_at)
    return DutyTurn.objects.filter(
        registry_office=paper.office_id, first_day__lte=day, last_day__gte=day
    )


def leaders_of(paper: Document) -> list[int]:
    """The leaders on duty on the day the paper arrived."""
    leaders = turns_of(paper).filter(kind=DutyKind.LEADER)
    return list(leaders.values_list("person_id", flat=True))


@dataclass(frozen=True)
class Call:
    """One line of the list of whom to call: why, who, by which number."""

    part: str
    person: Person


def call_list(paper: Document) -> list[Call]:
    """Whom the clerk calls about an express paper: the duty of the day, then the Office."""
    turns = turns_of(paper).select_related("person").order_by("kind", "pk")
    calls = [Call(turn.get_kind_display(), turn.person) for turn in turns]
    known = {call.person.pk for call in calls}
    heads = Post.objects.filter(
        valid_on(clock.today()),
        unit__office=paper.office_id,
        unit__kind=UnitKind.OFFICE,
        position__in=(Position.HEAD, Position.DEPUTY),
    )
    rows = heads.select_related("person").order_by("rank", "pk")
    return calls + [Call(post.title, post.person) for post in rows if post.person_id not in known]


def recent_papers_of(person_id: int) -> list[int]:
    """The papers that came in a leader's turns of the last week: he may direct them still."""
    turns = DutyTurn.objects.filter(
        person=person_id,
        kind=DutyKind.LEADER,
        last_day__gte=clock.today() - LATELY,
        registry_office=OuterRef("office"),
        first_day__lte=OuterRef("arrived_on"),
    ).filter(last_day__gte=OuterRef("arrived_on"))
    papers = Document.objects.filter(
        Exists(turns),
        urgency__gte=Urgency.URGENT,
        created_at__gte=clock.now() - 2 * LATELY,
    )
    return [paper.pk for paper in papers if came_in_duty_hours(paper)]
