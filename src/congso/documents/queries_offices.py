# SPDX-License-Identifier: AGPL-3.0-or-later
"""What papers ask about registry offices and what is known of a paper sent to another one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from congso.accounts.models import Person
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State
from congso.documents.models import Document
from congso.organisation.enums import Position, UnitKind
from congso.organisation.models import Post, RegistryOffice, Unit
from congso.organisation.standing import standing_of


def unit_of_office(office_id: int) -> int:
    """The unit that has the registry office."""
    return RegistryOffice.objects.values_list("unit_id", flat=True).get(pk=office_id)


def heads_of_office(office_id: int, day: dt.date) -> tuple[int, ...]:
    """Who heads the agency of the office on `day`: ids of persons, none while the post is free."""
    unit = unit_of_office(office_id)
    leads = Q(unit=unit) | Q(unit__office=office_id, unit__kind=UnitKind.LEADERSHIP)
    posts = Post.objects.filter(leads, position=Position.HEAD, valid_from__lte=day)
    posts = posts.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return tuple(posts.order_by("pk").values_list("person_id", flat=True).distinct())


def units_asked_by(actor: Actor) -> QuerySet[Unit]:
    """The open units by which this person may narrow a list: those of his registry offices."""
    offices = standing_of(actor).own.offices()
    tops = RegistryOffice.objects.filter(pk__in=offices).values("unit")
    today = Q(valid_from__lte=clock.today())
    today &= Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today())
    found = Unit.objects.filter(today, Q(office__in=offices) | Q(parent__in=tops))
    return found.exclude(pk__in=tops).order_by("position", "name")


def leaders_asked_by(actor: Actor) -> QuerySet[Person]:
    """Who leads the registry offices of this person or has led them, by name."""
    offices = standing_of(actor).own.offices()
    tops = RegistryOffice.objects.filter(pk__in=offices).values("unit")
    boards = Unit.objects.filter(office__in=offices, kind=UnitKind.LEADERSHIP).values("pk")
    leads = Q(unit__in=boards) | Q(unit__in=tops, position__in=(Position.HEAD, Position.DEPUTY))
    posts = Post.objects.filter(leads).values("person")
    return Person.objects.filter(pk__in=posts).order_by("sort_key", "pk")


@dataclass(frozen=True)
class SentCopy:
    """All a sending office sees of its paper in another one: taken in, under which number, when."""

    office_id: int
    office_name: str
    state: str
    number_text: str
    sent_at: dt.datetime
    registered_at: dt.datetime | None
    due_at: dt.datetime | None

    @property
    def is_taken_in(self) -> bool:
        return self.state not in (State.RECEIVED, State.RETURNED, State.WITHDRAWN)


def sent_copies(document: Document) -> list[SentCopy]:
    """Where the paper was sent, oldest first. The caller has checked that he sees the paper."""
    copies = Document.objects.filter(source=document).select_related("office", "joined_into")
    return [_sent(copy, copy.joined_into or copy) for copy in copies.order_by("pk")]


def _sent(copy: Document, registered: Document) -> SentCopy:
    """`registered` is the paper that has the number: the copy, or the one it was joined to."""
    return SentCopy(
        copy.office_id,
        copy.office.printed_name,
        copy.state,
        registered.number_text,
        copy.created_at,
        registered.registered_at,
        copy.due_at,
    )
