# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom something concerns, as ids of people; the number of queries depends on nobody's number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from congso.common import clock
from congso.documents.models import Document, NamedReader
from congso.documents.queries_offices import heads_of_office
from congso.organisation.enums import DutyKind, Position, UnitKind
from congso.organisation.enums import Role as Duty
from congso.organisation.models import DutyTurn, Post, RoleGrant, StandIn, Unit
from congso.organisation.queries import valid_on
from congso.routing.givers import giver_is_gone
from congso.routing.models import Flow

HEADS = (Position.HEAD, Position.DEPUTY)


def holders(flows: Sequence[Flow]) -> set[int]:
    """Who has these flows here: the person, or the head and deputies of the unit, and stand-ins.

    What another office handles on its own copy is nobody's here.
    """
    here = [flow for flow in flows if flow.copy_id is None]
    people = {flow.person_id for flow in here if flow.person_id}
    people |= heads_of([flow.unit_id for flow in here if not flow.person_id])
    return with_stand_ins(people, "may_handle")


def heads_of(unit_ids: Iterable[int]) -> set[int]:
    """Heads and deputy heads of these units today."""
    units = set(unit_ids)
    if not units:
        return set()
    posts = Post.objects.filter(valid_on(clock.today()), unit__in=units, position__in=HEADS)
    return set(posts.values_list("person_id", flat=True))


def with_stand_ins(people: Iterable[int], right: str) -> set[int]:
    """These people and who stands in for them today with `right`."""
    found = set(people)
    if not found:
        return found
    today = clock.today()
    rows = StandIn.objects.filter(
        **{right: True}, absent__in=found, valid_from__lte=today, valid_until__gte=today
    )
    return found | set(rows.values_list("stand_in_id", flat=True))


def giver_of(flow: Flow) -> set[int]:
    """Who gave the work and who stands in for him; when he is gone, who heads the unit or agency
    in which it was given.
    """
    if not Flow.objects.filter(giver_is_gone(), pk=flow.pk).exists():
        return with_stand_ins([flow.giver_id], "may_direct")
    if flow.parent is not None:
        return with_stand_ins(heads_of([flow.parent.unit_id]), "may_handle")
    return with_stand_ins(heads_of_office(flow.office_id, clock.today()), "may_direct")


def clerks_of(office_id: int) -> set[int]:
    """The clerks of a registry office today, and their substitutes."""
    grants = RoleGrant.objects.filter(
        valid_on(clock.today()), role=Duty.CLERK, registry_office=office_id
    )
    return with_stand_ins(grants.values_list("person_id", flat=True), "may_register")


def office_of(office_id: int) -> set[int]:
    """Who distributes the papers of a registry office: heads of its Office and whom they named;
    where there is no such room, the head of the agency.
    """
    today = clock.today()
    rooms = Unit.objects.filter(office=office_id, kind=UnitKind.OFFICE).values("pk")
    posts = Post.objects.filter(valid_on(today), unit__in=rooms, position__in=HEADS)
    people = set(posts.values_list("person_id", flat=True))
    grants = RoleGrant.objects.filter(
        valid_on(today), role=Duty.DISTRIBUTOR, registry_office=office_id
    )
    people |= set(grants.values_list("person_id", flat=True))
    if not people:
        own = Q(unit__office=office_id, position=Position.HEAD)
        heads = Post.objects.filter(valid_on(today), own, unit__registry_office__pk=office_id)
        people = set(heads.values_list("person_id", flat=True))
    return with_stand_ins(people, "may_direct")


def on_duty(office_id: int) -> set[int]:
    """The leader on duty today."""
    today = clock.today()
    turns = DutyTurn.objects.filter(
        registry_office=office_id, kind=DutyKind.LEADER, first_day__lte=today, last_day__gte=today
    )
    return set(turns.values_list("person_id", flat=True))


def allowed(document: Document, people: Iterable[int]) -> set[int]:
    """Those who may hear of the paper: of a restricted one, only its named list."""
    found = set(people)
    if not document.is_restricted:
        return found
    named = NamedReader.objects.filter(document=document, person__in=found)
    return set(named.values_list("person_id", flat=True))
